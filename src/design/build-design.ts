// Frame → numbers and their names.
import type { Notice } from "../frame/frame-checks.js";
import type { ModelFrame } from "../frame/model-frame.js";
import { numericResponse } from "../frame/numeric-response.js";
import { checkFixedCount } from "./checks.js";
import type { Design } from "./design.js";
import { fixedDesign } from "./fixed.js";
import { randomDesign } from "./random-design.js";
import { type TermValues, valuesOf } from "./term-columns.js";

export interface DesignOptions {
  /** What the model is to explain; by default the frame's response as numbers. */
  readonly response?: Float64Array;
  /** Whether a residual variance is to be told from those of the random effects; true unless given. */
  readonly hasScale?: boolean;
  /** Where rows stand for sums of those that the frame counts: what terms are in them, and the logarithms of weights. */
  readonly sums?: { readonly values: TermValues & { readonly one: Float64Array }; readonly logWeights: number };
}

/**
 * The design of a model frame, and what the user should be told about it.
 * Throws DesignError for a model that the data cannot support, UnsupportedError for a covariance structure, OptionError
 * for impossible contrasts, and where no response is given what numericResponse() throws.
 */
export function buildDesign(
  frame: ModelFrame,
  { response = numericResponse(frame), hasScale = true, sums }: DesignOptions = {},
): { design: Design; messages: Notice[] } {
  const { variables, nobs } = frame;
  checkFixedCount(frame.formula.fixed, variables, nobs);
  const values = sums?.values ?? valuesOf(variables);
  const { random, factors, notices } = randomDesign(frame, hasScale, values);
  const design: Design = {
    nobs: response.length,
    fixed: fixedDesign(frame, values, nobs),
    factors,
    random,
    response,
    responseName: frame.response.label,
    weights: frame.weights,
    offset: frame.offset,
    ...(sums && { sums: { observations: nobs, logWeights: sums.logWeights, ones: sums.values.one } }),
  };
  return { design, messages: [...frame.notices, ...notices] };
}
