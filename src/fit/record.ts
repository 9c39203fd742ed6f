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

export type SavedOptions = Pick<
  LmmOptions,
  "method" | "probes" | "seed" | "contrasts" | "naAction" | "types" | "levels" | "maxIterations"
> &
  Pick<GlmmOptions, "shape" | "information" | "dispersion">;

/** A data file and how it was read, as readTable() takes it. */
export interface SavedReading extends Omit<ReadTableOptions, "signal" | "onProgress"> {
  /** Path of the file, as the command line was given it. */
  readonly file: string;
}

/** A coefficient with its test, where there is one; infinitely many degrees of freedom may be left out. */
export interface RecordedEffect extends FixedEffect {
  /** Degrees of freedom of the test. */
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

/** What only fits by the iterative method have: standard errors over draws of its probes. */
export interface MonteCarlo {
  /** Vectors of random signs. */
  readonly probes: number;
  /** What decided them. */
  readonly seed: number;
  /** Of the objective, in deviance units; that of the log-likelihood is half of it. */
  readonly objectiveError: number;
  /** Of the entries of par: theta, but of terms of few parameters standard deviations over sigma, then rho. */
  readonly thetaErrors: readonly number[];
  /** The largest of them over its parameter's standard error. */
  readonly share: number;
  /** Steps of conjugate gradients that an evaluation took at most. */
  readonly iterations: number;
}

/** Costly members are computed when they are first read. */
export interface FitRecord extends Partial<GeneralizedFacts> {
  /** Kind of the model. */
  readonly blup: "lmm" | "glmm";
  /** 2 where the engine had columns of Z in a basis of its own, which `lambdas` are in. */
  readonly version: 1 | 2;
  /** As given. */
  readonly formula: string;
  /** Name of the data. */
  readonly data: string | null;
  /** Weights, offset and subset as given, for the summary header. */
  readonly weights: string | null;
  /** The option as given, null without one. */
  readonly offset: string | null;
  /** The option as given, null without one. */
  readonly subset: string | null;
  /** Likelihood: restricted or full. */
  readonly method: "ML" | "REML";
  /** "gaussian" for a linear model. */
  readonly family: FamilyName;
  /** "identity" for a linear model. */
  readonly link: LinkName;
  /** Rows used. */
  readonly nobs: number;
  /** Rows dropped for missing values, and by which variable. */
  readonly dropped: {
    /** Rows. */
    readonly total: number;
    /** Missing values by variable; a row may count under several. */
    readonly byVariable: Readonly<Record<string, number>>;
  };
  /** Levels by grouping factor, in lme4's order (decreasing). */
  readonly groups: Readonly<Record<string, number>>;
  /** What was minimized, in deviance units. */
  readonly objective: number;
  /** The objective of a REML fit, not there for ML. */
  readonly remlCriterion?: number;
  /** −2 log-likelihood of an ML fit, not there for REML. */
  readonly deviance?: number;
  /** Log-likelihood; restricted for REML. */
  readonly logLik: number;
  /** Parameters. */
  readonly df: number;
  /** nobs − df. */
  readonly residualDf: number;
  /** −2 logLik + 2 df. */
  readonly AIC: number;
  /** AIC with the correction for small samples; infinite where nobs is at most df + 1. */
  readonly AICc: number;
  /** −2 logLik + df log(nobs). */
  readonly BIC: number;
  /** Residual standard deviation, or root of the scale; 1 where the family has none. */
  readonly sigma: number;
  /** Triangular factors of the covariances by columns, term after term, as lme4's. */
  readonly theta: Float64Array;
  /** One for each entry of theta. */
  readonly thetaNames: readonly string[];
  /** What determines theta where a structure ties its entries: standard deviations over sigma, then rho. */
  readonly par?: Float64Array;
  /** One for each entry of par. */
  readonly parNames?: readonly string[];
  /** Coefficients of the columns kept, in their order. */
  readonly fixef: readonly RecordedEffect[];
  /** Where df and p of `fixef` come from. */
  readonly fixefTests: {
    /** "none" where nothing was tested. */
    readonly method: DfMethod | "none";
    /** Doubts about the degrees of freedom. */
    readonly warnings: readonly Warning[];
  };
  /** Columns left out as combinations of others. */
  readonly droppedFixef: readonly string[];
  /** Columns of the model matrix that have a coefficient, ascending. */
  readonly kept: readonly number[];
  /** rank × rank, rows. */
  readonly vcov: readonly (readonly number[])[];
  /** One for each random term, in lme4's order. */
  readonly varCorr: readonly VarianceComponent[];
  /** Minimum, quartiles and maximum of the scaled residuals. */
  readonly residualQuantiles: readonly number[];
  /** Conditional modes by grouping factor. */
  readonly ranef: Readonly<Record<string, ConditionalModes>>;
  /** Whether some combination of random effects has no variance. */
  readonly singular: boolean;
  /** Of a fit by the iterative method. */
  readonly monteCarlo?: MonteCarlo;
  /** By stable codes (docs/warnings.md). */
  readonly warnings: readonly Warning[];
  /** How the search ended. */
  readonly convergence: Convergence;
  /** Of a fit that other starts were tried for. */
  readonly otherStarts?: OtherStarts;
  /** Milliseconds. */
  readonly timing: Timing;
  /** Options of the fit that no other key tells. */
  readonly options: SavedOptions;
  /** Those of weights, offset and subset that were arrays, which are not saved. */
  readonly arrays: readonly ArrayOption[];
  /**
   * What prediction needs of the formula; its inside is not promised.
   *
   * @internal
   */
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
  /** Null where nobs is at most df + 1, which makes it infinite. */
  readonly AICc: number | null;
  /** Triangular factors of the covariances by columns, term after term, as lme4's. */
  readonly theta: readonly number[];
  /** Where a structure ties entries of theta: standard deviations over sigma, then rho. */
  readonly par?: readonly number[];
  /** Coefficients of the columns kept, in their order. */
  readonly fixef: readonly SavedEffect[];
  /** Covariances of the coefficients: rank × rank, rows. */
  readonly vcov: readonly (readonly (number | null)[])[];
  /** A correlation that is not defined is null. */
  readonly varCorr: readonly (Omit<VarianceComponent, "corr" | "rho"> & {
    /** k × k, rows; null beside a variance of zero. */
    readonly corr: readonly (readonly (number | null)[])[];
    /** The one correlation of cs() and ar1(); null where fewer than two effects have variance. */
    readonly rho?: number | null;
  })[];
  /** Minimum, quartiles and maximum of the scaled residuals. */
  readonly residualQuantiles: readonly (number | null)[];
  /** Λ of each grouping factor, column-major: the bits that a reopened fit begins with. */
  readonly lambdas?: readonly (readonly number[])[];
}

export interface SavedEffect {
  /** As R names it: "(Intercept)", "conditionb". */
  readonly name: string;
  /** On the scale of the linear predictor. */
  readonly estimate: number;
  /** In the units of the estimate; null where it is not determined. */
  readonly stdError: number | null;
  /** Estimate over standard error; null where that is not determined. */
  readonly statistic: number | null;
  /** Null for infinitely many. */
  readonly df?: number | null;
  /** Two-sided; null or not there where nothing was tested. */
  readonly p?: number | null;
}
