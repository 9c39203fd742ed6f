import { describe, expect, test } from "vitest";
import { type CsvOptions, readCsv } from "../../src/data/csv.js";
import type { Column } from "../../src/data/table.js";

/** Levels by row, numbers as they are, null where missing. */
function cells(column: Column | undefined): (string | number | null)[] {
  if (column === undefined) return [];
  if (column.kind === "number") return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
  if (column.kind === "unusable") throw column.problem;
  return Array.from(column.codes, (code) => (code < 0 ? null : column.levels[code]));
}

async function readColumn(values: readonly string[], options: CsvOptions = {}): Promise<Column> {
  const table = await readCsv(`x,end\n${values.map((value) => `${value},1\n`).join("")}`, {
    delimiter: ",",
    ...options,
  });
  return table.columns.get("x") as Column;
}

describe("the type of a column", () => {
  // The third column is what R 4.2.2's type.convert(…, as.is = TRUE) makes of the same text.
  test.each([
    ["1e5", 1e5],
    ["1E5", 1e5],
    ["+1", 1],
    ["1.", 1],
    [".5", 0.5],
    [" 1 ", 1],
    ["\t1", 1],
    ["Inf", Infinity],
    ["-inf", -Infinity],
    ["infinity", Infinity],
    ["1e400", Infinity],
    ["1e-400", 0],
    ["007", 7],
    ["1.0", 1],
    ["1e+5", 1e5],
    ["-12.250", -12.25],
    ["0.1", 0.1],
    ["123456789012345", 123456789012345],
    ["0.30000000000000004", 0.30000000000000004],
    ["9007199254740991", 9007199254740991],
  ])("is number for %j", async (text, value) => {
    const column = await readColumn([text]);
    expect(column).toMatchObject({ kind: "number" });
    expect(cells(column)).toEqual([value]);
  });

  test.each(["1d5", "1L", "1 2", "-", "+", ".", "e5", "--1", "infinit", "1,5", "12abc", "1_000", "$5"])(
    "is factor for %j",
    async (text) => {
      expect(await readColumn([`"${text}"`])).toMatchObject({ kind: "factor", levels: [text] });
    },
  );

  test("is not number for hexadecimal, binary and octal, which R reads in part", async () => {
    for (const text of ["0x1A", "0X1p3", "0b101", "0o17"]) expect((await readColumn([text])).kind).toBe("factor");
  });

  test("is number with NaN and blanks missing, which are levels in a factor", async () => {
    expect(cells(await readColumn(["1", "NaN", "NA", " NA ", "  ", "", "nan"]))).toEqual([
      1,
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(cells(await readColumn(["a", "NaN", "NA", " NA ", "  ", ""]))).toEqual([
      "a",
      "NaN",
      null,
      " NA ",
      "  ",
      null,
    ]);
    expect(cells(await readColumn(["NaN", "NA", " NA ", "  ", "", "a"]))).toEqual([
      "NaN",
      null,
      " NA ",
      "  ",
      null,
      "a",
    ]);
  });

  test("is logical where all is one of six words, and factor with one more", async () => {
    const words = ["TRUE", "F", "", "true", "T", "FALSE", "false"];
    const column = await readColumn(words);
    expect(column).toMatchObject({ logical: true, levels: ["FALSE", "TRUE"] });
    expect(cells(column)).toEqual(["TRUE", "FALSE", null, "TRUE", "TRUE", "FALSE", "FALSE"]);
    expect(await readColumn([...words, "yes"])).toMatchObject({ logical: false });
    expect(await readColumn(["1", "T"])).toMatchObject({ logical: false, levels: ["1", "T"] });
    expect(await readColumn(["T", "T"])).toMatchObject({ logical: true, levels: ["FALSE", "TRUE"] });
  });

  test("is number where all is missing", async () => {
    expect(cells(await readColumn(["", "NA"]))).toEqual([null, null]);
    expect((await readColumn(["", "NA"])).kind).toBe("number");
  });

  test("turns to factor at the last row with every text as it was written", async () => {
    const odd = [
      "007",
      "1.0",
      "-0",
      "0",
      "-0.00",
      "0.10",
      "+5",
      "1e3",
      "1E3",
      ".5",
      "5.",
      " 7",
      "8 ",
      "NaN",
      "Inf",
      "-inf",
      "  ",
    ];
    const long = [
      "0.30000000000000004",
      "123456789012345678901234567890",
      "0.1234567890123456",
      "1234567890.12345",
      "-99999.9999999999",
    ];
    const many = Array.from({ length: 400 }, (_, i) => `${i}E${i % 7}`);
    const decimals = Array.from({ length: 16 }, (_, i) => `1.${"0".repeat(i)}`.replace(/\.$/, ""));
    const huge = `${"1".repeat(300)}.5`;
    const texts = [...odd, ...long, ...many, ...decimals, huge, "NA", ...long];
    const before = await readColumn(texts);
    expect(before.kind).toBe("number");
    const after = await readColumn([...texts, "x"]);
    expect(cells(after)).toEqual([...texts.map((text) => (text === "NA" ? null : text)), "x"]);
    expect(cells(before)).toEqual(
      texts.map((text) => (/^(NA|NaN| *)$/.test(text) ? null : Number(text.replace(/inf$/i, "Infinity")))),
    );
  });

  test("survives the borders between the stretches in which a column grows", async () => {
    const texts = Array.from({ length: 140000 }, (_, i) => (i % 3 === 0 ? (i / 8).toFixed(i % 6) : `${i}`));
    const numbers = await readColumn(texts);
    expect(cells(numbers)).toEqual(texts.map(Number));
    expect(cells(await readColumn([...texts, "end"]))).toEqual([...texts, "end"]);
  });

  test("may be asked for", async () => {
    expect(await readColumn(["2", "10", "1.0"], { types: { x: "factor" } })).toMatchObject({
      levels: ["1.0", "2", "10"],
      ordered: false,
    });
    expect(await readColumn(["2", "10", "1.0"], { types: { x: "ordered" } })).toMatchObject({
      levels: ["1.0", "2", "10"],
      ordered: true,
    });
    expect(await readColumn(["T", "F"], { types: { x: "factor" } })).toMatchObject({
      levels: ["F", "T"],
      logical: false,
    });
    expect(
      await readColumn(["lo", "hi"], { types: { x: "ordered" }, levels: { x: ["lo", "mid", "hi"] } }),
    ).toMatchObject({
      levels: ["lo", "mid", "hi"],
      ordered: true,
      codes: Int32Array.of(0, 2),
    });
    expect(await readColumn(["1", "NA"], { levels: { x: ["2", "1", "NA"] } })).toMatchObject({
      codes: Int32Array.of(1, 2),
    });
  });

  test("takes other texts for missing, numbers among them", async () => {
    expect(cells(await readColumn(["-999", "1", "."], { naValues: ["-999", "."] }))).toEqual([null, 1, null]);
    expect(cells(await readColumn(["-999", "a", "NA", ""], { naValues: ["-999"] }))).toEqual([null, "a", "NA", ""]);
    expect(cells(await readColumn(["-999", "1", ""], { naValues: ["-999"] }))).toEqual([null, 1, null]);
  });

  test("sorts levels by code point, beyond the first 65536 too", async () => {
    const levels = ["B", "a", "é", "\uff5e", "😀"];
    expect(await readColumn(["😀", "é", "\uff5e", "a", "B"])).toMatchObject({ levels });
  });
});
