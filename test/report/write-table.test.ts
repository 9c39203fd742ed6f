import { describe, expect, it } from "vitest";
import { lmm } from "../../src/fit/fitting.js";
import { anova } from "../../src/inference/anova.js";
import { emmeans } from "../../src/inference/emmeans/emmeans.js";
import { emmeansContrasts } from "../../src/inference/emmeans/emmeans-contrasts.js";
import { anovaTable } from "../../src/report/anova-table.js";
import { apaNumber, apaP, twoDigits } from "../../src/report/apa-layout.js";
import { emmeansTable } from "../../src/report/emmeans-table.js";
import { coefficientTable, compactTable, randomEffectsTable } from "../../src/report/fit-tables.js";
import type { ReportTable } from "../../src/report/report-table.js";
import { tableHtml } from "../../src/report/table-html.js";
import { tableLatex } from "../../src/report/table-latex.js";
import { tableMarkdown } from "../../src/report/table-markdown.js";
import { tableText } from "../../src/report/table-text.js";
import { tableCsv, tableJson } from "../../src/report/table-values.js";
import { TABLE_FORMATS, type TableFormat, writeTable } from "../../src/report/write-table.js";
import { loadTable } from "../support/reference.js";

const ENDINGS: Readonly<Record<TableFormat, string>> = {
  text: "txt",
  markdown: "md",
  latex: "tex",
  html: "html",
  csv: "csv",
  json: "json",
};

const sleep = async () => lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
const cake = async () => lmm("angle ~ recipe * temp + (1 | replicate)", await loadTable("cake"));

const TABLES: Readonly<Record<string, () => Promise<ReportTable>>> = {
  coefficients: async () => coefficientTable(await sleep()),
  "random-effects": async () => randomEffectsTable(await sleep()),
  compact: async () => compactTable(await sleep()),
  anova: async () => anovaTable(anova(await cake(), { df: "kenward-roger" })),
  contrasts: async () => {
    const fit = await cake();
    return emmeansTable(emmeansContrasts(fit, emmeans(fit, ["recipe"])), { intervals: true });
  },
};

/** Two models beside each other, with names that are markup everywhere. */
const grouped: ReportTable = {
  title: "50% of <b>$x_1$</b>",
  level: 0.9,
  columns: [
    { key: "effect", name: "", kind: "text", values: ["(Intercept)", "a:b & <i>", "N"] },
    { key: "one_b", name: "Estimate", kind: "estimate", group: "m|1", values: [1.23456, -0.0456, 180] },
    { key: "one_se", name: "SE", kind: "stdError", group: "m|1", values: [0.5, 0.0996, null] },
    { key: "two_b", name: "Estimate", kind: "estimate", group: "m_2", values: [1234.5, null, 1800] },
    { key: "two_se", name: "SE", kind: "stdError", group: "m_2", values: [12.3, null, null] },
  ],
  parts: [
    { name: "Fixed effects", rows: 2 },
    { name: "Fit", rows: 1, kind: "count" },
  ],
  notes: [],
};

describe("writeTable", () => {
  for (const [name, make] of Object.entries({ ...TABLES, grouped: async () => grouped })) {
    it(`writes the table "${name}" byte for byte`, async () => {
      const table = await make();
      for (const format of TABLE_FORMATS) {
        const plain = `${writeTable(table, format)}\n`;
        await expect(plain).toMatchFileSnapshot(`../snapshots/tables/${name}.${ENDINGS[format]}`);
        if (format === "csv" || format === "json") continue;
        const apa = `${writeTable(table, format, { style: "apa", number: 2 })}\n`;
        await expect(apa).toMatchFileSnapshot(`../snapshots/tables/${name}-apa.${ENDINGS[format]}`);
      }
    });
  }

  it("keeps the columns of a model together and p beside its estimate, in any width", () => {
    const values = ["the first of two rather long names of a condition", "another:one"];
    const table: ReportTable = {
      title: "",
      notes: [],
      columns: [
        { key: "name", name: "", kind: "text", values },
        ...["left", "right"].flatMap((group): ReportTable["columns"] => [
          { key: `${group}_b`, name: "Estimate", kind: "estimate", group, values: [1, 2] },
          { key: `${group}_p`, name: "p", kind: "p", group, values: [0.5, 0.25] },
        ]),
      ],
    };
    for (const width of [30, 44, 60, 200]) {
      const lines = writeTable(table, "text", { width }).split("\n");
      expect(lines.every((line) => line.length < width)).toBe(true);
      expect(lines.filter((line) => line.includes("Estimate")).every((line) => /Estimate +p/.test(line))).toBe(true);
    }
  });

  it("numbers several tables, and gives them in JSON as an array", () => {
    const text = writeTable([grouped, grouped], "text", { style: "apa", number: 3 });
    expect(text.match(/^Table \d$/gm)).toEqual(["Table 3", "Table 4"]);
    expect(JSON.parse(writeTable([grouped, grouped], "json"))).toHaveLength(2);
  });

  it("is written by every writer of one table as a callback of map(), whose place is no option", () => {
    const two = [grouped, grouped];
    for (const [written, one] of [
      [two.map(tableText), tableText(grouped)],
      [two.map(tableMarkdown), tableMarkdown(grouped)],
      [two.map(tableLatex), tableLatex(grouped)],
      [two.map(tableHtml), tableHtml(grouped)],
      [two.map(tableCsv), tableCsv(grouped)],
      [two.map((table) => tableText(table)), tableText(grouped)],
    ] as const) {
      expect(written).toEqual([one, one]);
    }
    expect(two.map(tableJson)).toEqual([tableJson(grouped), tableJson(grouped)]);
    for (const write of [tableText, tableMarkdown, tableLatex, tableHtml, tableCsv]) {
      expect(() => (write as (table: ReportTable, width: number) => string)(grouped, 60)).toThrow(
        "options must be an object, not 60; in map() write (x) => f(x)",
      );
    }
  });

  it("refuses what it does not know", () => {
    expect(() => writeTable(grouped, "docx" as TableFormat)).toThrow('format "docx" of writeTable() is not known');
    expect(() => writeTable(grouped, "text", { stile: 1 } as object)).toThrow('did you mean "style"?');
    expect(() => writeTable("x" as unknown as ReportTable)).toThrow("tables must be a table");
  });
});

describe("numbers in APA style", () => {
  it("are p values with three decimals and no zero before the point", () => {
    expect([0.0004, 0.001, 0.0096, 0.05, 0.4996, 0.9994, 0.9996, 1].map(apaP)).toEqual([
      "< .001",
      ".001",
      ".010",
      ".050",
      ".500",
      ".999",
      "> .999",
      "> .999",
    ]);
  });

  it("have as many decimals as show two digits of the smallest", () => {
    expect([[24.7], [6.82], [9.96], [0.0996], [0.00123, 5], [245], [0, Number.NaN]].map(twoDigits)).toEqual([
      0, 1, 0, 2, 4, 0, 2,
    ]);
  });

  it("have a true minus sign, none before zero", () => {
    expect([apaNumber(-1.25, 1), apaNumber(-0.04, 1), apaNumber(Number.NEGATIVE_INFINITY, 1)]).toEqual([
      "−1.2",
      "0.0",
      "−∞",
    ]);
  });
});
