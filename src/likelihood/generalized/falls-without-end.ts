// Where the Laplace approximation with observed information has no minimum: towards parameters at which the conditional
// mode ceases to be one, log|M| falls without end.
import type { ResponseSystem } from "../../engine/response-system.js";
import { gram } from "../../math/matrix-product.js";
import { symmetricEigen } from "../../math/symmetric-eigen.js";

/** Variance of a random effect given the responses, over that without them: at most one where likelihoods are concave. */
const WIDER = 4;
/** Eigenvalue of a covariance, as a share of the largest, that is none. */
const NONE = 1e-12;

/** Whether the responses all but undo what holds some random effect, at the mode that the system has and at Λ by factor. */
export function fallsWithoutEnd(system: ResponseSystem, lambdas: readonly Float64Array[]): boolean {
  system.gradient();
  return system.factors.some(({ columnCount: k }, f) => {
    const { values, vectors } = symmetricEigen(k, gram(k, lambdas[f]));
    const kept = Array.from({ length: k }, (_, a) => a).filter((a) => values[a] > NONE * values[0]);
    const covariances = system.conditionalCovariance(f);
    for (let from = 0; from < covariances.length; from += k * k) {
      const white = new Float64Array(kept.length * kept.length);
      kept.forEach((a, column) => {
        kept.forEach((b, row) => {
          let sum = 0;
          for (let j = 0; j < k; j++) {
            for (let i = 0; i < k; i++) sum += vectors[i + b * k] * covariances[from + i + j * k] * vectors[j + a * k];
          }
          white[row + column * kept.length] = sum / Math.sqrt(values[a] * values[b]);
        });
      });
      if (kept.length > 0 && !(symmetricEigen(kept.length, white).values[0] < WIDER)) return true;
    }
    return false;
  });
}
