import { expect, test } from "vitest";
import { factorColumn, numberColumn, tableOf } from "../../src/data/columns.js";
import { DataError } from "../../src/errors.js";

const x = numberColumn("x", Float64Array.of(1, NaN, 3));

test("columns keep the arrays that they are given", () => {
  const values = Float64Array.of(1);
  const codes = Int32Array.of(0);
  expect(numberColumn("x", values).values).toBe(values);
  expect(factorColumn("f", codes, ["a"]).codes).toBe(codes);
});

test.each<[string, () => unknown, string]>([
  [
    "a code beyond the levels",
    () => factorColumn("f", Int32Array.of(0, 2), ["a", "b"]),
    'column "f" has the code "2" in row 2; codes run from 0 to 1',
  ],
  ["a code below -1", () => factorColumn("f", Int32Array.of(-2), ["a"]), 'column "f" has the code "-2" in row 1'],
  ["a level twice", () => factorColumn("f", Int32Array.of(0), ["a", "a"]), 'column "f" has the level "a" twice'],
  ["no columns", () => tableOf([]), "the data have no columns"],
  ["a name twice", () => tableOf([x, x]), 'column "x" occurs twice'],
  [
    "two lengths",
    () => tableOf([x, numberColumn("y", Float64Array.of(1))]),
    'column "y" has 1 row, but column "x" has 3',
  ],
])("%s is refused", (_, make, message) => {
  expect(make).toThrow(DataError);
  expect(make).toThrow(message);
});
