import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fittedExponent } from "../../bench/exponent.js";
import { difference, duration, markdownTable, megabytes, replaceBetweenMarkers } from "../../bench/markdown.js";
import { median } from "../../bench/median.js";

describe("the figures of the tables", () => {
  it("have three digits and a unit that suits them", () => {
    expect([0.01234, 4.5678, 999.4, 12_345, 1_234_567].map(duration)).toEqual([
      "0.0123 ms",
      "4.57 ms",
      "999 ms",
      "12.3 s",
      "1,230 s",
    ]);
    expect([5.14e7, 1.234e9].map(megabytes)).toEqual(["51 MB", "1,230 MB"]);
  });

  it("show a difference by its sign and size", () => {
    expect([0, -0.0043, 2.6e-9, -1.234, 0.5].map(difference)).toEqual(["0", "−4.3e-3", "2.6e-9", "−1.2", "0.5"]);
  });

  it("escape what would end a cell", () => {
    const table = markdownTable([{ title: "formula", left: true, cell: (row: string) => row }], ["(1 | g)"]);
    expect(table).toBe("| formula |\n| --- |\n| (1 \\| g) |");
  });
});

describe("median and exponent", () => {
  it("are exact on small examples", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    const x = [10, 30, 100, 1000];
    expect(
      fittedExponent(
        x,
        x.map((value) => 7 * value * Math.sqrt(value)),
      ),
    ).toBeCloseTo(1.5, 12);
  });
});

describe("replaceBetweenMarkers", () => {
  it("replaces what is between its own markers, and refuses a file without them", () => {
    const folder = mkdtempSync(join(tmpdir(), "blup-markers-"));
    const path = join(folder, "page.md");
    writeFileSync(path, "a\n<!-- x:start -->\nold\n<!-- x:end -->\n<!-- y:start -->\nkept\n<!-- y:end -->\n");
    replaceBetweenMarkers(path, "x", "new");
    expect(readFileSync(path, "utf8")).toBe(
      "a\n<!-- x:start -->\nnew\n<!-- x:end -->\n<!-- y:start -->\nkept\n<!-- y:end -->\n",
    );
    expect(() => replaceBetweenMarkers(path, "z", "new")).toThrow("z:start");
    rmSync(folder, { recursive: true });
  });
});
