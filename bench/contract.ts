// What an engine is asked and what it answers; both travel as text, so that an engine may be in any language.

export const ENGINES = ["blup", "lme4", "glmmTMB", "mixedmodels"] as const;
export type EngineName = (typeof ENGINES)[number];

export interface EngineBudget {
  /** Processes in one run of the bench. */
  readonly rounds?: number;
  /** A process fits again until these seconds are over. */
  readonly seconds?: number;
  /**
   * A smaller case of the same kind: this one is too long to be fitted whole, its time is that of the set-up and as many
   * evaluations as the engine needs there, each as long as a few that are timed here.
   */
  readonly evaluationsFrom?: string;
}

/** What makes a model a generalized one; families and links by the names that R has for them, too. */
export interface Generalized {
  readonly family: "binomial" | "poisson";
  readonly link: "logit" | "log";
  /** Quadrature points; 1 is the Laplace approximation. */
  readonly nAGQ: number;
}

export interface BenchCase {
  readonly id: string;
  readonly title: string;
  readonly formula: string;
  /** The formula as MixedModels.jl writes it, and a column of trials if need be; null where it cannot. */
  readonly julia: string | null;
  readonly juliaWeights?: string;
  /** Of a generalized model always false. */
  readonly reml: boolean;
  readonly generalized?: Generalized;
  /** Columns that are factors whatever their cells look like; all other columns are numbers. */
  readonly factors: readonly string[];
  /** Factors with sum-to-zero contrasts; all others have treatment contrasts. */
  readonly sumContrasts: readonly string[];
  /** Part of the short list of `--quick`. */
  readonly quick: boolean;
  readonly budget: Readonly<Partial<Record<EngineName, EngineBudget>>>;
  /** Absolute path of the CSV, which is simulated at the first call if need be; null where its data are not here. */
  readonly csv: () => string | null;
}

export interface BenchRequest {
  readonly csv: string;
  readonly formula: string;
  readonly reml: boolean;
  readonly generalized?: Generalized;
  /** The column of trials, for MixedModels.jl. */
  readonly weights?: string;
  readonly factors: readonly string[];
  readonly sumContrasts: readonly string[];
  /** A process fits again and again until `seconds` are over; at least once, at most `repeats` times. */
  readonly seconds: number;
  readonly repeats: number;
  /** False: set up, and time evaluations, but do not fit. */
  readonly whole: boolean;
  /** Where evaluations are timed and, without a fit, the objective is taken; θ in lme4's order, or empty. */
  readonly theta: readonly number[];
}

/** All times in milliseconds. */
export interface BenchAnswer {
  readonly version: string;
  /** To read the CSV. */
  readonly read: number;
  /** Of each fit, from formula and data in memory to estimates and standard errors. */
  readonly fits: readonly number[];
  /** The part of each fit before the first evaluation, where an engine tells. */
  readonly builds?: readonly number[];
  /** To set up without fitting, and of one evaluation of the objective. */
  readonly setup?: number;
  readonly evaluation?: number;
  /** Evaluations of the objective in one fit; null without a fit. */
  readonly evaluations: number | null;
  /** At the optimum; without a fit, at the θ of the request. */
  readonly objective: number;
  /** Most resident memory in bytes: before the data are read, and after the first fit. */
  readonly memory?: { readonly start: number; readonly peak: number };
  readonly theta?: readonly number[];
  readonly model?: ModelFacts;
}

export interface ModelFacts {
  readonly nobs: number;
  /** Number of random effects. */
  readonly effects: number;
  readonly algorithm: string;
  readonly tailRows: number;
  /** Bytes of WebAssembly memory that the plan announces. */
  readonly plannedMemory: number;
  readonly objectiveFlops: number;
}
