import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type CsvOptions, readCsv } from "../../src/data/csv.js";
import type { Table } from "../../src/data/table.js";
import { cells, codes, levels, noticeOf, plain } from "../support/cells.js";

const fixture = (name: string) => readFileSync(new URL(`../fixtures/reading/${name}`, import.meta.url));

/** A file with these columns; texts are quoted. */
function file(columns: Readonly<Record<string, readonly string[]>>, delimiter: string): string {
  const rows = Object.values(columns)[0].map((_, row) => Object.values(columns).map((column) => `"${column[row]}"`));
  return [Object.keys(columns), ...rows].map((fields) => fields.join(delimiter)).join("\n");
}

const read = (columns: Readonly<Record<string, readonly string[]>>, delimiter = ";", options: CsvOptions = {}) =>
  readCsv(file(columns, delimiter), options);

describe("decimal commas", () => {
  test("are read where the columns show them, and told", async () => {
    const table = await readCsv(fixture("rt_eu.csv"));
    expect(cells(table.columns.get("RT (ms)")).slice(0, 7)).toEqual(
      [815.3, 851.5, 892.5, 897.7, 812.6, null, 1080.2].map((value, i) =>
        i < 3 || i === 5 ? value : expect.any(Number),
      ),
    );
    expect(table.columns.get("Häufigkeit (log)")?.kind).toBe("number");
    const { message, columns, count, first, line, remedies } = noticeOf(table, "M_DECIMAL_COMMA");
    expect(columns).toEqual(["Häufigkeit (log)", "RT (ms)"]);
    expect({ first, line, count }).toEqual({ first: "1,371", line: 2, count: 1781 });
    expect(message).toContain('the first "1,371" on line 2');
    expect(remedies[0].options).toEqual({ decimal: "." });
    expect(levels(await readCsv(fixture("rt_eu.csv"), { decimal: "." }), "RT (ms)")?.length).toBe(843);
  });

  test("may be few, unless commas stand between the cells", async () => {
    const columns = { dose: ["0,5", "1,5", "0,5"], y: ["1", "2", "3"] };
    const numbers = { dose: [0.5, 1.5, 0.5], y: [1, 2, 3] };
    for (const delimiter of [";", "\t", "|"]) expect(plain(await read(columns, delimiter))).toEqual(numbers);
    expect(levels(await read(columns, ","), "dose")).toEqual(["0,5", "1,5"]);
    expect(plain(await read(columns, ",", { decimal: "," }))).toEqual(numbers);
  });

  test("of one column settle what the others mean", async () => {
    const thousands = ["1.234", "2.345", "12.500"];
    expect(plain(await read({ a: ["1,5", "2,5", "3,25"], b: thousands }))).toEqual({
      a: [1.5, 2.5, 3.25],
      b: [1234, 2345, 12500],
    });
    expect(plain(await read({ a: ["1.5", "2.5", "3.25"], b: ["1,234", "2,345", "12,500"] }, ","))).toEqual({
      a: [1.5, 2.5, 3.25],
      b: [1234, 2345, 12500],
    });
    // Few values follow the many.
    expect(plain(await read({ a: ["1,5", "2,5", "3,25"], dose: ["0,5", "1,5", "0,5"] })).dose).toEqual([0.5, 1.5, 0.5]);
  });

  test("with stray texts among them are doubtful as numbers with points are", async () => {
    const table = await read({ a: ["1,5", "2,5", "3,25", "n/a"] });
    expect(noticeOf(table, "W_DOUBTFUL_COLUMN")).toMatchObject({ count: 1, of: 4, first: "n/a", line: 5 });
    expect(
      cells((await read({ a: ["1,5", "2,5", "3,25", "n/a"] }, ";", { missing: { a: ["n/a"] } })).columns.get("a")),
    ).toEqual([1.5, 2.5, 3.25, null]);
  });

  test("may be said", async () => {
    expect(plain(await read({ a: ["1,234", "2,345"] }, ",", { decimal: "," }))).toEqual({ a: [1.234, 2.345] });
    expect(plain(await read({ a: ["1.234", "5"] }, ";", { decimal: "," }))).toEqual({ a: [1234, 5] });
    expect(plain(await read({ a: ["1.5", "5"] }, ";", { decimal: "," }))).toEqual({ a: ["1.5", "5"] });
    await expect(read({ a: ["1,5", "x"] }, ";", { types: { a: "number" }, decimal: "," })).rejects.toThrow(
      'column "a" has "x" on line 3, which is not a number',
    );
  });

  test("in levels that were asked for are in their order, and stay as they are written", async () => {
    const table = await read({ dose: ["10,5", "2,5", "2,50"], x: ["1,5", "2,5", "3,5"] }, ";", {
      types: { dose: "factor" },
    });
    expect(levels(table, "dose")).toEqual(["2,5", "2,50", "10,5"]);
  });

  test("against decimal points in other columns are doubtful", async () => {
    const table = await read({ a: ["1.5", "2.5", "3.5"], b: ["1,2", "1,3", "2,3"], c: ["0.5", "0.25", "7.5"] }, ",");
    expect(table.columns.get("b")).toMatchObject({ kind: "factor", doubt: { code: "W_CONTRARY_DECIMALS" } });
    expect(codes(table)).toEqual(["W_CONTRARY_DECIMALS"]);
    const asked = await read({ a: ["1.5", "2.5", "3.5"], b: ["1,2", "1,3", "2,3"] }, ",", { types: { b: "number" } });
    expect(cells(asked.columns.get("b"))).toEqual([1.2, 1.3, 2.3]);
    const mixed = await read({ a: ["1,5", "2,5", "3,5"], b: ["1.25", "0.5", "2"], c: ["0,5", "0,1", "0,2"] });
    expect(cells(mixed.columns.get("b"))).toEqual([1.25, 0.5, 2]);
    expect(codes(mixed)).toEqual(["M_DECIMAL_COMMA", "W_MIXED_DECIMALS"]);
  });
});

describe("signs between thousands", () => {
  test("are taken off where all of a column are numbers with them", async () => {
    const table = await readCsv(fixture("rt_thousands.csv"));
    const [row] = [31];
    expect(cells(table.columns.get("RT (ms)"))[row]).toBe(1065.9);
    expect(noticeOf(table, "M_THOUSANDS")).toMatchObject({
      first: "1,065.9",
      line: 33,
      count: 203,
      columns: ["RT (ms)"],
    });
  });

  test.each([
    ["'", "1'234.5"],
    ["’", "1’234.5"],
    [" ", "1 234.5"],
    ["\u00a0", "1\u00a0234.5"],
    ["\u202f", "12\u202f345\u202f678.25"],
  ])("may be %j", async (_, text) => {
    const value = Number(text.replace(/[^\d.]/g, ""));
    expect(plain(await read({ a: [text, "1.5", "2.5"] }, ","))).toEqual({ a: [value, 1.5, 2.5] });
    const comma = text.replace(".", ",");
    expect(plain(await read({ a: [comma, "1,5", "2,5"] }))).toEqual({ a: [value, 1.5, 2.5] });
  });

  test("stand before three digits, all the same", async () => {
    for (const text of ["1,23.5", "1,2345.5", "0,123.5", "1,234 567.5", "12,34,567.5", "1,234,56"]) {
      expect((await read({ a: [text, "1.5", "2.5", "3.5"] }, ",")).columns.get("a")).toMatchObject({ kind: "factor" });
    }
  });

  test("may be said", async () => {
    expect(plain(await read({ a: ["1 234", "5"] }, ",", { thousands: " " }))).toEqual({ a: [1234, 5] });
    expect(plain(await read({ a: ["1,234", "5"] }, ";", { thousands: "," }))).toEqual({ a: [1234, 5] });
    expect((await read({ a: ["1'234", "5"] }, ",", { thousands: " " })).columns.get("a")?.kind).toBe("factor");
  });
});

describe("numbers that could be either", () => {
  const code = "W_AMBIGUOUS_NUMBERS";

  test("are decimals with a point, and told with what else they may be", async () => {
    const table = await read({ a: ["1.234", "5.678", "9"] }, ",");
    expect(plain(table)).toEqual({ a: [1.234, 5.678, 9] });
    const { message, remedies, line } = noticeOf(table, code);
    expect(message).toContain('such as "1.234" on line 2');
    expect(message).toContain('"1.234" was taken as 1.234');
    expect(remedies).toEqual([{ options: { decimal: "," }, effect: "takes it as 1234" }]);
    expect(line).toBe(2);
    expect(plain(await read({ a: ["1.234", "5.678", "9"] }, ",", { decimal: "," }))).toEqual({ a: [1234, 5678, 9] });
    expect(codes(await read({ a: ["1.234", "5.678", "9"] }, ",", { decimal: "." }))).toEqual([]);
  });

  test("with a comma are thousands between commas, decimals between semicolons", async () => {
    const columns = { a: ["1,234", "5,678", "9,012"], g: ["u", "v", "w"] };
    const between: [string, Table][] = [
      [",", await read(columns, ",")],
      [";", await read(columns, ";")],
    ];
    expect(between.map(([, table]) => plain(table).a)).toEqual([
      [1234, 5678, 9012],
      [1.234, 5.678, 9.012],
    ]);
    for (const [, table] of between) expect(codes(table)).toContain(code);
  });

  test("are not where any number of the file tells", async () => {
    expect(codes(await read({ a: ["1.234", "5.678", "0.5"] }, ","))).toEqual([]);
    expect(codes(await read({ a: ["1.234", "5.678", "9"], b: ["1.5", "2", "3"] }, ","))).toEqual([]);
    expect(codes(await read({ a: ["1234.567", "5.678", "9"] }, ","))).toEqual([]);
  });
});

describe("texts that are no numbers", () => {
  test("stay as they are whatever the others are", async () => {
    const columns = {
      rt: ["1,5", "2,5", "3,25"],
      date: ["27.03.2024", "28.03.2024", "01.04.2024"],
      ip: ["1.2.3.4", "10.0.0.1", "1.1.1.1"],
      word: ["Äpfel, rot", "1,5 Liter", "x"],
      code: ["001-2", "1_000", "12 34"],
    };
    const table = await read(columns);
    for (const name of ["date", "ip", "word", "code"])
      expect(cells(table.columns.get(name))).toEqual(columns[name as "ip"]);
    expect(codes(table)).toEqual(["M_DECIMAL_COMMA"]);
  });
});
