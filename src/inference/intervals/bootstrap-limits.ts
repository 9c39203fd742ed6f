// Limits from bootstrap replicates, as in Davison & Hinkley (1997), section 5.2, and R's boot.ci().
import { normalQuantile } from "../../math/distributions/distributions.js";
import type { BootstrapType } from "./confidence-interval.js";

/** Mean and standard deviation (n − 1) of the finite values. */
export function finiteMoments(values: ArrayLike<number>): { mean: number; stdError: number } {
  const finite = finiteOf(values);
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  const squares = finite.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, stdError: Math.sqrt(squares / (finite.length - 1)) };
}

/** Limits of one parameter; `isExtreme` where they are the least or the largest of the replicates. */
export function bootstrapLimits(
  values: ArrayLike<number>,
  estimate: number,
  level: number,
  type: BootstrapType,
): { lower: number; upper: number; isExtreme: boolean } {
  const tail = (1 - level) / 2;
  if (type === "normal") {
    const { mean, stdError } = finiteMoments(values);
    const margin = normalQuantile(tail, "upper") * stdError;
    const center = 2 * estimate - mean;
    return { lower: center - margin, upper: center + margin, isExtreme: false };
  }
  const sorted = Float64Array.from(finiteOf(values)).sort();
  const low = orderQuantile(sorted, tail);
  const high = orderQuantile(sorted, 1 - tail);
  const isExtreme = low.isExtreme || high.isExtreme;
  if (type === "percentile") return { lower: low.value, upper: high.value, isExtreme };
  return { lower: 2 * estimate - high.value, upper: 2 * estimate - low.value, isExtreme };
}

/** The (R + 1)α-th of R sorted values; between two of them interpolated on the scale of normal quantiles. */
function orderQuantile(sorted: Float64Array, alpha: number): { value: number; isExtreme: boolean } {
  const count = sorted.length;
  const rank = (count + 1) * alpha;
  const below = Math.floor(rank + 1e-10);
  const isExtreme = !(rank > 1 && rank < count);
  if (count === 0) return { value: Number.NaN, isExtreme: false };
  if (below <= 0) return { value: sorted[0], isExtreme };
  if (below >= count) return { value: sorted[count - 1], isExtreme };
  if (Math.abs(rank - below) < 1e-10) return { value: sorted[below - 1], isExtreme };
  const at = (p: number) => normalQuantile(p, "lower");
  const [from, to] = [at(below / (count + 1)), at((below + 1) / (count + 1))];
  const share = (at(alpha) - from) / (to - from);
  return { value: sorted[below - 1] + share * (sorted[below] - sorted[below - 1]), isExtreme };
}

function finiteOf(values: ArrayLike<number>): number[] {
  return Array.from(values).filter(Number.isFinite);
}
