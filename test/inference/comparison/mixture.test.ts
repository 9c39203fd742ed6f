import { expect, it } from "vitest";
import { mixtureP, upperChiSquare } from "../../../src/inference/comparison/likelihood-ratio.js";

it("a mixture's p value is the mean of two chi-squared ones", () => {
  // R: (pchisq(3.2, 0:2, lower.tail = FALSE) + pchisq(3.2, 1:3, lower.tail = FALSE)) / 2
  const expected = [0.03681913506, 0.13776739406, 0.28185077275];
  expected.forEach((p, df) => void expect(mixtureP(3.2, df + 1)).toBeCloseTo(p, 10));
});

it("a ratio of zero has the p value 1", () => {
  expect([upperChiSquare(0, 0), upperChiSquare(0, 3), mixtureP(0, 1)]).toEqual([1, 1, 1]);
  expect(upperChiSquare(1e-9, 0)).toBe(0);
});
