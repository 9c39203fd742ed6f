import { describe, expect, test } from "vitest";
import { symmetricEigen } from "../../src/math/symmetric-eigen.js";
import { normals } from "../support/random-designs.js";

function randomSymmetric(n: number, seed: number): Float64Array {
  const normal = normals(seed);
  const matrix = new Float64Array(n * n);
  for (let j = 0; j < n; j++) for (let i = j; i < n; i++) matrix[i + j * n] = matrix[j + i * n] = normal();
  return matrix;
}

/** Largest entries of A V − V D and V'V − I. */
function defects(n: number, matrix: Float64Array): { residual: number; skew: number } {
  const { values, vectors } = symmetricEigen(n, matrix);
  let residual = 0;
  let skew = 0;
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      let image = 0;
      let inner = 0;
      for (let r = 0; r < n; r++) {
        image += matrix[i + r * n] * vectors[r + j * n];
        inner += vectors[r + i * n] * vectors[r + j * n];
      }
      residual = Math.max(residual, Math.abs(image - values[j] * vectors[i + j * n]));
      skew = Math.max(skew, Math.abs(inner - (i === j ? 1 : 0)));
    }
  }
  return { residual, skew };
}

describe("symmetricEigen", () => {
  test.each([1, 2, 3, 5, 8, 20, 72, 150])("decomposes a random symmetric matrix of order %i", (n) => {
    const { residual, skew } = defects(n, randomSymmetric(n, n));
    expect(residual).toBeLessThan(1e-13 * n);
    expect(skew).toBeLessThan(1e-13 * n);
  });

  test("finds the known eigenvalues of the second difference matrix in descending order", () => {
    const n = 30;
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      matrix[i + i * n] = 2;
      if (i > 0) matrix[i + (i - 1) * n] = matrix[i - 1 + i * n] = -1;
    }
    const { values } = symmetricEigen(n, matrix);
    for (let i = 0; i < n; i++) {
      expect(values[i]).toBeCloseTo(2 - 2 * Math.cos(((n - i) * Math.PI) / (n + 1)), 13);
    }
  });

  test("handles matrices of rank one, multiples of the identity and zero", () => {
    const rankOne = Float64Array.from({ length: 16 }, (_, i) => (1 + (i % 4)) * (1 + Math.floor(i / 4)));
    expect(defects(4, rankOne).residual).toBeLessThan(1e-13);
    const { values } = symmetricEigen(4, rankOne);
    expect(values[0]).toBeCloseTo(30, 12);
    expect(Math.max(...values.subarray(1).map(Math.abs))).toBeLessThan(1e-13);
    const identity = Float64Array.from({ length: 9 }, (_, i) => (i % 4 === 0 ? 3 : 0));
    expect([...symmetricEigen(3, identity).values]).toEqual([3, 3, 3]);
    expect([...symmetricEigen(3, new Float64Array(9)).values]).toEqual([0, 0, 0]);
  });
});
