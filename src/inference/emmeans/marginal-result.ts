// What estimated marginal means, trends and their contrasts are.
import type { Warning } from "../../fit/types.js";
import type { DfMethod } from "../df-method.js";
import type { Adjustment, TestFamily } from "./adjustments.js";

/** The levels that an estimate is for, by variable; of contrasts also the contrast's name. */
export type MarginalLevels = Readonly<Record<string, string | number>>;

/** Linear function of the coefficients: an estimate before it is computed. */
export interface LinearFunction {
  /** What the estimate is for: a level or value by variable, and the contrast's name. */
  readonly levels: MarginalLevels;
  /** Over all columns of the model matrix, those dropped for rank among them. */
  readonly weights: readonly number[];
  /** Added to the combination of coefficients. */
  readonly offset: number;
}

/** One estimate. All numbers but the weights are null where the data say nothing of it (it is not estimable). */
export interface MarginalRow extends LinearFunction {
  /** On the scale that `type` says. */
  readonly estimate: number | null;
  /** On the scale of the estimate, by the delta method where it was transformed. */
  readonly stdError: number | null;
  /** Infinity for method "asymptotic". */
  readonly df: number | null;
  /** Confidence limit, adjusted as `adjustment.limits` says. */
  readonly lower: number | null;
  /** Likewise. */
  readonly upper: number | null;
  /** t or z, on the scale of the linear predictor. */
  readonly statistic: number | null;
  /** Two-sided, adjusted as `adjustment.p` says. */
  readonly p: number | null;
}

/** Marginal means, trends, or contrasts of them. */
export interface MarginalResult {
  /** What its rows are. */
  readonly kind: "means" | "trends" | "contrasts";
  /** What R's emmeans calls the estimates: "emmean", "prob", "Days.trend", "estimate", "odds.ratio". */
  readonly estimateName: string;
  /** The keys of `levels`, in order; those of `by` come last. */
  readonly variables: readonly string[];
  /** Variables within whose levels estimates are compared and adjusted. */
  readonly by: readonly string[];
  /** One estimate each; the first variable's levels vary fastest. */
  readonly rows: readonly MarginalRow[];
  /** Where degrees of freedom come from; "asymptotic" for generalized models. */
  readonly method: DfMethod;
  /** Coverage of the limits. */
  readonly level: number;
  /** Scale of estimates, standard errors and limits. */
  readonly type: "link" | "response";
  /** Name of the scale of the linear predictor, "logit"; null where it is that of the response. */
  readonly scale: string | null;
  /** Whether the estimates, which are contrasts, stay on the scale of the linear predictor: they have no other. */
  readonly keptScale: string | null;
  /** What the estimates are tested against, on their scale: 0, or 1 for ratios. */
  readonly nullValue: number;
  /** As asked. */
  readonly adjust: Adjustment;
  /** Of p values and of limits, as done. */
  readonly adjustment: {
    /** Of p values. */
    readonly p: Adjustment;
    /** Of limits, Bonferroni's where that of the p values has none. */
    readonly limits: Adjustment;
  };
  /** How many tests, and of how many compared estimates, the adjustment is for. */
  readonly family: TestFamily;
  /** Variables of the reference grid over which estimates are averaged. */
  readonly averagedOver: readonly string[];
  /** Standard deviation of the bias adjustment, null without one. */
  readonly biasSigma: number | null;
  /** By name of a nested variable among them, those that its levels occur within; not there without one. */
  readonly nesting?: Readonly<Record<string, readonly string[]>>;
  /** Such as M_INTERACTION and W_NOT_ESTIMABLE (docs/warnings.md). */
  readonly warnings: readonly Warning[];
}
