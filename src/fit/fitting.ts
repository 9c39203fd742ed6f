// From a formula and data to a fit, one line a stage.

import { withinMemory } from "../core/within-memory.js";
import type { TableLike } from "../data/to-table.js";
import { LinearRows } from "../engine/linear-system.js";
import { CancelledError, UnsupportedError } from "../errors.js";
import { loadFunctions } from "../frame/load-functions.js";
import { coordinatesAt } from "../likelihood/coordinates.js";
import type { Likelihood } from "../likelihood/likelihood.js";
import type { Estimates } from "../likelihood/point.js";
import { buildModel, likelihoodModel, type Model } from "../model/build.js";
import type { GlmmOptions, LmmOptions } from "../model/options.js";
import { generalizedSpec, linearSpec } from "../model/spec.js";
import { isSumsOfRows, linearModel, type SumsOfRows } from "../model/sums-of-rows.js";
import { pause } from "../optimize/turns.js";
import { Fit, type LiveFit } from "./fit.js";
import { generalized } from "./kinds/generalized.js";
import { linear } from "./kinds/linear.js";
import { type FitKind, stopwatch } from "./live.js";

/** Rows from which on a model takes long enough to build for a signal to come meanwhile. */
const MANY_ROWS = 5000;

/**
 * Fits a linear mixed model, by REML unless `options.reml` is false.
 * Throws a MixedModelError for what cannot be fitted; trouble with convergence is in the fit's `warnings`.
 *
 * @example
 * const fit = await lmm("rt ~ condition + (1 | subject)", data);
 * console.log(summary(fit));
 */
export async function lmm(formula: string, data: TableLike | SumsOfRows, options: LmmOptions = {}): Promise<LiveFit> {
  const clock = stopwatch();
  await loadFunctions(formula, options);
  return withinMemory("the model", async () =>
    fitted(await linearKind(options), await linearModel(formula, data, linearSpec(options), options), clock),
  );
}

/**
 * Fits a generalized linear mixed model by maximum likelihood, with the Laplace approximation unless `options.nAGQ`
 * says otherwise. Throws a MixedModelError for what cannot be fitted; trouble with convergence is in `warnings`.
 *
 * @example
 * const model = await glmm("correct ~ condition + (1 | subject)", data, { family: "binomial" });
 * model.fixef(); // log odds
 */
export async function glmm(formula: string, data: TableLike | SumsOfRows, options: GlmmOptions = {}): Promise<LiveFit> {
  const clock = stopwatch();
  await loadFunctions(formula, options);
  return withinMemory("the model", async () => {
    const spec = generalizedSpec(options);
    if (!isSumsOfRows(data)) return fitted(generalized, buildModel(formula, data, spec), clock);
    if (data.generalizedModel === undefined) {
      throw new UnsupportedError("glmm() needs rows; of cross-products only lmm() makes a model");
    }
    return fitted(generalized, await data.generalizedModel(formula, spec, options.signal), clock);
  });
}

/** The kind of a linear model; that of fits by the iterative method is loaded when one is asked for. */
export async function linearKind(options: Pick<LmmOptions, "method" | "probes" | "seed"> | null): Promise<FitKind> {
  if (options?.method !== "iterative") return linear;
  return (await import("./iterative.js")).iterative({ linear, LinearRows, UnsupportedError, coordinatesAt }, options);
}

/** The fit of a model; `clock` tells how long its first half has taken, `estimate` is to maximize unless given. */
export async function fitted(
  kind: FitKind,
  model: Model,
  clock: () => number,
  estimate = (likelihood: Likelihood): Estimates | Promise<Estimates> => likelihood.maximize(model.spec.search),
): Promise<LiveFit> {
  const { signal } = model.spec.search;
  if (signal !== undefined && model.design.nobs >= MANY_ROWS) await pause();
  if (signal?.aborted) throw new CancelledError("fit cancelled");
  const likelihood = kind.likelihood(likelihoodModel(model));
  const build = clock();
  const estimates = await estimate(likelihood);
  const { formula, spec, frame, design, trials, messages } = model;
  const timing = { read: spec.readTime, build, fit: clock() };
  return Fit.of({ formula, spec, frame, design, trials, messages, kind, likelihood, estimates, timing });
}
