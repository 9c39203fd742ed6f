// Times of the engine's steps, one evaluation taken apart: where a fit's time goes.
// Usage: npm run bench:steps [-- CASE …]; the quick cases if none is named
import { Bench } from "tinybench";
import { readCsvFile } from "../src/data/csv-file.js";
import { buildDesign } from "../src/design/build-design.js";
import { LinearSystem } from "../src/engine/linear-system.js";
import type { Direction, MixedSystem } from "../src/engine/types.js";
import { expandFormula } from "../src/formula/expand.js";
import { parseFormula } from "../src/formula/parser.js";
import { modelFrame } from "../src/frame/model-frame.js";
import { engineInput } from "../src/likelihood/terms.js";
import { CASES } from "./cases.js";
import type { BenchCase } from "./contract.js";

function identity(k: number): Float64Array {
  const matrix = new Float64Array(k * k);
  for (let i = 0; i < k; i++) matrix[i * (k + 1)] = 1;
  return matrix;
}

/** The directions of an unstructured Λ of every factor: one for each entry of its lower triangle. */
function directions(system: MixedSystem): Direction[] {
  return system.factors.flatMap(({ columnCount: k }, factor) =>
    Array.from({ length: k }, (_, column) =>
      Array.from({ length: k - column }, (_, i) => {
        const vector = new Float64Array(k);
        vector[column + i] = 1;
        return { factor, column, vector };
      }),
    ).flat(),
  );
}

async function timeCase({ id, factors, sumContrasts, formula, reml }: BenchCase, csv: string): Promise<void> {
  const contrasts = Object.fromEntries(sumContrasts.map((name) => [name, "sum" as const]));
  const types = Object.fromEntries(factors.map((name) => [name, "factor" as const]));
  const table = await readCsvFile(csv, { types });
  const expanded = expandFormula(parseFormula(formula), [...table.columns.keys()]);
  const design = () => buildDesign(modelFrame(expanded, table, { contrasts })).design;
  const input = engineInput(design());
  const system = new LinearSystem(input);
  const all = directions(system);
  const evaluate = () => {
    for (const [factor, { columnCount }] of system.factors.entries()) system.setLambda(factor, identity(columnCount));
    system.factorize();
    return system.objective(reml);
  };

  const bench = new Bench({ time: 500, warmupTime: 100 })
    .add("frame and design", () => void design())
    .add("cross-products", () => void new LinearSystem(input))
    .add("evaluation", () => void evaluate())
    .add("evaluation, gradient", () => {
      evaluate();
      system.gradient(reml);
    })
    .add("evaluation, gradient, curvature", () => {
      evaluate();
      system.gradient(reml);
      system.averageInformation(reml, all);
    });
  await bench.run();
  console.log(`\n${id}: ${formula}`);
  console.table(
    bench.tasks.map(({ name, result }) =>
      "latency" in result
        ? { step: name, "median ms": Number(result.latency.p50.toPrecision(3)), runs: result.latency.samplesCount }
        : { step: name },
    ),
  );
}

const wanted = process.argv.slice(2);
for (const model of CASES) {
  if (wanted.length === 0 ? !model.quick : !wanted.includes(model.id)) continue;
  const csv = model.csv();
  if (csv !== null) await timeCase(model, csv);
}
