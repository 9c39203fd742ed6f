// The main path: a formula and data in, a fitted linear mixed model out, one line a stage.
import type { TableLike } from "../data/to-table.js";
import { buildModel } from "./build.js";
import { fittedModel } from "./fit-model.js";
import type { FittedLmm } from "./fitted-lmm.js";
import type { LmmOptions } from "./options.js";
import { linearSpec } from "./spec.js";
import { stopwatch } from "./stopwatch.js";

/**
 * Fits a linear mixed model, by REML unless `options.reml` is false.
 * Throws a MixedModelError for what cannot be fitted; trouble with convergence is in the model's `warnings`.
 */
export async function lmm(formula: string, data: TableLike, options: LmmOptions = {}): Promise<FittedLmm> {
  const clock = stopwatch();
  return fittedModel(buildModel(formula, data, linearSpec(options)), clock);
}
