// A table for a LaTeX document with the package booktabs.
import type { ReportTable } from "./report-table.js";
import { type TableStyle, tableLayout, writerOptions } from "./table-layout.js";
import type { LaidColumn } from "./table-parts.js";

/**
 * A tabular, every name escaped, with title and notes as comments behind it; in APA style a table with its caption and
 * note, as the class apa7 sets it.
 *
 * @example
 * console.log(tableLatex(anovaTable(anova(fit))));
 */
export function tableLatex(table: ReportTable, options?: TableStyle): string;
/** As a callback of `tables.map()`. */
export function tableLatex(table: ReportTable, place: number, tables: readonly ReportTable[]): string;
export function tableLatex(table: ReportTable, given: TableStyle | number = {}, tables?: unknown): string {
  const options = writerOptions(given, tables);
  const { label, title, columns, parts, notes } = tableLayout(table, options);
  const cells = columns.map(({ isText, cells }) =>
    cells.map((part) => part.map((cell) => (isText ? latexText(cell) : numberText(cell)))),
  );
  const rows = parts.flatMap((name, k) => {
    const own = (cells[0]?.[k] ?? []).map((_, i) => line(cells.map((column) => column[k][i])));
    if (name === null) return own;
    const heading = `\\multicolumn{${columns.length}}{l}{\\textit{${latexText(name)}}} \\\\`;
    return [...(k === 0 ? [] : ["\\addlinespace"]), heading, ...own];
  });
  const grid = [
    `\\begin{tabular}{${columns.map(({ isText }) => (isText ? "l" : "r")).join("")}}`,
    "\\toprule",
    ...groupLines(columns),
    line(columns.map(({ heading, isSymbol }) => (isSymbol ? `\\textit{${latexText(heading)}}` : latexText(heading)))),
    "\\midrule",
    ...rows,
    "\\bottomrule",
    "\\end{tabular}",
  ];
  if (label === null) {
    return [...grid, ...[title, ...notes].filter((text) => text !== "").map(comment)].join("\n");
  }
  return [
    "\\begin{table}[htbp]",
    "\\centering",
    `\\caption{${latexText(title)}}`,
    ...grid,
    ...notes.map((note) => `\\par\\smallskip\\raggedright\\textit{Note.} ${latexText(note)}`),
    "\\end{table}",
  ].join("\n");
}

function line(texts: readonly string[]): string {
  return `${texts.join(" & ")} \\\\`;
}

function comment(text: string): string {
  return `% ${text.replace(/\s+/g, " ")}`;
}

/** The headings of groups, each with a rule beneath. */
function groupLines(columns: readonly LaidColumn[]): string[] {
  if (columns.every(({ group }) => group === null)) return [];
  const [heads, rules]: [string[], string[]] = [[], []];
  for (let from = 0; from < columns.length; ) {
    let to = from;
    while (to < columns.length && columns[to].group === columns[from].group) to++;
    const { group } = columns[from];
    if (group === null) heads.push(...columns.slice(from, to).map(() => ""));
    else {
      heads.push(`\\multicolumn{${to - from}}{c}{${latexText(group)}}`);
      rules.push(`\\cmidrule(lr){${from + 1}-${to}}`);
    }
    from = to;
  }
  return [line(heads), rules.join(" ")];
}

function numberText(cell: string): string {
  return latexText(cell.trim()).replace(/^-/, "$-$");
}

const LATEX: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  "−": "$-$",
  "∞": "$\\infty$",
  "≥": "$\\ge$",
  "≤": "$\\le$",
  χ: "$\\chi$",
  σ: "$\\sigma$",
  ρ: "$\\rho$",
  η: "$\\eta$",
  ω: "$\\omega$",
  β: "$\\beta$",
  "²": "$^2$",
  "√": "$\\surd$",
};

/** Text in which no character is a command. */
export function latexText(text: string): string {
  return text.replace(/[\\~^<>|−∞≥≤χσρηωβ²√]|[#$%&_{}]/g, (sign) => LATEX[sign] ?? `\\${sign}`).replace(/\s+/g, " ");
}
