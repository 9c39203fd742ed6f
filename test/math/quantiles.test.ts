import { describe, expect, it } from "vitest";
import { quantiles } from "../../src/math/quantiles.js";
import { parseR, rFormats } from "../report/r-fixtures.js";

const quarters = [0, 0.25, 0.5, 0.75, 1];

describe("quantiles", () => {
  it("interpolates as R's type 7", () => {
    for (const { values, quantiles: expected } of rFormats.quantiles) {
      const found = quantiles(Float64Array.from(values, parseR), quarters);
      found.forEach((x, i) => {
        expect(x).toBeCloseTo(parseR(expected[i]), 14);
      });
    }
  });

  it("leaves NaN out and does not touch its argument", () => {
    const values = Float64Array.of(3, Number.NaN, 1, 2);
    expect(quantiles(values, quarters)).toEqual([1, 1.5, 2, 2.5, 3]);
    expect([...values]).toEqual([3, Number.NaN, 1, 2]);
    expect(quantiles(new Float64Array(0), [0.5])).toEqual([Number.NaN]);
  });
});
