// What every method of intervals gives.
import type { Warning } from "../../fit/types.js";
import type { DfMethod } from "../df-method.js";
import type { ModelParameter } from "./model-parameters.js";

export type IntervalMethod = "wald" | "profile" | "boot";

/** How the limits follow from bootstrap replicates. */
export type BootstrapType = "percentile" | "basic" | "normal";

export interface ConfidenceInterval extends ModelParameter {
  /** Of the fit; of its maximum-likelihood counterpart for a profile. */
  readonly estimate: number;
  /** NaN where the method has no interval; the range's end, or an infinity, where nothing limits the parameter. */
  readonly lower: number;
  readonly upper: number;
  /** Of Wald and bootstrap intervals, in the units of the estimate. */
  readonly stdError?: number;
  /** Of Wald intervals of coefficients; Infinity for those by the normal distribution. */
  readonly df?: number;
}

export interface ConfidenceIntervals {
  readonly method: IntervalMethod;
  readonly level: number;
  /** Of Wald intervals. */
  readonly dfMethod?: DfMethod;
  /** Of bootstrap intervals. */
  readonly type?: BootstrapType;
  readonly intervals: readonly ConfidenceInterval[];
  readonly warnings: readonly Warning[];
}
