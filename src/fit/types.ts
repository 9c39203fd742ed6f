// What a fitted model tells; the contract between model, report and cli.
import type { Convergence } from "../optimize/minimize.js";

export type { Convergence };

/** Something to know about an answer before it is used. */
export interface Warning {
  /** Stable code: E_… never appears here; W_… a warning, M_… a message. */
  readonly code: string;
  /** One sentence with the phrase users search for, then what to do. */
  readonly message: string;
}

/** A coefficient of the fixed part. */
export interface FixedEffect {
  /** As R names it: "(Intercept)", "conditionb", "Days:conditionb". */
  readonly name: string;
  /** On the scale of the linear predictor: log odds for the logit link. */
  readonly estimate: number;
  /** In the units of the estimate; NaN where it is not determined. */
  readonly stdError: number;
  /** Estimate over standard error: the t value of a linear mixed model, the z value of a generalized one. */
  readonly statistic: number;
  /** Two-sided p value; of a normal distribution for generalized models, absent where nothing was tested. */
  readonly p?: number;
}

/**
 * "satterthwaite" and "kenward-roger" (REML only) for small samples; "residual" takes n − p, "asymptotic" infinitely
 * many, so that t is a z and F a chi-squared.
 */
export type DfMethod = "satterthwaite" | "kenward-roger" | "residual" | "asymptotic";

/** A coefficient with its t test (z for method "asymptotic"); `stdError` is adjusted under "kenward-roger". */
export interface TestedEffect extends FixedEffect {
  /** Infinity for method "asymptotic". */
  readonly df: number;
  /** Two-sided. */
  readonly p: number;
}

/** Tests of all coefficients against zero, as fixefTests() gives them. */
export interface FixefTests {
  /** Where the degrees of freedom come from. */
  readonly method: DfMethod;
  /** One for each coefficient, in the order of fixef(). */
  readonly effects: readonly TestedEffect[];
  /** Doubts about the degrees of freedom, such as W_DF_SINGULAR. */
  readonly warnings: readonly Warning[];
}

/** Variances and correlations of one random term, (x | g) of the formula. */
export interface VarianceComponent {
  /** Grouping factor. */
  readonly group: string;
  /** Group label as lme4 prints it: the second term of one factor is "Subject.1". */
  readonly label: string;
  /** Covariance structure: "us", "diag", "cs", "ar1", "homdiag", "homcs" or "hetar1". */
  readonly structure: string;
  /** Random effects of the term, such as "(Intercept)" and "Days": k of them. */
  readonly names: readonly string[];
  /** In squared units of the linear predictor, in the order of names. */
  readonly variance: readonly number[];
  /** Their roots, in units of the linear predictor. */
  readonly sd: readonly number[];
  /** k × k, rows; a correlation with a zero variance is NaN. */
  readonly corr: readonly (readonly number[])[];
  /** The one correlation behind those of cs() and ar1(); NaN where fewer than two effects have variance. */
  readonly rho?: number;
}

/** Conditional modes of one grouping factor. */
export interface ConditionalModes {
  /** Columns of values: random effects, over all terms of the factor. */
  readonly names: readonly string[];
  /** Rows of values: levels of the factor. */
  readonly levels: readonly string[];
  /** levels × columns. */
  readonly values: readonly (readonly number[])[];
}

/** Conditional modes with what is uncertain of them. */
export interface RandomEffects extends ConditionalModes {
  /** levels × columns × columns. */
  readonly condVar: readonly (readonly (readonly number[])[])[];
}

/** How long a fit took, in milliseconds. */
export interface Timing {
  /** Milliseconds. `read` is 0 where the data came in memory. */
  readonly read: number;
  /** Model frame, model matrices and cross-products. */
  readonly build: number;
  /** The search for the estimates. */
  readonly fit: number;
}

/** How lme4 heads a printed model. */
export interface ModelTitle {
  /** "Linear mixed model fit by REML" */
  readonly method: string;
  /** "lmerMod" or "glmerMod" */
  readonly className: string;
  /** Name as R prints it, with the shape of a negative binomial; null for a linear model. */
  readonly family: {
    /** Name of the distribution as R prints it: "binomial", "Gamma". */
    readonly label: string;
    /** Of the negative binomial, else null. */
    readonly shape: number | null;
    /** Name of the link. */
    readonly link: string;
  } | null;
  /** Heading of the fixed effects' statistics: "t value" or "z value". */
  readonly statistic: string;
}

/** Pearson's statistic over its degrees of freedom, for families that leave no dispersion open. */
export interface Overdispersion {
  /** Sum of squared Pearson residuals. */
  readonly statistic: number;
  /** Residual degrees of freedom. */
  readonly df: number;
  /** Statistic over df: 1 is expected, more is overdispersion. */
  readonly ratio: number;
}
