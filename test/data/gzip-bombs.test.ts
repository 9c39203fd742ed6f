// Small gzipped files of which much text comes: refused after a part of it, with a number, by the library and the command line.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../src/data/read-table.js";
import { runCli } from "../cli/run-cli.js";

const SIZE = 2 ** 27;

/** The text, then 128 MiB of one character: some 600 kB. */
function bomb(text: string, character: string): Buffer {
  return gzipSync(Buffer.concat([Buffer.from(text), Buffer.alloc(SIZE, character)]), { level: 1 });
}

const header = "y,x,g\n";
const bombs: readonly (readonly [name: string, packed: () => Buffer, message: string])[] = [
  ["of zeros", () => bomb("", "\0"), "the file is not text (it holds NUL characters); is it a CSV file?"],
  ["of a header without an end", () => bomb("y", "a"), "the header line does not end within 16777216 characters"],
  ["of a cell without an end", () => bomb(`${header}1,2,"`, "a"), "line 2 does not end within 16777216 characters"],
  ["of a later one", () => bomb(`${header}1,2,a\n`, "b"), "line 3 does not end within 16777216 characters"],
  ["of a line of JSON", () => bomb('{"y":1}\n{"y":"', "a"), "line 2 does not end within 16777216 characters"],
];

describe("a gzip bomb", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "blup-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  for (const [name, packed, message] of bombs) {
    it(`${name} is refused within its first 16 MiB`, async () => {
      const bytes = packed();
      expect(bytes.length).toBeLessThan(SIZE / 200);
      await expect(readTable(bytes)).rejects.toThrow(message);
    });
  }

  it("of any kind ends at maxBytes, and the process lives on", async () => {
    const kinds = [bomb(header, "\n"), bomb("PAR1", "a"), bomb("ARROW1\0\0", "a"), bomb("PK\x03\x04", "a")];
    for (const bytes of kinds) {
      const message = "the file has more than 1000000 bytes, the limit of maxBytes";
      await expect(readTable(bytes, { maxBytes: 1e6 })).rejects.toThrow(message);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  });

  it("is one line and exit code 1 at the command line", async () => {
    const path = join(folder, "bomb.csv.gz");
    writeFileSync(path, bomb(header, "\n"));
    const { code, out, err } = await runCli(["fit", "y ~ x + (1 | g)", path, "--max-bytes", "1000000"]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toBe("error: the file has more than 1000000 bytes, the limit of --max-bytes\n");
  });
});
