// What a report prints, prediction needs and JSON holds of a fit, by the keys that JSON has (docs/json.md).
import type { ReadTableOptions } from "../data/read-table.js";
import type { FamilyName, LinkName } from "../family/family.js";
import type { DesignState } from "../frame/resolved-formula.js";
import type { OtherStarts } from "../likelihood/point.js";
import type { GlmmOptions, LmmOptions } from "../model/options.js";
import type { Convergence } from "../optimize/minimize.js";
import type { ConditionalModes, DfMethod, FixedEffect, Timing, VarianceComponent, Warning } from "./types.js";

/** Where standard errors come from: the Hessian over all parameters, or R_X at the estimates of the others. */
export type VcovKind = "hessian" | "RX";

export type ArrayOption = "weights" | "offset" | "subset";

export type SavedOptions = Pick<LmmOptions, "contrasts" | "naAction" | "types" | "levels" | "maxIterations"> &
  Pick<GlmmOptions, "shape" | "information" | "dispersion">;

/** A data file and how it was read, as readTable() takes it. */
export interface SavedReading extends Omit<ReadTableOptions, "signal" | "onProgress"> {
  readonly file: string;
}

/** A coefficient with its test, where there is one; infinitely many degrees of freedom may be left out. */
export interface RecordedEffect extends FixedEffect {
  readonly df?: number;
}

/** What only generalized models have. */
export interface GeneralizedFacts {
  /** Quadrature points: 1 is the Laplace approximation, 0 the fast fit over theta alone. */
  readonly nAGQ: number;
  /** Variance of a response over what its mean and weight make of it: sigma², 1 where nothing is left open. */
  readonly dispersion: number;
  /** Shape of the negative binomial, null for other families. */
  readonly shape: number | null;
  /** Where vcov comes from. */
  readonly stdErrors: VcovKind;
}

/** Costly members are computed when they are first read. */
export interface FitRecord extends Partial<GeneralizedFacts> {
  readonly blup: "lmm" | "glmm";
  /** 2 where the engine had columns of Z in a basis of its own, which `lambdas` are in. */
  readonly version: 1 | 2;
  readonly formula: string;
  /** Name of the data. */
  readonly data: string | null;
  /** Weights, offset and subset as given, for the summary header. */
  readonly weights: string | null;
  readonly offset: string | null;
  readonly subset: string | null;
  readonly method: "ML" | "REML";
  readonly family: FamilyName;
  readonly link: LinkName;
  readonly nobs: number;
  /** Rows dropped for missing values, and by which variable. */
  readonly dropped: { readonly total: number; readonly byVariable: Readonly<Record<string, number>> };
  /** Levels by grouping factor, in lme4's order (decreasing). */
  readonly groups: Readonly<Record<string, number>>;
  readonly objective: number;
  readonly remlCriterion?: number;
  readonly deviance?: number;
  readonly logLik: number;
  readonly df: number;
  readonly residualDf: number;
  readonly AIC: number;
  readonly AICc: number;
  readonly BIC: number;
  readonly sigma: number;
  readonly theta: Float64Array;
  readonly thetaNames: readonly string[];
  /** What determines theta where a structure ties its entries: standard deviations over sigma, then rho. */
  readonly par?: Float64Array;
  readonly parNames?: readonly string[];
  readonly fixef: readonly RecordedEffect[];
  /** Where df and p of `fixef` come from. */
  readonly fixefTests: { readonly method: DfMethod | "none"; readonly warnings: readonly Warning[] };
  readonly droppedFixef: readonly string[];
  /** Columns of the model matrix that have a coefficient, ascending. */
  readonly kept: readonly number[];
  /** rank × rank, rows. */
  readonly vcov: readonly (readonly number[])[];
  readonly varCorr: readonly VarianceComponent[];
  readonly residualQuantiles: readonly number[];
  /** Conditional modes by grouping factor. */
  readonly ranef: Readonly<Record<string, ConditionalModes>>;
  readonly singular: boolean;
  readonly warnings: readonly Warning[];
  readonly convergence: Convergence;
  /** Of a fit that other starts were tried for. */
  readonly otherStarts?: OtherStarts;
  readonly timing: Timing;
  /** Options of the fit that no other key tells. */
  readonly options: SavedOptions;
  /** Those of weights, offset and subset that were arrays, which are not saved. */
  readonly arrays: readonly ArrayOption[];
  readonly design: DesignState;
  /**
   * Λ of each grouping factor as the engine had it, column-major: the bits of a linear fit reopened. Of version 1, and
   * always where columns are stored as they are, it is in the columns of the model.
   */
  readonly lambdas?: readonly ArrayLike<number>[];
  /** How the command line read the data. */
  readonly reading?: SavedReading;
}

/** A record as JSON has it: arrays for typed arrays, null for what JSON has no number for (NaN, infinities). */
export interface SavedFit
  extends Omit<FitRecord, "AICc" | "theta" | "par" | "fixef" | "vcov" | "varCorr" | "residualQuantiles" | "lambdas"> {
  readonly AICc: number | null;
  readonly theta: readonly number[];
  readonly par?: readonly number[];
  readonly fixef: readonly SavedEffect[];
  readonly vcov: readonly (readonly (number | null)[])[];
  /** A correlation that is not defined is null. */
  readonly varCorr: readonly (Omit<VarianceComponent, "corr" | "rho"> & {
    readonly corr: readonly (readonly (number | null)[])[];
    readonly rho?: number | null;
  })[];
  readonly residualQuantiles: readonly (number | null)[];
  readonly lambdas?: readonly (readonly number[])[];
}

export interface SavedEffect {
  readonly name: string;
  readonly estimate: number;
  readonly stdError: number | null;
  readonly statistic: number | null;
  /** Null for infinitely many. */
  readonly df?: number | null;
  readonly p?: number | null;
}
