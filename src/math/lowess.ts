// Cleveland's robust locally weighted regression (1979, J. Am. Stat. Assoc. 74:829-836; 1981, Am. Stat. 35:54).

export interface LowessOptions {
  /** Share of the points that take part in each local line; 2/3 unless given. */
  readonly span?: number;
  /** Rounds of robust weights; 3 unless given. */
  readonly rounds?: number;
}

/** Distance, as a share of the range of x, within which values are interpolated rather than computed. */
const SKIPPED = 0.01;

/** Smoothed y at each of the ascending x, as R's lowess(). */
export function lowess(
  x: Float64Array,
  y: Float64Array,
  { span = 2 / 3, rounds = 3 }: LowessOptions = {},
): Float64Array {
  const n = x.length;
  if (n < 2) return y.slice();
  const neighbors = Math.max(2, Math.min(n, Math.floor(span * n + 1e-7)));
  const gap = SKIPPED * (x[n - 1] - x[0]);
  let robust: Float64Array | null = null;
  let smooth: Float64Array = y.slice();
  for (let round = 0; round <= rounds; round++) {
    smooth = smoothOnce(x, y, neighbors, gap, robust);
    const sizes = y.map((value, i) => Math.abs(value - smooth[i]));
    const sorted = sizes.slice().sort();
    const bound = 3 * (sorted[n >> 1] + sorted[n - (n >> 1) - 1]);
    const mean = sizes.reduce((sum, size) => sum + size, 0) / n;
    if (bound < 1e-7 * mean) break;
    robust = sizes.map((size) => bisquare(size, bound));
  }
  return smooth;
}

function bisquare(size: number, bound: number): number {
  if (size <= 0.001 * bound) return 1;
  if (size > 0.999 * bound) return 0;
  const share = size / bound;
  return (1 - share * share) * (1 - share * share);
}

function smoothOnce(
  x: Float64Array,
  y: Float64Array,
  neighbors: number,
  gap: number,
  robust: Float64Array | null,
): Float64Array {
  const n = x.length;
  const out = new Float64Array(n);
  const weights = new Float64Array(n);
  let left = 0;
  let right = neighbors - 1;
  let last = -1;
  for (let i = 0; last < n - 1; ) {
    while (right < n - 1 && x[i] - x[left] > x[right + 1] - x[i]) {
      left++;
      right++;
    }
    out[i] = localLine(x, y, x[i], left, right, robust, weights) ?? y[i];
    for (let j = last + 1; j < i; j++) {
      const share = (x[j] - x[last]) / (x[i] - x[last]);
      out[j] = share * out[i] + (1 - share) * out[last];
    }
    last = i;
    const stop = x[last] + gap;
    let next = last + 1;
    for (; next < n && x[next] <= stop; next++) {
      if (x[next] !== x[last]) continue;
      out[next] = out[last];
      last = next;
    }
    i = Math.max(last + 1, next - 1);
  }
  return out;
}

/** The line through the neighbors of `at`, tricube weights; null where all weights are zero. */
function localLine(
  x: Float64Array,
  y: Float64Array,
  at: number,
  left: number,
  right: number,
  robust: Float64Array | null,
  weights: Float64Array,
): number | null {
  const n = x.length;
  const reach = Math.max(at - x[left], x[right] - at);
  let total = 0;
  let end = left;
  for (; end < n; end++) {
    const distance = Math.abs(x[end] - at);
    weights[end] = 0;
    if (distance > 0.999 * reach) {
      if (x[end] > at) break;
      continue;
    }
    const share = distance / reach;
    const near = 1 - share * share * share;
    weights[end] = (distance <= 0.001 * reach ? 1 : near * near * near) * (robust?.[end] ?? 1);
    total += weights[end];
  }
  if (total <= 0) return null;
  let center = 0;
  for (let j = left; j < end; j++) center += (weights[j] / total) * x[j];
  let spread = 0;
  for (let j = left; j < end; j++) spread += (weights[j] / total) * (x[j] - center) * (x[j] - center);
  const hasSlope = reach > 0 && Math.sqrt(spread) > 0.001 * (x[n - 1] - x[0]);
  const slope = hasSlope ? (at - center) / spread : 0;
  let sum = 0;
  for (let j = left; j < end; j++) sum += (weights[j] / total) * (1 + slope * (x[j] - center)) * y[j];
  return sum;
}
