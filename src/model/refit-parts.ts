// The same model fitted to another response: formula, data, design and system are kept.
import type { LinearSystem } from "../engine/linear-system.js";
import type { TermBlock } from "../likelihood/terms.js";
import { checkResidualSpace, checkResponse, type ResponseDesign } from "./checks.js";
import { checkFinite, givenResponse } from "./given-response.js";
import type { LmmParts } from "./lmm-parts.js";
import { type OptimalTheta, optimizeThetaAtOnce } from "./optimize-theta.js";
import type { PlainSpec } from "./spec.js";
import { stopwatch } from "./stopwatch.js";

/** The same model at its optimum for `response`: a value for each row of the data or for each row used; throws DataError. */
export function refitParts(parts: LmmParts, response: ArrayLike<number>): LmmParts {
  const clock = stopwatch();
  const { spec, layout, shared } = parts;
  const values = givenResponse(parts, response, "response");
  checkFinite(parts, values, "response");
  const design = { ...parts.design, response: values };
  const { theta, lambdas, convergence } = refitOptimum(shared.take(), layout, design, spec);
  const state = { response: values, lambdas };
  shared.leave(state);
  return { ...parts, design, state, theta, convergence, timing: { read: 0, build: 0, fit: clock() } };
}

/** Gives `system` the response of `design` and leaves it at the optimum; throws where no model can be fitted to it. */
export function refitOptimum(
  system: LinearSystem,
  layout: readonly TermBlock[],
  design: ResponseDesign,
  { method, search }: Pick<PlainSpec, "method" | "search">,
): OptimalTheta {
  checkResponse(design);
  system.setResponse(design.response);
  checkResidualSpace(design, system);
  return optimizeThetaAtOnce(system, layout, method === "REML", search.maxIterations);
}
