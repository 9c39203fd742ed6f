import { describe, expect, test } from "vitest";
import { singularFrame } from "../../src/math/singular-frame.js";
import { normals } from "../support/random-designs.js";

function defects(k: number, matrix: Float64Array) {
  const { left, values, right } = singularFrame(k, matrix);
  let product = 0;
  let skew = 0;
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) {
      let entry = 0;
      let inner = 0;
      let outer = 0;
      for (let r = 0; r < k; r++) {
        entry += left[i + r * k] * values[r] * right[j + r * k];
        inner += left[r + i * k] * left[r + j * k];
        outer += right[r + i * k] * right[r + j * k];
      }
      product = Math.max(product, Math.abs(entry - matrix[i + j * k]));
      const unit = i === j ? 1 : 0;
      skew = Math.max(skew, Math.abs(inner - unit), Math.abs(outer - unit));
    }
  }
  return { product, skew, values };
}

describe("singularFrame", () => {
  test.each([1, 2, 3, 8, 15])("gives back a random matrix of order %i from its three factors", (k) => {
    const normal = normals(k);
    const { product, skew, values } = defects(k, Float64Array.from({ length: k * k }, normal));
    expect(product).toBeLessThan(1e-13 * k);
    expect(skew).toBeLessThan(1e-13 * k);
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
  });

  test("completes the right vectors of a rank-deficient matrix", () => {
    const matrix = Float64Array.from([1, 2, 3, 2, 4, 6, -1, -2, -3]);
    const { product, skew, values } = defects(3, matrix);
    expect(product).toBeLessThan(1e-14);
    expect(skew).toBeLessThan(1e-14);
    expect(values[0]).toBeCloseTo(Math.sqrt(84), 13);
  });

  test("keeps the relative accuracy of a tiny column", () => {
    const { values } = singularFrame(2, Float64Array.from([1, 1, 1e-9, -1e-9]));
    expect(values[1] / (Math.SQRT2 * 1e-9)).toBeCloseTo(1, 14);
  });

  test("leaves a diagonal matrix with descending entries as it is", () => {
    const { left, values } = singularFrame(2, Float64Array.from([3, 0, 0, 2]));
    expect([...left]).toEqual([1, 0, 0, 1]);
    expect([...values]).toEqual([3, 2]);
  });
});
