import { expect, test } from "vitest";
import { diagonalUnits, powerNear, rootOfProduct, unitOf } from "../../src/math/units.js";

test("a size times its power of two is the same in every unit", () => {
  for (const size of [1, 1.5, 1.999, 3.7]) {
    for (const power of [-900, -43, -1, 0, 1, 43, 900]) {
      const scaled = size * 2 ** power;
      expect(scaled * powerNear(scaled)).toBe(size >= 2 ? size / 2 : size);
    }
  }
});

test("moderate sizes stay as they are, and what is no size has the unit 1", () => {
  for (const size of [1, 1e-30, 1e30, 0, Number.NaN, Number.POSITIVE_INFINITY]) expect(unitOf(size)).toBe(1);
  for (const size of [0, Number.NaN, Number.POSITIVE_INFINITY]) expect(powerNear(size)).toBe(1);
  expect(Math.abs(Math.log2(1e150 * unitOf(1e150)))).toBeLessThan(33);
});

test("a diagonal of one magnitude needs no units, one of several gets them", () => {
  expect(diagonalUnits(2, Float64Array.of(1, 0.5, 0.5, 9))).toBeNull();
  const units = diagonalUnits(2, Float64Array.of(1e-26, 0, 0, 1e26)) ?? [];
  for (const [i, entry] of [1e-26, 1e26].entries()) {
    expect(units[i] * units[i] * entry).toBeGreaterThanOrEqual(1);
    expect(units[i] * units[i] * entry).toBeLessThan(4);
  }
});

test("the root of a product that is no number is one", () => {
  expect(rootOfProduct(1e300, 1e300)).toBeCloseTo(1e300, -290);
  expect(rootOfProduct(2, 8)).toBe(4);
});
