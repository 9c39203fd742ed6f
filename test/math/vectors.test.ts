import { expect, it } from "vitest";
import { descendingOrder, dot, norm } from "../../src/math/vectors.js";

it("products and lengths are those of whole numbers", () => {
  expect(dot(Float64Array.of(1, -2, 3), Float64Array.of(4, 5, 6))).toBe(12);
  expect(norm(Float64Array.of(2, 3, 6))).toBe(7);
  expect(norm(new Float64Array(0))).toBe(0);
});

it("sums run from the first entry to the last", () => {
  const ones = Float64Array.of(1, 1, 1, 1);
  expect(dot(Float64Array.of(1e16, 1, 1, -1e16), ones)).toBe(0);
  expect(dot(Float64Array.of(1, 1, 1e16, -1e16), ones)).toBe(2);
});

it("positions run from the largest entry to the smallest, and equal entries keep their order", () => {
  expect([...descendingOrder(Float64Array.of(2, -1, 3, 2, 3, -0, 0))]).toEqual([2, 4, 0, 3, 5, 6, 1]);
  expect([...descendingOrder(new Float64Array(0))]).toEqual([]);
});
