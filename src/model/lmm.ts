// The main path: a formula and data in, a fitted linear mixed model out, one line a stage.
import type { TableLike } from "../data/to-table.js";
import { LinearSystem } from "../engine/linear-system.js";
import { engineInput } from "../likelihood/terms.js";
import { buildModel, type Model } from "./build.js";
import { checkResidualSpace, checkResponse, checkStart } from "./checks.js";
import { FittedLmm } from "./fitted-lmm.js";
import { optimizeTheta } from "./optimize-theta.js";
import type { LmmOptions } from "./options.js";
import { SharedSystem } from "./shared-system.js";
import { linearSpec } from "./spec.js";
import { stopwatch } from "./stopwatch.js";
import { thetaNames } from "./term-names.js";

/**
 * Fits a linear mixed model, by REML unless `options.reml` is false.
 * Throws a MixedModelError for what cannot be fitted; trouble with convergence is in the model's `warnings`.
 */
export async function lmm(formula: string, data: TableLike, options: LmmOptions = {}): Promise<FittedLmm> {
  const clock = stopwatch();
  return fittedLmm(buildModel(formula, data, linearSpec(options)), clock);
}

/** The second half of lmm(): from a model to its fit; `optimize` leaves the system at theta. */
export async function fittedLmm(
  model: Model,
  clock: () => number,
  optimize: typeof optimizeTheta = optimizeTheta,
): Promise<FittedLmm> {
  const { design, layout, spec } = model;
  checkResponse(design);
  const start = checkStart(spec.start.theta, thetaNames(design, layout));
  const system = new LinearSystem(engineInput(design));
  checkResidualSpace(design, system);
  const build = clock();
  const { theta, lambdas, convergence } = await optimize(system, layout, spec, start);
  const timing = { read: spec.readTime, build, fit: clock() };
  const state = { response: design.response, lambdas };
  const shared = new SharedSystem(system, state);
  return new FittedLmm({ ...model, shared, state, theta, convergence, timing });
}
