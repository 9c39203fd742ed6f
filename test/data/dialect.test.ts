import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readCsv } from "../../src/data/csv.js";
import { cells, codes, levels, noticeOf, plain } from "../support/cells.js";

const fixture = (name: string) => readFileSync(new URL(`../fixtures/reading/${name}`, import.meta.url));
const names = async (text: string, options = {}) => Array.from((await readCsv(text, options)).columns.keys());

describe("a file as a program has written it", () => {
  test("may say its delimiter in a first line, as spreadsheets do", async () => {
    const table = await readCsv(fixture("excel_sep.csv"));
    expect(Array.from(table.columns.keys())).toEqual(["s", "i", "rt", "x"]);
    expect(table.rowCount).toBe(200);
    for (const [line, delimiter] of [
      ["sep=|", "|"],
      ["SEP=\t", "\t"],
      ['"sep=,"', ","],
    ]) {
      expect(await names(`${line}\r\na${delimiter}b\r\n1${delimiter}2\r\n`)).toEqual(["a", "b"]);
    }
    // A header may begin like it.
    expect(await names("sep=x2,b\n1,2\n")).toEqual(["sep=x2", "b"]);
  });

  test("may have empty columns at the right", async () => {
    const table = await readCsv(fixture("trail.csv"));
    expect(Array.from(table.columns.keys())).toEqual(["s", "i", "rt", "x"]);
    // Two rows at the end have nothing in them.
    expect(table.rowCount).toBe(202);
    expect(plain(await readCsv("a,b,,\n1,2,,\n3,4\n5,6,\n"))).toEqual({ a: [1, 3, 5], b: [2, 4, 6] });
    expect(plain(await readCsv("a,b\n1,2,,\n3,4\n"))).toEqual({ a: [1, 3], b: [2, 4] });
    expect(plain(await readCsv("a,,b\n1,,2\n"))).toEqual({ a: [1], b: [2] });
    await expect(readCsv("a,b,,\n1,2,,\n1,2,,x\n")).rejects.toThrow(
      'the header has no name for field 4 of 4, and line 3 has "x" there',
    );
    await expect(readCsv("My data,,\ns,i,rt\n1,2,3\n")).rejects.toThrow("skip: 1 leaves out what is before line 2");
    await expect(readCsv("a,b\n1,2,,3\n")).rejects.toThrow("line 2 has 4 fields; the header has 2");
  });

  test("may have blanks after its delimiters", async () => {
    const table = await readCsv(fixture("spaces.csv"));
    expect(Array.from(table.columns.keys())).toEqual(["s", "i", "rt", "x"]);
    expect(levels(table, "s")?.[0]).toBe("s0");
    expect(levels(table, "i")?.slice(0, 2)).toEqual(["i0", "i1"]);
    expect(plain(await readCsv('a;  "b; c" ;d\n1; "x;y" ;  z  \n'))).toEqual({ a: [1], "b; c": ["x;y"], d: ["z"] });
    // Only the rows have them.
    expect(plain(await readCsv("a,b\n1, x\n2, y\n"))).toEqual({ a: [1, 2], b: ["x", "y"] });
    // Not all have: then they are part of the cells, as they are where the delimiter is given.
    expect(plain(await readCsv("a,b\n1, x\n2,y\n"))).toEqual({ a: [1, 2], b: [" x", "y"] });
    expect(plain(await readCsv("a,b\n1, x\n", { delimiter: "," }))).toEqual({ a: [1], b: [" x"] });
    expect(plain(await readCsv("a,b\n1, x\n", { delimiter: ",", trim: true }))).toEqual({ a: [1], b: ["x"] });
    expect(plain(await readCsv("a, b\n1, x\n", { trim: false }))).toEqual({ a: [1], " b": [" x"] });
  });

  test("may be columns between blanks, as R prints and writes tables", async () => {
    const rows = { X: [1, 2, 10], y: [1.5, 2.25, 3.5], g: ["a", "b c", "a"] };
    for (const text of [
      '    y      g  \n1  1.5     a\n2  2.25 "b c"\n10 3.5     a\n',
      '"y" "g"\n"1" 1.5 "a"\n"2" 2.25 "b c"\n"10" 3.5 "a"\n',
    ]) {
      expect(plain(await readCsv(text))).toEqual(rows);
    }
    expect(plain(await readCsv("a b c\n1  3\n", { types: { c: "factor" } }))).toEqual({ a: [1], b: [null], c: ["3"] });
  });

  test("may have comments, which an option leaves out", async () => {
    const options = { comment: "#" };
    const table = await readCsv(fixture("comment.csv"), options);
    expect(Array.from(table.columns.keys())).toEqual(["s", "i", "rt", "x"]);
    const text = "# one, two\n\n  # and\ns,x\na,1\n# between\nb#,2 # no comment\n";
    expect(plain(await readCsv(text, options))).toEqual({ s: ["a", "b#"], x: ["1", "2 # no comment"] });
    await expect(readCsv(`${text}c\n`, options)).rejects.toThrow("line 8 has 1 field; the header has 2");
    await expect(readCsv(fixture("comment.csv"))).rejects.toThrow(
      'line 2 has 4 fields; the header has 1; comment: "#" leaves out lines that begin so, skip: 1 leaves out what is before line 2',
    );
  });

  test("may have lines before its header, which an option leaves out", async () => {
    const text = 'Title, "unclosed\r\nby hand\r\n\r\ns;x\r\na;1\r\nb;n/a\r\nc;2\r\nd;3\r\n';
    const table = await readCsv(text, { skip: 2 });
    expect(cells(table.columns.get("s"))).toEqual(["a", "b", "c", "d"]);
    expect(noticeOf(table, "W_DOUBTFUL_COLUMN")).toMatchObject({ line: 6, row: 1 });
    await expect(readCsv("a\nb\n", { skip: 3 })).rejects.toThrow("the file is empty");
  });

  test("may have a name less than fields, as R writes row names", async () => {
    const table = await readCsv('"rt" "subj"\n"1" 312.5 "a b"\n"2" 400 "c"\n');
    expect(plain(table)).toEqual({ X: [1, 2], rt: [312.5, 400], subj: ["a b", "c"] });
    expect(noticeOf(table, "M_ROW_NAMES").columns).toEqual(["X"]);
    expect(plain(await readCsv("a,b\nr1,1,2\nr2,3,4\n"))).toEqual({ X: ["r1", "r2"], a: [1, 3], b: [2, 4] });
    expect(levels(await readCsv("a,b\nr1,1,2\n", { types: { X: "factor" } }), "X")).toEqual(["r1"]);
    await expect(readCsv("a,b\nr1,1,2\n3,4\n")).rejects.toThrow("line 2 has 3 fields; the header has 2");
    await expect(readCsv("X,b\nr1,1,2\n")).rejects.toThrow('and "X", as row names are called then, is taken');
    // Numbers with a decimal comma in a column of their own are no row names.
    await expect(readCsv("x\n1,5\n2,5\n")).rejects.toThrow("line 2 has 2 fields; the header has 1");
  });

  test("may have a name twice, as long as no model uses it", async () => {
    const table = await readCsv(fixture("odd2.csv"));
    expect(Array.from(table.columns.keys())).toEqual(["1g", "x", "if"]);
    expect(noticeOf(table, "M_DOUBLED_NAME").message).toContain('the header has the name "x" twice, in fields 2 and 3');
    expect(() => cells(table.columns.get("x"))).toThrow("each needs its own name");
    await expect(readCsv("a,a\n1,2\n", { types: { b: "factor" } })).rejects.toThrow('the columns are "a"');
  });

  test("is told from one of another delimiter by all of its first lines", async () => {
    expect(await names("RT, ms;cond\n815,3;a\n12,5;b\n")).toEqual(["RT, ms", "cond"]);
    expect(await names("a|b;c\n1|2\n3|4\n")).toEqual(["a", "b;c"]);
    expect(await names('text,n\n"a;b",1\n"c;d",2\n')).toEqual(["text", "n"]);
    expect(await names("subj cond rt\na 1 2\nb 1 3\n")).toEqual(["subj", "cond", "rt"]);
    expect(await names("reaction time\n12\n13\n")).toEqual(["reaction time"]);
  });

  test("may have blank lines and line ends of any kind", async () => {
    expect(plain(await readCsv("\r\n\r\na,b\r\r\n1,2\n\n3,4\r"))).toEqual({ a: [1, 3], b: [2, 4] });
  });
});

describe("a wide file", () => {
  test("of 100,000 columns is read in time that grows as it does", async () => {
    const count = 100_000;
    const header = Array.from({ length: count }, (_, j) => `V${j}`).join(",");
    const row = Array.from({ length: count }, (_, j) => j % 7).join(",");
    const table = await readCsv(`${header}\n${row}\n${row}\n`);
    expect(table.columns.size).toBe(count);
    expect(cells(table.columns.get("V99999"))).toEqual([99999 % 7, 99999 % 7]);
    const doubled = await readCsv(`${header},${header}\n${row},${row}\n`);
    expect(doubled.columns.get("V99999")).toMatchObject({ kind: "unusable" });
  }, 20_000);
});

describe("a file of one column", () => {
  test.each([
    ["y\n1,5\n2,25\n-3,0\n", [1.5, 2.25, -3]],
    ["y\n1,5\n2\n\nNA\n0,5\n", [1.5, 2, null, 0.5]],
    ['"y"\r\n"1,5"\r\n"4,5"\r\n', [1.5, 4.5]],
    ["y\n1.5\n4.5\n", [1.5, 4.5]],
  ])("may have decimal commas: %j", async (text, expected) => {
    const table = await readCsv(text);
    expect(Array.from(table.columns.keys())).toEqual(["y"]);
    expect(cells(table.columns.get("y"))).toEqual(expected);
  });

  test("says so, and is refused where the first field may be a row's name", async () => {
    expect((await readCsv("y\n4,5\n2,25\n")).notices?.map(({ code }) => code)).toEqual(["M_DECIMAL_COMMA"]);
    await expect(readCsv("y\n1,5\n2,25\n3,8\n")).rejects.toThrow("line 2 has 2 fields; the header has 1");
    await expect(readCsv("y\na,5\nb,25\n")).rejects.toThrow("line 2 has 2 fields; the header has 1");
  });
});

describe("limits", () => {
  const text = `a,b\n${"1,2\n".repeat(1000)}`;

  test("of rows and bytes refuse larger files with a number", async () => {
    await expect(readCsv(text, { maxRows: 999 })).rejects.toThrow(
      "the file has more than 999 rows of 2 columns, over the limit of maxRows, 999",
    );
    expect((await readCsv(text, { maxRows: 1000 })).rowCount).toBe(1000);
    await expect(readCsv(text, { maxBytes: 3000 })).rejects.toThrow("the file has more than 3000 bytes");
  });

  test("count what a file unpacks to, and what its cells need", async () => {
    const packed = new Blob([`a${",".repeat(50)}\n${"0".repeat(4_000_000)}`]).stream();
    const source = packed.pipeThrough(new CompressionStream("gzip")) as ReadableStream<Uint8Array>;
    await expect(readCsv(source, { maxBytes: 1_000_000 })).rejects.toThrow(
      "more than 1000000 bytes, the limit of maxBytes",
    );
    const many = `${Array.from({ length: 100 }, (_, j) => `v${j}`).join()}\n${`${",".repeat(99)}\n`.repeat(500)}`;
    await expect(readCsv(many, { maxBytes: 100_000 })).rejects.toThrow("over the limit of maxBytes, 100000");
  });

  test.each([
    ["maxRows", 0],
    ["maxBytes", "1 GB"],
    ["skip", -1],
    ["comment", ""],
    ["trim", "yes"],
    ["decimal", ";"],
    ["thousands", "12"],
    ["encoding", "klingon"],
    ["missing", { a: "x" }],
  ])("%s cannot be %j", async (name, value) => {
    await expect(readCsv("a,b\n1,2\n", { [name]: value })).rejects.toMatchObject({ kind: "OptionError", option: name });
  });

  test("of what is missing by column hold for the columns that there are", async () => {
    await expect(readCsv("a,b\n1,2\n", { missing: { c: ["1"] } })).rejects.toThrow(
      'column "c" has its missing values given, but is not in the data',
    );
    expect(plain(await readCsv("a,b\n-99,-99\n1,2\n", { missing: { a: ["-99"] } }))).toEqual({
      a: [null, 1],
      b: [-99, 2],
    });
    expect(codes(await readCsv("a,b\n1,2\n"))).toEqual([]);
  });
});
