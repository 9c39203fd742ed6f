// The main path of generalized models: a formula and data in, a fitted model out, one line a stage.
import type { TableLike } from "../data/to-table.js";
import { designState } from "../design/apply-design.js";
import { termLayout } from "../likelihood/terms.js";
import { estimateGlmm } from "./estimate-glmm.js";
import { familyDesign } from "./family-design.js";
import { FittedGlmm } from "./fitted-glmm.js";
import { checkGlmmOptions, checkQuadrature, type GlmmSettings } from "./glmm-options.js";
import type { GlmmOptions } from "./glmm-types.js";
import { type ModelSource, modelSource } from "./model-source.js";
import { optimizeGlmm } from "./optimize-glmm.js";
import { stopwatch } from "./stopwatch.js";

/**
 * Fits a generalized linear mixed model by maximum likelihood, with the Laplace approximation unless `options.nAGQ`
 * says otherwise. Throws a MixedModelError for what cannot be fitted; trouble with convergence is in `warnings`.
 */
export async function glmm(formula: string, data: TableLike, options: GlmmOptions = {}): Promise<FittedGlmm> {
  return glmmWith(formula, data, options, optimizeGlmm);
}

/** The stages of glmm(), the one that leaves the system at its parameters as given. */
export async function glmmWith(
  formula: string,
  data: TableLike,
  options: GlmmOptions,
  optimize: typeof optimizeGlmm,
): Promise<FittedGlmm> {
  const clock = stopwatch();
  const settings = checkGlmmOptions(options);
  const source = modelSource(formula, data, options);
  return glmmOfDesign(source, familyDesign(source.frame, settings.family), settings, clock, optimize);
}

/** The second half of glmm(): from a design to the fitted model. */
export async function glmmOfDesign(
  { formula, options, frame, rowCount }: ModelSource<GlmmOptions>,
  { design, messages, trials }: ReturnType<typeof familyDesign>,
  settings: GlmmSettings,
  clock: () => number,
  optimize: typeof optimizeGlmm = optimizeGlmm,
): Promise<FittedGlmm> {
  checkQuadrature(design, settings.nAGQ);
  const layout = termLayout(design);
  const build = clock();
  const estimate = await estimateGlmm(design, trials, layout, settings, options, optimize);
  const timing = { read: options.readTime ?? 0, build, fit: clock() };
  const { dropped, rows, predictors } = frame;
  const source = { formula, options, frame, dropped, rows, predictors, rowCount, messages, layout };
  const { family, link, nAGQ } = settings;
  const model = { design, designState: designState(frame, design), family, link, nAGQ, trials };
  return new FittedGlmm({ ...source, ...model, ...estimate, timing });
}
