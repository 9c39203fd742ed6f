// The machine-readable report of a fit, which restore() reads; docs/json.md describes every key.

import type { Fit } from "../fit/fit.js";
import type { SavedFit } from "../fit/record.js";
import { plainJson } from "../fit/saved.js";
import type { ConditionalModes, RandomEffects } from "../fit/types.js";
import { FLAG } from "../options.js";
import { REPORT_RULES, type ReportOptions, shownTests } from "./shown-tests.js";

/** A value of a report; numbers that JSON has no word for (NaN, infinities) are null. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export interface JsonReportOptions extends ReportOptions {
  /** Adds the conditional variances of the random effects. */
  readonly ranef?: boolean | undefined;
}

/**
 * The object that `blup fit --json` prints and `--output` saves: `fit.toJSON()` with tests of the coefficients. Plain
 * JSON, every number in full double precision. Throws as summary().
 *
 * @example
 * const json = JSON.stringify(toReportJson(fit, { df: "kenward-roger" }));
 */
export function toReportJson<F extends Fit & { toJSON(): SavedFit }>(
  fit: F,
  options: JsonReportOptions = {},
): ReturnType<F["toJSON"]> {
  const tests = shownTests(fit, options, { ...REPORT_RULES, ranef: FLAG });
  const saved = fit.toJSON();
  const tested =
    tests === null
      ? { fixef: fit.fixef(), fixefTests: { method: "none", warnings: [] } }
      : { fixef: tests.effects, fixefTests: { method: tests.method, warnings: tests.warnings } };
  const ranef = options.ranef ? withVariances(fit.ranef()) : saved.ranef;
  return { ...saved, ...(plainJson({ ...tested, ranef }) as object) } as ReturnType<F["toJSON"]>;
}

/** JSON text with two blanks of indent; an array of plain values stays on one line. */
export function jsonText(value: unknown, indent = ""): string {
  if (isPlain(value)) return JSON.stringify(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value) && value.every(isPlain)) {
    return `[${value.map((entry) => JSON.stringify(entry)).join(", ")}]`;
  }
  const entries = Array.isArray(value)
    ? value.map((entry) => jsonText(entry, deeper))
    : Object.entries(value as object).map(([key, entry]) => `${JSON.stringify(key)}: ${jsonText(entry, deeper)}`);
  const [left, right] = Array.isArray(value) ? "[]" : "{}";
  return entries.length === 0
    ? `${left}${right}`
    : `${left}\n${deeper}${entries.join(`,\n${deeper}`)}\n${indent}${right}`;
}

/** A model read back from JSON has variances only where they were saved. */
function withVariances(groups: Readonly<Record<string, ConditionalModes | RandomEffects>>): object {
  const entries = Object.entries(groups).map(([group, effects]) => {
    const { names, levels, values } = effects;
    return [group, { names, levels, values, ...("condVar" in effects && { condVar: effects.condVar }) }] as const;
  });
  return Object.fromEntries(entries);
}

function isPlain(value: unknown): boolean {
  return value === null || typeof value !== "object";
}
