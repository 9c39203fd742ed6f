// A fitted model made of stored numbers, so that reports are tested without fitting.
import type { Fit } from "../../src/fit/fit.js";

/** Numbers of a fit as lme4-printouts.R writes them. */
export interface StoredFit {
  readonly id: string;
  readonly formula: string;
  readonly dataName: string;
  readonly method: "ML" | "REML";
  readonly weights: string | null;
  readonly offset: string | null;
  readonly nobs: number;
  readonly nDropped: number;
  readonly groups: Readonly<Record<string, number>>;
  readonly objective: number;
  readonly logLik: number;
  readonly df: number;
  readonly aic: number;
  readonly bic: number;
  readonly sigma: number;
  readonly theta: readonly number[];
  readonly droppedFixef: readonly string[];
  readonly fixef: {
    readonly names: readonly string[];
    readonly estimate: readonly number[];
    readonly stdError: readonly number[];
    readonly statistic: readonly number[];
  };
  readonly vcov: number[][];
  readonly correlation: number[][];
  readonly varCorr: readonly {
    readonly group: string;
    readonly label: string;
    readonly names: readonly string[];
    readonly sd: readonly number[];
    readonly corr: readonly (readonly (number | null)[])[];
  }[];
  readonly singular: boolean;
  readonly quantiles: readonly number[];
  /** Of a generalized model. */
  readonly glmm?: {
    readonly label: string;
    readonly shape: number | null;
    readonly link: string;
    readonly nAGQ: number;
    readonly hasScale: boolean;
    readonly pValue: readonly number[];
  };
}

/** The model that `stored` describes; `changes` replace what a test wants different. */
export function modelOf(stored: StoredFit, changes: Partial<Fit> = {}): Fit {
  const components = stored.varCorr.map((term) => ({
    group: term.group,
    label: term.label,
    structure: "us",
    names: term.names,
    variance: term.sd.map((sd) => sd * sd),
    sd: term.sd,
    corr: term.corr.map((row) => row.map((x) => x ?? Number.NaN)),
  }));
  return {
    formula: stored.formula,
    method: stored.method,
    ...kindOf(stored),
    nobs: stored.nobs,
    dropped: { total: 0, byVariable: {} },
    groups: stored.groups,
    objective: stored.objective,
    logLik: stored.logLik,
    df: stored.df,
    residualDf: stored.nobs - stored.df,
    aic: stored.aic,
    aicc: stored.aic + (2 * stored.df * (stored.df + 1)) / (stored.nobs - stored.df - 1),
    bic: stored.bic,
    sigma: stored.sigma,
    par: Float64Array.from(stored.theta),
    parNames: [],
    theta: Float64Array.from(stored.theta),
    thetaNames: stored.theta.map((_, i) => `theta${i + 1}`),
    droppedFixef: [],
    isSingular: stored.singular,
    warnings: [],
    convergence: {
      converged: true,
      iterations: 4,
      evaluations: 5,
      gradientNorm: 1e-7,
      decrement: 1e-15,
      smallestCurvature: 0.5,
      message: "converged",
    },
    timing: { read: 1.5, build: 0.5, fit: 2.25 },
    weightsLabel: stored.weights,
    offsetLabel: stored.offset,
    subsetLabel: null,
    dataName: stored.dataName,
    fixef: () =>
      stored.fixef.names.map((name, i) => ({
        name,
        estimate: stored.fixef.estimate[i],
        stdError: stored.fixef.stdError[i],
        statistic: stored.fixef.statistic[i],
        ...(stored.glmm && { p: stored.glmm.pValue[i] }),
      })),
    vcov: () => stored.vcov,
    correlation: () => stored.correlation,
    varCorr: () => components,
    ranef: () => ({}),
    residualQuantiles: () => [...stored.quantiles],
    savedTests: null,
    live: null,
    isLinear: stored.glmm === undefined,
    ...changes,
  } as unknown as Fit;
}

function kindOf({ method, glmm }: StoredFit): Partial<Record<"title" | "family" | "link" | "hasScale", unknown>> {
  if (glmm === undefined) {
    const title = `Linear mixed model fit by ${method === "REML" ? "REML" : "maximum likelihood "}`;
    const linear = { className: "lmerMod", family: null, statistic: "t value" };
    return { title: { method: title, ...linear }, family: "gaussian", link: "identity", hasScale: true } as const;
  }
  const { label, shape, link, nAGQ, hasScale } = glmm;
  const how = nAGQ === 1 ? "Laplace Approximation" : `Adaptive Gauss-Hermite Quadrature, nAGQ = ${nAGQ}`;
  return {
    title: {
      method: `Generalized linear mixed model fit by maximum likelihood (${how})`,
      className: "glmerMod",
      family: { label, shape, link },
      statistic: hasScale ? "t value" : "z value",
    },
    family: label,
    link,
    hasScale,
  };
}
