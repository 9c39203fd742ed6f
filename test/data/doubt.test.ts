import { readFileSync } from "node:fs";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { describe, expect, test } from "vitest";
import { readCsv } from "../../src/data/csv.js";
import { noticeText } from "../../src/data/notices.js";
import { readTable } from "../../src/data/read-table.js";
import { toTable } from "../../src/data/to-table.js";
import { cells, codes, levels, noticeOf } from "../support/cells.js";

const fixture = (name: string) => readFileSync(new URL(`../fixtures/reading/${name}`, import.meta.url));
const CODE = "W_DOUBTFUL_COLUMN";

async function doubted(texts: readonly string[]): Promise<boolean> {
  const fromCsv = codes(await readCsv(`x,y\n${texts.map((text) => `"${text}",1\n`).join("")}`)).includes(CODE);
  const present = texts.map((text) => (text === "" || text === "NA" ? null : text));
  expect(codes(toTable({ x: present })).includes(CODE)).toBe(fromCsv);
  return fromCsv;
}

describe("a column of numbers with a text among them", () => {
  test.each([
    ["predictor_na.csv", "freq", 1, 200, 36],
    ["age.csv", "age", 1, 800, 335],
    ["stray.csv", "x", 1, 96, 12],
  ])("is doubtful: %s", async (name, column, count, of, line) => {
    const table = await readCsv(fixture(name));
    const notice = noticeOf(table, CODE);
    expect(notice).toMatchObject({ columns: [column], count, of, line, row: line - 2, first: "n/a" });
    expect(table.columns.get(column)).toMatchObject({ kind: "factor", doubt: notice, text: "." });
    expect(notice.remedies).toEqual([
      { options: { missing: { [column]: ["n/a"] } }, effect: "makes it missing" },
      { expression: `as.numeric(${column})`, effect: "in the formula leaves out what is no number" },
      { options: { types: { [column]: "factor" } }, effect: "makes a factor of all" },
    ]);
    expect(noticeText(notice)).toBe(
      `column "${column}" is doubtful: ${of - 1} of its ${of} cells are numbers, but 1 is not, the first "n/a" on line ` +
        `${line}; missing: {"${column}":["n/a"]} makes it missing, as.numeric(${column}) in the formula leaves out what ` +
        `is no number, types: {"${column}":"factor"} makes a factor of all`,
    );
  });

  test("is one where half of the cells, and three different ones, are numbers", async () => {
    expect(await doubted(["1", "2", "3", "x"])).toBe(true);
    expect(await doubted(["1", "2", "3", "x", "y", "z"])).toBe(true);
    expect(await doubted(["1", "2", "3", "x", "y", "z", "w"])).toBe(false);
    expect(await doubted(["1", "2", "2", "1", "x"])).toBe(false);
    expect(await doubted(["1", "1.0", "01", "x"])).toBe(false);
    expect(await doubted(["a", "b", "c"])).toBe(false);
    expect(await doubted(["1", "2", "3", "", "NA", "", "NA", "x", "y", "z"])).toBe(true);
  });

  test("names the first text, and how many others there are", async () => {
    const table = await readCsv("`a`,x\n1,1\n2,oops\n3,2\n4,n/a\n5,3\n6,4\n7,oops\n8,5\n");
    expect(noticeOf(table, CODE).message).toBe(
      'column "x" is doubtful: 5 of its 8 cells are numbers, but 3 are not, the first "oops" on line 3 and 1 other text',
    );
    expect(noticeOf(table, CODE).remedies[0].options).toEqual({ missing: { x: ["oops", "n/a"] } });
    const named = await readCsv("my col,y\n1,1\n2,2\n3,2\nx,2\n");
    expect(noticeOf(named, CODE).remedies[1].expression).toBe("as.numeric(`my col`)");
  });

  test("is settled by what is missing, or by a type", async () => {
    for (const options of [
      { missing: { freq: ["n/a"] } },
      { naValues: ["", "NA", "n/a"] },
      { types: { freq: "factor" } as const },
      { types: { freq: "ordered" } as const },
    ]) {
      expect(codes(await readCsv(fixture("predictor_na.csv"), options))).toEqual([]);
    }
    const asked = readCsv(fixture("predictor_na.csv"), { types: { freq: "number" } });
    await expect(asked).rejects.toThrow('column "freq" has "n/a" on line 36, which is not a number');
    const data = { x: ["1", "2", "3", "n/a"] };
    expect(codes(toTable(data, { types: { x: "factor" } }))).toEqual([]);
    expect(codes(toTable(toTable(data), { types: { x: "factor" } }))).toEqual([]);
    expect(codes(toTable(toTable({ ...data, y: [1, 2, 3, 4] }), { types: { y: "factor" } }))).toEqual([CODE]);
  });

  test("from an array has no line, and no option of a file", () => {
    const notice = noticeOf(toTable([{ x: "1" }, { x: "2" }, { x: "3" }, { x: "?" }]), CODE);
    expect(notice.line).toBeUndefined();
    expect(notice.message).toContain('the first "?" in row 4');
    expect(notice.remedies.map(({ options }) => options)).toEqual([undefined, { types: { x: "factor" } }]);
  });

  test("comes from Arrow and JSON lines, too", async () => {
    const texts = ["1.5", "2", "n/a", "3", null];
    for (const table of [
      toTable(tableFromArrays({ x: texts })),
      await readTable(tableToIPC(tableFromArrays({ x: texts }), { format: "file" }) as Uint8Array),
      await readTable(texts.map((x) => `${JSON.stringify({ x })}\n`).join("")),
    ]) {
      const { count, of, row, remedies } = noticeOf(table, CODE);
      expect({ count, of, row, remedies: remedies.length }).toEqual({ count: 1, of: 4, row: 2, remedies: 2 });
      expect(levels(table, "x")).toEqual(["1.5", "2", "3", "n/a"]);
    }
    const mixed = await readTable('{"x":1}\n{"x":2}\n{"x":"n/a"}\n{"x":3}\n');
    const [{ options }] = noticeOf(mixed, CODE).remedies;
    expect(options).toEqual({ missing: { x: ["n/a"] } });
  });

  test("is not one where the levels were declared", () => {
    expect(codes(toTable({ x: { codes: [0, 1, 2, 3], levels: ["1", "2", "3", "?"] } }))).toEqual([]);
  });
});

describe("integers above 2^53", () => {
  test("are text, told from one another", async () => {
    const table = await readCsv(fixture("bigid.csv"));
    expect(levels(table, "id")?.length).toBe(12);
    expect(noticeOf(table, "W_LARGE_INTEGERS")).toMatchObject({
      columns: ["id"],
      first: "12345678901234567890",
      line: 2,
    });
    const asked = await readCsv(fixture("bigid.csv"), { types: { id: "number" } });
    expect(asked.columns.get("id")?.kind).toBe("number");
    expect(codes(asked)).toEqual([]);
  });

  test("are text from arrays of big integers, too", () => {
    const table = toTable({ id: BigInt64Array.of(2n ** 53n + 1n, 2n ** 53n, 7n), y: [1n, null, 2n ** 60n] });
    expect(cells(table.columns.get("id"))).toEqual(["9007199254740993", "9007199254740992", "7"]);
    expect(levels(table, "id")).toEqual(["7", "9007199254740992", "9007199254740993"]);
    expect(cells(table.columns.get("y"))).toEqual(["1", null, "1152921504606846976"]);
    expect(codes(table)).toEqual(["W_LARGE_INTEGERS", "W_LARGE_INTEGERS"]);
    expect(noticeOf(table, "W_LARGE_INTEGERS")).toMatchObject({ count: 2, of: 3, row: 0 });
  });

  test("are numbers where fractions or exponents show that they are measured", async () => {
    for (const other of ["1.5", "1e20"]) {
      expect((await readCsv(`x,y\n12345678901234567890,1\n${other},1\n`)).columns.get("x")?.kind).toBe("number");
    }
    expect((await readCsv("x,y\n9007199254740991,1\n-9007199254740991,1\n")).columns.get("x")?.kind).toBe("number");
    expect((await readCsv("x,y\n9007199254740993,1\n")).columns.get("x")?.kind).toBe("factor");
  });
});
