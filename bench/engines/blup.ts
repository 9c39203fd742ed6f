// blup behind the contract of the bench: a request as JSON in the last argument, the answer on stdout.
import { readFileSync } from "node:fs";
import { readCsvFile } from "../../src/data/csv-file.js";
import { Engine } from "../../src/engine/engine.js";
import { type FittedLmm, type LmmOptions, lmm, type Table } from "../../src/index.js";
import { designOf } from "../../src/model/design-of.js";
import { engineInput } from "../../src/model/term-layout.js";
import type { BenchAnswer, BenchRequest, ModelFacts } from "../contract.js";
import { median } from "../median.js";

const EVALUATIONS = 7;

const request = JSON.parse(process.argv.at(-1) as string) as BenchRequest;
const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
// libuv gives kilobytes.
const mostResident = () => 1024 * process.resourceUsage().maxRSS;

/** Milliseconds of one factorization and objective, at Λ = I. */
function timeEvaluation(table: Table, { formula, reml }: BenchRequest, options: LmmOptions): number {
  const system = new Engine(engineInput(designOf(formula, table, options)));
  for (const [factor, { columnCount: k }] of system.factors.entries()) {
    const identity = Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? 1 : 0));
    system.setLambda(factor, identity);
  }
  const times = Array.from({ length: EVALUATIONS }, () => {
    const start = performance.now();
    system.factorize();
    system.objective(reml);
    return performance.now() - start;
  });
  return median(times);
}

function facts({ plan }: FittedLmm): ModelFacts {
  const { nobs, groups, algorithm, tailRows, memory, objectiveFlops } = plan;
  const effects = groups.reduce((sum, { levels, columns }) => sum + levels * columns, 0);
  return { nobs, effects, algorithm, tailRows, plannedMemory: memory, objectiveFlops };
}

const atStart = mostResident();
let start = performance.now();
const types = Object.fromEntries(request.factors.map((name) => [name, "factor" as const]));
const table = await readCsvFile(request.csv, { types });
const read = performance.now() - start;

const contrasts = Object.fromEntries(request.sumContrasts.map((name) => [name, "sum" as const]));
const options: LmmOptions = { reml: request.reml, contrasts };
const fits: number[] = [];
const builds: number[] = [];
let fit: FittedLmm;
let peak = 0;
const deadline = performance.now() + 1000 * request.seconds;
do {
  start = performance.now();
  fit = await lmm(request.formula, table, options);
  fit.fixef();
  fits.push(performance.now() - start);
  builds.push(fit.timing.build);
  if (fits.length === 1) peak = mostResident();
} while (performance.now() < deadline && fits.length < request.repeats);

const answer: BenchAnswer = {
  version,
  read,
  fits,
  builds,
  evaluation: timeEvaluation(table, request, options),
  evaluations: fit.convergence.evaluations,
  objective: fit.objective,
  memory: { start: atStart, peak },
  theta: Array.from(fit.theta),
  model: facts(fit),
};
console.log(JSON.stringify(answer));
