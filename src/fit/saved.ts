// Between a record and its JSON.
import { DataError, EngineBugError, FactorizationError, MixedModelError } from "../errors.js";
import { euclideanLength } from "../math/euclidean-length.js";
import { misfitOf, nameText } from "../options.js";
import type { FitRecord, SavedFit } from "./record.js";
import { SAVED_SHAPE } from "./saved-shape.js";
import type { FixefTests } from "./types.js";

/** A value as JSON has it: typed arrays as arrays, numbers that are not finite as null. */
export function plainJson(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as unknown[], plainJson);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => (entry === undefined ? [] : [[key, plainJson(entry)]])),
  );
}

/** The record in a fit's JSON, given as text or parsed; throws DataError for anything else. */
export function recordOf(json: string | SavedFit): FitRecord {
  const saved = typeof json === "string" ? (parsed(json) as SavedFit | null) : json;
  if (saved?.blup !== "lmm" && saved?.blup !== "glmm") throw new DataError("saved model is not one of blup's");
  if (saved.version !== 1 && saved.version !== 2) {
    throw new DataError(`saved model has version "${nameText(saved.version)}"; this blup reads versions 1 and 2`);
  }
  const missing = missingPart(saved);
  if (missing !== null) throw new DataError(`saved model is not whole: "${missing}" is missing, or not what it was`);
  return readingSaved(() => wholeRecord(saved));
}

function wholeRecord({ par, ...saved }: SavedFit): FitRecord {
  return {
    ...saved,
    data: saved.data ?? null,
    weights: saved.weights ?? null,
    offset: saved.offset ?? null,
    subset: saved.subset ?? null,
    ...(par !== undefined && { par: Float64Array.from(par) }),
    AICc: saved.AICc ?? Number.POSITIVE_INFINITY,
    theta: Float64Array.from(saved.theta),
    fixef: saved.fixef.map(({ stdError, statistic, df, p, ...effect }) => ({
      ...effect,
      stdError: stdError ?? Number.NaN,
      statistic: statistic ?? Number.NaN,
      ...(df !== undefined && { df: df ?? Number.NaN }),
      ...(p !== undefined && { p: p ?? Number.NaN }),
    })),
    vcov: withNaN(saved.vcov),
    varCorr: saved.varCorr.map(({ corr, rho, ...component }) => {
      const tied = rho === undefined ? {} : { rho: rho ?? Number.NaN };
      return { ...component, corr: withNaN(corr), ...tied };
    }),
    residualQuantiles: withNaN([saved.residualQuantiles])[0],
  };
}

/** What is thrown on purpose, but says nothing of the model. */
const UNREADABLE = [FactorizationError, EngineBugError];

/** What `read` makes of a saved model; throws DataError where a part of it, however deep, is not what a fit writes. */
export function readingSaved<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MixedModelError && !UNREADABLE.some((kind) => error instanceof kind)) throw error;
    throw new DataError(`saved model is not whole: a part of it cannot be read (${(error as Error).message})`);
  }
}

/** Tests of coefficients as they were saved, null where none were. */
export function savedTests({ fixef, fixefTests: { method, warnings } }: FitRecord): FixefTests | null {
  if (method === "none") return null;
  const unknown = method === "asymptotic" ? Number.POSITIVE_INFINITY : Number.NaN;
  const effects = fixef.map(({ df = Number.NaN, p = Number.NaN, ...effect }) => {
    return { ...effect, df: Number.isNaN(df) ? unknown : df, p };
  });
  return { method, effects, warnings };
}

/** The first place that `saved` does not have as JSON of a fit has it; null where it is whole. */
export function missingPart(saved: SavedFit): string | null {
  return misfitOf(saved, SAVED_SHAPE) ?? disagreement(saved);
}

/** The first list or table that is not as long as others of the same fit say. */
function disagreement(saved: SavedFit): string | null {
  const { blup, family, nAGQ, dispersion, shape } = saved;
  const { fixef, kept, droppedFixef, theta, par, varCorr, groups, ranef, lambdas, nobs } = saved;
  const linear = blup === "lmm";
  const isTested = saved.fixefTests.method !== "none";
  const isNormal = saved.fixefTests.method === "asymptotic";
  const columns = kept.length + droppedFixef.length;
  const components = varCorr.findIndex(({ names, ...numbers }) => {
    const { variance, sd, corr } = numbers;
    return names.length === 0 || [variance, sd, corr, ...corr].some((list) => list.length !== names.length);
  });
  const sizes = Object.keys(ranef).map((group) => namesOf(group, saved).length);
  const counted = Object.entries(groups);
  const agreements: Readonly<Record<string, boolean>> = {
    method: saved.method === "ML" || (linear && saved.method === "REML"),
    nAGQ: linear || nAGQ !== undefined,
    dispersion: linear || dispersion !== undefined,
    shape: family !== "negbinomial" || Number(shape) > 0,
    fixefTests: !isTested || fixef.every(({ df, p }) => p !== undefined && (isNormal || df !== undefined)),
    vcov: isCovariance(saved),
    kept: kept.length === fixef.length && kept.every((column, j) => column < columns && !(column <= kept[j - 1])),
    theta:
      theta.length > 0 &&
      theta.length === saved.thetaNames.length &&
      (saved.version === 2 || !lambdas || !!par || areAsLong(theta, lambdas.flat())),
    par: par?.length === saved.parNames?.length,
    [`varCorr[${components}]`]: components < 0,
    varCorr: varCorr.every(({ group }) => Object.hasOwn(groups, group)),
    groups: counted.every(([group, levels]) => Object.hasOwn(ranef, group) && levels > 0 && levels <= nobs),
    lambdas:
      lambdas === undefined ||
      (lambdas.length === sizes.length && lambdas.every((lambda, i) => lambda.length === sizes[i] * sizes[i])),
  };
  const wrong = Object.keys(agreements).find((place) => !agreements[place]);
  if (wrong !== undefined) return wrong;
  const modes = Object.keys(ranef).find((group) => !areModes(group, saved));
  return modes === undefined ? null : `ranef.${modes}`;
}

/** Whether two lists of the entries of Λ have one norm, but for rounding and zeros. */
export function areAsLong(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  const [a, b] = [one, other].map((list) => euclideanLength(Float64Array.from(list)));
  return Math.abs(a - b) <= LOOSE * Math.max(a, b);
}

/** The effects of a grouping factor, term after term. */
function namesOf(group: string, { varCorr }: SavedFit): readonly string[] {
  return varCorr.flatMap((term) => (term.group === group ? term.names : []));
}

/** One row for each level, of one value for each effect. */
function areModes(group: string, saved: SavedFit): boolean {
  const { names, levels, values } = saved.ranef[group];
  const effects = namesOf(group, saved);
  return (
    effects.length > 0 &&
    names.length === effects.length &&
    names.every((name, j) => name === effects[j]) &&
    levels.length === saved.groups[group] &&
    values.length === levels.length &&
    values.every((row) => row.length === names.length)
  );
}

/** Covariances that are as large as the standard errors allow, but for rounding; unknown ones may be. */
function isCovariance({ vcov: rows, fixef }: SavedFit): boolean {
  if (rows.length !== fixef.length) return false;
  // A variance may be below the least double where its root is not.
  const errors = rows.map((row, i) => Math.sqrt(Math.abs(row[i] ?? 0)) || (fixef[i].stdError ?? Infinity));
  return rows.every((row, i) => {
    if (row.length !== rows.length || ((row[i] ?? 0) < 0 && fixef[i].stdError !== null)) return false;
    return row.every((value, j) => {
      const most = errors[i] * errors[j];
      const [one, other] = [value ?? 0, rows[j][i] ?? 0];
      return !(Math.abs(one) > (1 + LOOSE) * most) && !(Math.abs(one - other) > LOOSE * most);
    });
  });
}

/** What rounding may make of symmetric covariances, and of Λ. */
const LOOSE = 1e-3;

function withNaN(rows: readonly (readonly (number | null)[])[]): number[][] {
  return rows.map((row) => row.map((value) => value ?? Number.NaN));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DataError("saved model is not JSON");
  }
}
