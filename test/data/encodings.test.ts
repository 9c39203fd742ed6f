import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readCsv } from "../../src/data/csv.js";
import { codes, levels, noticeOf, plain } from "../support/cells.js";

const fixture = (name: string) => readFileSync(new URL(`../fixtures/reading/${name}`, import.meta.url));
const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const utf16 = (text: string, isLittle: boolean) =>
  Uint8Array.from(
    Array.from(text, (char) => char.charCodeAt(0)).flatMap((unit) =>
      isLittle ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255],
    ),
  );

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("text that is not UTF-8", () => {
  test("is read as Windows-1252, with a word to check it by", async () => {
    const table = await readCsv(fixture("rt_latin1.csv"));
    expect(Array.from(table.columns.keys())).toContain("Häufigkeit (log)");
    expect(levels(table, "Wort")).toContain("Straße");
    const { message, first, remedies } = noticeOf(table, "M_ENCODING");
    expect(first).toBe("Häufigkeit");
    expect(message).toContain("Windows-1252");
    expect(remedies[0].options).toEqual({ encoding: "windows-1250" });
  });

  test("has quotes and the euro where Windows has them", async () => {
    const bytes = latin1("a,b\n\x93x\x94,\x80\n");
    expect(plain(await readCsv(bytes))).toEqual({ a: ["“x”"], b: ["€"] });
  });

  test("is found out wherever it shows first, in pieces of any size", async () => {
    const bytes = latin1(`a,b\n${"x,1\n".repeat(200)}é,2\nü,3\n`);
    for (const size of [1, 7, 64, 800, 100_000]) {
      const table = await readCsv(pieces(bytes, size));
      expect(levels(table, "a")).toEqual(["x", "é", "ü"]);
      expect(codes(table)).toEqual(["M_ENCODING"]);
    }
  });

  test("is not mixed with UTF-8", async () => {
    const bytes = new Uint8Array([...new TextEncoder().encode("a,b\né,1\n"), 0xe9, 0x2c, 0x32, 0x0a]);
    for (const size of [3, 100]) {
      await expect(readCsv(pieces(bytes, size))).rejects.toThrow(
        'the file is UTF-8 text only in part: it has other bytes after ""; encoding: "windows-1252" reads all of it',
      );
    }
    expect(plain(await readCsv(bytes, { encoding: "windows-1252" }))).toEqual({ a: ["Ã©", "é"], b: [1, 2] });
  });
});

describe("an encoding that is asked for", () => {
  test.each<[string, Uint8Array, string]>([
    ["windows-1251", latin1("\xcf\xf0,b\n\xe4,1\n"), "Пр"],
    ["shift_jis", latin1("\x93\xfa,b\n\x96\x7b,1\n"), "日"],
    ["latin1", latin1("\xe9,b\nx,1\n"), "é"],
    ["utf-16le", utf16("ö,b\nx,1\n", true), "ö"],
    ["utf-8", new TextEncoder().encode("ö,b\nx,1\n"), "ö"],
  ])("%s is read", async (encoding, bytes, name) => {
    const table = await readCsv(bytes, { encoding });
    expect(Array.from(table.columns.keys())).toEqual([name, "b"]);
    expect(codes(table)).toEqual([]);
  });

  test("is held to", async () => {
    await expect(readCsv(latin1("a\nB\xf6rn\n"), { encoding: "utf-8" })).rejects.toThrow(
      'the file is not UTF-8 text (after "B"); encoding: "windows-1252" reads all of it',
    );
    await expect(readCsv(latin1("\x81\x20,b\n"), { encoding: "shift_jis" })).rejects.toThrow(
      'the file is not text in the encoding "shift_jis"',
    );
    await expect(readCsv(latin1("a,b\n1,2\n3,4"), { encoding: "utf-16le" })).rejects.toThrow(
      'in the encoding "utf-16le"',
    );
  });
});

describe("UTF-16", () => {
  test("is read by its mark, either way round", async () => {
    for (const isLittle of [true, false]) {
      const bytes = utf16("\ufeffnäme;b\r\nö;1.5\r\n", isLittle);
      for (const size of [1, 5, 100]) {
        const table = await readCsv(pieces(bytes, size));
        expect(Object.keys(plain(table))).toEqual(["näme", "b"]);
        expect(codes(table)).toEqual([]);
      }
    }
  });

  test("without a mark is known by its zeros, and told", async () => {
    const table = await readCsv(fixture("rt_utf16.csv"));
    expect(levels(table, "Wort")).toContain("Äpfel");
    expect(table.rowCount).toBe(960);
    expect(noticeOf(table, "M_ENCODING").message).toContain("UTF-16LE");
    expect(plain(await readCsv(utf16("a,b\nx,1\n", false)))).toEqual({ a: ["x"], b: [1] });
  });

  test("that is cut off is refused", async () => {
    await expect(readCsv(utf16("\ufeffa,b\n1,2\n", true).subarray(0, 15))).rejects.toThrow(
      'in the encoding "utf-16le"',
    );
  });
});
