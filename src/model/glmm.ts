// The main path of generalized models: a formula and data in, a fitted model out, one line a stage.
import { type TableLike, toTable } from "../data/to-table.js";
import { designState } from "../design/apply-design.js";
import { elementary } from "../engine/load.js";
import { formatFormula } from "../formula/deparse.js";
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import { modelFrame } from "../frame/model-frame.js";
import { checkFormula } from "./checks.js";
import { estimateGlmm } from "./estimate-glmm.js";
import { FittedGlmm } from "./fitted-glmm.js";
import { checkGlmmOptions, checkQuadrature } from "./glmm-options.js";
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
  const { design, messages, trials } = familyDesign(frame, settings.family);
  checkQuadrature(design, settings.nAGQ);
  const layout = termLayout(design);
  const build = clock();
  const estimate = await estimateGlmm(design, trials, layout, settings, options, settle);
  const timing = { read: options.readTime ?? 0, build, fit: clock() };
  const { dropped, rows, predictors } = frame;
  const used = { dropped, rows, predictors, rowCount: table.rowCount };
  const source = { formula: formatFormula(ast), options, ...used, messages, layout };
  const { family, link, nAGQ } = settings;
  const model = { design, designState: designState(frame, design), family, link, nAGQ, trials };
  return new FittedGlmm({ ...source, ...model, ...estimate, timing });
}
