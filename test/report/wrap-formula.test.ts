import { describe, expect, it } from "vitest";
import { filledLines } from "../../src/report/text-table.js";
import { formulaLines } from "../../src/report/wrap-formula.js";
import { rFormats } from "./r-fixtures.js";

describe("formulaLines", () => {
  it("breaks long formulas where R's deparse does", () => {
    for (const { formula, lines } of rFormats.formulas) expect(formulaLines(formula)).toEqual(lines);
  });

  it("does not break inside quotes and backquotes", () => {
    const name = `\`${"a + b, ".repeat(10)}\``;
    expect(formulaLines(`y ~ ${name} + x`)).toEqual([`y ~ ${name} + `, "    x"]);
    const text = `y ~ ifelse(g == "${"a, ".repeat(20)}", 1, 0)`;
    expect(formulaLines(text).join("").replaceAll("    ", "")).toBe(text);
  });
});

describe("filledLines", () => {
  it("fills lines as R's cat does", () => {
    for (const { lines, filled } of rFormats.formulas) expect(filledLines(["Formula:", ...lines])).toEqual(filled);
  });
});
