// The deviance of a generalized model at given parameters, without an optimizer: for checks and for plots.
import type { TableLike } from "../data/to-table.js";
import { GlmmDeviance } from "../likelihood/generalized/deviance.js";
import { termLayout } from "../likelihood/terms.js";
import { familyDesign } from "./family-design.js";
import { checkGlmmOptions, checkQuadrature } from "./glmm-options.js";
import { glmmStart, glmmSystem, logOf } from "./glmm-system.js";
import type { GlmmOptions } from "./glmm-types.js";
import { modelSource } from "./model-source.js";
import { approximationOf, estimatedParameter } from "./optimize-glmm.js";
import { checkStart } from "./options.js";
import { thetaNames } from "./term-names.js";

/** Where a deviance is wanted: theta in lme4's order, and coefficients of the kept columns of X unless nAGQ is 0. */
export interface GlmmPoint {
  readonly theta: ArrayLike<number>;
  readonly beta?: ArrayLike<number>;
  /** Where they are estimated by maximum likelihood. */
  readonly dispersion?: number;
  readonly shape?: number;
}

/** The objective of glmm(formula, data, options) at a point, +Infinity where it has none; errors as glmm(). */
export async function glmmObjectiveAt(
  formula: string,
  data: TableLike,
  point: GlmmPoint,
  options: Omit<GlmmOptions, "start"> = {},
): Promise<number> {
  const settings = checkGlmmOptions(options);
  const { frame } = modelSource(formula, data, options);
  const { design, trials } = familyDesign(frame, settings.family);
  checkQuadrature(design, settings.nAGQ);
  const layout = termLayout(design);
  const glmm = glmmSystem(design, trials, settings);
  const theta = checkStart(point.theta, thetaNames(design, layout)) as Float64Array;
  const names = glmm.engine.kept.map((column) => design.fixed.names[column]);
  const beta = checkStart(point.beta, names);
  const gamma = beta === null ? glmm.gamma : glmm.system.toGamma(beta);
  const start = glmmStart(glmm, layout);
  const parameter = estimatedParameter(settings);
  const approximation = approximationOf(glmm, start, parameter);
  const logParameter = parameter === "none" ? 0 : logOf(point[parameter] ?? start[parameter]);
  const deviance = new GlmmDeviance(glmm.system, layout, approximation, settings.nAGQ === 0, {
    ...start,
    gamma,
    logParameter,
  });
  return deviance.at(theta);
}
