// What tests of fixed effects cost beside the fit: Satterthwaite's and Kenward-Roger's, and lmerTest's.
// Usage: npm run bench:tests [-- --case ID …] [--without-r] [--output DIR]
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readCsvFile } from "../src/data/csv-file.js";
import type { LiveFit } from "../src/fit/fit.js";
import { lmm } from "../src/fit/fitting.js";
import { type FixefTests, fixefTests } from "../src/inference/fixef-tests.js";
import { CASES } from "./cases.js";
import type { BenchCase } from "./contract.js";
import { rAssignments, requestFile, singleThreaded } from "./launch.js";
import { machineLine, observeMachine } from "./machine.js";
import {
  type Column,
  count,
  duration,
  markdownTable,
  megabytes,
  NONE,
  replaceBetweenMarkers,
  times,
} from "./markdown.js";
import { writeJson } from "./results.js";

/** One process's measurement; times are milliseconds of the processor, which other work on the machine does not stretch. */
interface Measured {
  readonly nobs: number;
  readonly coefficients: number;
  readonly theta: readonly number[];
  readonly fit: number;
  readonly tests: number;
  /** Most resident memory after the fit, and what the tests added to it, in bytes. */
  readonly memory: number;
  readonly added: number;
  readonly df: readonly number[];
}

interface TestsResult {
  readonly id: string;
  readonly title: string;
  readonly satterthwaite: Measured;
  readonly kenwardRoger: Measured;
  /** Null where it was not run. */
  readonly lmerTest: { readonly tests: number; readonly memory: number; readonly worstDf: number } | null;
}

const IDS = ["insteval-2-ml", "sim-200x400"];

const { values: options } = parseArgs({
  options: {
    case: { type: "string", multiple: true },
    "without-r": { type: "boolean", default: false },
    output: { type: "string" },
    measure: { type: "string", multiple: true },
  },
});

const caseOf = (id: string): BenchCase => {
  const found = CASES.find((model) => model.id === id);
  if (found === undefined) throw new Error(`case "${id}" is not in the list`);
  return found;
};

async function measure(id: string, df: "satterthwaite" | "kenward-roger"): Promise<Measured> {
  const { formula, factors, sumContrasts, ...model } = caseOf(id);
  const types = Object.fromEntries(factors.map((name) => [name, "factor" as const]));
  const contrasts = Object.fromEntries(sumContrasts.map((name) => [name, "sum" as const]));
  const table = await readCsvFile(model.csv() as string, { types });
  const reml = df === "kenward-roger" || model.reml;
  // The first fit compiles the core, and the functions around it.
  const warm = await lmm(formula, table, { reml, contrasts });
  fixefTests(warm, { df });
  const clock = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const started = clock();
  const fit: LiveFit = await lmm(formula, table, { reml, contrasts });
  fit.fixef();
  const fitted = clock();
  const memory = 1024 * process.resourceUsage().maxRSS;
  const { effects }: FixefTests = fixefTests(fit, { df });
  const tested = clock();
  return {
    nobs: fit.nobs,
    coefficients: fit.rank,
    theta: Array.from(fit.theta),
    fit: fitted - started,
    tests: tested - fitted,
    memory,
    added: 1024 * process.resourceUsage().maxRSS - memory,
    df: effects.map((effect) => effect.df),
  };
}

function run(program: string, args: readonly string[]): unknown {
  const answer = spawnSync(program, args, { encoding: "utf8", env: singleThreaded, maxBuffer: 1 << 26 });
  if (answer.status !== 0) throw new Error(answer.stderr.trim().split("\n").slice(-3).join(" "));
  return JSON.parse(answer.stdout.trim().split("\n").at(-1) as string);
}

function measureApart(id: string, df: string): Measured {
  return run(process.execPath, ["build/bench/tests.mjs", "--measure", id, "--measure", df]) as Measured;
}

function measureLmerTest(model: BenchCase, ours: Measured): TestsResult["lmerTest"] {
  const { formula, reml, factors, sumContrasts } = model;
  const budget = { seconds: 0, repeats: 1, whole: true, theta: ours.theta };
  const request = { csv: model.csv() as string, formula, reml, factors, sumContrasts, ...budget };
  const file = requestFile(`request-${process.pid}.R`, rAssignments(request));
  const { tests, memory, df } = run("Rscript", ["--vanilla", "bench/engines/lmerTest.R", file]) as {
    tests: number;
    memory: number;
    df: number[];
  };
  const worstDf = Math.max(...df.map((value, i) => Math.abs(value / ours.df[i] - 1)));
  return { tests: 1000 * tests, memory, worstDf };
}

const columns: readonly Column<TestsResult>[] = [
  { title: "model", left: true, cell: ({ title }) => title },
  { title: "n", cell: ({ satterthwaite: { nobs } }) => count(nobs) },
  { title: "coefficients", cell: ({ satterthwaite: { coefficients } }) => String(coefficients) },
  { title: "fit", cell: ({ satterthwaite: { fit } }) => duration(fit) },
  { title: "Satterthwaite", cell: ({ satterthwaite: { tests } }) => duration(tests) },
  { title: "of the fit", cell: ({ satterthwaite: { tests, fit } }) => `**${Math.round((100 * tests) / fit)} %**` },
  { title: "lmerTest", cell: ({ lmerTest }) => (lmerTest === null ? NONE : duration(lmerTest.tests)) },
  {
    title: "lmerTest / blup",
    cell: ({ lmerTest, satterthwaite: { tests } }) =>
      lmerTest === null ? NONE : `**${times(lmerTest.tests / tests)}**`,
  },
  {
    title: "largest difference of a df",
    cell: ({ lmerTest }) => (lmerTest === null ? NONE : lmerTest.worstDf.toExponential(0)),
  },
  { title: "REML fit", cell: ({ kenwardRoger: { fit } }) => duration(fit) },
  { title: "Kenward–Roger", cell: ({ kenwardRoger: { tests } }) => duration(tests) },
  { title: "memory in all", cell: ({ kenwardRoger: { memory, added } }) => megabytes(memory + added) },
  { title: "one n × n matrix", cell: ({ satterthwaite: { nobs } }) => megabytes(8 * nobs * nobs) },
];

async function main(): Promise<void> {
  if (options.measure !== undefined) {
    const [id, df] = options.measure;
    console.log(JSON.stringify(await measure(id, df as "satterthwaite")));
    return;
  }
  const observed = observeMachine();
  const results = (options.case ?? IDS).map((id): TestsResult => {
    const model = caseOf(id);
    const satterthwaite = measureApart(id, "satterthwaite");
    const kenwardRoger = measureApart(id, "kenward-roger");
    console.error(`${id}: ${satterthwaite.tests.toFixed(0)} ms of ${satterthwaite.fit.toFixed(0)} ms`);
    const lmerTest = options["without-r"] ? null : measureLmerTest(model, satterthwaite);
    return { id, title: model.title, satterthwaite, kenwardRoger, lmerTest };
  });
  const date = new Date().toISOString();
  const machine = observed();
  const folder = options.output ?? "bench/results";
  mkdirSync(folder, { recursive: true });
  writeJson(`${folder}/tests.json`, { date, machine, results });
  const text = `${markdownTable(columns, results)}\n\n${machineLine(date, machine)}`;
  writeFileSync(`${folder}/tests.md`, `${text}\n`);
  if (options.output === undefined) replaceBetweenMarkers("docs/performance.md", "tests", text);
}

await main();
