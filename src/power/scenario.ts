// What is simulated and how it is analyzed, as plain data that a worker can be sent.

import type { CodedColumn } from "../data/to-table.js";
import type { SavedFit } from "../fit/record.js";
import type { DfMethod } from "../fit/types.js";
import type { UnfittedOptions } from "../fit/unfitted.js";
import type { GlmmOptions, LmmOptions } from "../model/options.js";
import type { Side } from "../options.js";

/** Columns of predictors and groups by name. */
export type PlainColumns = Readonly<Record<string, Float64Array | readonly string[] | CodedColumn>>;

/** The model that responses are drawn from: a formula and parameters, or a saved fit at parameters of its own. */
export type Truth =
  | { readonly kind: "given"; readonly formula: string; readonly options: UnfittedOptions }
  | {
      readonly kind: "pilot";
      readonly saved: SavedFit;
      readonly beta: Readonly<Record<string, number>>;
      readonly random: Readonly<Record<string, number>>;
      readonly sigma: number | null;
    };

/** What happens to a response after it has been drawn. */
export interface Distortion {
  /** Responses are shift + exp(what was drawn), analyzed raw, as their logarithms or as −1000 / response. */
  readonly lognormal: { readonly shift: number; readonly analyzed: "raw" | "log" | "inverse" } | null;
  /** Probability of each response to be missing. */
  readonly missing: number;
  /** Units that leave: each with this probability, after a share of its rows that is uniform. */
  readonly dropout: Readonly<Record<string, number>>;
}

/** What is asked of the analysis of each replicate. */
export type Question =
  | { readonly kind: "contrast"; readonly weights: Readonly<Record<string, number>> }
  | { readonly kind: "term"; readonly term: string }
  | { readonly kind: "without"; readonly model: number };

/** A test with everything decided. */
export interface PlannedTest {
  readonly name: string;
  readonly question: Question;
  /** By default Satterthwaite's, z for generalized models. */
  readonly df: DfMethod | undefined;
  readonly alpha: number;
  readonly side: Side;
  /** The value under the hypothesis. */
  readonly rhs: number;
  /** A success is an absolute statistic above this, whatever its p value. */
  readonly critical: number | null;
  /** A success is an effect shown to lie between these. */
  readonly equivalence: readonly [number, number] | null;
  /** A success is an interval that is no wider. */
  readonly width: number | null;
  /** The value behind the estimate; null where the models differ or there is none. */
  readonly truth: number | null;
}

export interface Analysis {
  /** With the response that is written before its "~". */
  readonly formula: string;
  /** Smaller models that it is compared with. */
  readonly smaller: readonly string[];
  readonly response: string;
  readonly trials: Float64Array | null;
  readonly isGeneralized: boolean;
  readonly options: LmmOptions & GlmmOptions;
}

/** A parameter that each replicate has another value of: anywhere in a range, or normal. */
export type Prior =
  | readonly [low: number, high: number]
  | {
      /** The most likely value. */
      readonly mean: number;
      /** Standard deviation of what is believed. */
      readonly sd: number;
    };

export interface Scenario {
  readonly columns: PlainColumns;
  readonly rowCount: number;
  readonly truth: Truth;
  /** Of coefficients, deviations and "sigma" by name. */
  readonly priors: Readonly<Record<string, Prior>>;
  readonly distortion: Distortion;
  readonly analysis: Analysis;
  readonly tests: readonly PlannedTest[];
}
