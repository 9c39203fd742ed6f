// Weights of coefficients that are given by name, as a row with one for each.
import { OptionError } from "../errors.js";
import { didYouMean } from "../names.js";
import { valueText } from "../options.js";

/**
 * Zero for those not named. Throws OptionError of `option` for a name that the model does not have, in a sentence that
 * begins with `what`, and for a weight that is not finite.
 */
export function namedWeights(
  weights: Readonly<Record<string, number>>,
  names: readonly string[],
  what: string,
  option: string,
): Float64Array {
  const row = new Float64Array(names.length);
  for (const [name, weight] of Object.entries(weights)) {
    const at = names.indexOf(name);
    if (at < 0) {
      const hint = didYouMean(name, names, `the model has ${names.join(", ")}`);
      throw new OptionError(`${what} the coefficient "${name}", which the model does not have; ${hint}`, option);
    }
    row[at] = checkedWeight(weight, option);
  }
  return row;
}

/** Throws OptionError of `option` for a weight that is not finite. */
export function checkedWeight(weight: number, option: string): number {
  if (Number.isFinite(weight)) return weight;
  const text = typeof weight === "number" ? `"${weight}"` : valueText(weight);
  throw new OptionError(`contrast has the weight ${text}; expected finite numbers`, option);
}
