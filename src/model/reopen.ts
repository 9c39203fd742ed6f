// A saved model and its data put together again: the fitted model where it was, without an optimizer.
import type { TableLike } from "../data/to-table.js";
import { DataError, OptionError } from "../errors.js";
import { evaluate } from "../likelihood/linear/deviance.js";
import type { TermBlock } from "../likelihood/terms.js";
import { buildModel } from "./build.js";
import { FittedGlmm } from "./fitted-glmm.js";
import type { FittedLmm } from "./fitted-lmm.js";
import { fittedGlmm } from "./glmm.js";
import type { GlmmSystem } from "./glmm-system.js";
import { fittedLmm } from "./lmm.js";
import { glmmAt } from "./optimize-glmm.js";
import type { LmmOptions } from "./options.js";
import type { RestoredGlmm } from "./saved-glmm.js";
import { RestoredLmm } from "./saved-lmm.js";
import type { ArrayOption, SavedModel } from "./saved-model.js";
import { generalizedSpec, linearSpec } from "./spec.js";
import { stopwatch } from "./stopwatch.js";

/** What is not saved: options that were arrays, and what reports say of the data. */
export type ReopenOptions = Pick<LmmOptions, ArrayOption | "dataName" | "readTime">;

/** Relative difference of objectives at the same parameters that rounding may make. */
const SAME_OBJECTIVE = 1e-8;
/** Difference of coefficients, in standard errors and relative, that rounding may make. */
const SAME_COEFFICIENT = { standardErrors: 1e-5, relative: 1e-8 };

/**
 * The fitted model of which `saved` was made, from the same data: a promise of a linear model with the same bits, or of a
 * generalized one at the saved theta and coefficients. Throws DataError where the data are not those the model was fitted to, and
 * OptionError where weights, offset or subset were arrays and are not given again.
 */
export function reopen(saved: RestoredLmm, data: TableLike, options?: ReopenOptions): Promise<FittedLmm>;
export function reopen(saved: RestoredGlmm, data: TableLike, options?: ReopenOptions): Promise<FittedGlmm>;
export function reopen(
  saved: RestoredLmm | RestoredGlmm,
  data: TableLike,
  options?: ReopenOptions,
): Promise<FittedLmm | FittedGlmm>;
export async function reopen(
  restored: RestoredLmm | RestoredGlmm,
  data: TableLike,
  options: ReopenOptions = {},
): Promise<FittedLmm | FittedGlmm> {
  const fit = await (restored instanceof RestoredLmm
    ? reopenLmm(restored, data, options)
    : reopenGlmm(restored, data, options));
  const { saved } = restored;
  checkLevels(saved, fit);
  if (Math.abs(fit.objective - saved.objective) > SAME_OBJECTIVE * Math.max(1, Math.abs(saved.objective))) {
    throw otherData(`objective ${fit.objective} instead of ${saved.objective}`);
  }
  checkCoefficients(saved, fit);
  return fit;
}

async function reopenLmm({ saved, theta }: RestoredLmm, data: TableLike, options: ReopenOptions): Promise<FittedLmm> {
  const clock = stopwatch();
  const spec = linearSpec({ reml: saved.method === "REML", ...optionsOf(saved, options) });
  return fittedLmm(buildModel(saved.formula, data, spec), clock, async (system, layout) => {
    checkRows(saved, system, layout);
    const lambdas = saved.lambdas.map((lambda) => Float64Array.from(lambda));
    evaluate(system, lambdas, saved.method === "REML");
    return { theta, lambdas, convergence: saved.convergence };
  });
}

async function reopenGlmm(
  { saved, theta, predictor }: RestoredGlmm,
  data: TableLike,
  options: ReopenOptions,
): Promise<FittedGlmm> {
  const clock = stopwatch();
  const { family, link, nAGQ, convergence, shape, dispersion } = saved;
  const spec = generalizedSpec({ family, link, nAGQ, ...optionsOf(saved, options) });
  const fitAt = async (glmm: GlmmSystem, layout: readonly TermBlock[]) => {
    checkRows(saved, glmm.system, layout);
    return glmmAt(glmm, layout, { theta, beta: predictor.beta, dispersion, shape }, convergence);
  };
  const { parts } = await fittedGlmm(buildModel(saved.formula, data, spec), clock, fitAt);
  const vcov = Float64Array.from(saved.vcov.flat(), (value) => value ?? Number.NaN);
  return new FittedGlmm({ ...parts, vcovHessian: saved.stdErrors === "hessian" ? vcov : null });
}

function optionsOf(saved: SavedModel, { dataName, readTime, ...arrays }: ReopenOptions): Omit<LmmOptions, "start"> {
  const given = (name: ArrayOption): string | ArrayLike<number> | ArrayLike<boolean> | undefined => {
    const isArray = saved.arrays.includes(name);
    if (!isArray && arrays[name] !== undefined) {
      throw new OptionError(`option "${name}" of reopen() is for a model that was fitted with an array of them`, name);
    }
    if (!isArray) return saved[name] ?? undefined;
    if (typeof arrays[name] === "object") return arrays[name];
    throw new OptionError(
      `model was fitted with an array as "${name}"; give it again in the options of reopen()`,
      name,
    );
  };
  const read = { dataName: dataName ?? saved.data ?? undefined, readTime };
  const rows = { weights: given("weights"), offset: given("offset"), subset: given("subset") };
  return { ...saved.options, ...rows, ...read } as Omit<LmmOptions, "start">;
}

function checkRows(
  saved: SavedModel,
  { nobs, rank }: { readonly nobs: number; readonly rank: number },
  layout: readonly TermBlock[],
): void {
  if (nobs !== saved.nobs) throw otherData(`${nobs} rows that can be used instead of ${saved.nobs}`);
  if (rank !== saved.fixef.length) throw otherData(`${rank} coefficients instead of ${saved.fixef.length}`);
  const count = layout.reduce((sum, { structure, columnCount }) => sum + structure.thetaCount(columnCount), 0);
  if (count !== saved.theta.length) {
    throw otherData(`${count} parameters of random effects instead of ${saved.theta.length}`);
  }
}

function checkLevels({ ranef }: SavedModel, fit: FittedLmm | FittedGlmm): void {
  for (const { name, levels } of fit.parts.design.factors) {
    const known = Object.hasOwn(ranef, name) ? ranef[name].levels : [];
    const at = levels.findIndex((level, i) => level !== known[i]);
    if (at < 0 && levels.length === known.length) continue;
    const missing = known[at < 0 ? levels.length : at] ?? "";
    throw otherData(`level ${at + 1} of "${name}" is "${levels[at] ?? ""}" instead of "${missing}"`);
  }
}

/** A response moved by a constant has the same objective, but other coefficients. */
function checkCoefficients({ fixef }: SavedModel, fit: FittedLmm | FittedGlmm): void {
  const { standardErrors, relative } = SAME_COEFFICIENT;
  fit.fixef().forEach(({ name, estimate, stdError }, i) => {
    const known = fixef[i];
    if (name !== known.name) throw otherData(`coefficient "${name}" instead of "${known.name}"`);
    if (Math.abs(estimate - known.estimate) > standardErrors * stdError + relative * Math.abs(estimate)) {
      throw otherData(`coefficient "${name}" is ${estimate} instead of ${known.estimate}`);
    }
  });
}

function otherData(what: string): DataError {
  return new DataError(`data are not those the model was fitted to: ${what}`);
}
