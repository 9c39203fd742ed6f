// Frame → numbers and their names.
import type { ModelFrame, Notice } from "../frame/model-frame.js";
import type { Design } from "./design.js";
import { fixedDesign } from "./fixed.js";
import { randomDesign } from "./random-design.js";

/**
 * The design of a model frame, and what the user should be told about it.
 * Throws DesignError for a model that the data cannot support, UnsupportedError for a covariance structure, OptionError
 * for impossible contrasts.
 */
export function buildDesign(frame: ModelFrame): { design: Design; messages: Notice[] } {
  const { formula, variables, contrasts, nobs } = frame;
  const { random, factors, notices } = randomDesign(frame);
  const design: Design = {
    nobs,
    fixed: fixedDesign(formula.fixed, variables, variables, contrasts, nobs),
    factors,
    random,
    response: frame.response,
    responseName: frame.responseName,
    weights: frame.weights,
    offset: frame.offset,
  };
  return { design, messages: [...frame.notices, ...notices] };
}
