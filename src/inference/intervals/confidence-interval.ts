// What every method of intervals gives.
import type { Warning } from "../../fit/types.js";
import type { DfMethod } from "../df-method.js";
import type { ModelParameter } from "./model-parameters.js";

/** How an interval was found: from the curvature, the likelihood, or replicates. */
export type IntervalMethod = "wald" | "profile" | "boot";

/** How the limits follow from bootstrap replicates. */
export type BootstrapType = "percentile" | "basic" | "normal";

/** The interval of one parameter. */
export interface ConfidenceInterval extends ModelParameter {
  /** Of the fit; of its maximum-likelihood counterpart for a profile. */
  readonly estimate: number;
  /** NaN where the method has no interval; the range's end, or an infinity, where nothing limits the parameter. */
  readonly lower: number;
  /** Likewise. */
  readonly upper: number;
  /** Of Wald and bootstrap intervals, in the units of the estimate. */
  readonly stdError?: number;
  /** Of Wald intervals of coefficients; Infinity for those by the normal distribution. */
  readonly df?: number;
}

/** Intervals of a model's parameters. */
export interface ConfidenceIntervals {
  /** How they were found. */
  readonly method: IntervalMethod;
  /** Coverage. */
  readonly level: number;
  /** Of Wald intervals. */
  readonly dfMethod?: DfMethod;
  /** Of bootstrap intervals. */
  readonly type?: BootstrapType;
  /** Standard deviations and correlations, sigma or shape, then coefficients. */
  readonly intervals: readonly ConfidenceInterval[];
  /** Such as W_PROFILE_UNBOUNDED and M_PROFILE_ML (docs/warnings.md). */
  readonly warnings: readonly Warning[];
}
