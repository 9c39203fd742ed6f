// Assurance: power averaged over what is not known of effects and variances.
import type { TableLike } from "../data/to-table.js";
import { OptionError } from "../errors.js";
import type { Warning } from "../fit/types.js";
import { checkOptions, isRecord, type OptionRules } from "../options.js";
import { Study } from "./analysis.js";
import type { PowerDesign } from "./design.js";
import { POWER_ALIASES, POWER_RULES, type PowerOptions } from "./options.js";
import { type PowerSource, planned } from "./plan.js";
import { DEFAULT_REPLICATES } from "./power.js";
import type { Proportion } from "./proportion.js";
import { sampled } from "./run.js";
import type { Prior } from "./scenario.js";
import { type PowerCounts, summarized } from "./summarize.js";

/** Options of assurance(): those of power(), and what is not known. */
export interface AssuranceOptions extends Omit<PowerOptions, "ownEstimates"> {
  /**
   * By the name of a coefficient, "sd_x|subj", "cor_x.(Intercept)|subj" or "sigma": a range of values that are as likely as each
   * other, or mean and standard deviation of a normal distribution, folded at zero for deviations. They take the place of fixed values.
   */
  readonly priors: Readonly<Record<string, Prior>>;
}

/** What assurance() finds. */
export interface Assurance extends PowerCounts {
  /** Of the analysis. */
  readonly formula: string;
  /** As given. */
  readonly priors: Readonly<Record<string, Prior>>;
  /** One for each test. */
  readonly tests: readonly {
    /** What it is called: the coefficient or term unless named otherwise. */
    readonly name: string;
    /** Level of the test. */
    readonly alpha: number;
    /** Share of replicates with a success, over all values that the priors hold to be possible; no power at any of them. */
    readonly assurance: Proportion;
  }[];
  /** Levels of each grouping factor. */
  readonly units: Readonly<Record<string, number>>;
  /** Rows before any are missing. */
  readonly nobs: number;
  /** As given. */
  readonly seed: number;
  /** Such as W_POWER_UNBALANCED (docs/warnings.md). */
  readonly warnings: readonly Warning[];
}

const isPrior = (value: unknown) =>
  Array.isArray(value)
    ? value.length === 2 && value.every(Number.isFinite) && value[0] < value[1]
    : isRecord(value) && Number.isFinite((value as { mean?: unknown }).mean) && (value as { sd: number }).sd > 0;

const RULES: OptionRules<AssuranceOptions & Pick<PowerOptions, "ownEstimates">> = {
  ...POWER_RULES,
  ownEstimates: [(value) => value === false, "left out; it is for power()"],
  priors: [
    (value) =>
      isRecord(value) && Object.keys(value as object).length > 0 && Object.values(value as object).every(isPrior),
    "an object of ranges [low, high], or of { mean, sd }, by parameter",
    "required",
  ],
};

/**
 * The probability of a success where effects or variances are not known but for a range or a distribution: each replicate has values of
 * its own (Spiegelhalter & Freedman 1986). It is told apart from power, which is at one value. Parameters without a prior are as power()
 * has them. Throws what power() throws.
 *
 * @example
 * const design = { units: { subj: 12 }, within: { load: ["low", "high"] } };
 * const random = { "sd_(Intercept)|subj": 1 };
 * const study = { seed: 1, random, sigma: 1, priors: { loadlow: [0.4, 1.2] as const }, tests: "loadlow", replicates: 50 };
 * const { tests } = await assurance("y ~ load + (1 | subj)", design, study);
 * tests[0].assurance.estimate;
 */
export async function assurance(
  source: PowerSource,
  over: PowerDesign | TableLike,
  options: AssuranceOptions,
): Promise<Assurance> {
  checkOptions("assurance()", options, RULES, POWER_ALIASES);
  const { priors, ...shared } = options;
  const { seed, replicates = DEFAULT_REPLICATES, level = 0.95 } = options;
  const plan = planned(source, over, shared, "assurance()");
  const scenario = { ...plan.scenario, priors };
  const twice = Object.keys(priors).find((name) => Object.hasOwn({ ...options.effects }, name));
  if (twice !== undefined) throw new OptionError(`"${twice}" has both an effect and a prior; leave one out`, "priors");
  const study = await Study.of(scenario, seed);
  const [sample] = await sampled([study], seed, [replicates], shared);
  const {
    tests,
    joint: _joint,
    ...counts
  } = summarized(
    sample,
    scenario.tests.map((test) => ({ ...test, truth: null })),
    scenario.tests.map(() => null),
    level,
  );
  return {
    formula: typeof source === "string" ? source : source.formula,
    priors,
    tests: tests.map(({ name, alpha, power }) => ({ name, alpha, assurance: power })),
    units: plan.units,
    nobs: scenario.rowCount,
    seed,
    ...counts,
    warnings: plan.warnings,
  };
}
