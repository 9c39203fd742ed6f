// The linear model that a generalized one has at its estimates.
import type { Design } from "../../design/design.js";
import { LinearSystem } from "../../engine/linear-system.js";
import { UnsupportedError } from "../../errors.js";
import { factorizeAt } from "../linear/deviance.js";
import { engineInput } from "../terms.js";

/** Its system at Λ, for a σ of 1. Throws UnsupportedError where weights of zero leave coefficients undetermined. */
export function workingSystem(
  design: Design,
  kept: readonly number[],
  weights: Float64Array,
  lambdas: readonly Float64Array[],
): LinearSystem {
  const input = engineInput(design);
  const fixed = kept.map((column) => input.fixed[column]);
  const system = new LinearSystem({ ...input, fixed, weights });
  if (system.rank < fixed.length) {
    throw new UnsupportedError(
      "predictions have no standard errors here: rows whose fitted means are all but certain leave some coefficients " +
        "undetermined; see the warnings of the fit",
    );
  }
  factorizeAt(system, lambdas);
  return system;
}
