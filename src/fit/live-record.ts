// The record of a fit whose data are there.
import { log } from "../core/elementary.js";
import { designState } from "../frame/resolved-formula.js";
import { parNames, thetaNames, thetaOf } from "../likelihood/terms.js";
import { quantiles } from "../math/quantiles.js";
import { fixedEffects, rootDeviation, vcovRows } from "./fixed-effects.js";
import { isOfSums, type Live } from "./live.js";
import { conditionalModes } from "./random-effects.js";
import type { FitRecord } from "./record.js";
import { varianceComponents } from "./variance-components.js";
import type { SingularDirection } from "./warnings/singularity.js";

/** What costs something is computed when it is first read. */
export function liveRecord(live: Live, singular: readonly SingularDirection[]): FitRecord {
  const { kind, formula, frame, design, spec, likelihood, estimates, timing } = live;
  const { theta, beta, sigma, objective, convergence, otherStarts } = estimates;
  const { kept, terms, rank } = likelihood;
  const { factors, fixed } = design;
  const nobs = frame.nobs;
  const { method, family, link } = spec;
  const parameterCount = theta.length + rank + likelihood.estimated.length;
  const { logLik, df, residualDf, aic, aicc, bic } = informationCriteria(objective, parameterCount, nobs, log(nobs));
  const isLinear = kind.name === "lmm";
  const facts = kind.facts(live);
  const isStored = terms.some(({ transform }) => transform !== null);
  const vcov = once(() => vcovRows(likelihood.vcov(estimates), rank));
  const deviation =
    likelihood.vcovRoot && ((i: number) => rootDeviation(rank, likelihood.vcovRoot?.(estimates) as Float64Array, i));
  const varCorr = once(() => varianceComponents(design, terms, theta, isLinear ? sigma : 1));
  const warnings = once(() => kind.warnings(live, { residualDf, singular, vcov }));
  const modes = once(() => conditionalModes(design, likelihood.modes(estimates)));
  const residualQuantiles = once(() =>
    isOfSums(live)
      ? []
      : quantiles(kind.residuals(live, kind.linearPredictor(live), "scaled"), [0, 0.25, 0.5, 0.75, 1]),
  );
  const names = kept.map((column) => fixed.names[column]);
  return {
    blup: kind.name,
    version: isStored ? 2 : 1,
    formula,
    data: spec.dataName,
    weights: label(spec.frame.weights),
    offset: label(spec.frame.offset),
    subset: label(spec.frame.subset),
    method,
    family: family.name,
    link,
    ...facts,
    nobs,
    dropped: frame.dropped,
    groups: Object.fromEntries(factors.map(({ name, levels }) => [name, levels.length])),
    objective,
    [method === "REML" ? "remlCriterion" : "deviance"]: -2 * logLik,
    logLik,
    df,
    residualDf,
    AIC: aic,
    AICc: aicc,
    BIC: bic,
    sigma,
    theta: thetaOf(terms, theta),
    thetaNames: thetaNames(design),
    ...(terms.some(({ structure }) => structure.isTied) && { par: theta, parNames: parNames(design) }),
    get fixef() {
      return fixedEffects(names, beta, vcov(), !isLinear, deviation);
    },
    fixefTests: { method: isLinear ? "none" : "asymptotic", warnings: [] },
    droppedFixef: fixed.names.filter((_, column) => !kept.includes(column)),
    kept,
    get vcov() {
      return vcov();
    },
    get varCorr() {
      return varCorr();
    },
    get residualQuantiles() {
      return residualQuantiles();
    },
    get ranef() {
      return modes();
    },
    singular: singular.length > 0,
    get warnings() {
      return warnings();
    },
    convergence,
    ...(otherStarts && { otherStarts }),
    timing,
    options: spec.saved,
    arrays: (["weights", "offset", "subset"] as const).filter((name) => typeof spec.frame[name] === "object"),
    design: designState(frame),
    ...((isLinear || isStored) && { lambdas: estimates.lambdas }),
  };
}

function label(given: string | ArrayLike<unknown> | undefined): string | null {
  if (given === undefined) return null;
  return typeof given === "string" ? given : "(values given)";
}

function once<T extends object>(compute: () => T): () => T {
  let known: T | null = null;
  return () => {
    known ??= compute();
    return known;
  };
}

interface InformationCriteria {
  readonly logLik: number;
  readonly df: number;
  readonly residualDf: number;
  readonly aic: number;
  readonly aicc: number;
  readonly bic: number;
}

/** For a REML fit from its criterion, as lme4 does. Criteria of a fit with `df` parameters on `nobs` rows; `logNobs` is log(nobs), `objective` in deviance units. */
export function informationCriteria(objective: number, df: number, nobs: number, logNobs: number): InformationCriteria {
  const aic = objective + 2 * df;
  return {
    logLik: -objective / 2,
    df,
    residualDf: nobs - df,
    aic,
    aicc: nobs > df + 1 ? aic + (2 * df * (df + 1)) / (nobs - df - 1) : Number.POSITIVE_INFINITY,
    bic: objective + df * logNobs,
  };
}
