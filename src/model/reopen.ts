// A saved model and its data put together again: the fitted model where it was, without an optimizer.
import type { TableLike } from "../data/to-table.js";
import { DataError, OptionError } from "../errors.js";
import type { GivenPoint, KnownOfPoint, Likelihood } from "../likelihood/likelihood.js";
import { buildModel } from "./build.js";
import { fittedModel } from "./fit-model.js";
import type { FittedGlmm } from "./fitted-glmm.js";
import type { FittedLmm } from "./fitted-lmm.js";
import type { LmmOptions } from "./options.js";
import type { RestoredGlmm, SavedGlmm } from "./saved-glmm.js";
import type { RestoredLmm, SavedLmm } from "./saved-lmm.js";
import type { ArrayOption, SavedModel } from "./saved-model.js";
import { generalizedSpec, linearSpec, type ModelSpec } from "./spec.js";
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
  const clock = stopwatch();
  const { saved } = restored;
  const model = buildModel(saved.formula, data, specOf(saved, options));
  const fit = await fittedModel(model, clock, (likelihood) => {
    checkRows(saved, likelihood);
    return likelihood.at(pointOf(restored), knownOf(saved));
  });
  checkLevels(saved, fit);
  if (Math.abs(fit.objective - saved.objective) > SAME_OBJECTIVE * Math.max(1, Math.abs(saved.objective))) {
    throw otherData(`objective ${fit.objective} instead of ${saved.objective}`);
  }
  checkCoefficients(saved, fit);
  return fit;
}

function specOf(saved: SavedLmm | SavedGlmm, options: ReopenOptions): ModelSpec {
  const asked = optionsOf(saved, options);
  if (saved.blup === "lmm") return linearSpec({ reml: saved.method === "REML", ...asked });
  const { family, link, nAGQ } = saved;
  return generalizedSpec({ family, link, nAGQ, ...asked });
}

function pointOf({ saved, theta, predictor }: RestoredLmm | RestoredGlmm): GivenPoint {
  const point = { theta, beta: predictor.beta };
  if (saved.blup === "lmm") return point;
  const { dispersion, shape } = saved;
  return { ...point, dispersion, ...(shape !== null && { shape }) };
}

function knownOf(saved: SavedLmm | SavedGlmm): KnownOfPoint {
  const { convergence } = saved;
  if (saved.blup === "lmm") return { convergence, lambdas: saved.lambdas.map((lambda) => Float64Array.from(lambda)) };
  const vcov = Float64Array.from(saved.vcov.flat(), (value) => value ?? Number.NaN);
  return { convergence, vcovHessian: saved.stdErrors === "hessian" ? vcov : null };
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

function checkRows(saved: SavedModel, { model: { design }, rank, terms }: Likelihood): void {
  const { nobs } = design;
  if (nobs !== saved.nobs) throw otherData(`${nobs} rows that can be used instead of ${saved.nobs}`);
  if (rank !== saved.fixef.length) throw otherData(`${rank} coefficients instead of ${saved.fixef.length}`);
  const count = terms.reduce((sum, { structure, columnCount }) => sum + structure.thetaCount(columnCount), 0);
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
