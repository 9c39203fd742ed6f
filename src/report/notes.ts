// What a reader of a fit must know besides its numbers: dropped columns, and the checks' warnings.
import type { Fit } from "../fit/fit.js";
import type { FixefTests, Warning } from "../fit/types.js";
import { isText } from "../options.js";

/**
 * The fit's warnings and those of tests shown, one sentence each; columns dropped for rank are named even if no warning
 * does.
 */
export function noteTexts(fit: Fit, tests: FixefTests | null = null): string[] {
  const texts = messages([...fit.warnings, ...(tests?.warnings ?? [])]);
  const count = fit.droppedFixef.length;
  if (count === 0 || texts.some((message) => message.includes("rank deficient"))) return texts;
  const columns = count === 1 ? "1 column / coefficient" : `${count} columns / coefficients`;
  const note = `fixed-effect model matrix is rank deficient so dropping ${columns}: ${fit.droppedFixef.join(", ")}`;
  return [note, ...texts];
}

/** The notes beneath a title; nothing where there are none. */
export function noteLines(fit: Fit, tests: FixefTests | null = null): string[] {
  const notes = noteTexts(fit, tests);
  return notes.length > 0 ? ["fit warnings:", ...notes] : [];
}

/** Of what has warnings. */
export const WARNED = { warnings: [{ message: isText }] } as const;

export function messages(warnings: readonly Warning[]): string[] {
  return warnings.map(({ message }) => message);
}

/** Warnings beneath a table of tests. */
export function warningLines(warnings: readonly Warning[]): string[] {
  return messages(warnings).map((message) => `note: ${message}`);
}
