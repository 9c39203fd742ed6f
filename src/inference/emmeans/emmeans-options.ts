// Checks of the options that marginal means, trends and contrasts share.
import { OptionError } from "../../errors.js";
import { nearest } from "../../nearest-name.js";

const SHARED = ["by", "at", "reduce", "weights", "df", "level", "adjust"];

/** Throws OptionError for an option that `name`() does not have, or for one of the wrong kind. */
export function checkEmmeansOptions(name: string, options: object, own: readonly string[], shared = SHARED): void {
  const known = [...shared, ...own];
  for (const [option, value] of Object.entries(options)) {
    if (!known.includes(option)) {
      const close = nearest(option, known);
      const hint = close === null ? `the options are ${known.join(", ")}` : `did you mean "${close}"?`;
      throw new OptionError(`unknown option "${option}" of ${name}(); ${hint}`, option);
    }
    if (value !== undefined) checkKind(option, value);
  }
}

/** A name or a list of names as a list. */
export function namesOf(given: string | readonly string[] | undefined): readonly string[] {
  if (given === undefined) return [];
  return [...new Set(typeof given === "string" ? [given] : given)];
}

/** The confidence level; throws OptionError outside of (0, 1). */
export function levelOf(level: number | undefined): number {
  if (level === undefined) return 0.95;
  if (level > 0 && level < 1) return level;
  throw new OptionError(`level must be between 0 and 1, not "${level}"`, "level");
}

function checkKind(option: string, value: unknown): void {
  const isNumber = typeof value === "number" && Number.isFinite(value);
  if (["offset", "biasSigma", "delta"].includes(option) && !isNumber) {
    throw new OptionError(`option "${option}" must be a finite number, not "${String(value)}"`, option);
  }
  if (option === "type" && value !== "link" && value !== "response") {
    throw new OptionError(`option "type" must be "link" or "response", not "${String(value)}"`, option);
  }
}
