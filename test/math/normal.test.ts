import { describe, expect, it } from "vitest";
import { normalUpperTail } from "../../src/math/normal.js";

/** R: pnorm(z, lower.tail = FALSE) */
const known: readonly (readonly [number, number])[] = [
  [0, 0.5],
  [0.001, 0.49960105778608893],
  [0.1, 0.46017216272297101],
  [0.5, 0.30853753872598694],
  [1, 0.15865525393145705],
  [1.2, 0.11506967022170828],
  [1.2499, 0.10566803971696809],
  [1.25, 0.10564977366685524],
  [1.3, 0.096800484585610344],
  [1.5, 0.066807201268858071],
  [1.96, 0.024997895148220428],
  [2, 0.022750131948179212],
  [2.5, 0.0062096653257761349],
  [3, 0.0013498980316300946],
  [4, 3.1671241833119924e-5],
  [5, 2.8665157187919391e-7],
  [7.5, 3.1908916729108963e-14],
  [10, 7.6198530241605269e-24],
  [15, 3.6709661993127514e-51],
  [20, 2.7536241186062337e-89],
  [25.3, 1.5971151302421999e-141],
  [30, 4.9067139271481872e-198],
  [37, 5.7255712225245771e-300],
];

describe("the upper tail of the normal distribution", () => {
  it.each(known)("at %f is R's to 1e-14 of its size", (z, expected) => {
    expect(Math.abs(normalUpperTail(z) / expected - 1)).toBeLessThan(1e-14);
    expect(normalUpperTail(-z)).toBeCloseTo(1 - expected, 15);
  });

  it("is 0 where no number is that small, and NaN for none", () => {
    expect(normalUpperTail(Number.POSITIVE_INFINITY)).toBe(0);
    expect(normalUpperTail(Number.NEGATIVE_INFINITY)).toBe(1);
    expect(normalUpperTail(Number.NaN)).toBeNaN();
  });
});
