// A saved model and its data put together again: the fitted model where it was, without an optimizer.
import type { TableLike } from "../data/to-table.js";
import { DataError, OptionError } from "../errors.js";
import type { GivenPoint, KnownOfPoint, Likelihood } from "../likelihood/likelihood.js";
import { effectsInto, parCount, thetaOf } from "../likelihood/terms.js";
import { buildModel } from "../model/build.js";
import { LMM_RULES, type LmmOptions } from "../model/options.js";
import { generalizedSpec, linearSpec, type ModelSpec } from "../model/spec.js";
import { isSumsOfRows, linearModel, type SumsOfRows } from "../model/sums-of-rows.js";
import { checkOptions, type OptionRules } from "../options.js";
import { checkFit, Fit, type LiveFit } from "./fit.js";
import { fitted, linearKind } from "./fitting.js";
import { useFormulaFunctions } from "./formula-functions.js";
import { generalized } from "./kinds/generalized.js";
import { linear } from "./kinds/linear.js";
import { type FitKind, stopwatch } from "./live.js";
import type { ArrayOption, FitRecord, SavedFit } from "./record.js";
import { areAsLong, readingSaved, recordOf } from "./saved.js";

/**
 * Restores what `JSON.stringify(fit)` wrote, given as text or parsed; throws DataError for anything else.
 *
 * @example
 * const again = restore(JSON.stringify(fit));
 * again.fixef();
 */
export function restore(json: string | SavedFit): Fit {
  useFormulaFunctions();
  const record = recordOf(json);
  const fit = Fit.from(record, kindOf(record.blup));
  readingSaved(() => fit.predictor);
  return fit;
}

/** What is not saved: options that were arrays, and what reports say of the data. */
export type ReopenOptions = Pick<LmmOptions, ArrayOption | "dataName" | "readTime" | "naAction">;

const { weights, offset, subset, dataName, readTime, naAction } = LMM_RULES;
const RULES: OptionRules<ReopenOptions> = { weights, offset, subset, dataName, readTime, naAction };

/** Relative difference of objectives at the same parameters that rounding may make. */
const SAME_OBJECTIVE = 1e-8;
/** Monte-Carlo errors that estimates of one objective may be apart. */
const MOST_ERRORS = 6;
/** Difference of coefficients, in standard errors and relative, that rounding may make. */
const SAME_COEFFICIENT = { standardErrors: 1e-5, relative: 1e-8 };

/**
 * The fitted model of which `saved` was made, from the same data: a promise of a linear model with the same bits, or of a
 * generalized one at the saved theta and coefficients. Throws DataError where the data are not those the model was fitted to, and
 * OptionError where weights, offset or subset were arrays and are not given again.
 *
 * @example
 * const saved = restore(JSON.stringify(fit));
 * const reopened = await reopen(saved, data);
 * reopened.residuals();
 */
export async function reopen(saved: Fit, data: TableLike | SumsOfRows, options: ReopenOptions = {}): Promise<LiveFit> {
  const clock = stopwatch();
  checkFit(saved, "reopen()");
  checkOptions("reopen()", options, RULES);
  const { record } = saved;
  const spec = readingSaved(() => specOfSaved(record, options));
  const model = isSumsOfRows(data)
    ? await linearModel(record.formula, data, spec, optionsOf(record, options))
    : readingSaved(() => buildModel(record.formula, data, spec));
  const kind = record.blup === "lmm" ? await linearKind(record.options) : generalized;
  const fit = await fitted(kind, model, clock, (likelihood) => {
    checkRows(record, likelihood);
    const lambdas = readingSaved(() => storedLambdas(record, likelihood));
    return readingSaved(() =>
      likelihood.at({ ...pointOf(saved), lambdas }, { ...knownOf(record), ...(lambdas && { lambdas }) }),
    );
  });
  checkLevels(record, fit);
  readingSaved(() => checkEstimates(record, fit));
  return fit;
}

function checkEstimates(record: FitRecord, fit: LiveFit): void {
  const rounding = SAME_OBJECTIVE * Math.max(1, Math.abs(record.objective));
  // Probes that followed the search to its end estimate another value than those that begin there.
  const estimated = MOST_ERRORS * (record.monteCarlo?.objectiveError ?? 0);
  if (Math.abs(fit.objective - record.objective) > rounding + estimated) {
    throw otherData(`objective ${fit.objective} instead of ${record.objective}`);
  }
  checkCoefficients(record, fit);
}

/** The options of a fit that was saved. Throws OptionError for arrays that are not given again. */
export function specOfSaved(record: FitRecord, options: ReopenOptions): ModelSpec {
  const asked = optionsOf(record, options);
  if (record.blup === "lmm") return linearSpec({ reml: record.method === "REML", ...asked });
  const { family, link, nAGQ } = record;
  return generalizedSpec({ family, link, nAGQ, ...asked });
}

function pointOf({ record, beta, par: theta, predictor }: Fit): GivenPoint {
  const { dispersion } = record;
  return { theta, beta, family: predictor.familyValues, ...(dispersion !== undefined && { dispersion }) };
}

/** Λ by factor as the engine has it; undefined where it was not saved. */
function storedLambdas({ version, lambdas }: FitRecord, { terms }: Likelihood): Float64Array[] | undefined {
  return lambdas?.map((saved, factor) => {
    const lambda = Float64Array.from(saved);
    return version === 1 ? effectsInto(terms, factor, lambda) : lambda;
  });
}

function knownOf({ convergence, otherStarts, vcov, stdErrors }: FitRecord): KnownOfPoint {
  const vcovHessian = stdErrors === "hessian" ? Float64Array.from(vcov.flat()) : null;
  return { convergence, otherStarts: otherStarts ?? null, vcovHessian };
}

function optionsOf(
  saved: FitRecord,
  { dataName, readTime, naAction, ...arrays }: ReopenOptions,
): Omit<LmmOptions, "start"> {
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
  const read = { dataName: dataName ?? saved.data ?? undefined, readTime, ...(naAction && { naAction }) };
  const rows = { weights: given("weights"), offset: given("offset"), subset: given("subset") };
  return { ...saved.options, ...rows, ...read } as Omit<LmmOptions, "start">;
}

function checkRows(saved: FitRecord, { model: { design }, rank, terms }: Likelihood): void {
  const nobs = design.sums?.observations ?? design.nobs;
  if (nobs !== saved.nobs) throw otherData(`${nobs} rows that can be used instead of ${saved.nobs}`);
  if (rank !== saved.fixef.length) throw otherData(`${rank} coefficients instead of ${saved.fixef.length}`);
  const count = parCount(terms);
  const known = (saved.par ?? saved.theta).length;
  if (count !== known) throw otherData(`${count} parameters of random effects instead of ${known}`);
  if (saved.par && !areAsLong(thetaOf(terms, saved.par), saved.theta)) throw otherData("par is not what theta says");
}

function checkLevels({ ranef }: FitRecord, fit: LiveFit): void {
  for (const { name, levels } of fit.live.design.factors) {
    const known = Object.hasOwn(ranef, name) ? ranef[name].levels : [];
    const at = levels.findIndex((level, i) => level !== known[i]);
    if (at < 0 && levels.length === known.length) continue;
    const missing = known[at < 0 ? levels.length : at] ?? "";
    throw otherData(`level ${at + 1} of "${name}" is "${levels[at] ?? ""}" instead of "${missing}"`);
  }
}

/** A response moved by a constant has the same objective, but other coefficients. */
function checkCoefficients({ fixef }: FitRecord, fit: LiveFit): void {
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

/** The kind of fit that a record is of. */
function kindOf(name: FitKind["name"]): FitKind {
  return name === "lmm" ? linear : generalized;
}
