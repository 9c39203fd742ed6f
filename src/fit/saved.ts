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
  if (saved.version !== 1) {
    throw new DataError(`saved model has version "${saved.version}"; this blup reads version 1`);
  }
  return {
    ...saved,
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
    varCorr: saved.varCorr.map((component) => ({ ...component, corr: withNaN(component.corr) })),
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
