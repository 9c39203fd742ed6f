import { expect, test } from "vitest";
import { cholesky, invertLower } from "../../src/math/cholesky.js";
import { linearSolve, solveInPlace } from "../../src/math/linear-solve.js";
import { congruent, kronecker, multiply, transpose } from "../../src/math/matrix-product.js";
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
  expect(solveInPlace(2, Float64Array.from([1, 2, 2, 4]), 1, Float64Array.from([1, 1]))).toBe(false);
});

test("a solution in place is that of the copied system, which stays as it was", () => {
  const matrix = Float64Array.from({ length: 16 }, normals(3));
  const right = Float64Array.from({ length: 8 }, normals(4));
  const [keptMatrix, keptRight] = [matrix.slice(), right.slice()];
  const found = linearSolve(4, matrix, 2, right);
  expect([matrix, right]).toEqual([keptMatrix, keptRight]);
  expect(solveInPlace(4, matrix, 2, right)).toBe(true);
  expect(right).toEqual(found);
});

test("a Kronecker product carries vec(M) to vec(S M T')", () => {
  const s = Float64Array.from({ length: 4 }, normals(6));
  const t = Float64Array.from({ length: 9 }, normals(7));
  const m = Float64Array.from({ length: 6 }, normals(8));
  const mapped = multiply(6, 6, 1, kronecker(s, t), m);
  const direct = multiply(2, 3, 3, multiply(2, 2, 3, s, m), transpose(3, 3, t));
  direct.forEach((entry, i) => {
    expect(mapped[i]).toBeCloseTo(entry, 13);
  });
  expect(congruent(s, Float64Array.of(1, 0, 0, 1))).toEqual(multiply(2, 2, 2, transpose(2, 2, s), s));
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
