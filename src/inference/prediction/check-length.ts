import { OptionError } from "../../errors.js";

/** Values for the new rows, one a row; throws OptionError where there are more or fewer. */
export function checkLength(name: string, values: ArrayLike<number>, rowCount: number): void {
  if (values.length === rowCount) return;
  throw new OptionError(`${name} has ${values.length} values, but the new data have ${rowCount} rows`, name);
}
