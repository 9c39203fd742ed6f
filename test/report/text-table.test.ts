import { describe, expect, it } from "vitest";
import { displayWidth, namedVectorLines, tableLines } from "../../src/report/text-table.js";

describe("tableLines", () => {
  const wide = [
    ["", "a", "bb"],
    ...Array.from({ length: 20 }, (_, j) => [`c${j}`, ...["1", "2"].map((value) => value.repeat(5))]),
  ];

  it("puts columns that do not fit below, with the row names again", () => {
    const lines = tableLines({ columns: wide, align: "right" });
    expect(lines).toHaveLength(6);
    expect(lines.every((line) => displayWidth(line) < 80)).toBe(true);
    expect(lines[0]).toBe(`  ${Array.from({ length: 12 }, (_, j) => `c${j}`.padStart(6)).join("")}`);
    expect(lines[3]).toBe(`  ${Array.from({ length: 8 }, (_, j) => `c${j + 12}`.padStart(6)).join("")}`);
  });

  it("shows a column that is wider than the line", () => {
    const name = "x".repeat(100);
    const columns = [
      ["", "r"],
      [name, "1"],
      ["y", "2"],
    ];
    expect(tableLines({ columns, align: "left" })).toEqual([`  ${name}`, `r 1${" ".repeat(99)}`, "  y", "r 2"]);
  });

  it("wraps long names behind their signs where that makes the columns fit, and no others", () => {
    const columns = [
      ["", "plausibility:condition:type", "x".repeat(40), "short"],
      ["Estimate", "1.25", "2", "3"],
    ];
    expect(tableLines({ columns, align: "right", width: 30 })).toEqual([
      "                     Estimate",
      "plausibility:            1.25",
      " condition:type              ",
      `${"x".repeat(20)}        2`,
      ` ${"x".repeat(19)}         `,
      " x                           ",
      "short                       3",
    ]);
    expect(tableLines({ columns, align: "right", width: 80 })).toHaveLength(4);
    expect(tableLines({ columns, align: "right", width: 15 })).toHaveLength(4);
  });

  it("aligns by what a terminal shows", () => {
    const columns = [
      ["", "日本", "e\u0301"],
      ["n", "1", "2"],
    ];
    expect(tableLines({ columns, align: "right" })).toEqual(["     n", "日本 1", "e\u0301    2"]);
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
