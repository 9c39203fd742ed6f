// The main path of generalized models: a formula and data in, a fitted model out, one line a stage.
import { type TableLike, toTable } from "../data/to-table.js";
import { designState } from "../design/apply-design.js";
import { elementary } from "../engine/load.js";
import { formatFormula } from "../formula/deparse.js";
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import { type ModelFrame, modelFrame } from "../frame/model-frame.js";
import { checkFormula } from "./checks.js";
import { estimateGlmm } from "./estimate-glmm.js";
import { FittedGlmm } from "./fitted-glmm.js";
import { checkGlmmOptions, checkQuadrature, type GlmmSettings } from "./glmm-options.js";
import { familyDesign } from "./glmm-response.js";
import type { GlmmOptions } from "./glmm-types.js";
import { optimizeGlmm } from "./optimize-glmm.js";
import { frameOptions, tableOptions } from "./options.js";
import { stopwatch } from "./stopwatch.js";
import { termLayout } from "./term-layout.js";

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
  settle: typeof optimizeGlmm,
): Promise<FittedGlmm> {
  const clock = stopwatch();
  const settings = checkGlmmOptions(options);
  const ast = parseFormula(formula);
  const table = toTable(data, tableOptions(options));
  const expanded = expandFormula(ast, [...table.columns.keys()]);
  checkFormula(expanded);
  const frame = modelFrame(expanded, table, frameOptions(options), elementary());
  const source = { formula: formatFormula(ast), options, frame, rowCount: table.rowCount };
  return glmmOfDesign(source, familyDesign(frame, settings.family), settings, clock, settle);
}

/** A frame and how to fit it. */
export interface GlmmSource {
  readonly formula: string;
  readonly options: GlmmOptions;
  readonly frame: ModelFrame;
  readonly rowCount: number;
}

/** The second half of glmm(): from a design to the fitted model. */
export async function glmmOfDesign(
  { formula, options, frame, rowCount }: GlmmSource,
  { design, messages, trials }: ReturnType<typeof familyDesign>,
  settings: GlmmSettings,
  clock: () => number,
  settle: typeof optimizeGlmm = optimizeGlmm,
): Promise<FittedGlmm> {
  checkQuadrature(design, settings.nAGQ);
  const layout = termLayout(design);
  const build = clock();
  const estimate = await estimateGlmm(design, trials, layout, settings, options, settle);
  const timing = { read: options.readTime ?? 0, build, fit: clock() };
  const { dropped, rows, predictors } = frame;
  const source = { formula, options, frame, dropped, rows, predictors, rowCount, messages, layout };
  const { family, link, nAGQ } = settings;
  const model = { design, designState: designState(frame, design), family, link, nAGQ, trials };
  return new FittedGlmm({ ...source, ...model, ...estimate, timing });
}
