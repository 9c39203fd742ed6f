// What every distribution answers: both tail probabilities, the small one free of cancellation.

export interface Tails {
  /** P(X ≤ x). */
  readonly lower: number;
  /** P(X > x). */
  readonly upper: number;
}

export type Tail = "lower" | "upper";

export function swapTails({ lower, upper }: Tails): Tails {
  return { lower: upper, upper: lower };
}

/** Of no distribution, or at no number. */
export const NO_TAILS: Tails = { lower: Number.NaN, upper: Number.NaN };
