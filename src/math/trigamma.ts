// The second derivative of log Γ.

/** ψ'(x) for x ≥ 0, NaN below, by recurrence to x ≥ 12 and the asymptotic series there (Abramowitz & Stegun 6.4.6 and 6.4.12). */
export function trigamma(x: number): number {
  if (!(x >= 0)) return Number.NaN;
  let sum = 0;
  let at = x;
  for (; at < 12; at++) sum += 1 / (at * at);
  const square = 1 / (at * at);
  const series = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510];
  let tail = 0;
  for (const coefficient of series.toReversed()) tail = square * (tail + coefficient);
  return sum + (1 + 0.5 / at + tail) / at;
}
