// Runs every engine on every case by turns, one process a turn, and writes results/ and the README's table.
// Usage: npm run bench -- [--rounds N] [--case ID] [--keep-readme]
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { benchCases } from "./cases.js";
import type { BenchAnswer, BenchCase, BenchRequest } from "./contract.js";
import {
  type BenchResult,
  type CaseResult,
  type EngineResult,
  markdownTable,
  replaceBetweenMarkers,
} from "./report.js";

type EngineName = "blup" | "lme4";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    case: { type: "string", multiple: true },
    "keep-readme": { type: "boolean", default: false },
  },
});

// A fit that takes longer than this is not repeated in further rounds.
const LONG = 60_000;
const BUDGET = { seconds: 2, repeats: 200 };
const env = { ...process.env, OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" };

const rText = (text: string) => JSON.stringify(text);

/** The request as R assignments: R has no JSON reader of its own. */
function assignments({ csv, factors, formula, reml, seconds, repeats }: BenchRequest): string {
  return [
    `csv <- ${rText(csv)}`,
    `factors <- c(${factors.map(rText).join(", ")})`,
    `formula <- ${rText(formula)}`,
    `reml <- ${reml ? "TRUE" : "FALSE"}`,
    `seconds <- ${seconds}`,
    `repeats <- ${repeats}`,
  ].join("\n");
}

function command(engine: EngineName, request: BenchRequest): [string, string[]] {
  if (engine === "blup") return [process.execPath, ["build/bench/blup.mjs", JSON.stringify(request)]];
  const file = "build/bench/request.R";
  writeFileSync(file, assignments(request));
  return ["Rscript", ["--vanilla", "bench/engines/lme4.R", file]];
}

function runEngine(engine: EngineName, model: BenchCase): BenchAnswer {
  const [program, args] = command(engine, { ...model, ...BUDGET });
  const run = spawnSync(program, args, { encoding: "utf8", env });
  if (run.status !== 0) throw new Error(`${engine} failed on ${model.id}: ${run.stderr}`);
  return JSON.parse(run.stdout) as BenchAnswer;
}

function hasLme4(): boolean {
  return spawnSync("Rscript", ["--vanilla", "-e", "library(lme4)"], { encoding: "utf8", env }).status === 0;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function summarize(answers: readonly BenchAnswer[]): EngineResult {
  const later = answers.flatMap(({ fits }) => fits.slice(1));
  const first = answers.map(({ fits }) => fits[0]);
  const { evaluations, objective } = answers[0];
  return {
    read: median(answers.map(({ read }) => read)),
    first: median(first),
    median: median(later.length > 0 ? later : first),
    fits: first.length + later.length,
    evaluations,
    objective,
  };
}

/** All rounds of one case, the engines by turns. */
function runCase(model: BenchCase, engines: readonly EngineName[], versions: Record<string, string>): CaseResult {
  const answers = new Map<EngineName, BenchAnswer[]>(engines.map((engine) => [engine, []]));
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const engine of engines) {
      const done = answers.get(engine) as BenchAnswer[];
      if (done.some(({ fits }) => fits[0] > LONG)) continue;
      const answer = runEngine(engine, model);
      done.push(answer);
      versions[engine] = answer.version;
      console.error(`${model.id} ${engine}: ${median(answer.fits).toFixed(1)} ms, objective ${answer.objective}`);
    }
  }
  const results = Object.fromEntries(Array.from(answers, ([engine, done]) => [engine, summarize(done)]));
  const { id, title, rows, formula } = model;
  return { id, title, rows, formula, engines: results };
}

const { cases, missing } = benchCases();
for (const title of missing) console.error(`${title} is skipped: its data are not here`);
const engines: EngineName[] = hasLme4() ? ["blup", "lme4"] : ["blup"];
if (engines.length === 1) console.error("lme4 is skipped: Rscript with the package lme4 is not here");

const loadBefore = loadavg()[0];
const versions: Record<string, string> = {};
const wanted = cases.filter(({ id }) => options.case === undefined || options.case.includes(id));
const results = wanted.map((model) => runCase(model, engines, versions));
const result: BenchResult = {
  date: new Date().toISOString(),
  machine: { cpu: cpus()[0].model.trim(), cores: cpus().length, loadBefore, loadAfter: loadavg()[0] },
  versions: { ...versions, Node: process.versions.node },
  cases: results,
};

const table = markdownTable(result);
console.log(table);
if (options.case === undefined) {
  mkdirSync("bench/results", { recursive: true });
  writeFileSync("bench/results/results.json", `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync("bench/results/results.md", `${table}\n`);
  if (!options["keep-readme"] && engines.length > 1) replaceBetweenMarkers("README.md", table);
}
