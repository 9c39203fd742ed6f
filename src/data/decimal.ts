// Decimals of up to 19 digits as doubles, correctly rounded, without the text.

/** Powers of ten that a double holds exactly, so that one division rounds a decimal correctly. */
export const POWERS = Float64Array.of(
  1,
  1e1,
  1e2,
  1e3,
  1e4,
  1e5,
  1e6,
  1e7,
  1e8,
  1e9,
  1e10,
  1e11,
  1e12,
  1e13,
  1e14,
  1e15,
  1e16,
  1e17,
  1e18,
  1e19,
  1e20,
  1e21,
  1e22,
);
export const LAST_POWER = POWERS.length - 1;

/** 2^27 + 1, which splits a double into halves whose products are exact (Dekker 1971). */
const SPLITTER = 134217729;
/** 2^-50: more than the rounding errors of the correction, relative to its parts. */
const CORRECTION_ERROR = 8.881784197001252e-16;

/**
 * (head · 10^digits + tail) / 10^decimals, rounded once; NaN where it lies too close to the middle of two doubles to
 * tell. `head` has 15 digits, `tail` has `digits` ≤ 4, and digits ≤ decimals ≤ 22.
 */
export function joinedDecimal(head: number, tail: number, digits: number, decimals: number): number {
  const divisor = POWERS[decimals - digits];
  const quotient = head / divisor;
  // The remainder of a rounded quotient is a double, and so are both parts of quotient · divisor.
  const product = quotient * divisor;
  const quotientHigh = SPLITTER * quotient - (SPLITTER * quotient - quotient);
  const quotientLow = quotient - quotientHigh;
  const divisorHigh = SPLITTER * divisor - (SPLITTER * divisor - divisor);
  const divisorLow = divisor - divisorHigh;
  const productError =
    quotientLow * divisorLow -
    (product - quotientHigh * divisorHigh - quotientLow * divisorHigh - quotientHigh * divisorLow);
  const fromHead = (head - product - productError) / divisor;
  const fromTail = tail / POWERS[decimals];
  const correction = fromHead + fromTail;
  const error = (Math.abs(fromHead) + fromTail) * CORRECTION_ERROR;
  const rounded = quotient + (correction - error);
  return rounded === quotient + (correction + error) ? rounded : Number.NaN;
}
