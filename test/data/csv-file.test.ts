import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCsvFile } from "../../src/data/csv-file.js";
import { DataError } from "../../src/errors.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "blup-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const rows = Array.from({ length: 60000 }, (_, i) => `${i},s${i % 50}\n`).join("");
const text = `x,subj\n${rows}`;

test("a file is read whole, gzipped or not, whatever its name", async () => {
  const members = Buffer.concat([gzipSync(text.slice(0, 1000)), gzipSync(text.slice(1000))]);
  for (const [name, content] of [
    ["a.csv", Buffer.from(text)],
    ["a.csv.gz", gzipSync(text)],
    ["a.txt", gzipSync(text)],
    ["b.gz", members],
  ] as const) {
    const path = join(folder, name);
    writeFileSync(path, content);
    const table = await readCsvFile(path);
    expect(table.rowCount).toBe(60000);
    expect(table.columns.get("x")).toMatchObject({ kind: "number" });
    const subject = table.columns.get("subj");
    expect(subject?.kind === "factor" && subject.levels.length).toBe(50);
  }
});

test("a path that cannot be read is named", async () => {
  const missing = readCsvFile(join(folder, "none.csv"));
  await expect(missing).rejects.toBeInstanceOf(DataError);
  await expect(missing).rejects.toThrow(`none.csv" does not exist`);
  await expect(readCsvFile(folder)).rejects.toThrow("is a folder, not a file");
});

test("a gzipped file that is cut off or damaged is refused", async () => {
  const packed = gzipSync(text);
  const cut = join(folder, "cut.gz");
  writeFileSync(cut, packed.subarray(0, packed.length >> 1));
  await expect(readCsvFile(cut)).rejects.toThrow("the gzip data are damaged or cut off");
  packed.fill(0x55, 2000, 2100);
  const damaged = join(folder, "damaged.gz");
  writeFileSync(damaged, packed);
  await expect(readCsvFile(damaged)).rejects.toBeInstanceOf(DataError);
});
