// Models of other terms on the variables, rows and response of a fit, which need no data: what comparisons are made of.
import type { FixedDesign } from "../design/design.js";
import { fixedDesign } from "../design/fixed.js";
import { valuesOf } from "../design/term-columns.js";
import { UnsupportedError } from "../errors.js";
import type { TermList } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import { effectsOf, groupsOf } from "../formula/variables.js";
import type { ModelFrame } from "../frame/model-frame.js";
import type { FrameVariable } from "../frame/variables.js";
import { modelOfFrame } from "../model/build.js";
import { unreported } from "../model/spec.js";
import { Fit, type LiveFit } from "./fit.js";
import { fitted } from "./fitting.js";
import { stopwatch } from "./live.js";
import { maximizedAnew } from "./refit.js";

/**
 * The model of `formula`, all of whose variables are those of `fit`, fitted to the rows and the response of `fit` as
 * `fit` was fitted. Throws what lmm() or glmm() throws.
 */
export async function subModel({ live }: LiveFit, formula: string): Promise<LiveFit> {
  const clock = stopwatch();
  const { kind, frame, design, trials, spec } = live;
  const response = { values: design.response, trials, weights: design.weights };
  return fitted(kind, modelOfFrame(formula, subFrame(frame, formula), unreported(spec), response), clock);
}

/**
 * The model of `fit` with the numeric effects of its formula less their mean and over their standard deviation in the rows
 * used, and so of a linear model the response. Throws UnsupportedError for a linear model with an offset.
 */
export async function standardizedModel({ live, isLinear, formula }: LiveFit): Promise<{
  readonly fit: LiveFit;
  readonly variables: readonly string[];
}> {
  const clock = stopwatch();
  const { kind, frame, design, trials, spec } = live;
  if (isLinear && design.offset !== null) {
    throw new UnsupportedError("a linear model with an offset has no standardized response");
  }
  const effects = new Set(effectsOf(frame.formula).map(deparse));
  const changed: string[] = [];
  const variables = new Map(
    Array.from(frame.variables, ([label, variable]): [string, FrameVariable] => {
      if (variable.kind !== "number" || variable.columns.length > 1 || !effects.has(label)) return [label, variable];
      changed.push(label);
      return [label, { ...variable, columns: variable.columns.map(standardized) }];
    }),
  );
  const values = isLinear ? standardized(design.response) : design.response;
  const response = { values, trials, weights: design.weights };
  const model = modelOfFrame(formula, { ...frame, variables }, unreported(spec), response);
  return { fit: await fitted(kind, model, clock), variables: changed };
}

/** Less the mean, over the standard deviation; a constant as it is. */
function standardized(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (values.length - 1));
  return sd > 0 ? values.map((value) => (value - mean) / sd) : values;
}

/** A fit by maximum likelihood: itself, or where it is by REML its model fitted anew. */
export function maximumLikelihood(fit: LiveFit): LiveFit {
  const { live } = fit;
  return fit.method === "ML" ? fit : Fit.of(maximizedAnew(live, live.likelihood.unrestricted()));
}

export interface WithoutRandom {
  /** Restricted where the fit is by REML. */
  readonly logLik: number;
  readonly df: number;
}

/** The fixed part alone: R's logLik(lm(…), REML = …) or logLik(glm(…)). Throws UnsupportedError for families with a scale or shape. */
export function withoutRandom({ df, par, live: { likelihood, estimates } }: LiveFit): WithoutRandom {
  return { logLik: -likelihood.withoutRandom(estimates) / 2, df: df - par.length };
}

/** The columns of the fixed part without one of its terms, coded as R codes the formula without it. */
export function fixedPartWithout({ formula, contrasts, variables, nobs }: ModelFrame, label: string): FixedDesign {
  const terms = formula.fixed.terms.filter((term) => term.label !== label);
  const fixed = { ...formula.fixed, terms };
  const part = { formula: { ...formula, fixed }, variables, contrasts: contrastsOf(fixed, contrasts) };
  return fixedDesign(part, valuesOf(variables), nobs);
}

/** The frame of a formula with some of the variables. */
function subFrame(frame: ModelFrame, text: string): ModelFrame {
  const formula = expandFormula(parseFormula(text), frame.columnNames);
  const used = new Set([...effectsOf(formula), ...groupsOf(formula)].map(deparse));
  const variables = new Map([...frame.variables].filter(([label]) => used.has(label)));
  return { ...frame, formula, contrasts: contrastsOf(formula.fixed, frame.contrasts), variables, notices: [] };
}

/** Contrasts of factors that have gone go with them. */
function contrastsOf({ terms }: TermList, contrasts: ModelFrame["contrasts"]): ModelFrame["contrasts"] {
  const used = new Set(terms.flatMap(({ variables }) => variables.map(deparse)));
  return Object.fromEntries(Object.entries(contrasts).filter(([label]) => used.has(label)));
}
