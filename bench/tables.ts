// The tables of the cases: five rows for the README, the full ones for results.md and docs/performance.md.
import { mkdirSync, writeFileSync } from "node:fs";
import { ENGINES, type EngineName, type ModelFacts } from "./contract.js";
import {
  type Column,
  count,
  difference,
  duration,
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
const LABEL: Readonly<Record<EngineName, string>> = {
  blup: "blup",
  lme4: "lme4",
  glmmTMB: "glmmTMB",
  mixedmodels: "MixedModels.jl",
};
const OTHERS = ENGINES.filter((name) => name !== "blup");

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

const objectiveDifference =
  (name: EngineName) =>
  ({ engines }: CaseResult): string => {
    const { blup, [name]: theirs } = engines;
    return blup && theirs ? about(difference(blup.objective - theirs.objective), theirs) : NONE;
  };

const plan = facts(({ algorithm, tailRows }) => (tailRows > 0 ? `${algorithm}, ${count(tailRows)}` : algorithm));

const MODEL: Column<CaseResult> = { title: "model", left: true, cell: ({ title }) => title };
const ROWS: Column<CaseResult> = { title: "n", cell: facts(({ nobs }) => count(nobs)) };
const EFFECTS: Column<CaseResult> = { title: "q", cell: facts(({ effects }) => count(effects)) };
const PLAN: Column<CaseResult> = { title: "plan, tail", left: true, cell: plan };
const MEMORY: Column<CaseResult> = {
  title: "memory",
  cell: by("blup", ({ memory }) => memory && megabytes(memory.peak)),
};

const timed = (name: EngineName): Column<CaseResult>[] => [
  { title: LABEL[name], cell: by(name, whole) },
  { title: "cold", cell: by(name, (result) => about(duration(result.first), result)) },
  { title: `${LABEL[name]} / blup`, cell: ratio(name) },
];

const TIMES: readonly Column<CaseResult>[] = [
  MODEL,
  { title: "read", cell: by("blup", ({ read }) => duration(read)) },
  { title: "build", cell: by("blup", ({ build }) => (build === undefined ? undefined : duration(build))) },
  { title: "build + fit", cell: by("blup", whole) },
  { title: "cold", cell: by("blup", ({ first }) => duration(first)) },
];

const evaluation = ({ evaluation: time }: EngineResult) => (time === undefined ? undefined : duration(time));

const rate = ({ model, generalized, engines: { blup } }: CaseResult): string =>
  model && !generalized && blup?.evaluation ? significant(model.objectiveFlops / blup.evaluation / 1e6, 2) : NONE;

const WORK: readonly Column<CaseResult>[] = [
  MODEL,
  ROWS,
  EFFECTS,
  PLAN,
  { title: "evaluations", cell: by("blup", evaluations) },
  { title: "one objective", cell: by("blup", evaluation) },
  { title: "Gflop/s", cell: rate },
  MEMORY,
  { title: "core, as planned", cell: facts(({ plannedMemory }) => megabytes(plannedMemory)) },
];

const work = (name: EngineName): Column<CaseResult>[] => [
  { title: `${LABEL[name]}: evaluations`, cell: by(name, evaluations) },
  { title: "one objective", cell: by(name, evaluation) },
  { title: "memory", cell: by(name, ({ memory }) => memory && megabytes(memory.peak)) },
  { title: `objective − ${LABEL[name]}'s`, cell: objectiveDifference(name) },
];

const method = ({ reml, generalized }: CaseResult): string => {
  if (generalized === undefined) return reml ? "REML" : "ML";
  const { family, link, nAGQ } = generalized;
  return `${family}, ${link}, ${nAGQ === 1 ? "Laplace" : `${nAGQ} points`}`;
};

const MODELS: readonly Column<CaseResult>[] = [
  MODEL,
  { title: "case", left: true, cell: ({ id }) => `\`${id}\`` },
  { title: "formula", left: true, cell: (row) => `\`${row.formula}\`, ${method(row)}` },
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
  if (cases.some((row) => OTHERS.some((name) => ratio(name)(row).includes("†")))) {
    lines.push("† the two engines were timed in different runs.");
  }
  for (const { title, failures } of cases) {
    for (const message of Object.values(failures)) lines.push(`${title}: ${message}.`);
  }
  return lines;
}

/** Linear models and generalized ones, each kind with its table; a column that says nothing of any of them is left out. */
function tablesOf({ cases }: Results, columns: readonly Column<CaseResult>[]): string[] {
  const linear = cases.filter(({ generalized }) => generalized === undefined);
  const generalized = cases.filter((row) => !linear.includes(row));
  return [linear, generalized]
    .filter((rows) => rows.length > 0)
    .flatMap((rows) => {
      const telling = columns.filter(({ cell }) => rows.some((row) => cell(row) !== NONE));
      return [markdownTable(telling, rows), ""];
    });
}

/** What the README shows: a small model, a maximal one, two factors with thousands of levels, the least ahead among them, binary responses. */
const HEADLINE = [
  "sleep-max-reml",
  "kb07-full-max-ml",
  "insteval-two-factors-ml",
  "sim-megastudy-small",
  "verbagg-crossed",
];

const BRIEF: readonly Column<CaseResult>[] = [
  MODEL,
  { title: "rows", cell: facts(({ nobs }) => count(nobs)) },
  { title: "random effects", cell: facts(({ effects }) => count(effects)) },
  { title: LABEL.blup, cell: by("blup", whole) },
  { title: LABEL.lme4, cell: by("lme4", whole) },
  { title: `${LABEL.lme4} / ${LABEL.blup}`, cell: ratio("lme4") },
];

export function headline({ cases }: Results): string {
  return markdownTable(
    BRIEF,
    cases.filter(({ id }) => HEADLINE.includes(id)),
  );
}

export function fullTables(results: Results): string {
  return [
    ...tablesOf(results, [...TIMES, ...OTHERS.flatMap(timed)]),
    "Medians; the engines by turns, one process a turn, one thread. The ratio compares the other's whole call with build + fit,",
    "both from data in memory to estimates and standard errors.",
    "",
    ...tablesOf(results, [...WORK, ...OTHERS.flatMap(work)]),
    "n rows, q random effects; the plan says how the random effects are eliminated and how many rows are left for the dense",
    "part. Memory is the most that the process held, Node's own 50 MB included.",
    "",
    markdownTable(MODELS, results.cases),
    "",
    ...notes(results),
  ].join("\n");
}

/** results.md in `folder`, and where `documents` is set the tables of the README and docs/performance.md. */
export function writeTables(results: Results, folder: string, documents: boolean): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/results.md`, `${fullTables(results)}\n`);
  if (!documents) return;
  replaceBetweenMarkers(README, "bench", headline(results));
  replaceBetweenMarkers(DOCS, "cases", fullTables(results));
}
