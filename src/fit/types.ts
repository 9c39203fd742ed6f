// What a fitted model tells; the contract between model, report and cli.
import type { Convergence } from "../optimize/minimize.js";

export type { Convergence };

export interface Warning {
  /** Stable code: E_… never appears here; W_… a warning, M_… a message. */
  readonly code: string;
  /** One sentence with the phrase users search for, then what to do. */
  readonly message: string;
}

export interface FixedEffect {
  readonly name: string;
  readonly estimate: number;
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

export interface FixefTests {
  readonly method: DfMethod;
  readonly effects: readonly TestedEffect[];
  readonly warnings: readonly Warning[];
}

export interface VarianceComponent {
  readonly group: string;
  /** Group label as lme4 prints it: the second term of one factor is "Subject.1". */
  readonly label: string;
  readonly structure: string;
  readonly names: readonly string[];
  readonly variance: readonly number[];
  readonly sd: readonly number[];
  /** k × k, rows; a correlation with a zero variance is NaN. */
  readonly corr: readonly (readonly number[])[];
  /** The one correlation behind those of cs() and ar1(); NaN where fewer than two effects have variance. */
  readonly rho?: number;
}

/** Conditional modes of one grouping factor. */
export interface ConditionalModes {
  readonly names: readonly string[];
  readonly levels: readonly string[];
  /** levels × columns. */
  readonly values: readonly (readonly number[])[];
}

export interface RandomEffects extends ConditionalModes {
  /** levels × columns × columns. */
  readonly condVar: readonly (readonly (readonly number[])[])[];
}

export interface Timing {
  /** Milliseconds. `read` is 0 where the data came in memory. */
  readonly read: number;
  readonly build: number;
  readonly fit: number;
}

/** How lme4 heads a printed model. */
export interface ModelTitle {
  /** "Linear mixed model fit by REML" */
  readonly method: string;
  /** "lmerMod" or "glmerMod" */
  readonly className: string;
  /** Name as R prints it, with the shape of a negative binomial; null for a linear model. */
  readonly family: { readonly label: string; readonly shape: number | null; readonly link: string } | null;
  /** Heading of the fixed effects' statistics: "t value" or "z value". */
  readonly statistic: string;
}

/** Pearson's statistic over its degrees of freedom, for families that leave no dispersion open. */
export interface Overdispersion {
  readonly statistic: number;
  readonly df: number;
  readonly ratio: number;
}
