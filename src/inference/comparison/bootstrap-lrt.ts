// The likelihood-ratio test whose null distribution is drawn from the smaller model instead of taken from chi-squared.

import { OptionError } from "../../errors.js";
import { withExact } from "../../fit/exact-only.js";
import type { LiveFit } from "../../fit/fit.js";
import type { Warning } from "../../fit/types.js";
import { checkOptions, DRAWS, type OptionRules, RUN_RULES, SEED } from "../../options.js";
import { drawnResponses, type RefitManyOptions, type Responses, refitMany } from "../refit-many.js";
import { likelihoodFits } from "./compare.js";
import { type LikelihoodRatio, likelihoodRatio, upperChiSquare } from "./likelihood-ratio.js";

/** Options of bootstrapLrt(); `seed` must be given. */
export interface BootstrapLrtOptions extends RefitManyOptions {
  /** A whole number; the same seed gives the same test on every machine, with any number of workers. */
  readonly seed: number;
  /** 1000 unless given. */
  readonly replicates?: number | undefined;
}

/** A likelihood-ratio test against ratios of responses drawn from the smaller model. */
export interface BootstrapLrt {
  /** The ratio of the data, with its p values by chi-squared and by a mixture. */
  readonly observed: LikelihoodRatio;
  /** (extreme + 1) / (replicates that could be fitted + 1). */
  readonly p: number;
  /** Of `p`, from the number of replicates. */
  readonly stdError: number;
  /** Replicates with a ratio as large as that of the data, or larger. */
  readonly extreme: number;
  /** The ratio divided by its mean under the smaller model and times its degrees of freedom, against chi-squared. */
  readonly bartlett: {
    /** Corrected ratio. */
    readonly statistic: number;
    /** Difference in the numbers of parameters. */
    readonly df: number;
    /** Upper tail of chi-squared. */
    readonly p: number;
  };
  /** The ratios drawn, in the order of their replicates; NaN where one of the models could not be fitted. */
  readonly ratios: Float64Array;
  /** Responses drawn. */
  readonly replicates: number;
  /** As given. */
  readonly seed: number;
  /** Responses to which one of the models could not be fitted. */
  readonly failed: number;
  /** Of the two models. */
  readonly formulas: {
    /** Formula of the model with more parameters. */
    readonly larger: string;
    /** Formula of the model from which responses were drawn. */
    readonly smaller: string;
  };
  /** Such as W_BOOT_FAILED and M_NOT_NESTED (docs/warnings.md). */
  readonly warnings: readonly Warning[];
}

const RULES: OptionRules<BootstrapLrtOptions> = { seed: SEED, replicates: DRAWS, ...RUN_RULES };

/**
 * pbkrtest's PBmodcomp: responses are simulated from the smaller model and both models fitted to each of them; REML fits
 * are fitted anew by maximum likelihood. Throws OptionError for models that are not nested, and what compare() and refitMany() throw.
 *
 * @example
 * const { p } = await bootstrapLrt(fit, smaller, { seed: 1, replicates: 200 });
 */
export async function bootstrapLrt(
  larger: LiveFit,
  smaller: LiveFit,
  options: BootstrapLrtOptions,
): Promise<BootstrapLrt> {
  for (const fit of [larger, smaller]) withExact(fit, "bootstrapLrt()");
  checkOptions("bootstrapLrt()", options, RULES, { nsim: "replicates", count: "replicates", cl: "workers" });
  const { seed, replicates = 1000, onProgress, ...work } = options;
  const { fits, warnings } = likelihoodFits([larger, smaller], { names: ["larger", "smaller"] });
  const [large, small] = fits;
  const tested = likelihoodRatio(small, large);
  if ("reason" in tested) {
    throw new OptionError(`smaller model is not nested in the larger: ${tested.reason}`, "smaller");
  }
  const observed = tested.test;
  const responses = drawnResponses(small, seed, replicates);
  const half = (first: number) => (done: number) => onProgress?.(first + done, 2 * replicates);
  const ofSmall = await deviances(small, responses, { ...work, onProgress: half(0) });
  const ofLarge = await deviances(large, responses, { ...work, onProgress: half(replicates) });
  const ratios = ofSmall.map((deviance, i) => Math.max(0, deviance - ofLarge[i]));
  const known = ratios.filter((ratio) => !Number.isNaN(ratio));
  const extreme = known.filter((ratio) => ratio >= observed.statistic).length;
  const p = (extreme + 1) / (known.length + 1);
  const mean = known.reduce((sum, ratio) => sum + ratio, 0) / known.length;
  const statistic = (observed.statistic * observed.df) / mean;
  return {
    observed,
    p,
    stdError: Math.sqrt((p * (1 - p)) / known.length),
    extreme,
    bartlett: { statistic, df: observed.df, p: upperChiSquare(statistic, observed.df) },
    ratios,
    replicates,
    seed,
    failed: replicates - known.length,
    formulas: { larger: large.formula, smaller: small.formula },
    warnings: [...warnings, ...failures(replicates - known.length, replicates)],
  };
}

/** −2 log-likelihood of each response's fit; NaN where there is none. */
async function deviances(fit: LiveFit, responses: Responses, options: RefitManyOptions): Promise<Float64Array> {
  const refits = await refitMany(fit, responses, options);
  return Float64Array.from(refits, ({ objective }) => objective);
}

function failures(failed: number, replicates: number): Warning[] {
  if (failed === 0) return [];
  const message = `${failed} of ${replicates} simulated responses could not be fitted and count for nothing`;
  return [{ code: "W_BOOT_FAILED", message }];
}
