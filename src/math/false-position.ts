// Roots between two bounds.

/** Root of a decreasing function between low and high, by false position with halved weights (Illinois). */
export function falsePosition(
  height: (s: number) => number,
  low: number,
  lowHeight: number,
  high: number,
  highHeight: number,
): number {
  let [a, fa, b, fb] = [low, lowHeight, high, highHeight];
  for (let i = 0; i < 60; i++) {
    const c = b - (fb * (b - a)) / (fb - fa);
    const fc = height(c);
    if (fc === 0 || Math.abs(fc) < 1e-13) return c;
    if (fc * fb < 0) {
      a = b;
      fa = fb;
    } else {
      fa /= 2;
    }
    const moved = Math.abs(c - b);
    b = c;
    fb = fc;
    if (moved < 1e-12 * Math.max(1, Math.abs(c))) return c;
  }
  return b;
}
