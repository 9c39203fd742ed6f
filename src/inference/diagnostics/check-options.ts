// Options of the diagnostic functions, checked at their doors.
import { OptionError } from "../../errors.js";
import { nearest } from "../../nearest-name.js";

/** Throws OptionError for an option that the function `caller` does not have. */
export function refuseUnknown(caller: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const close = nearest(name, known);
    const hint = close === null ? `the options are ${known.join(", ")}` : `did you mean "${close}"?`;
    throw new OptionError(`unknown option "${name}" of ${caller}(); ${hint}`, name);
  }
}

/** The value of an option that is one of a few texts; throws OptionError. */
export function oneOf<T extends string>(name: string, value: T | undefined, choices: readonly T[]): T {
  if (value === undefined) return choices[0];
  if (choices.includes(value)) return value;
  const words = choices.map((choice) => `"${choice}"`).join(" or ");
  throw new OptionError(`option "${name}" must be ${words}, not ${JSON.stringify(value)}`, name);
}
