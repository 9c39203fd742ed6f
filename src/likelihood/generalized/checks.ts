// What an approximation of the integral cannot do.
import type { Design } from "../../design/design.js";
import { OptionError } from "../../errors.js";

/** Throws OptionError for quadrature of anything but a single scalar random-effects term. */
export function checkQuadrature({ random }: Design, nAGQ: number): void {
  if (nAGQ <= 1 || (random.length === 1 && random[0].names.length === 1)) return;
  const [first] = random;
  const found =
    random.length > 1 ? `this model has ${random.length}` : `(${first.label}) has ${first.names.length} columns`;
  const text =
    `option "nAGQ" is ${nAGQ}, but nAGQ > 1 is only available for models with a single, scalar random-effects term; ` +
    `${found}: use 1, the Laplace approximation`;
  throw new OptionError(text, "nAGQ");
}
