import { describe, expect, it } from "vitest";
import { tableMarkdown } from "../../src/report/table-markdown.js";
import { tableOf } from "../../src/report/table-of.js";
import { tableText } from "../../src/report/table-text.js";

const rows: readonly { name: string; aic: number; weight: number; test: { p: number } | null; sd?: number }[] = [
  { name: "one", aic: 1802.0787, weight: 0.00012, test: null },
  { name: "two", aic: 1763.9393, weight: 0.99988, test: { p: 7.07e-10 }, sd: 5.9 },
];

describe("a table made of rows", () => {
  const table = tableOf("Models", ["by AIC"], rows, [
    ["model", "", "text", ({ name }) => name],
    ["aic", "AIC", "criterion"],
    false,
    ["weight", "w", ["share", "decimals"]],
    ["sd", "SD", "estimate"],
    ["p", "p", "p", ({ test }) => test?.p],
  ]);

  it("has the members of each under their keys, or what is made of it, and nothing where there is nothing", () => {
    expect(table).toEqual({
      title: "Models",
      columns: [
        { key: "model", name: "", kind: "text", values: ["one", "two"] },
        { key: "aic", name: "AIC", kind: "criterion", values: [1802.0787, 1763.9393] },
        { key: "weight", name: "w", kind: "share", layout: "decimals", values: [0.00012, 0.99988] },
        { key: "sd", name: "SD", kind: "estimate", values: [null, 5.9] },
        { key: "p", name: "p", kind: "p", values: [null, 7.07e-10] },
      ],
      notes: ["by AIC"],
    });
  });

  it("writes numbers as their kind, or as the column's own layout, says", () => {
    expect(tableText(table).split("\n").slice(1, 4)).toEqual([
      "         AIC     w  SD        p",
      "one 1802.079 0.000             ",
      "two 1763.939 1.000 5.9 7.07e-10",
    ]);
    expect(tableMarkdown(table)).toContain("| one | 1802.079 | 0.000 |     |          |");
  });
});
