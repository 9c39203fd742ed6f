// What the bench has measured so far, kept in one JSON file and brought up to date case by case.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { BenchAnswer, BenchCase, EngineName, Generalized, ModelFacts } from "./contract.js";
import type { Machine } from "./machine.js";
import { median } from "./median.js";

/** Times in milliseconds, medians over processes and fits. */
export interface EngineResult {
  readonly version: string;
  readonly date: string;
  readonly machine: Machine;
  readonly read: number;
  /** First fit of a process: everything cold. */
  readonly first: number;
  /** All later fits; of all fits where each process made one. */
  readonly whole: number;
  /** The part of `whole` before the first evaluation. */
  readonly build?: number;
  /** Objective alone, at one θ. */
  readonly evaluation?: number;
  readonly fits: number;
  readonly evaluations: number;
  readonly objective: number;
  readonly memory?: { readonly start: number; readonly peak: number };
  readonly theta?: readonly number[];
  /** Set where no fit was made: `whole` is set-up + evaluations × evaluation, the count from this case. */
  readonly evaluationsFrom?: string;
}

export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly formula: string;
  readonly reml: boolean;
  readonly generalized?: Generalized;
  readonly model?: ModelFacts;
  readonly engines: Readonly<Partial<Record<EngineName, EngineResult>>>;
  /** What an engine said when it failed. */
  readonly failures: Readonly<Partial<Record<EngineName, string>>>;
}

export interface Results {
  readonly format: 2;
  readonly cases: readonly CaseResult[];
}

export function readResults(path: string): Results {
  if (existsSync(path)) {
    const stored = JSON.parse(readFileSync(path, "utf8")) as Results;
    if (stored.format === 2) return stored;
  }
  return { format: 2, cases: [] };
}

export function writeJson(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Puts a case in its place in the order of `cases`; engines that did not run now keep what they had. */
export function withCase(results: Results, added: CaseResult, cases: readonly BenchCase[]): Results {
  const old = results.cases.find(({ id }) => id === added.id);
  const same = old !== undefined && modelOf(old) === modelOf(added);
  const merged = same
    ? {
        ...old,
        ...added,
        engines: { ...old.engines, ...added.engines },
        failures: { ...old.failures, ...added.failures },
      }
    : added;
  const known = new Map(results.cases.map((entry) => [entry.id, entry]));
  known.set(added.id, withoutStaleFailures(merged, added));
  return { format: 2, cases: cases.flatMap(({ id }) => known.get(id) ?? []) };
}

const modelOf = ({ formula, reml, generalized }: CaseResult) => JSON.stringify([formula, reml, generalized]);

/** A failure is forgotten when the engine succeeds, and a success when the engine now fails. */
function withoutStaleFailures(merged: CaseResult, added: CaseResult): CaseResult {
  const engines = { ...merged.engines };
  const failures = { ...merged.failures };
  for (const name of Object.keys(added.engines) as EngineName[]) delete failures[name];
  for (const name of Object.keys(added.failures) as EngineName[]) delete engines[name];
  return { ...merged, engines, failures };
}

/** The answers of one engine on one case, of at least one process. */
export function summarize(answers: readonly BenchAnswer[], date: string, machine: Machine): EngineResult {
  const last = answers[answers.length - 1];
  const first = answers.map(({ fits }) => fits[0]);
  const laterOf = (lists: readonly (readonly number[])[]) => {
    const later = lists.flatMap((list) => list.slice(1));
    return median(later.length > 0 ? later : lists.map((list) => list[0]));
  };
  const builds = answers.flatMap((answer) => (answer.builds ? [answer.builds] : []));
  const evaluation = answers.flatMap((answer) => answer.evaluation ?? []);
  const memory = answers.flatMap((answer) => answer.memory ?? []);
  return {
    version: last.version,
    date,
    machine,
    read: median(answers.map(({ read }) => read)),
    first: median(first),
    whole: laterOf(answers.map(({ fits }) => fits)),
    ...(builds.length > 0 && { build: laterOf(builds) }),
    ...(evaluation.length > 0 && { evaluation: median(evaluation) }),
    fits: answers.reduce((sum, { fits }) => sum + fits.length, 0),
    evaluations: last.evaluations as number,
    objective: last.objective,
    ...(memory.length > 0 && {
      memory: { start: median(memory.map(({ start }) => start)), peak: median(memory.map(({ peak }) => peak)) },
    }),
    ...(last.theta && { theta: last.theta }),
  };
}

/** The time that a fit would take by its set-up and timed evaluations; `evaluations` as counted on another case. */
export function extrapolate(
  answer: BenchAnswer,
  evaluations: number,
  evaluationsFrom: string,
  date: string,
  machine: Machine,
): EngineResult {
  const { version, read, setup = 0, evaluation = 0, objective, memory } = answer;
  const whole = setup + evaluations * evaluation;
  const common = { version, date, machine, read, first: whole, whole, build: setup, evaluation };
  return { ...common, fits: 0, evaluations, objective, ...(memory && { memory }), evaluationsFrom };
}
