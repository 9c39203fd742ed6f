import { expect, test } from "vitest";
import { factorColumn, numberColumn, selectRows, tableOf } from "../../src/data/columns.js";
import { DataError } from "../../src/errors.js";

const x = numberColumn("x", Float64Array.of(1, NaN, 3));
const f = factorColumn("f", Int32Array.of(0, -1, 1), ["a", "b", "c"], { ordered: true });

test("rows are chosen in any order and repeatedly, and levels are kept", () => {
  const chosen = selectRows(tableOf([x, f]), Int32Array.of(2, 0, 2, 1));
  expect(chosen.rowCount).toBe(4);
  expect(chosen.columns.get("x")).toEqual({ kind: "number", name: "x", values: Float64Array.of(3, 1, 3, NaN) });
  expect(chosen.columns.get("f")).toEqual({ ...f, codes: Int32Array.of(1, 0, 1, -1) });
  expect(selectRows(tableOf([x]), new Int32Array(0)).rowCount).toBe(0);
});

test("a row outside the table is refused", () => {
  expect(() => selectRows(tableOf([x]), Int32Array.of(0, 3))).toThrow(
    'row "3" was asked for, but the table has rows 0 to 2',
  );
  expect(() => selectRows(tableOf([x]), Int32Array.of(-1))).toThrow(DataError);
});

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
