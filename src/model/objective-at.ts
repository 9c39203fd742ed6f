// The objective of a model at a given theta, without an optimizer: for checks and for plots of the likelihood.
import { type TableLike, toTable } from "../data/to-table.js";
import { buildDesign } from "../design/build-design.js";
import { Engine } from "../engine/engine.js";
import { elementary } from "../engine/load.js";
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import { modelFrame } from "../frame/model-frame.js";
import { checkFormula } from "./checks.js";
import { checkOptions, checkStart, frameOptions, type LmmOptions, tableOptions } from "./options.js";
import { evaluateTheta } from "./profiled-deviance.js";
import { engineInput, termLayout, thetaNames } from "./term-layout.js";

/** Profiled deviance or REML criterion of lmm(formula, data, options) at theta in lme4's order; errors as lmm(). */
export async function objectiveAt(
  formula: string,
  data: TableLike,
  theta: ArrayLike<number>,
  options: Omit<LmmOptions, "start"> = {},
): Promise<number> {
  checkOptions(options);
  const table = toTable(data, tableOptions(options));
  const expanded = expandFormula(parseFormula(formula), [...table.columns.keys()]);
  checkFormula(expanded);
  const { design } = buildDesign(modelFrame(expanded, table, frameOptions(options), elementary()));
  const layout = termLayout(design);
  const point = checkStart(theta, thetaNames(design, layout)) as Float64Array;
  return evaluateTheta(new Engine(engineInput(design)), layout, options.reml !== false, point);
}
