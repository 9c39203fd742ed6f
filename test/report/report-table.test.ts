import { describe, expect, it } from "vitest";
import type { ReportTable } from "../../src/report/report-table.js";
import { tableHtml } from "../../src/report/table-html.js";
import { tableLatex } from "../../src/report/table-latex.js";
import { tableMarkdown } from "../../src/report/table-markdown.js";
import { tableText } from "../../src/report/table-text.js";
import { tableCsv, tableJson } from "../../src/report/table-values.js";

const table: ReportTable = {
  title: "Contrasts",
  columns: [
    { key: "contrast", name: "contrast", kind: "text", values: ["A - B", 'odd "|" name'] },
    { key: "estimate", name: "estimate", kind: "number", values: [1.23456789, -0.5] },
    { key: "df", name: "df", kind: "df", values: [17, Number.POSITIVE_INFINITY] },
    { key: "statistic", name: "t.ratio", kind: "statistic", values: [6.77149, null] },
    { key: "p", name: "p.value", kind: "p", values: [3.26e-6, Number.NaN] },
  ],
  notes: ["P value adjustment: none"],
};

describe("a report's table", () => {
  it("is text with one layout a column", () => {
    expect(tableText(table).split("\n")).toEqual([
      "Contrasts",
      "contrast     estimate  df t.ratio  p.value",
      "A - B           1.235  17   6.771 3.26e-06",
      'odd "|" name   -0.500 Inf               NA',
      "P value adjustment: none",
    ]);
  });

  it("is Markdown with escaped names", () => {
    expect(tableMarkdown(table)).toContain('| odd "\\|" name |   -0.500 | Inf |         |       NA |');
  });

  it("is CSV with every digit", () => {
    expect(tableCsv(table)).toBe(
      'contrast,estimate,df,statistic,p\nA - B,1.23456789,17,6.77149,0.00000326\n"odd ""|"" name",-0.5,Inf,,NA',
    );
  });

  it("is JSON in which no number is left out", () => {
    expect(tableJson(table)).toEqual({
      title: "Contrasts",
      rows: [
        { contrast: "A - B", estimate: 1.23456789, df: 17, statistic: 6.77149, p: 3.26e-6 },
        { contrast: 'odd "|" name', estimate: -0.5, df: null, statistic: null, p: null },
      ],
      notes: ["P value adjustment: none"],
    });
  });

  it("is LaTeX and HTML in which no name is markup", () => {
    const hostile: ReportTable = {
      title: "50% of <b>",
      columns: [
        { key: "name", name: "a_b & c", kind: "text", values: ["<img src=x onerror=alert(1)>", "\\input{x}^2 $y$"] },
        { key: "estimate", name: "Est.", kind: "number", values: [-1.5, 2] },
      ],
      notes: ["a\nb"],
    };
    expect(tableLatex(hostile).split("\n")).toEqual([
      "\\begin{tabular}{lr}",
      "\\toprule",
      "a\\_b \\& c & Est. \\\\",
      "\\midrule",
      "\\textless{}img src=x onerror=alert(1)\\textgreater{} & $-$1.5 \\\\",
      "\\textbackslash{}input\\{x\\}\\textasciicircum{}2 \\$y\\$ & 2.0 \\\\",
      "\\bottomrule",
      "\\end{tabular}",
      "% 50% of <b>",
      "% a b",
    ]);
    const html = tableHtml(hostile);
    expect(html).toContain(
      '<th scope="row">&lt;img src=x onerror=alert(1)&gt;</th><td style="text-align:right">-1.5</td>',
    );
    expect(html).toContain("<caption>50% of &lt;b&gt;</caption>");
  });

  it("has no rows where there are none", () => {
    const empty = { ...table, columns: table.columns.map((column) => ({ ...column, values: [] })) };
    expect(tableCsv(empty)).toBe("contrast,estimate,df,statistic,p");
    expect(tableText(empty).split("\n")).toHaveLength(3);
  });
});
