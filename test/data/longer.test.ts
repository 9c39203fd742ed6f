import { describe, expect, test } from "vitest";
import { readCsv } from "../../src/data/csv.js";
import { type LongerOptions, longer } from "../../src/data/longer.js";
import { levels, plain } from "../support/cells.js";

const wide = {
  id: ["a", "b"],
  rt_2: [5, 7],
  rt_10: [6, null],
  rt_1: [1, 2],
  age: [20, 30],
};

describe("long data from wide", () => {
  test("have a row for each row and column, the columns in the order asked for", () => {
    const table = longer(wide, { columns: ["rt_1", "rt_2", "rt_10"], names: "day", values: "rt", prefix: "rt_" });
    expect(plain(table)).toEqual({
      id: ["a", "a", "a", "b", "b", "b"],
      age: [20, 20, 20, 30, 30, 30],
      day: ["1", "2", "10", "1", "2", "10"],
      rt: [1, 5, 6, 2, 7, null],
    });
    expect(levels(table, "day")).toEqual(["1", "2", "10"]);
    expect(Array.from(table.columns.keys())).toEqual(["id", "age", "day", "rt"]);
  });

  test("may leave out rows without a value", () => {
    const table = longer(wide, { columns: ["rt_*"], names: "day", values: "rt", dropMissing: true });
    expect(plain(table)).toMatchObject({ id: ["a", "a", "a", "b", "b"], rt: [5, 6, 1, 7, 2] });
    expect(levels(table, "day")).toEqual(["rt_2", "rt_10", "rt_1"]);
  });

  test("take columns by patterns and by the columns between two", () => {
    const day = (columns: string[]) => levels(longer(wide, { columns, names: "day", values: "rt" }), "day");
    expect(day(["rt_1*"])).toEqual(["rt_10", "rt_1"]);
    expect(day(["rt_2:rt_1"])).toEqual(["rt_2", "rt_10", "rt_1"]);
    expect(day(["rt_1", "rt_*"])).toEqual(["rt_1", "rt_2", "rt_10"]);
    expect(
      levels(longer({ "a:b": [1], "c*": [2], x: [3] }, { columns: ["a:b", "c*"], names: "n", values: "v" }), "n"),
    ).toEqual(["a:b", "c*"]);
  });

  test("join factors by their levels", () => {
    const table = longer(
      { q1: ["no", "yes"], q2: ["yes", null] },
      { columns: ["q*"], names: "item", values: "answer" },
    );
    expect(plain(table)).toEqual({ item: ["q1", "q2", "q1", "q2"], answer: ["no", "yes", "yes", null] });
    expect(levels(table, "answer")).toEqual(["no", "yes"]);
  });

  test("come from any table", async () => {
    const table = await readCsv("id,a,b\n1,2,3\n");
    expect(plain(longer(table, { columns: ["a", "b"], names: "k", values: "v" }))).toEqual({
      id: [1, 1],
      k: ["a", "b"],
      v: [2, 3],
    });
  });

  test.each<[string, object, string]>([
    ["no columns", { columns: [] }, 'option "columns" must be an array of names of columns'],
    ["no name", { names: undefined }, 'longer() needs its option "names"'],
    ["another option", { name: "x" }, 'unknown option "name" of longer(); did you mean "names"?'],
    ["a column that is not there", { columns: ["rt_3"] }, 'column "rt_3" is not in the data; did you mean "rt_2"?'],
    ["a pattern of nothing", { columns: ["mt_*"] }, 'column "mt_*" is not in the data'],
    ["a name that is taken", { names: "id" }, 'longer() cannot call a column "id"'],
    ["one name for both", { names: "v", values: "v" }, 'longer() cannot call a column "v"'],
    ["a prefix that leaves one name twice", { columns: ["a_1", "1"], prefix: "a_" }, "would be a level"],
    ["numbers and texts", { columns: ["rt_2", "id"] }, 'columns "rt_2" and "id" cannot be one'],
  ])("with %s are refused in words", (_, options, message) => {
    const asked = { columns: ["rt_*"], names: "day", values: "rt", ...options } as LongerOptions;
    expect(() => longer({ ...wide, a_1: [1, 2], "1": [1, 2] }, asked)).toThrow(message);
  });
});
