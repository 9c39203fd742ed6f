// The linear model that a generalized one is near its modes: working weights for precisions, σ of 1.
import { LinearSystem } from "../engine/linear-system.js";
import type { MixedSystem } from "../engine/types.js";
import { UnsupportedError } from "../errors.js";
import { engineInput, mergeLambdas } from "../likelihood/terms.js";
import type { GlmmParts } from "./glmm-types.js";

/**
 * The system of X'WX, Z'WX and Z'WZ at the estimates, factored; `lambdas` by term. Throws UnsupportedError where weights
 * of zero leave coefficients undetermined.
 */
export function workingSystem(parts: GlmmParts, lambdas: readonly Float64Array[]): MixedSystem {
  const { design, kept, layout, eta, workingWeights } = parts;
  const input = engineInput(design);
  const fixed = kept.map((column) => input.fixed[column]);
  const system = new LinearSystem({ ...input, fixed, response: eta, weights: workingWeights });
  if (system.rank < kept.length) {
    throw new UnsupportedError(
      "predictions have no standard errors here: rows whose fitted means are all but certain leave some coefficients " +
        "undetermined; see the warnings of the fit",
    );
  }
  mergeLambdas(system, layout, lambdas).forEach((lambda, factor) => {
    system.setLambda(factor, lambda);
  });
  system.factorize();
  return system;
}
