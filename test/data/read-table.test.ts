import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readCsv } from "../../src/data/csv.js";
import { readTable } from "../../src/data/read-table.js";
import { storedZip } from "../../src/data/zip.js";
import { DataError } from "../../src/errors.js";
import { cells, codes, levels, noticeOf, plain } from "../support/cells.js";

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
const table = (name: string) => fixture(`tables/${name}`);
const bytesOf = (text: string) => new TextEncoder().encode(text);
const expected = await readCsv(table("plain.csv"));

/** The columns that all kinds of file have. */
function common(read: Awaited<ReturnType<typeof readTable>>) {
  const { subj, cond, rt, x, n, gap } = plain(read);
  return { subj, cond, rt, x, n, gap };
}

describe("a Parquet or Arrow file", () => {
  test.each([
    "none.parquet",
    "snappy.parquet",
    "gzip.parquet",
    "brotli.parquet",
    "zstd.parquet",
    "lz4.parquet",
    "uncompressed.feather",
    "lz4.feather",
    "zstd.feather",
    "stream.arrows",
  ])("of the kind of %s has the cells of the CSV file", async (name) => {
    const read = await readTable(table(name));
    expect(common(read)).toEqual(common(expected));
    expect(cells(read.columns.get("day")).slice(0, 2)).toEqual(["2024-03-01", "2024-03-02"]);
    expect(cells(read.columns.get("at")).slice(0, 2)).toEqual(["2024-03-01T10:00:00", "2024-03-01T10:01:00"]);
    expect(read.columns.get("ok")).toMatchObject({ logical: true, levels: ["FALSE", "TRUE"] });
    expect(levels(read, "dose")).toEqual(["50", "100", "1000"]);
    if (!name.endsWith("parquet"))
      expect(read.columns.get("cond")).toMatchObject({ ordered: true, levels: ["low", "mid", "high"] });
    expect((await readTable(gzipSync(table(name)))).rowCount).toBe(60);
  });

  test("takes types, levels and what is missing as a CSV file does", async () => {
    const options = {
      types: { n: "factor" } as const,
      levels: { cond: ["high", "mid", "low"] },
      missing: { subj: ["s0"], gap: ["0.5"] },
    };
    for (const name of ["zstd.parquet", "lz4.feather", "two-sheets.xlsx", "plain.csv"]) {
      const read = await readTable(table(name), options);
      expect(levels(read, "n")?.slice(0, 11)).toEqual(Array.from({ length: 11 }, (_, i) => String(i)));
      expect(levels(read, "cond")).toEqual(["high", "mid", "low"]);
      expect(cells(read.columns.get("subj")).slice(0, 2)).toEqual([null, "s1"]);
      expect(cells(read.columns.get("gap")).slice(0, 3)).toEqual([null, null, 1]);
      const wrong = readTable(table(name), { levels: { cond: ["low", "mid"] } });
      await expect(wrong).rejects.toThrow(
        /column "cond" has "high" (on line 4|in row [34]), which is not among its levels/,
      );
      await expect(readTable(table(name), { types: { nosuch: "factor" } })).rejects.toThrow("is not in the data");
    }
  });

  test("packed by LZ4 in several blocks is unpacked over their borders", async () => {
    const read = await readTable(table("long-lz4.feather"));
    expect(read.rowCount).toBe(20000);
    expect(cells(read.columns.get("v"))[19999]).toBe(`level ${19999 % 900}`);
  });

  test("that is damaged or too large is refused in words", async () => {
    for (const name of [
      "gzip.parquet",
      "lz4.parquet",
      "zstd.parquet",
      "lz4.feather",
      "zstd.feather",
      "stream.arrows",
    ]) {
      const bytes = table(name);
      // A stream may end without the mark of its end.
      const rest = name === "stream.arrows" ? 2000 : 3;
      for (const part of [20, 600, bytes.length - 2500, bytes.length - rest]) {
        await expect(readTable(bytes.subarray(0, part))).rejects.toBeInstanceOf(DataError);
      }
      await expect(readTable(bytes, { maxRows: 59 })).rejects.toThrow(
        "has 60 rows of 10 columns, over the limit of maxRows, 59",
      );
    }
    for (const name of ["gzip.parquet", "snappy.parquet", "zstd.parquet", "lz4.feather", "zstd.feather"]) {
      for (let start = 0; start < 5000; start += 250) {
        const flipped = Uint8Array.from(table(name));
        for (let at = start + 8; at < start + 258; at += 3) flipped[at] ^= 255;
        await readTable(flipped).catch((error) => expect(error).toBeInstanceOf(DataError));
      }
    }
    await expect(readTable(table("lz4.feather"), { maxBytes: 100 })).rejects.toThrow("maxBytes");
  });
});

describe("a workbook", () => {
  test("has the cells of the CSV file, on the sheet that is asked for", async () => {
    const read = await readTable(table("two-sheets.xlsx"));
    expect(common(read)).toEqual(common(expected));
    expect(cells(read.columns.get("day")).slice(0, 2)).toEqual(["2024-03-01", "2024-03-02"]);
    expect(cells(read.columns.get("at")).slice(0, 4)).toEqual([0, 1, 2, 3].map((i) => `2024-03-01T10:0${i}:00`));
    expect(noticeOf(read, "M_SHEET").message).toBe(
      'the workbook has 2 sheets, "trials", "more & <x>"; "trials" was read',
    );
    for (const sheet of ["more & <x>", 2]) {
      const other = await readTable(table("two-sheets.xlsx"), { sheet });
      expect(other.rowCount).toBe(3);
      expect(codes(other)).not.toContain("M_SHEET");
    }
    await expect(readTable(table("two-sheets.xlsx"), { sheet: "trails" })).rejects.toThrow('did you mean "trials"?');
    await expect(readTable(table("two-sheets.xlsx"), { sheet: 3 })).rejects.toThrow("the workbook has no sheet 3");
    await expect(readTable(table("plain.csv"), { sheet: 1 })).rejects.toThrow(
      "sheet is given, but the file is no workbook",
    );
  });

  test("has errors and formulas without values missing, texts untrimmed, numbers as text said", async () => {
    const read = await readTable(table("odd.xlsx"));
    expect(Array.from(read.columns.keys())).toEqual(["g", "rt", "x", " when"]);
    expect(levels(read, "g")).toEqual(["a0 ", "a1 ", "a2 "]);
    expect(cells(read.columns.get("x")).slice(0, 6)).toEqual([0, 0.5, 1, 1.5, null, 2.5]);
    expect(noticeOf(read, "W_CELL_ERRORS").message).toContain("1 cell with an error, the first #DIV/0! in C6");
    expect(noticeOf(read, "W_CELLS_NOT_COMPUTED").message).toContain("1 formula without a value, the first in B7");
    expect(noticeOf(read, "W_DOUBTFUL_COLUMN").message).toContain(
      '10 of its 11 cells are numbers, but 1 is not, the first "n/a" in row 5',
    );
    expect(noticeOf(read, "M_NUMBERS_AS_TEXT")).toMatchObject({ columns: ["x"], count: 2 });
  });

  test("may have its table anywhere, dates of 1904 and names with entities", async () => {
    await expect(readTable(table("offset.xlsx"))).rejects.toThrow(
      'the header has no name for field 2 of 3, and row 3 has "rt" there; skip: 2 leaves out what is before row 3',
    );
    const read = await readTable(table("offset.xlsx"), { skip: 2 });
    expect(plain(read)).toMatchObject({
      g: ["a0", "a1", "a2", "a0", "a1", "a2", "a0", "a1"],
      x: [0, 1, 2, 3, 4, 5, 6, 7],
    });
    const dates = await readTable(table("dates-1904.xlsx"), { sheet: 'Täg & "x"' });
    expect(cells(dates.columns.get("day"))[0]).toBe("2020-05-01");
    expect(cells(dates.columns.get("time"))[1]).toBe("10:31:00");
    expect(dates.columns.get("flag")).toMatchObject({ logical: true });
  });

  test("that reaches far or unpacks to much is refused before it is parsed", async () => {
    await expect(readTable(table("far.xlsx"))).rejects.toThrow(
      'sheet "Sheet" reaches to XFD1048576: 1048576 rows × 16384 columns are 17179869184 cells, over the limit of 20000000',
    );
    const { sheet, ...others } = partsOfWorkbook();
    const huge = zip({ ...others, "xl/worksheets/sheet1.xml": { text: sheet, size: 3_000_000_000 } });
    await expect(readTable(huge)).rejects.toThrow("the workbook unpacks to 300000");
    const small = zip({ ...others, "xl/worksheets/sheet1.xml": { text: sheet, size: 10 } });
    await expect(readTable(small)).rejects.toThrow("the archive is damaged or cut off");
  });

  test("that is damaged is refused in words", async () => {
    const bytes = table("two-sheets.xlsx");
    for (const part of [10, 1000, bytes.length - 30, bytes.length - 1]) {
      await expect(readTable(bytes.subarray(0, part))).rejects.toBeInstanceOf(DataError);
    }
    const { sheet, ...others } = partsOfWorkbook();
    for (const text of ["", "<worksheet>", sheet.replace("</row>", ""), sheet.replaceAll("A1", "ZZZZ9")]) {
      const made = readTable(
        new Uint8Array(
          storedZip(
            new Map(
              Object.entries({ ...others, "xl/worksheets/sheet1.xml": text }).map(([name, part]) => [
                name,
                bytesOf(part),
              ]),
            ),
          ),
        ),
      );
      await made.catch((error) => expect(error).toBeInstanceOf(DataError));
    }
  });

  test("has its cells found in linear time, whatever is in it", async () => {
    const { sheet, ...others } = partsOfWorkbook();
    const hostile = sheet.replace("</sheetData>", `${'<c r="A1">'.repeat(100_000)}</sheetData>`);
    const parts = new Map(
      Object.entries({ ...others, "xl/worksheets/sheet1.xml": hostile }).map(([name, text]) => [name, bytesOf(text)]),
    );
    await readTable(new Uint8Array(storedZip(parts))).catch((error) => expect(error).toBeInstanceOf(DataError));
  }, 20_000);
});

describe("JSON lines", () => {
  test("are rows, with what is missing in a line missing", async () => {
    const read = await readTable(fixture("reading/jsonl.jsonl"));
    expect(Array.from(read.columns.keys())).toEqual(["s", "i", "rt", "x"]);
    expect(read.rowCount).toBe(200);
    const text = '\n{"a": 1, "b": "x"}\r\n\r\n{"b": "NA", "c": true}\n{"a": null, "b": "", "c": false}';
    expect(plain(await readTable(text))).toEqual({
      a: [1, null, null],
      b: ["x", null, null],
      c: [null, "TRUE", "FALSE"],
    });
    expect(plain(await readTable('{"a": "1"}\n{"a": "2"}\n'))).toEqual({ a: ["1", "2"] });
  });

  test("with numbers and texts in one column have a doubtful column of texts", async () => {
    const read = await readTable('{"x": 1.5}\n{"x": 2}\n\n{"x": "n/a"}\n{"x": 3e2}\n');
    expect(cells(read.columns.get("x"))).toEqual(["1.5", "2", "n/a", "300"]);
    expect(noticeOf(read, "W_DOUBTFUL_COLUMN")).toMatchObject({ line: 4, row: 2, first: "n/a" });
    const settled = await readTable('{"x": 1.5}\n{"x": "n/a"}\n{"x": "-"}', {
      naValues: ["n/a"],
      missing: { x: ["-"] },
    });
    expect(plain(settled)).toEqual({ x: [1.5, null, null] });
    await expect(readTable('{"x": 1}\n{"x": "n/a"}\n', { types: { x: "number" } })).rejects.toThrow(
      'column "x" has "n/a" on line 2',
    );
  });

  test("keep large integers apart", async () => {
    const read = await readTable(
      '{"id": 12345678901234567890, "t": "a 12345678901234567891 \\" 1"}\n{"id": 12345678901234567891}\n',
    );
    expect(levels(read, "id")).toEqual(["12345678901234567890", "12345678901234567891"]);
    expect(levels(read, "t")).toEqual(['a 12345678901234567891 " 1']);
  });

  test("may come in pieces, and end within one", async () => {
    async function* pieces() {
      for (const piece of ['{"a": ', '1}\n{"a"', ": 2}", '\n{"a": 3}']) yield bytesOf(piece);
    }
    expect(plain(await readTable(pieces()))).toEqual({ a: [1, 2, 3] });
  });

  test.each([
    ['{"a": 1}\n{"a": \n', "line 2 is no JSON; each line is an object of cells"],
    ['{"a": 1}\n[2]\n', "line 2 is no object"],
    [
      '{\n  "a": [1, 2]\n}\n',
      "line 1 is no JSON; JSON files are read that have an object of cells a line, or an array of them",
    ],
    ["{}\n{}\n", "the file has no rows of JSON"],
  ])("%j is refused", async (text, message) => {
    await expect(readTable(text)).rejects.toThrow(message);
  });

  test("hold objects in columns that no model can use", async () => {
    const read = await readTable('{"a": 1, "b": {"c": 2}}\n{"a": 2, "b": [1]}\n');
    expect(read.columns.get("b")?.kind).toBe("unusable");
    expect(cells(read.columns.get("a"))).toEqual([1, 2]);
  });
});

describe("an array of JSON", () => {
  test("has the rows that its lines would have", async () => {
    const rows = [{ s: "a", x: 1.5 }, { s: "NA", x: null, z: true }, { s: "b" }];
    for (const text of [JSON.stringify(rows), `\ufeff\n ${JSON.stringify(rows, null, 2)}\n`]) {
      expect(plain(await readTable(text))).toEqual({
        s: ["a", null, "b"],
        x: [1.5, null, null],
        z: [null, "TRUE", null],
      });
    }
    const large = await readTable('[{"id": 12345678901234567890}, {"id": 12345678901234567891}]');
    expect(levels(large, "id")).toEqual(["12345678901234567890", "12345678901234567891"]);
    const doubtful = await readTable(JSON.stringify([1, 2, "n/a", 3].map((x) => ({ x }))));
    expect(noticeOf(doubtful, "W_DOUBTFUL_COLUMN")).toMatchObject({ row: 2, first: "n/a" });
    expect(noticeOf(doubtful, "W_DOUBTFUL_COLUMN")?.message).toContain("in row 3");
  });

  test.each([
    ['[{"a": 1}, {"a"', "the file begins as JSON, but is none: "],
    ['[{"a": 1}, 3]', "row 2 of the file is a number; each row is an object of cells by column name"],
    ['[{"a": 1}, [3]]', "row 2 of the file is an array"],
    ["[[1, 2], [3, 4]]", "readTable() reads it where there is an object of cells a line, or an array of them"],
    ["[{}]", "the file has no rows of JSON"],
  ])("%j is refused", async (text, message) => {
    await expect(readTable(text)).rejects.toThrow(message);
    await expect(readTable(text)).rejects.toBeInstanceOf(DataError);
  });

  test("is refused for more rows than allowed", async () => {
    await expect(readTable('[{"a": 1}, {"a": 2}]', { maxRows: 1 })).rejects.toThrow("over the limit of maxRows, 1");
  });
});

describe("numbers stored as text", () => {
  const rows = ["1.5", "2", "30"].map((x) => ({ x, s: "a", id: `i${x}` }));

  test("are a factor, and that is told with what makes numbers of them", async () => {
    const read = await readTable(JSON.stringify(rows));
    expect(levels(read, "x")).toEqual(["1.5", "2", "30"]);
    expect(read.notices).toMatchObject([{ code: "M_NUMBERS_AS_TEXT", columns: ["x"] }]);
    const settled = await readTable(JSON.stringify(rows), read.notices?.[0].remedies[0].options);
    expect(cells(settled.columns.get("x"))).toEqual([1.5, 2, 30]);
    expect(settled.notices).toBeUndefined();
    expect((await readTable(JSON.stringify(rows), { types: { x: "factor" } })).notices).toBeUndefined();
  });

  test("are told of Parquet and Arrow files, too", async () => {
    for (const name of ["none.parquet", "uncompressed.feather"]) {
      const read = await readTable(fixture(`tables/${name}`));
      expect(noticeOf(read, "M_NUMBERS_AS_TEXT")?.columns).toEqual(["dose"]);
    }
  });
});

describe("a file of another kind", () => {
  const zipOf = (name: string) => new Uint8Array(storedZip(new Map([[name, bytesOf("x")]])));
  test.each<[string, Uint8Array, string]>([
    ["an SPSS file", bytesOf("$FL2@(#) SPSS DATA FILE"), "in SPSS save it as CSV"],
    ["a jamovi file", zipOf("metadata.json"), "in jamovi export the data"],
    ["an OpenDocument file", zipOf("content.xml"), "in LibreOffice save the sheet as .xlsx or CSV"],
    ["a JASP file", zipOf("manifest.json"), "in JASP export the data as CSV"],
    ["a binary workbook", zipOf("xl/workbook.bin"), "save it as .xlsx or CSV"],
    ["a zip archive", zipOf("data.csv"), 'a zip archive with "data.csv"; unpack it'],
    [
      "an R data file",
      gzipSync(Uint8Array.of(0x58, 0x0a, 0, 0, 0, 3, 0, 4, 2, 2)),
      "in R write the table: write.csv(readRDS(file)",
    ],
    ["an R workspace", gzipSync(bytesOf("RDX3\nX\n")), "in R write the table"],
    ["a Stata file", bytesOf("<stata_dta><header>"), "export delimited"],
    ["a SAS file", Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xc2, 0xea, 0x81, 0x60, 1, 2), "a SAS file"],
    ["an old workbook", Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1), "save it as .xlsx without one, or as CSV"],
    ["Feather of version 1", bytesOf("FEA1abc"), "Feather version 2"],
    ["a web page", bytesOf("<!DOCTYPE html>\n"), "a web page"],
  ])("%s is refused with what helps", async (_, bytes, advice) => {
    const read = readTable(bytes);
    await expect(read).rejects.toBeInstanceOf(DataError);
    await expect(read).rejects.toThrow(advice);
  });

  test("is not taken for one by a header that looks like it", async () => {
    for (const name of ["PK", "B", "X", "RD", "A"]) {
      expect(plain(await readTable(`${name}\n2\n3\n`))).toEqual({ [name]: [2, 3] });
    }
  });
});

/** What a workbook of one sheet is made of. */
function partsOfWorkbook() {
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const relations = "http://schemas.openxmlformats.org/package/2006/relationships";
  return {
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="one" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    sheet: `<worksheet xmlns="${main}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData></worksheet>`,
  };
}

/** An archive whose directory tells other sizes than there are. */
function zip(files: Readonly<Record<string, string | { text: string; size: number }>>): Uint8Array {
  const texts = Object.entries(files).map(
    ([name, file]) => [name, bytesOf(typeof file === "string" ? file : file.text)] as const,
  );
  const bytes = new Uint8Array(storedZip(new Map(texts)));
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length - 4; at++) {
    if (view.getUint32(at, true) !== 0x02014b50) continue;
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + view.getUint16(at + 28, true)));
    const file = files[name];
    if (typeof file === "object") {
      view.setUint16(at + 10, 8, true);
      view.setUint32(at + 24, file.size, true);
    }
  }
  return bytes;
}
