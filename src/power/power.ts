// Power by simulation: responses drawn from a model that is taken to be true, analyzed as they will be, and counted.
import type { TableLike } from "../data/to-table.js";
import type { Warning } from "../fit/types.js";
import { Study } from "./analysis.js";
import { type PowerAssumptions, type TestedHow, testedHow } from "./assumptions.js";
import type { PowerDesign } from "./design.js";
import type { PowerOptions } from "./options.js";
import { type Plan, type PowerSource, planned } from "./plan.js";
import { previews } from "./preview.js";
import { type Sample, sampled } from "./run.js";
import { type Summary, summarized, type TestPower } from "./summarize.js";

/** Power of the tests of a study, with what it is known from. */
export interface PowerResult extends Summary, PowerAssumptions {
  /** One for each test, with how it was made. */
  readonly tests: readonly (TestPower & TestedHow)[];
  /** Of the analysis. */
  readonly formula: string;
  /** That responses were drawn from, where it is another one. */
  readonly simulated: string | null;
  /** Levels of each grouping factor. */
  readonly units: Readonly<Record<string, number>>;
  /** Rows before any are missing. */
  readonly nobs: number;
  /** As given. */
  readonly seed: number;
  /** Of the intervals of power. */
  readonly level: number;
  /** The same tests at a pilot's own estimates of coefficients; null unless option `ownEstimates` asked for them. */
  readonly own: readonly TestPower[] | null;
  /** Such as W_POWER_PILOT (docs/warnings.md). */
  readonly warnings: readonly Warning[];
}

export const DEFAULT_REPLICATES = 1000;

/**
 * Power of the tests of a study: of a formula over a design, `{ units: { subj: 30, item: 20 }, within: … }`, or over data
 * without a response, at effects that are given; or of a fit over its data, at its estimates but for those that are given.
 * Each replicate is drawn and fitted with its own test; those without a fit count as not significant. Throws
 * OptionError, what formulas and designs throw, CancelledError, and WorkerError where a worker fails.
 *
 * @example
 * const design = { units: { subj: 30, item: 24 }, counterbalanced: { prime: ["related", "unrelated"] } };
 * const { tests } = await power("rt ~ prime + (1 | subj) + (1 | item)", design, {
 *   seed: 1,
 *   effects: { primeunrelated: 25 },
 *   random: { "sd_(Intercept)|subj": 80, "sd_(Intercept)|item": 40 },
 *   sigma: 150,
 * });
 * tests[0].power; // { estimate: 0.605, lower: 0.574, upper: 0.635, … }
 */
export async function power(
  source: PowerSource,
  over: PowerDesign | TableLike,
  options: PowerOptions,
): Promise<PowerResult> {
  const plan = planned(source, over, options);
  const { seed, replicates = DEFAULT_REPLICATES } = options;
  const { tests: asked = plan.scenario.tests.map(({ name }) => name) } = options;
  const atEstimates = { ...options, effects: undefined, tests: asked };
  const plans = options.ownEstimates ? [plan, planned(source, over, atEstimates)] : [plan];
  const studies: Study[] = [];
  for (const { scenario } of plans) studies.push(await Study.of(scenario, seed));
  const [sample, ownSample] = await sampled(studies, seed, [replicates], options);
  const result = resultOf(source, plan, sample, previews(studies[0]), options);
  if (ownSample === undefined) return result;
  const { tests } = studies[1].scenario;
  return { ...result, own: summarized(ownSample, tests, previews(studies[1]), result.level).tests };
}

export function resultOf(
  source: PowerSource,
  { scenario, units, assumptions, warnings }: Plan,
  sample: Sample,
  expected: readonly (number | null)[],
  { seed, level = 0.95, simulated }: PowerOptions,
): PowerResult {
  const summary = summarized(sample, scenario.tests, expected, level);
  const formula = typeof source === "string" ? source : source.formula;
  const { isGeneralized } = scenario.analysis;
  return {
    formula,
    simulated: simulated === undefined || simulated === formula ? null : simulated,
    units,
    nobs: scenario.rowCount,
    seed,
    level,
    ...assumptions,
    ...summary,
    tests: summary.tests.map((test, i) => ({ ...test, ...testedHow(scenario.tests[i], isGeneralized) })),
    own: null,
    warnings: [...warnings, ...troubles(summary)],
  };
}

/** Shares of replicates from which on they are told. */
const MANY = 0.05;

function troubles({ replicates, failed, notConverged, failure }: Summary): Warning[] {
  const out: Warning[] = [];
  if (failed > 0) {
    const message = `${failed} of ${replicates} replicates could not be fitted and count as not significant: ${failure}`;
    out.push({ code: "W_POWER_FAILED", message });
  }
  if (notConverged > MANY * replicates) {
    const message = `${notConverged} of ${replicates} replicates did not converge and count as not significant`;
    out.push({ code: "W_POWER_NOT_CONVERGED", message });
  }
  return out;
}
