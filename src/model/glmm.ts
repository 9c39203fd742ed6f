// The main path of generalized models: a formula and data in, a fitted model out, one line a stage.
import type { TableLike } from "../data/to-table.js";
import { buildModel } from "./build.js";
import { fittedModel } from "./fit-model.js";
import type { FittedGlmm } from "./fitted-glmm.js";
import type { GlmmOptions } from "./options.js";
import { generalizedSpec } from "./spec.js";
import { stopwatch } from "./stopwatch.js";

/**
 * Fits a generalized linear mixed model by maximum likelihood, with the Laplace approximation unless `options.nAGQ`
 * says otherwise. Throws a MixedModelError for what cannot be fitted; trouble with convergence is in `warnings`.
 */
export async function glmm(formula: string, data: TableLike, options: GlmmOptions = {}): Promise<FittedGlmm> {
  const clock = stopwatch();
  return fittedModel(buildModel(formula, data, generalizedSpec(options)), clock);
}
