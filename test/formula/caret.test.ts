import { describe, expect, it } from "vitest";
import { FormulaError } from "../../src/errors.js";
import { caretBlock } from "../../src/formula/caret.js";

const block = (formula: string, position: number, length = 1) => {
  const lines = caretBlock(new FormulaError("message", formula, position, length)).split("\n");
  expect(lines).toHaveLength(2);
  return lines as [string, string];
};

describe("caretBlock", () => {
  it("marks the offending characters beneath the formula", () => {
    expect(block("Reaction ~ Dyas + (Days | Subject)", 11, 4)).toEqual([
      "Reaction ~ Dyas + (Days | Subject)",
      "           ^~~~",
    ]);
  });

  it("marks the place after the end", () => {
    expect(block("y ~ x +", 7)).toEqual(["y ~ x +", "       ^"]);
    expect(block("", 0)).toEqual(["", "^"]);
  });

  it("shows only the line with the error", () => {
    expect(block("y ~\n  x +\n  zz +\n  w", 12, 2)).toEqual(["  zz +", "  ^~"]);
    expect(block("y ~ (\r\n x", 4, 99)).toEqual(["y ~ (", "    ^"]);
  });

  it("shows tabs and control characters as blanks", () => {
    expect(block("y\t~\u0007 x", 5)).toEqual(["y ~  x", "     ^"]);
  });

  it("counts wide and combining characters by their columns", () => {
    expect(block("年齢 ~ x", 5)[1]).toBe("       ^");
    expect(block("e\u0301 ~ x", 5)[1]).toBe("    ^");
    expect(block("😀 ~ 😀", 5, 2)[1]).toBe("     ^~");
  });

  it.each([0, 10, 200, 380, 400])("cuts a long formula around position %d", (position) => {
    const formula = Array.from({ length: 100 }, (_, i) => `v${i % 10}`)
      .join(" + ")
      .slice(0, 400);
    const [line, mark] = block(formula, position, 1);
    expect(line.length).toBeLessThanOrEqual(77);
    expect(mark.length).toBeLessThanOrEqual(78);
    const at = mark.length - 1;
    expect(line[at] ?? "").toBe(formula[position] ?? "");
    expect(formula).toContain(line.replaceAll("…", ""));
  });

  it("cuts a long span", () => {
    const [line, mark] = block("x".repeat(300), 0, 300);
    expect(line.length).toBeLessThanOrEqual(77);
    expect(mark).toBe(`^${"~".repeat(37)}`);
  });
});
