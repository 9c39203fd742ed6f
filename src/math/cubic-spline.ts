// The natural cubic spline through points.

/** The spline as a function; beyond its ends it goes on as a line. `x` ascending and without ties. */
export function cubicSpline(x: ArrayLike<number>, y: ArrayLike<number>): (at: number) => number {
  const n = x.length;
  if (n === 1) return () => y[0];
  const curvatures = secondDerivatives(x, y);
  return (at) => {
    let piece = 0;
    while (piece < n - 2 && at > x[piece + 1]) piece++;
    const width = x[piece + 1] - x[piece];
    const slope = (y[piece + 1] - y[piece]) / width;
    const [from, to] = [curvatures[piece], curvatures[piece + 1]];
    if (at < x[0]) return y[0] + (slope - (width * to) / 6) * (at - x[0]);
    if (at > x[n - 1]) return y[n - 1] + (slope + (width * from) / 6) * (at - x[n - 1]);
    const t = at - x[piece];
    const start = slope - (width * (2 * from + to)) / 6;
    return y[piece] + t * (start + t * (from / 2 + (t * (to - from)) / (6 * width)));
  };
}

/** Those at the points, zero at both ends, by elimination of the tridiagonal system. */
function secondDerivatives(x: ArrayLike<number>, y: ArrayLike<number>): Float64Array {
  const n = x.length;
  const out = new Float64Array(n);
  const upper = new Float64Array(n);
  for (let i = 1; i < n - 1; i++) {
    const [left, right] = [x[i] - x[i - 1], x[i + 1] - x[i]];
    const bend = 6 * ((y[i + 1] - y[i]) / right - (y[i] - y[i - 1]) / left);
    const pivot = 2 * (left + right) - left * upper[i - 1];
    upper[i] = right / pivot;
    out[i] = (bend - left * out[i - 1]) / pivot;
  }
  for (let i = n - 2; i > 0; i--) out[i] -= upper[i] * out[i + 1];
  return out;
}
