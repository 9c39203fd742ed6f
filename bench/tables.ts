// The tables of the cases: a short one for the README, the full ones for results.md and docs/performance.md.
import { mkdirSync, writeFileSync } from "node:fs";
import type { EngineName, ModelFacts } from "./contract.js";
import {
  type Column,
  count,
  difference,
  duration,
  durations,
  markdownTable,
  megabytes,
  NONE,
  replaceBetweenMarkers,
  significant,
  times,
} from "./markdown.js";
import type { CaseResult, EngineResult, Results } from "./results.js";

const README = "README.md";
const DOCS = "docs/performance.md";

/** A cell about one engine's result, empty where it has none. */
const by =
  (name: EngineName, show: (result: EngineResult) => string | undefined) =>
  ({ engines, failures }: CaseResult): string => {
    const result = engines[name];
    return result ? (show(result) ?? NONE) : failures[name] ? "failed" : NONE;
  };

const facts =
  (show: (model: ModelFacts) => string) =>
  ({ model }: CaseResult): string =>
    model ? show(model) : NONE;

const about = (text: string, { evaluationsFrom }: EngineResult) => (evaluationsFrom ? `≈ ${text}` : text);
const whole = (result: EngineResult) => about(duration(result.whole), result);
const evaluations = (result: EngineResult) => about(count(result.evaluations), result);

/** How many times faster blup is than another engine; a dagger where the two did not run together. */
const ratio =
  (name: EngineName) =>
  ({ engines }: CaseResult): string => {
    const { blup, [name]: theirs } = engines;
    if (!blup || !theirs) return NONE;
    const text = about(`**${times(theirs.whole / blup.whole)}**`, theirs);
    return blup.date === theirs.date ? text : `${text} †`;
  };

const objectiveDifference = ({ engines: { blup, lme4 } }: CaseResult): string =>
  blup && lme4 ? about(difference(blup.objective - lme4.objective), lme4) : NONE;

const parts = ({ read, build = 0, whole: all }: EngineResult) => durations([read, build, all - build]);

const plan = facts(({ algorithm, tailRows }) => (tailRows > 0 ? `${algorithm}, ${count(tailRows)}` : algorithm));

const MODEL: Column<CaseResult> = { title: "model", left: true, cell: ({ title }) => title };
const ROWS: Column<CaseResult> = { title: "n", cell: facts(({ nobs }) => count(nobs)) };
const EFFECTS: Column<CaseResult> = { title: "q", cell: facts(({ effects }) => count(effects)) };
const PLAN: Column<CaseResult> = { title: "plan, tail", left: true, cell: plan };
const MEMORY: Column<CaseResult> = {
  title: "memory",
  cell: by("blup", ({ memory }) => memory && megabytes(memory.peak)),
};

const SHORT: readonly Column<CaseResult>[] = [
  MODEL,
  ROWS,
  EFFECTS,
  PLAN,
  { title: "read + build + fit", cell: by("blup", parts) },
  { title: "evaluations", cell: by("blup", evaluations) },
  MEMORY,
  { title: "lme4", cell: by("lme4", whole) },
  { title: "evaluations", cell: by("lme4", evaluations) },
  { title: "objective − lme4's", cell: objectiveDifference },
  { title: "lme4 / blup", cell: ratio("lme4") },
];

const TIMES: readonly Column<CaseResult>[] = [
  MODEL,
  { title: "read", cell: by("blup", ({ read }) => duration(read)) },
  { title: "build", cell: by("blup", ({ build }) => (build === undefined ? undefined : duration(build))) },
  { title: "build + fit", cell: by("blup", whole) },
  { title: "cold", cell: by("blup", ({ first }) => duration(first)) },
  { title: "lme4", cell: by("lme4", whole) },
  { title: "cold", cell: by("lme4", (result) => about(duration(result.first), result)) },
  { title: "lme4 / blup", cell: ratio("lme4") },
];

const JULIA_TIMES: readonly Column<CaseResult>[] = [
  { title: "MixedModels.jl", cell: by("mixedmodels", whole) },
  { title: "MixedModels.jl / blup", cell: ratio("mixedmodels") },
];

const evaluation = ({ evaluation: time }: EngineResult) => (time === undefined ? undefined : duration(time));

const rate = ({ model, engines: { blup } }: CaseResult): string =>
  model && blup?.evaluation ? significant(model.objectiveFlops / blup.evaluation / 1e6, 2) : NONE;

const WORK: readonly Column<CaseResult>[] = [
  MODEL,
  ROWS,
  EFFECTS,
  PLAN,
  { title: "evaluations", cell: by("blup", evaluations) },
  { title: "lme4's", cell: by("lme4", evaluations) },
  { title: "one objective", cell: by("blup", evaluation) },
  { title: "lme4's", cell: by("lme4", evaluation) },
  { title: "Gflop/s", cell: rate },
  MEMORY,
  { title: "core, as planned", cell: facts(({ plannedMemory }) => megabytes(plannedMemory)) },
  { title: "lme4's memory", cell: by("lme4", ({ memory }) => memory && megabytes(memory.peak)) },
  { title: "objective − lme4's", cell: objectiveDifference },
];

const JULIA_WORK: readonly Column<CaseResult>[] = [
  { title: "MixedModels.jl: evaluations", cell: by("mixedmodels", evaluations) },
  { title: "one objective", cell: by("mixedmodels", evaluation) },
];

const MODELS: readonly Column<CaseResult>[] = [
  MODEL,
  { title: "case", left: true, cell: ({ id }) => `\`${id}\`` },
  { title: "formula", left: true, cell: ({ formula, reml }) => `\`${formula}\`, ${reml ? "REML" : "ML"}` },
];

const unique = (values: readonly string[]) => [...new Set(values)];

/** When and where, what the signs mean, what failed. */
function notes({ cases }: Results): string[] {
  const results = cases.flatMap(({ engines }) => Object.entries(engines));
  if (results.length === 0) return [];
  const machines = results.map(([, { machine }]) => machine);
  const dates = unique(results.map(([, { date }]) => date.slice(0, 10))).sort();
  const loads = machines.flatMap(({ loadBefore, loadAfter }) => [loadBefore, loadAfter]);
  const versions = unique(results.map(([name, { version }]) => `${name} ${version}`));
  const node = unique(machines.map((machine) => machine.node)).join(", ");
  const lines = [
    [
      unique([dates[0], dates[dates.length - 1]]).join(" to "),
      unique(machines.map(({ cpu, cores }) => `${cpu} (${cores} cores)`)).join("; "),
      `load average ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}`,
      `${versions.join("; ")}; Node ${node}.`,
    ].join("; "),
  ];
  if (results.some(([, { evaluationsFrom }]) => evaluationsFrom)) {
    lines.push(
      "≈ not run whole: the engine's set-up and a few evaluations were timed, and multiplied by the evaluations that it",
      "needs for the smaller case of the same kind; the objective is compared at blup's θ.",
    );
  }
  if (cases.some((row) => ratio("lme4")(row).includes("†") || ratio("mixedmodels")(row).includes("†"))) {
    lines.push("† the two engines were timed in different runs.");
  }
  for (const { title, failures } of cases) {
    for (const message of Object.values(failures)) lines.push(`${title}: ${message}.`);
  }
  return lines;
}

export function shortTable(results: Results): string {
  return [
    markdownTable(SHORT, results.cases),
    "",
    "Medians; both engines by turns, one process a turn, one thread. n rows, q random effects; the plan says how the",
    "random effects are eliminated and how many rows are left for the dense part. The ratio compares lme4's whole call",
    "with build + fit, both from data in memory to estimates and standard errors. Memory is the most that the process",
    "held, Node's own 50 MB included.",
    "",
    ...notes(results),
  ].join("\n");
}

export function fullTables(results: Results): string {
  const { cases } = results;
  const julia = cases.some(({ engines }) => engines.mixedmodels !== undefined);
  return [
    markdownTable(julia ? [...TIMES, ...JULIA_TIMES] : TIMES, cases),
    "",
    markdownTable(julia ? [...WORK, ...JULIA_WORK] : WORK, cases),
    "",
    markdownTable(MODELS, cases),
    "",
    ...notes(results),
  ].join("\n");
}

/** results.md in `folder`, and where `documents` is set the tables of the README and docs/performance.md. */
export function writeTables(results: Results, folder: string, documents: boolean): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/results.md`, `${fullTables(results)}\n`);
  if (!documents) return;
  replaceBetweenMarkers(README, "bench", shortTable(results));
  replaceBetweenMarkers(DOCS, "cases", fullTables(results));
}
