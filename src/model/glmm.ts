// The main path of generalized models: a formula and data in, a fitted model out, one line a stage.
import type { TableLike } from "../data/to-table.js";
import { buildModel, type Model } from "./build.js";
import { checkQuadrature } from "./checks.js";
import { estimateGlmm } from "./estimate-glmm.js";
import { FittedGlmm } from "./fitted-glmm.js";
import { optimizeGlmm } from "./optimize-glmm.js";
import type { GlmmOptions } from "./options.js";
import { type Generalized, generalizedSpec } from "./spec.js";
import { stopwatch } from "./stopwatch.js";

/**
 * Fits a generalized linear mixed model by maximum likelihood, with the Laplace approximation unless `options.nAGQ`
 * says otherwise. Throws a MixedModelError for what cannot be fitted; trouble with convergence is in `warnings`.
 */
export async function glmm(formula: string, data: TableLike, options: GlmmOptions = {}): Promise<FittedGlmm> {
  const clock = stopwatch();
  return fittedGlmm(buildModel(formula, data, generalizedSpec(options)), clock);
}

/** The second half of glmm(): from a model to its fit; `optimize` leaves the system at its parameters. */
export async function fittedGlmm(
  model: Model<Generalized>,
  clock: () => number,
  optimize: typeof optimizeGlmm = optimizeGlmm,
): Promise<FittedGlmm> {
  const { design, spec } = model;
  checkQuadrature(design, spec.approximation.points);
  const build = clock();
  const estimate = await estimateGlmm(model, optimize);
  return new FittedGlmm({ ...model, ...estimate, timing: { read: spec.readTime, build, fit: clock() } });
}
