import { describe, expect, it } from "vitest";
import { varianceComponent } from "../../src/fit/variance-components.js";
import { gram } from "../../src/math/matrix-product.js";

const names = { group: "g", label: "g", structure: "us", names: ["(Intercept)", "x"] };

describe("variance components", () => {
  it("multiplies a lower-triangular factor by its transpose", () => {
    expect(Array.from(gram(2, Float64Array.of(3, 1, 0, 2)))).toEqual([9, 3, 3, 5]);
  });

  it("scales variances by sigma squared and leaves correlations alone", () => {
    const component = varianceComponent(names, Float64Array.of(3, 1, 0, 2), 10);
    expect(component.variance[0]).toBeCloseTo(900, 10);
    expect(component.variance[1]).toBeCloseTo(500, 10);
    expect(component.sd).toEqual([30, Math.sqrt(5) * 10]);
    expect(component.corr[1][0]).toBeCloseTo(3 / Math.sqrt(45), 15);
    expect(component.corr[0][0]).toBe(1);
  });

  it("gives NaN for a correlation with a zero variance", () => {
    const component = varianceComponent(names, Float64Array.of(3, 0, 0, 0), 1);
    expect(component.sd).toEqual([3, 0]);
    expect(component.corr).toEqual([
      [1, Number.NaN],
      [Number.NaN, Number.NaN],
    ]);
  });

  it("never lets rounding push a correlation beyond one", () => {
    const { corr } = varianceComponent(names, Float64Array.of(0.1, 0.3, 0, 0), 1);
    expect(corr[1][0]).toBeLessThanOrEqual(1);
    expect(corr[1][0]).toBeCloseTo(1, 14);
  });
});
