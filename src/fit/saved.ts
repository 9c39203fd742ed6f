// Between a record and its JSON.
import { DataError } from "../errors.js";
import type { FitRecord, SavedFit } from "./record.js";
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
    throw new DataError(`saved model has version "${String(saved.version)}"; this blup reads versions 1 and 2`);
  }
  const missing = missingPart(saved);
  if (missing !== null) throw new DataError(`saved model is not whole: "${missing}" is missing, or not what it was`);
  const { par, ...others } = saved;
  return {
    ...others,
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

/** Tests of coefficients as they were saved, null where none were. */
export function savedTests({ fixef, fixefTests: { method, warnings } }: FitRecord): FixefTests | null {
  if (method === "none") return null;
  const unknown = method === "asymptotic" ? Number.POSITIVE_INFINITY : Number.NaN;
  const effects = fixef.map(({ df = Number.NaN, p = Number.NaN, ...effect }) => {
    return { ...effect, df: Number.isNaN(df) ? unknown : df, p };
  });
  return { method, effects, warnings };
}

/** The first key that fits need and `saved` does not have as JSON of a fit has it; null where it is whole. */
export function missingPart(saved: SavedFit): string | null {
  const key = (Object.keys(PARTS) as (keyof SavedFit)[]).find((name) => !PARTS[name]?.(saved[name]));
  return key ?? null;
}

const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown) => typeof value === "string";
const isCount = (value: unknown) => typeof value === "number";
const allOf = (check: (entry: never) => unknown) => (value: unknown) =>
  Array.isArray(value) && value.every((entry) => isObject(entry) && check(entry as never));

const PARTS: Partial<Record<keyof SavedFit, (value: unknown) => unknown>> = {
  formula: isText,
  method: isText,
  family: isText,
  link: isText,
  nobs: isCount,
  groups: isObject,
  theta: Array.isArray,
  thetaNames: Array.isArray,
  fixef: /* @__PURE__ */ allOf(({ name }: SavedFit["fixef"][number]) => isText(name)),
  fixefTests: (value) => isObject(value) && Array.isArray((value as SavedFit["fixefTests"]).warnings),
  droppedFixef: Array.isArray,
  kept: Array.isArray,
  vcov: (value) => Array.isArray(value) && value.every(Array.isArray),
  varCorr: /* @__PURE__ */ allOf(({ structure, names, sd, corr }: SavedFit["varCorr"][number]) => {
    return isText(structure) && [names, sd, corr].every(Array.isArray) && corr.every(Array.isArray);
  }),
  residualQuantiles: Array.isArray,
  ranef: (value) => {
    if (!isObject(value)) return false;
    return allOf(({ names, levels, values }: SavedFit["ranef"][string]) => {
      return [names, levels, values].every(Array.isArray) && values.every(Array.isArray);
    })(Object.values(value as object));
  },
  warnings: Array.isArray,
  convergence: isObject,
  options: isObject,
  arrays: Array.isArray,
  design: (value) => {
    if (!isObject(value)) return false;
    const { formula, variables, contrasts, transforms } = value as SavedFit["design"];
    return isText(formula) && [variables, contrasts, transforms].every(isObject);
  },
};

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
