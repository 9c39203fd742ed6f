// The parameters that a user names.
import { OptionError } from "../../errors.js";
import { didYouMean } from "../../names.js";
import type { ModelParameter } from "./model-parameters.js";

const GROUPS = ["theta", "beta"];

/**
 * Those of `all` that `names` have, in their order: names of parameters, "theta" for all of the random effects and their
 * scale, "beta" for all coefficients; all where there are no names. Throws OptionError for a name that there is not.
 */
export function chosenParameters<T extends ModelParameter>(
  all: readonly T[],
  names: readonly string[] | undefined,
): readonly T[] {
  if (names === undefined) return all;
  const known = all.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name) || GROUPS.includes(name)) continue;
    const hint = didYouMean(String(name), [...known, ...GROUPS], `the parameters are ${known.join(", ")}`);
    throw new OptionError(`parameter "${name}" is not one of the model's; ${hint}`, "parameters");
  }
  return all.filter(({ name, kind }) => names.includes(name) || names.includes(kind === "fixef" ? "beta" : "theta"));
}
