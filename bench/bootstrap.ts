// Time of parametric bootstrap replicates beside lme4's bootMer(), whose time is taken from fewer of them.
// Usage: npm run bench:bootstrap [-- --case ID …] [--replicates N] [--workers N] [--without-lme4] [--output DIR]
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readCsvFile } from "../src/data/csv-file.js";
import { bootstrap, lmm } from "../src/index.js";
import { CASES } from "./cases.js";
import type { BenchCase } from "./contract.js";
import { missingFor, rRequest, singleThreaded } from "./launch.js";
import { machineLine, observeMachine } from "./machine.js";
import { type Column, count, duration, markdownTable, NONE, replaceBetweenMarkers, times } from "./markdown.js";
import { median } from "./median.js";
import { writeJson } from "./results.js";

/** By case how many replicates lme4 is timed on. */
const LME4_REPLICATES: Readonly<Record<string, number>> = { "sleep-max-reml": 100, "sim-200x400": 3 };

const ROUNDS = 5;
/** Milliseconds from which on one round is enough. */
const LONG = 5000;

const { values: options } = parseArgs({
  options: {
    case: { type: "string", multiple: true },
    replicates: { type: "string", default: "1000" },
    workers: { type: "string", default: "0" },
    "without-lme4": { type: "boolean", default: false },
    output: { type: "string" },
  },
});

interface Measured {
  readonly id: string;
  readonly title: string;
  readonly replicates: number;
  readonly workers: number;
  /** Milliseconds of all replicates: the first time in the process, and the median of several where they are short. */
  readonly first: number;
  readonly blup: number;
  readonly lme4Replicates: number | null;
  /** Milliseconds of one. */
  readonly lme4: number | null;
}

function timeLme4(model: BenchCase, csv: string): number | null {
  if (options["without-lme4"] || missingFor("lme4") !== null) return null;
  const { formula, reml, factors, sumContrasts } = model;
  const budget = { seconds: 0, repeats: LME4_REPLICATES[model.id], whole: true, theta: [] };
  const file = rRequest({ csv, formula, reml, factors, sumContrasts, ...budget });
  const run = spawnSync("Rscript", ["--vanilla", "bench/engines/bootmer.R", file], {
    encoding: "utf8",
    env: singleThreaded,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (run.status !== 0) throw new Error(`lme4 failed on ${model.id}`);
  return Number(run.stdout);
}

async function measure(model: BenchCase, csv: string): Promise<Measured> {
  const { id, title, formula, reml, factors } = model;
  const types = Object.fromEntries(factors.map((name) => [name, "factor" as const]));
  const fit = await lmm(formula, await readCsvFile(csv, { types }), { reml });
  const replicates = Number(options.replicates);
  const workers = Number(options.workers);
  const workerUrl = new URL("worker.mjs", import.meta.url);
  const rounds: number[] = [];
  do {
    const start = performance.now();
    await bootstrap(fit, { seed: 1, replicates, workers, workerUrl });
    rounds.push(performance.now() - start);
  } while (rounds.length < ROUNDS && rounds[0] < LONG);
  const [first] = rounds;
  const blup = median(rounds);
  console.error(`${id} blup: ${duration(blup / replicates)} a replicate`);
  const lme4 = timeLme4(model, csv);
  if (lme4 !== null) console.error(`${id} lme4: ${duration(lme4)} a replicate`);
  return {
    id,
    title,
    replicates,
    workers,
    first,
    blup,
    lme4Replicates: lme4 === null ? null : LME4_REPLICATES[id],
    lme4,
  };
}

const COLUMNS: readonly Column<Measured>[] = [
  { title: "model", left: true, cell: ({ title }) => title },
  { title: "replicates", cell: ({ replicates }) => count(replicates) },
  { title: "workers", cell: ({ workers }) => count(workers) },
  { title: "first", cell: ({ first }) => duration(first) },
  { title: "blup", cell: ({ blup }) => duration(blup) },
  { title: "a replicate", cell: ({ blup, replicates }) => duration(blup / replicates) },
  { title: "lme4, a replicate", cell: ({ lme4 }) => (lme4 === null ? NONE : duration(lme4)) },
  { title: "of", cell: ({ lme4Replicates }) => (lme4Replicates === null ? NONE : count(lme4Replicates)) },
  {
    title: "lme4 / blup",
    cell: ({ lme4, blup, replicates }) => (lme4 === null ? NONE : times((lme4 * replicates) / blup)),
  },
];

const observed = observeMachine();
const folder = options.output ?? "bench/results";
const file = `${folder}/bootstrap.json`;
const before = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { measured: Measured[] }).measured : [];
const measured = before.filter(({ id }) => options.case !== undefined && !options.case.includes(id));
for (const id of options.case ?? Object.keys(LME4_REPLICATES)) {
  const model = CASES.find((entry) => entry.id === id);
  if (model === undefined || !Object.hasOwn(LME4_REPLICATES, id)) {
    throw new Error(`case "${id}" is none of ${Object.keys(LME4_REPLICATES).join(", ")}`);
  }
  const csv = model.csv();
  if (csv === null) console.error(`${id} is skipped: its data are not here`);
  else measured.push(await measure(model, csv));
}
const date = new Date().toISOString();
const machine = observed();
const text = [markdownTable(COLUMNS, measured), "", machineLine(date, machine)].join("\n");
writeJson(file, { date, machine, measured });
writeFileSync(`${folder}/bootstrap.md`, `${text}\n`);
if (options.output === undefined) replaceBetweenMarkers("docs/performance.md", "bootstrap", text);
console.log(text);
