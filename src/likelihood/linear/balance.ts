// Whether all levels of every grouping factor hold about the same information on their effects.
import type { MixedSystem } from "../../engine/types.js";
import { cholesky, invertLower } from "../../math/cholesky.js";
import { sandwiched } from "../../math/matrix-product.js";

/** How far Z_j'Z_j of a level may be from the mean of all, where that is the identity. */
const ALIKE = 0.5;
/** Share of its diagonal under which a pivot of the mean is that of a dependent column. */
const DEPENDENT = 1e-10;

export function isBalanced(system: MixedSystem): boolean {
  return system.factors.every(({ levelCount, columnCount: k }, f) => {
    const factor = cholesky(k, system.meanCrossProduct(f), DEPENDENT);
    if (factor === null) return false;
    const whitening = invertLower(k, factor).map((entry) => entry * Math.sqrt(levelCount / system.nobs));
    const products = system.crossProducts(f);
    for (let at = 0; at < products.length; at += k * k) {
      const white = sandwiched(whitening, products.subarray(at, at + k * k));
      if (!white.every((entry, i) => Math.abs(entry - (i % (k + 1) === 0 ? 1 : 0)) <= ALIKE)) return false;
    }
    return true;
  });
}
