// Where a user wants a search to start.
import { OptionError } from "../errors.js";

/** `start` as a Float64Array, or null; throws OptionError where its length or a value cannot be theta. */
export function checkStart(
  start: ArrayLike<number> | undefined,
  namesOf: () => readonly string[],
): Float64Array | null {
  if (start === undefined) return null;
  const names = namesOf();
  if (start.length !== names.length) {
    const text = `option "start" has ${start.length} values; this model's theta has ${names.length}: ${names.join(", ")}`;
    throw new OptionError(text, "start");
  }
  const theta = Float64Array.from(start);
  const bad = theta.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new OptionError(`option "start" has ${theta[bad]} for ${names[bad]}; expected a finite number`, "start");
  }
  return theta;
}
