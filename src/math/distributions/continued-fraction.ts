// Continued fractions by the modified Lentz algorithm (Thompson & Barnett 1986).

const TINY = 1e-300;
const EPSILON = 2.220446049250313e-16;
/** Where it is used, to shapes of a million, fractions converge within a hundredth of it. */
const MOST_TERMS = 1e6;

/** 1 / (b₁ + a₂ / (b₂ + a₃ / (b₃ + …))); `term` fills in a and b of each index from 2 on. NaN without convergence. */
export function continuedFraction(first: number, term: (index: number, out: { a: number; b: number }) => void): number {
  const out = { a: 0, b: 0 };
  let value = first === 0 ? TINY : first;
  let c = value;
  let d = 0;
  for (let index = 2; index < MOST_TERMS; index++) {
    term(index, out);
    d = out.b + out.a * d;
    d = 1 / (d === 0 ? TINY : d);
    c = out.b + out.a / c;
    if (c === 0) c = TINY;
    const ratio = c * d;
    value *= ratio;
    if (Math.abs(ratio - 1) <= EPSILON) return 1 / value;
  }
  return Number.NaN;
}
