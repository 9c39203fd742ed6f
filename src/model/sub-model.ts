// Models of other terms on the variables, rows and response of a fit, which need no data: what comparisons are made of.
import type { FixedDesign } from "../design/design.js";
import { fixedDesign } from "../design/fixed.js";
import type { TermList } from "../formula/ast.js";
import { deparse } from "../formula/deparse.js";
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import { effectExpressions, groupExpressions, type ModelFrame } from "../frame/model-frame.js";
import { modelOfFrame } from "./build.js";
import type { FittedGlmm } from "./fitted-glmm.js";
import { FittedLmm } from "./fitted-lmm.js";
import { fittedGlmm } from "./glmm.js";
import { fittedLmm } from "./lmm.js";
import { refitOptimum } from "./refit-parts.js";
import { unreported } from "./spec.js";
import { stopwatch } from "./stopwatch.js";

/**
 * The model of `formula`, all of whose variables are those of `fit`, fitted to the rows and the response of `fit` as
 * `fit` was fitted. Throws what lmm() or glmm() throws.
 */
export async function subModel<Fit extends FittedLmm | FittedGlmm>(fit: Fit, formula: string): Promise<Fit>;
export async function subModel(fit: FittedLmm | FittedGlmm, formula: string): Promise<FittedLmm | FittedGlmm> {
  const clock = stopwatch();
  const frame = subFrame(fit.parts.frame, formula);
  const { weights, response: values } = fit.parts.design;
  const response = { values, trials: fit.parts.trials, weights };
  return fit instanceof FittedLmm
    ? fittedLmm(modelOfFrame(formula, frame, unreported(fit.parts.spec), response), clock)
    : fittedGlmm(modelOfFrame(formula, frame, unreported(fit.parts.spec), response), clock);
}

/** A fit by maximum likelihood: itself, or where it is by REML its model fitted anew. */
export function maximumLikelihood<Fit extends FittedLmm | FittedGlmm>(fit: Fit): Fit;
export function maximumLikelihood(fit: FittedLmm | FittedGlmm): FittedLmm | FittedGlmm {
  if (!(fit instanceof FittedLmm) || fit.method === "ML") return fit;
  const clock = stopwatch();
  const { parts } = fit;
  const { layout, shared, design } = parts;
  const spec = { ...parts.spec, method: "ML", start: {} } as const;
  const { theta, lambdas, convergence } = refitOptimum(shared.take(), layout, design, spec);
  const state = { response: design.response, lambdas };
  shared.leave(state);
  const timing = { read: 0, build: 0, fit: clock() };
  return new FittedLmm({ ...parts, spec, state, theta, convergence, timing });
}

/** The columns of the fixed part without one of its terms, coded as R codes the formula without it. */
export function fixedPartWithout({ formula, contrasts, variables, nobs }: ModelFrame, label: string): FixedDesign {
  const terms = formula.fixed.terms.filter((term) => term.label !== label);
  const fixed = { ...formula.fixed, terms };
  return fixedDesign(fixed, variables, variables, contrastsOf(fixed, contrasts), nobs);
}

/** The frame of a formula with some of the variables. */
function subFrame(frame: ModelFrame, text: string): ModelFrame {
  const formula = expandFormula(parseFormula(text), frame.columnNames);
  const used = new Set([...effectExpressions(formula), ...groupExpressions(formula)].map(deparse));
  const variables = new Map([...frame.variables].filter(([label]) => used.has(label)));
  return { ...frame, formula, contrasts: contrastsOf(formula.fixed, frame.contrasts), variables, notices: [] };
}

/** Contrasts of factors that have gone go with them. */
function contrastsOf({ terms }: TermList, contrasts: ModelFrame["contrasts"]): ModelFrame["contrasts"] {
  const used = new Set(terms.flatMap(({ variables }) => variables.map(deparse)));
  return Object.fromEntries(Object.entries(contrasts).filter(([label]) => used.has(label)));
}
