// The machine-readable report of a fit; docs/json.md describes every key.
import type { MixedModel, RandomEffects } from "../model/types.js";

/** A value of the report; numbers that JSON has no word for (NaN, infinities) are null. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export interface JsonReportOptions {
  /** Adds the conditional modes of the random effects and their variances. */
  readonly ranef?: boolean;
}

/** The object that `blup fit --json` prints: plain JSON, every number in full double precision. */
export function toReportJson(fit: MixedModel, options: JsonReportOptions = {}): { [key: string]: JsonValue } {
  const criterion = fit.method === "REML" ? "remlCriterion" : "deviance";
  return {
    formula: fit.formula,
    data: fit.dataName,
    weights: fit.weightsLabel,
    offset: fit.offsetLabel,
    subset: fit.subsetLabel,
    method: fit.method,
    family: fit.family,
    link: fit.link,
    ...fit.particulars,
    nobs: fit.nobs,
    dropped: { total: fit.dropped.total, byVariable: { ...fit.dropped.byVariable } },
    groups: { ...fit.groups },
    objective: number(fit.objective),
    [criterion]: number(-2 * fit.logLik),
    logLik: number(fit.logLik),
    df: fit.df,
    residualDf: fit.residualDf,
    AIC: number(fit.aic),
    AICc: number(fit.aicc),
    BIC: number(fit.bic),
    sigma: number(fit.sigma),
    theta: numbers(fit.theta),
    thetaNames: [...fit.thetaNames],
    fixef: fit.fixef().map(({ name, estimate, stdError, statistic, pValue }) => ({
      name,
      estimate: number(estimate),
      stdError: number(stdError),
      statistic: number(statistic),
      ...(pValue === undefined ? {} : { pValue: number(pValue) }),
    })),
    droppedFixef: [...fit.droppedFixef],
    vcov: fit.vcov().map(numbers),
    varCorr: fit.varCorr().map((component) => ({
      group: component.group,
      label: component.label,
      structure: component.structure,
      names: [...component.names],
      variance: numbers(component.variance),
      sd: numbers(component.sd),
      corr: component.corr.map(numbers),
    })),
    singular: fit.isSingular,
    warnings: fit.warnings.map(({ code, message }) => ({ code, message })),
    convergence: convergenceJson(fit.convergence),
    timing: { read: number(fit.timing.read), build: number(fit.timing.build), fit: number(fit.timing.fit) },
    ...(options.ranef ? { ranef: ranefJson(fit.ranef()) } : {}),
  };
}

/** JSON text with two blanks of indent; an array of plain values stays on one line. */
export function jsonText(value: JsonValue, indent = ""): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const deeper = `${indent}  `;
  const isArray = Array.isArray(value);
  if (isArray && value.every(isPlain)) return `[${value.map((entry) => JSON.stringify(entry)).join(", ")}]`;
  const entries = isArray
    ? value.map((entry) => jsonText(entry, deeper))
    : Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}: ${jsonText(entry, deeper)}`);
  const [left, right] = isArray ? "[]" : "{}";
  return entries.length === 0
    ? `${left}${right}`
    : `${left}\n${deeper}${entries.join(`,\n${deeper}`)}\n${indent}${right}`;
}

function convergenceJson(convergence: MixedModel["convergence"]): JsonValue {
  return {
    converged: convergence.converged,
    iterations: convergence.iterations,
    evaluations: convergence.evaluations,
    gradientNorm: number(convergence.gradientNorm),
    decrement: number(convergence.decrement),
    smallestCurvature: number(convergence.smallestCurvature),
    message: convergence.message,
  };
}

function ranefJson(effects: Readonly<Record<string, RandomEffects>>): JsonValue {
  const groups = Object.entries(effects).map(([group, { names, levels, values, condVar }]) => {
    const json = {
      names: [...names],
      levels: [...levels],
      values: values.map(numbers),
      condVar: condVar.map((matrix) => matrix.map(numbers)),
    };
    return [group, json] as const;
  });
  return Object.fromEntries(groups);
}

function numbers(values: ArrayLike<number>): JsonValue[] {
  return Array.from(values, number);
}

function number(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}

function isPlain(value: JsonValue): boolean {
  return value === null || typeof value !== "object";
}
