// How many coefficients X and Z have together when random effects are taken as fixed.
import { eachEntry, gram, identity } from "../../math/matrix-product.js";
import type { Blocks } from "../blocks.js";

/** Length of a random effect, in white units, at which the penalty counts for nothing. */
const WIDE = 1e4;

/** Rank of [X Z]; `bases` whiten the columns of each factor (k × k). The system is left at no Λ of interest. */
export function saturatedRank(blocks: Blocks, bases: readonly Float64Array[]): number {
  const wide = bases.map((basis) => basis.map((entry) => entry * WIDE));
  wide.forEach((lambda, f) => {
    blocks.setLambda(f, lambda);
  });
  blocks.factorize();
  blocks.core.selectedInverse(1);
  let rank = blocks.rank;
  blocks.factors.forEach(({ levelCount, columnCount: k }, f) => {
    const covariance = blocks.selectedCovariance(f);
    rank += levelCount * k;
    const unit = solveTwice(k, wide[f]);
    for (let at = 0; at < covariance.length; at += k * k) {
      for (let i = 0; i < k * k; i++) rank -= unit[i] * covariance[at + i];
    }
  });
  return Math.round(rank);
}

/** (ΛΛ')⁻¹ for an invertible upper- or lower-triangular or diagonal Λ, by Gauss elimination without pivoting. */
function solveTwice(k: number, lambda: Float64Array): Float64Array {
  const square = gram(k, lambda);
  const inverse = identity(k);
  for (let c = 0; c < k; c++) {
    for (let r = 0; r < k; r++) {
      if (r === c) continue;
      const factor = square[r + c * k] / square[c * (k + 1)];
      for (let j = 0; j < k; j++) {
        square[r + j * k] -= factor * square[c + j * k];
        inverse[r + j * k] -= factor * inverse[c + j * k];
      }
    }
  }
  return eachEntry(k, inverse, (entry, row) => entry / square[row * (k + 1)]);
}
