// The options of prediction and simulation, checked once at the door.
import { OptionError } from "../../errors.js";
import { nearest } from "../../nearest-name.js";

/** By option, whether a value will do, and what it must be. */
export type OptionChecks<T> = Readonly<Record<keyof T, readonly [(value: unknown) => boolean, string]>>;

/** Throws OptionError for an option that `checks` does not have, or a value that will not do. */
export function checkOptions<T extends object>(options: T, caller: string, checks: OptionChecks<T>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) {
      const known = Object.keys(checks);
      const close = nearest(name, known);
      const hint = close === null ? `the options are ${known.join(", ")}` : `did you mean "${close}"?`;
      throw new OptionError(`unknown option "${name}" of ${caller}(); ${hint}`, name);
    }
    const [test, expected] = checks[name as keyof T];
    if (value === undefined || test(value)) continue;
    throw new OptionError(`option "${name}" must be ${expected}, not ${JSON.stringify(value)}`, name);
  }
}

export const isNumbers = (value: unknown): boolean =>
  (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) &&
  Array.from(value as ArrayLike<unknown>).every((entry) => typeof entry === "number");

/** Values for the new rows, one a row; throws OptionError where there are more or fewer. */
export function checkLength(name: string, values: ArrayLike<number>, rowCount: number): void {
  if (values.length === rowCount) return;
  throw new OptionError(`${name} has ${values.length} values, but the new data have ${rowCount} rows`, name);
}
