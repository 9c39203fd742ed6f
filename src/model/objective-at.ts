// The objective of a model at a given theta, without an optimizer: for checks and for plots of the likelihood.
import type { TableLike } from "../data/to-table.js";
import { LinearSystem } from "../engine/linear-system.js";
import { evaluateTheta } from "../likelihood/linear/deviance.js";
import { engineInput } from "../likelihood/terms.js";
import { buildModel } from "./build.js";
import { checkStart } from "./checks.js";
import type { LmmOptions } from "./options.js";
import { linearSpec } from "./spec.js";
import { thetaNames } from "./term-names.js";

/** Profiled deviance or REML criterion of lmm(formula, data, options) at theta in lme4's order; errors as lmm(). */
export async function objectiveAt(
  formula: string,
  data: TableLike,
  theta: ArrayLike<number>,
  options: Omit<LmmOptions, "start"> = {},
): Promise<number> {
  const { design, layout, spec } = buildModel(formula, data, linearSpec(options));
  const point = checkStart(theta, thetaNames(design, layout)) as Float64Array;
  return evaluateTheta(new LinearSystem(engineInput(design)), layout, spec.method === "REML", point);
}
