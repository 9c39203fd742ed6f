import { describe, expect, test } from "vitest";
import { type CsvOptions, readCsv } from "../../src/data/csv.js";
import { CsvReader } from "../../src/data/csv-reader.js";
import type { Column, Table } from "../../src/data/table.js";
import { DataError, OptionError } from "../../src/errors.js";

/** Levels by row, numbers as they are, null where missing. */
function cells(column: Column | undefined): (string | number | null)[] {
  if (column === undefined) return [];
  if (column.kind === "number") return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
  if (column.kind === "unusable") throw column.problem;
  return Array.from(column.codes, (code) => (code < 0 ? null : column.levels[code]));
}

function plain(table: Table) {
  return Object.fromEntries(Array.from(table.columns, ([name, column]) => [name, cells(column)]));
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe("a table", () => {
  test("has its columns in the order of the file, and factors sorted by code point", async () => {
    const table = await readCsv("rt,subj,old\n312.5,b,TRUE\n,a,F\n400,B,NA\n");
    expect(Array.from(table.columns.keys())).toEqual(["rt", "subj", "old"]);
    expect(table.rowCount).toBe(3);
    expect(plain(table)).toEqual({ rt: [312.5, null, 400], subj: ["b", "a", "B"], old: ["TRUE", "FALSE", null] });
    expect(table.columns.get("subj")).toMatchObject({ levels: ["B", "a", "b"], ordered: false, logical: false });
    expect(table.columns.get("old")).toMatchObject({ levels: ["FALSE", "TRUE"], logical: true });
  });

  test("with a header only has no rows", async () => {
    for (const text of ["a,b", "a,b\n", "\ufeffa,b\r\n", "\n\na,b\n\n"]) {
      const table = await readCsv(text);
      expect(table.rowCount).toBe(0);
      expect(Array.from(table.columns.keys())).toEqual(["a", "b"]);
    }
  });

  test("may have columns named like properties of objects", async () => {
    const table = await readCsv("__proto__,constructor,hasOwnProperty\n1,a,2\n", {
      types: JSON.parse('{"hasOwnProperty": "factor"}'),
    });
    expect(table.columns.get("__proto__")?.kind).toBe("number");
    expect(table.columns.get("constructor")?.kind).toBe("factor");
    expect(table.columns.get("hasOwnProperty")?.kind).toBe("factor");
  });

  test("keeps header names as they are, quotes and blanks included", async () => {
    const table = await readCsv('"a ""b""", c,"d,\ne"\n1,2,3\n');
    expect(Array.from(table.columns.keys())).toEqual(['a "b"', " c", "d,\ne"]);
  });

  test("calls a first column without a name X, as R calls the row names that write.csv adds", async () => {
    const text = '"","Reaction","Subject"\n"1",249.56,"308"\n"2",258.7,"308"\n';
    expect(plain(await readCsv(text))).toEqual({ X: [1, 2], Reaction: [249.56, 258.7], Subject: [308, 308] });
    expect((await readCsv(",y\n1,2\n", { types: { X: "factor" } })).columns.get("X")?.kind).toBe("factor");
  });

  test("of one column is read, quoted or not", async () => {
    expect(plain(await readCsv('x\n1\n\n"2"\n3'))).toEqual({ x: [1, 2, 3] });
    expect(plain(await readCsv('x\r\n"a,b"\r\n""\r\n"c\r\nd"\r\n'))).toEqual({ x: ["a,b", null, "c\r\nd"] });
  });

  test("is the same whichever way its lines end, mixed ways included", async () => {
    const expected = { a: [1, 2, 3], b: ["x", "y\nz", "w"] };
    for (const [one, two, three] of [
      ["\n", "\n", "\n"],
      ["\r\n", "\r\n", ""],
      ["\r", "\r", "\r"],
      ["\n", "\r\n", "\r"],
      ["\r\n", "\n", "\n\n"],
    ]) {
      expect(plain(await readCsv(`a,b${one}1,x${one}${two}2,"y\nz"${two}3,w${three}`))).toEqual(expected);
    }
  });

  test.each([
    [",", "a,b\n1,2\n"],
    ["\t", "a\tb\n1\t2\n"],
    [";", "a;b\n1;2\n"],
    ["|", "a|b\n1|2\n"],
  ])("has its delimiter %j found from the header", async (_, text) => {
    expect(plain(await readCsv(text))).toEqual({ a: [1], b: [2] });
  });

  test("has a delimiter within quotes left out of account", async () => {
    expect(Array.from((await readCsv('"a,b,c";d\n1;2\n')).columns.keys())).toEqual(["a,b,c", "d"]);
  });
});

describe("a source", () => {
  const text = '\ufeffrt,näme,w\r\n1.5,"é,""😀""\r\nx",T\r\n\r\n2,NA,\r\n007,ü,F';
  const expected = { rt: [1.5, 2, 7], näme: ['é,"😀"\r\nx', null, "ü"], w: ["TRUE", null, "FALSE"] };

  test("may be text or bytes, cut anywhere", async () => {
    const bytes = bytesOf(text);
    expect(plain(await readCsv(text))).toEqual(expected);
    expect(plain(await readCsv(bytes))).toEqual(expected);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const parts = async function* () {
        yield bytes.subarray(0, cut);
        yield bytes.subarray(cut);
      };
      expect(plain(await readCsv(parts()))).toEqual(expected);
    }
    for (let cut = 0; cut <= text.length - 1; cut++) {
      const reader = new CsvReader({});
      reader.push(text.slice(1, cut + 1));
      reader.push(text.slice(cut + 1));
      expect(plain(await reader.finish())).toEqual(expected);
    }
  });

  test("may be a web stream, which is cancelled after an error", async () => {
    const bytes = bytesOf(text);
    const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte));
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        const chunk = chunks.shift();
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk);
      },
    });
    expect(plain(await readCsv(stream))).toEqual(expected);
    let wasCancelled = false;
    const endless = new ReadableStream<string>({
      pull: (controller) => controller.enqueue(`a,b\n1\n${"2,3\n".repeat(20000)}`),
      cancel: () => {
        wasCancelled = true;
      },
    });
    await expect(readCsv(endless)).rejects.toThrow("line 2 has 1 field; the header has 2");
    expect(wasCancelled).toBe(true);
  });

  test("that is gzipped is unpacked, and refused where it is cut off", async () => {
    const packed = new Uint8Array(
      await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
    );
    expect(plain(await readCsv(packed))).toEqual(expected);
    const cutOff = readCsv(packed.subarray(0, packed.length - 12));
    await expect(cutOff).rejects.toThrow("the gzip data are damaged or cut off");
    await expect(cutOff).rejects.toBeInstanceOf(DataError);
  });

  test("that fails passes its own error on", async () => {
    const failing = async function* () {
      yield "a,b\n";
      throw new RangeError("disk on fire");
    };
    await expect(readCsv(failing())).rejects.toThrow(RangeError);
  });

  test.each(["\n", "\r\n", "\r"])(
    "of many blocks with quotes throughout, its lines ending with %j, is the same",
    async (end) => {
      const texts = ["plain", "a,b", 'say ""so""', "", `two${end}lines`];
      const lines = Array.from({ length: 50000 }, (_, i) => `"${texts[i % 5]}",${i},"${i % 7}"`);
      const table = await readCsv(`text,n,"f"${end}${lines.join(end)}${end}`, { types: { f: "factor" } });
      const levels = ["a,b", "plain", 'say "so"', `two${end}lines`];
      const codes = Int32Array.from(lines, (_, i) => [1, 0, 2, -1, 3][i % 5]);
      expect(table.columns.get("text")).toMatchObject({ levels, codes });
      expect(table.columns.get("n")).toMatchObject({ values: Float64Array.from(lines, (_, i) => i) });
      expect(table.columns.get("f")).toMatchObject({ codes: Int32Array.from(lines, (_, i) => i % 7) });
      // Every fifth record has two lines.
      await expect(readCsv(`text,n,f${end}${lines.join(end)}${end}"z",1${end}`)).rejects.toThrow(
        "line 60002 has 2 fields; the header has 3",
      );
      await expect(readCsv(`text,n,f${end}${lines.join(end)}${end}"z"z,1,2${end}`)).rejects.toThrow(
        'line 60002 has "z" after a closing quote',
      );
    },
  );

  test("of many blocks with quotes only far in keeps its line numbers", async () => {
    const rows = `${"1,abcdefghijkl\n".repeat(20000)}2,"two\nlines"\n${"3,x\n".repeat(50000)}`;
    const table = await readCsv(`n,text\n${rows}`);
    expect(table.rowCount).toBe(70001);
    expect(table.columns.get("text")).toMatchObject({ levels: ["abcdefghijkl", "two\nlines", "x"] });
    await expect(readCsv(`n,text\n${rows}4,y,z\n`)).rejects.toThrow("line 70004 has 3 fields; the header has 2");
    await expect(readCsv(`n,text\n${rows}4\n5,x\n`)).rejects.toThrow("line 70004 has 1 field; the header has 2");
    // One short line and one long, so that the block as a whole has the right number of delimiters.
    await expect(readCsv(`n,text\n${rows}4\n5,x,y\n6,z\n`)).rejects.toThrow("line 70004 has 1 field; the header has 2");
    await expect(readCsv(`n,text\n${rows}z,y\n4\n`, { types: { n: "number" } })).rejects.toThrow(
      "line 70005 has 1 field; the header has 2",
    );
    await expect(readCsv(`n,text\n${rows}z,y\n`, { types: { n: "number" } })).rejects.toMatchObject({
      message: 'column "n" has "z" on line 70004, which is not a number',
      column: "n",
      row: 70001,
    });
  });
});

describe("what cannot be read", () => {
  test.each<[string, string | Uint8Array, CsvOptions, string]>([
    ["nothing", "", {}, "the file is empty; a header line is needed"],
    ["blank lines", "\n\r\n\n", {}, "the file is empty; a header line is needed"],
    ["no bytes", new Uint8Array(0), {}, "the file is empty; a header line is needed"],
    ["a short row", "a,b,c\n1,2,3\n4,5\n6,7,8\n", {}, "line 3 has 2 fields; the header has 3"],
    ["a short last row", "a,b,c\n1,2,3\n4", {}, "line 3 has 1 field; the header has 3"],
    ["a long row", "a,b,c,d,e\n1,2,3,4,5\n1,2,3,4,5,6\n", {}, "line 3 has 6 fields; the header has 5"],
    ["a short row after quotes", 'a,b\n"x\ny",1\n"z"\n', {}, "line 4 has 1 field; the header has 2"],
    ["a line of blanks", "a,b\n1,2\n   \n", {}, "line 3 has 1 field; the header has 2"],
    ["an empty name", "a,,c\n1,2,3\n", {}, "the header has no name for field 2 of 3"],
    [
      "an empty first name beside an X",
      '"","a","X"\n"1",2,3\n',
      {},
      'the header has no name for field 1 of 3, and "X", as row names are called then, is taken; give field 1 a name',
    ],
    ["an open quote", 'a,b\n1,2\n3,"x\n4,5\n', {}, "line 3 opens a quote that is never closed"],
    ["an open quote in the header", 'a,"b\n1,2\n', {}, "line 1 opens a quote that is never closed"],
    [
      "text after a quote",
      'a,b\n"x"y,2\n',
      {},
      'line 2 has "y" after a closing quote; a quote within quotes is written ""',
    ],
    [
      "blanks for delimiters",
      '"a" "b"\n"x" 1\n',
      { delimiter: "," },
      'line 1 has " " after a closing quote; fields may not be separated or padded by blanks',
    ],
    ["a web page", "<!DOCTYPE html>\n<html>\n", {}, "the file is not CSV text: it looks like a web page"],
    ["JSON", '[{"a": 1}]', {}, "the file is not CSV text: it looks like JSON"],
    ["an Excel workbook", bytesOf("PK\x03\x04rest of it"), {}, "it looks like an Excel workbook or a zip archive"],
    [
      "an old Excel workbook",
      Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1),
      {},
      "it looks like an Excel workbook of the old kind",
    ],
    ["Parquet", bytesOf("PAR1abc"), {}, "it looks like a Parquet file"],
    ["NUL characters", bytesOf("a,b\n1,\0\n"), {}, "the file is not text (it holds NUL characters)"],
    [
      "a mixture of encodings",
      Uint8Array.of(0xc3, 0xa4, 0x0a, 0x42, 0x6a, 0xf6, 0x72, 0x6e),
      {},
      'the file is UTF-8 text only in part: it has other bytes after "Bj"',
    ],
    ["a character cut off", Uint8Array.of(0x61, 0x0a, 0xc3), {}, "the file ends within a character"],
    [
      "a text for a number",
      "a,b\n1,2\nx,3\n",
      { types: { a: "number" } },
      'column "a" has "x" on line 3, which is not a number',
    ],
    [
      "a decimal comma",
      'a,b\n1,"3,5"\n',
      { types: { b: "number" } },
      "which is not a number; write decimals with a point, not a comma",
    ],
    [
      "a value without level",
      "a,b\n1,x\n\n2,z\n",
      { levels: { b: ["x", "y"] } },
      'column "b" has "z" on line 4, which is not among its levels "x", "y"',
    ],
    [
      "a type for nothing",
      "a,b\n1,x\n",
      { types: { c: "factor" } },
      'column "c" has its type given, but is not in the data; the columns are "a", "b"',
    ],
    [
      "levels for nothing",
      "a,b\n1,x\n",
      { levels: { c: ["u"] } },
      'column "c" has its levels given, but is not in the data',
    ],
  ])("%s is refused in words", async (_, source, options, message) => {
    const result = readCsv(source, options);
    await expect(result).rejects.toBeInstanceOf(DataError);
    await expect(result).rejects.toThrow(message);
  });

  test.each<[string, object, string]>([
    ["an unknown option", { delimeter: ";" }, 'unknown option "delimeter"'],
    ["a long delimiter", { delimiter: "::" }, 'delimiter cannot be "::"'],
    ["a quote as delimiter", { delimiter: '"' }, "delimiter cannot be"],
    [
      "an unknown type",
      { types: { a: "date" } },
      'column "a" cannot have the type "date"; the types are number, factor, ordered',
    ],
    [
      "levels of a number",
      { types: { a: "number" }, levels: { a: ["1"] } },
      'column "a" is asked to be a number, but levels are given',
    ],
    ["levels that are no texts", { levels: { a: [1] } }, 'levels of column "a" must be an array of strings'],
    ["naValues that are no list", { naValues: "NA" }, 'option "naValues" must be an array of strings, not "NA"'],
  ])("%s is refused", async (_, options, message) => {
    const result = readCsv("a,b\n1,2\n", options as CsvOptions);
    await expect(result).rejects.toBeInstanceOf(OptionError);
    await expect(result).rejects.toThrow(message);
  });

  test("a level given twice is refused", async () => {
    await expect(readCsv("a\n1\n", { levels: { a: ["1", "1"] } })).rejects.toThrow(
      'column "a" has the level "1" twice',
    );
  });

  test("a source of another kind is refused", async () => {
    await expect(readCsv(42 as never)).rejects.toThrow('a CSV source cannot be "Number"');
    const numbers = async function* () {
      yield 42 as never;
    };
    await expect(readCsv(numbers())).rejects.toThrow('a CSV stream gave "Number"');
  });

  test("a header without end is given up", async () => {
    await expect(readCsv("x".repeat(40_000_000))).rejects.toThrow(
      "the header line does not end within 16777216 characters",
    );
  });
});
