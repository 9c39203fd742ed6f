import { describe, expect, it } from "vitest";
import { displayWidth, namedVectorLines, tableLines } from "../../src/report/text-table.js";

describe("tableLines", () => {
  const wide = {
    rowNames: ["a", "bb"],
    columnNames: Array.from({ length: 20 }, (_, j) => `c${j}`),
    cells: ["1", "2"].map((value) => Array.from({ length: 20 }, () => value.repeat(5))),
  };

  it("puts columns that do not fit below, with the row names again", () => {
    const lines = tableLines({ ...wide, align: "right" });
    expect(lines).toHaveLength(6);
    expect(lines.every((line) => displayWidth(line) < 80)).toBe(true);
    expect(lines[0]).toBe(`  ${Array.from({ length: 12 }, (_, j) => `c${j}`.padStart(6)).join("")}`);
    expect(lines[3]).toBe(`  ${Array.from({ length: 8 }, (_, j) => `c${j + 12}`.padStart(6)).join("")}`);
  });

  it("shows a column that is wider than the line", () => {
    const name = "x".repeat(100);
    expect(tableLines({ rowNames: ["r"], columnNames: [name, "y"], cells: [["1", "2"]], align: "left" })).toEqual([
      `  ${name}`,
      `r 1${" ".repeat(99)}`,
      "  y",
      "r 2",
    ]);
  });

  it("aligns by what a terminal shows", () => {
    const lines = tableLines({
      rowNames: ["日本", "e\u0301"],
      columnNames: ["n"],
      cells: [["1"], ["2"]],
      align: "right",
    });
    expect(lines).toEqual(["     n", "日本 1", "e\u0301    2"]);
  });
});

describe("namedVectorLines", () => {
  it("starts a new pair of lines at the width of the page", () => {
    const names = Array.from({ length: 9 }, (_, i) => `coefficient${i}`);
    const lines = namedVectorLines(
      names,
      names.map(() => "1.5"),
      2,
    );
    expect(lines).toHaveLength(4);
    expect(lines[2]).toBe("coefficient5  coefficient6  coefficient7  coefficient8  ");
  });
});
