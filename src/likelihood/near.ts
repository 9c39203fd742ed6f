// When a descent comes to a minimum that is known already.
import { gram } from "../math/matrix-product.js";
import type { Finished } from "./zeros.js";

/** How near a minimum a descent is left: in covariances, over their sizes or this square, and in the objective. */
const NEAR = { share: 0.05, square: 1e-4, value: 0.02 };

/** Whether a descent at `value` is all but at a minimum, in units of unit root mean square of the columns. */
export function isNear(
  lambdas: readonly Float64Array[],
  value: number,
  { value: least, lambdas: others }: Pick<Finished, "value" | "lambdas">,
  scales: readonly Float64Array[],
): boolean {
  if (!(Math.abs(value - least) < NEAR.value)) return false;
  return lambdas.every((lambda, f) => {
    const k = Math.round(Math.sqrt(lambda.length));
    const T = gram(k, lambda);
    const other = gram(k, others[f]);
    const size = (i: number) => {
      const at = i * (k + 1);
      return Math.sqrt(Math.max(T[at], other[at]) * scales[f][at] + NEAR.square);
    };
    for (let j = 0; j < k; j++) {
      for (let i = j; i < k; i++) {
        const unit = Math.sqrt(scales[f][i * (k + 1)] * scales[f][j * (k + 1)]);
        if (Math.abs(T[i + j * k] - other[i + j * k]) * unit > NEAR.share * size(i) * size(j)) return false;
      }
    }
    return true;
  });
}
