// Models of other terms on the variables, rows and response of a fit, which need no data: what comparisons are made of.
import type { FixedDesign } from "../design/design.js";
import { fixedDesign } from "../design/fixed.js";
import type { TermList } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import { effectsOf, groupsOf } from "../formula/variables.js";
import type { ModelFrame } from "../frame/model-frame.js";
import { modelOfFrame } from "./build.js";
import { fitOf, fittedModel } from "./fit-model.js";
import type { FittedGlmm } from "./fitted-glmm.js";
import type { FittedLmm } from "./fitted-lmm.js";
import type { Live } from "./live.js";
import { maximizedAnew } from "./refit.js";
import { type ModelSpec, unreported } from "./spec.js";
import { stopwatch } from "./stopwatch.js";

/**
 * The model of `formula`, all of whose variables are those of `fit`, fitted to the rows and the response of `fit` as
 * `fit` was fitted. Throws what lmm() or glmm() throws.
 */
export async function subModel<Fit extends FittedLmm | FittedGlmm>(fit: Fit, formula: string): Promise<Fit>;
export async function subModel(fit: FittedLmm | FittedGlmm, formula: string): Promise<FittedLmm | FittedGlmm> {
  const clock = stopwatch();
  const { frame, design, trials, spec } = fit.parts;
  const response = { values: design.response, trials, weights: design.weights };
  return fittedModel(modelOfFrame(formula, subFrame(frame, formula), unreported<ModelSpec>(spec), response), clock);
}

/** A fit by maximum likelihood: itself, or where it is by REML its model fitted anew. */
export function maximumLikelihood<Fit extends FittedLmm | FittedGlmm>(fit: Fit): Fit;
export function maximumLikelihood(fit: FittedLmm | FittedGlmm): FittedLmm | FittedGlmm {
  const { parts } = fit;
  return fit.method === "ML" ? fit : fitOf(maximizedAnew<Live>(parts, parts.likelihood.unrestricted()));
}

/** The columns of the fixed part without one of its terms, coded as R codes the formula without it. */
export function fixedPartWithout({ formula, contrasts, variables, nobs }: ModelFrame, label: string): FixedDesign {
  const terms = formula.fixed.terms.filter((term) => term.label !== label);
  const fixed = { ...formula.fixed, terms };
  const part = { formula: { ...formula, fixed }, variables, contrasts: contrastsOf(fixed, contrasts) };
  return fixedDesign(part, variables, nobs);
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
