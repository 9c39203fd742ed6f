// The main path: a formula and data in, a fitted linear mixed model out, one line a stage.
import type { TableLike } from "../data/to-table.js";
import { designState } from "../design/apply-design.js";
import { buildDesign } from "../design/build-design.js";
import { Engine } from "../engine/engine.js";
import { engineInput, termLayout } from "../likelihood/terms.js";
import { checkResidualSpace, checkResponse } from "./checks.js";
import { FittedLmm } from "./fitted-lmm.js";
import { type ModelSource, modelSource } from "./model-source.js";
import { optimizeTheta } from "./optimize-theta.js";
import { checkLmmOptions, checkStart, type LmmOptions } from "./options.js";
import { SharedSystem } from "./shared-system.js";
import { stopwatch } from "./stopwatch.js";
import { thetaNames } from "./term-names.js";

/**
 * Fits a linear mixed model, by REML unless `options.reml` is false.
 * Throws a MixedModelError for what cannot be fitted; trouble with convergence is in the model's `warnings`.
 */
export async function lmm(formula: string, data: TableLike, options: LmmOptions = {}): Promise<FittedLmm> {
  return lmmWith(formula, data, options, optimizeTheta);
}

/** The stages of lmm(), the one that leaves the system at theta as given. */
export async function lmmWith(
  formula: string,
  data: TableLike,
  options: LmmOptions,
  optimize: typeof optimizeTheta,
): Promise<FittedLmm> {
  const clock = stopwatch();
  checkLmmOptions(options);
  const source = modelSource(formula, data, options);
  return lmmOfDesign(source, buildDesign(source.frame), clock, optimize);
}

/** The second half of lmm(): from a design to the fitted model. */
export async function lmmOfDesign(
  { formula, options, frame, rowCount }: ModelSource<LmmOptions>,
  { design, messages }: ReturnType<typeof buildDesign>,
  clock: () => number,
  optimize: typeof optimizeTheta = optimizeTheta,
): Promise<FittedLmm> {
  checkResponse(design);
  const layout = termLayout(design);
  const start = checkStart(options.start, thetaNames(design, layout));
  const system = new Engine(engineInput(design));
  checkResidualSpace(design, system);
  const build = clock();
  const { theta, lambdas, convergence } = await optimize(system, layout, options, start);
  const timing = { read: options.readTime ?? 0, build, fit: clock() };
  const { dropped, rows, predictors } = frame;
  const source = { formula, options, frame, dropped, rows, predictors, rowCount, messages };
  const state = { response: design.response, lambdas };
  const shared = new SharedSystem(system, state);
  const columns = designState(frame, design);
  return new FittedLmm({ ...source, design, designState: columns, layout, shared, state, theta, convergence, timing });
}
