// The deviance of a generalized model at given parameters, without an optimizer: for checks and for plots.
import type { TableLike } from "../data/to-table.js";
import { GlmmDeviance } from "../likelihood/generalized/deviance.js";
import { buildModel } from "./build.js";
import { checkQuadrature, checkStart } from "./checks.js";
import { glmmStart, glmmSystem, logOf } from "./glmm-system.js";
import { approximationOf, estimatedParameter } from "./optimize-glmm.js";
import type { GlmmOptions } from "./options.js";
import { generalizedSpec } from "./spec.js";
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
  const { design, trials, layout, spec } = buildModel(formula, data, generalizedSpec(options));
  const { points } = spec.approximation;
  checkQuadrature(design, points);
  const glmm = glmmSystem(design, trials, spec);
  const theta = checkStart(point.theta, thetaNames(design, layout)) as Float64Array;
  const names = glmm.system.blocks.kept.map((column) => design.fixed.names[column]);
  const beta = checkStart(point.beta, names);
  const gamma = beta === null ? glmm.gamma : glmm.system.toGamma(beta);
  const start = glmmStart(glmm, layout);
  const parameter = estimatedParameter(spec);
  const approximation = approximationOf(glmm, start, parameter);
  const logParameter = parameter === "none" ? 0 : logOf(point[parameter] ?? start[parameter]);
  const at = { ...start, gamma, logParameter };
  return new GlmmDeviance(glmm.system, layout, approximation, points === 0, at).at(theta);
}
