import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCsv } from "../../src/data/csv.js";
import { sortLevels } from "../../src/data/levels.js";
import { parseTableSchema } from "../../src/data/schema.js";
import { toTable } from "../../src/data/to-table.js";
import { evaluated, table as plainTable } from "../frame/support.js";
import { cells, levels } from "../support/cells.js";

describe("the order of levels", () => {
  test("is by value where all are numbers, else by code point", () => {
    expect(sortLevels(["1000", "50", "100"])).toEqual(["50", "100", "1000"]);
    expect(sortLevels(["1000", "50", "100", "a"])).toEqual(["100", "1000", "50", "a"]);
    expect(sortLevels(["medium", "Low", "high"])).toEqual(["Low", "high", "medium"]);
    expect(sortLevels(["1e2", "-3", ".5", "Inf", "-Inf", "+7"])).toEqual(["-Inf", "-3", ".5", "+7", "1e2", "Inf"]);
    expect(sortLevels(["NaN", "2", "10"])).toEqual(["10", "2", "NaN"]);
    expect(sortLevels(["", "2", "10"])).toEqual(["", "10", "2"]);
  });

  test("keeps numbers apart that are written differently, by code point", () => {
    expect(sortLevels(["1.0", "10", "01", "1", "2"])).toEqual(["01", "1", "1.0", "2", "10"]);
    expect(sortLevels(["9007199254740993", "9007199254740992"])).toEqual(["9007199254740992", "9007199254740993"]);
  });

  test("does not depend on the order of the rows", () => {
    const text = fc.oneof(fc.integer().map(String), fc.constantFrom("1", "01", "1.0", "10", "9", "b", "B", "é"));
    fc.assert(
      fc.property(fc.uniqueArray(text, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (texts, noise) => {
        const shuffled = texts.map((entry) => ({ entry, key: noise.next().value })).sort((a, b) => a.key - b.key);
        expect(sortLevels(shuffled.map(({ entry }) => entry))).toEqual(sortLevels([...texts]));
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  const texts = ["1000", "50", "100", "50"];
  const order = ["50", "100", "1000"];
  test.each([
    [
      "a CSV file",
      async () => readCsv(`f,y\n${texts.map((text) => `${text},1\n`).join("")}`, { types: { f: "factor" } }),
    ],
    [
      "an ordered column of one",
      async () => readCsv(`f,y\n${texts.map((text) => `${text},1\n`).join("")}`, { types: { f: "ordered" } }),
    ],
    [
      "a schema",
      async () => {
        const schema = parseTableSchema({ fields: [{ name: "f", type: "string" }] });
        return readCsv(`f,y\n${texts.map((text) => `${text},1\n`).join("")}`, schema);
      },
    ],
    ["an array of texts", async () => toTable({ f: texts })],
    ["an array of numbers", async () => toTable({ f: texts.map(Number) }, { types: { f: "factor" } })],
    ["rows", async () => toTable(texts.map((f) => ({ f })))],
    ["arquero's table", async () => toTable({ columnNames: () => ["f"], array: () => texts })],
    [
      "an Arrow dictionary that is not ordered",
      async () => {
        const dictionary = {
          type: { typeId: 5 },
          length: 3,
          nullCount: 0,
          data: [],
          get: (i: number) => ["1000", "50", "100"][i],
          toArray: () => [],
        };
        const batch = { length: 4, values: Int8Array.of(0, 1, 2, 1), dictionary, nullCount: 0 };
        const vector = {
          type: { typeId: -1, ordered: false },
          length: 4,
          nullCount: 0,
          data: [batch],
          get: () => null,
          toArray: () => [],
        };
        return toTable({ f: vector });
      },
    ],
  ])("is the same by %s", async (_, read) => {
    const table = await read();
    expect(levels(table, "f")).toEqual(order);
    expect(cells(table.columns.get("f"))).toEqual(texts);
  });

  test("that was given is kept", async () => {
    const given = ["100", "50", "1000"];
    expect(levels(await readCsv("f,y\n50,1\n100,1\n1000,1\n", { levels: { f: given } }), "f")).toEqual(given);
    expect(levels(toTable({ f: { codes: [0, 1], levels: ["b", "a"] } }), "f")).toEqual(["b", "a"]);
    expect(levels(toTable({ f: { codes: [0, 1], levels: ["b", "a"] } }, { types: { f: "ordered" } }), "f")).toEqual([
      "b",
      "a",
    ]);
    const schema = parseTableSchema({ fields: [{ name: "f", type: "string", categories: given }] });
    expect(levels(await readCsv("f,y\n50,1\n100,1\n1000,1\n", schema), "f")).toEqual(given);
  });

  test("of formulas is the same, and may be given there", () => {
    const data = plainTable({ f: { cells: ["1000", "50", "100"], levels: ["50", "100", "1000"] }, x: [1000, 50, 100] });
    const levelsIn = (expression: string) => {
      const value = evaluated(expression, data);
      return value.kind === "factor" ? value.levels : null;
    };
    for (const call of ["factor(f)", "factor(x)", "ordered(x)", "as.factor(x)", 'ifelse(x > 70, f, "7")']) {
      expect([...(levelsIn(call) ?? [])].filter((level) => level !== "7")).toEqual(
        call.startsWith("ifelse") ? ["100", "1000"] : order,
      );
    }
    expect(levelsIn('relevel(f, "100")')).toEqual(["100", "50", "1000"]);
    expect(levelsIn('factor(f, levels = c("1000", "50", "100"))')).toEqual(["1000", "50", "100"]);
    expect(levelsIn("factor(x, levels = c(1000, 50, 100))")).toEqual(["1000", "50", "100"]);
  });
});
