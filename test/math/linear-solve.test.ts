import { expect, test } from "vitest";
import { cholesky, invertLower } from "../../src/math/cholesky.js";
import { linearSolve } from "../../src/math/linear-solve.js";
import { multiply, transpose } from "../../src/math/matrix-product.js";
import { normals } from "../support/random-designs.js";

test("a system that needs pivoting is solved for every right-hand side", () => {
  const matrix = Float64Array.from([0, 2, 1, 1, 0, 3, 4, 5, 6]);
  const solution = Float64Array.from([1, -2, 3, 0.5, 0, 7]);
  const found = linearSolve(3, matrix, 2, multiply(3, 3, 2, matrix, solution)) as Float64Array;
  found.forEach((entry, i) => {
    expect(entry).toBeCloseTo(solution[i], 13);
  });
});

test("a singular system has no solution", () => {
  expect(linearSolve(2, Float64Array.from([1, 2, 2, 4]), 1, Float64Array.from([1, 1]))).toBeNull();
});

test("the Cholesky factor and its inverse reproduce a positive definite matrix", () => {
  const k = 6;
  const root = Float64Array.from({ length: k * k }, normals(5));
  const matrix = multiply(k, k, k, root, transpose(k, k, root));
  const factor = cholesky(k, matrix) as Float64Array;
  const product = multiply(k, k, k, factor, transpose(k, k, factor));
  const unit = multiply(k, k, k, factor, invertLower(k, factor));
  matrix.forEach((entry, i) => {
    expect(product[i]).toBeCloseTo(entry, 12);
    expect(unit[i]).toBeCloseTo(i % (k + 1) === 0 ? 1 : 0, 12);
  });
});

test("the Cholesky factor of an indefinite or nearly singular matrix is refused", () => {
  expect(cholesky(2, Float64Array.from([1, 2, 2, 1]))).toBeNull();
  expect(cholesky(2, Float64Array.from([1, 1, 1, 1 + 1e-12]), 1e-10)).toBeNull();
});
