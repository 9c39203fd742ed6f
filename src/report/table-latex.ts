// A table for a LaTeX document with the package booktabs.
import { type PageColumn, pageOf } from "./latex-columns.js";
import type { ReportTable } from "./report-table.js";
import { type TableStyle, tableLayout, writerOptions } from "./table-layout.js";

/**
 * A tabular, every name escaped, with title and notes as comments behind it; in APA style a table with its caption and
 * note, as the class apa7 sets it. What is wider than a page of the class article has standard errors or limits and p
 * beneath the estimates where there are several models, long names on several lines, smaller type, and in the end
 * columns that follow in a tabular below.
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
  const { panels, type, below } = pageOf(columns);
  const grids = panels.flatMap((panel, k) => [
    ...(k === 0 ? [] : ["", "\\medskip"]),
    ...gridOf(panels.length > 1 ? shownRows(panel) : panel, parts),
  ]);
  const said = below === null ? notes : label === null ? [below, ...notes] : [[`${below}.`, ...notes].join(" ")];
  const { size, tabcolsep } = type;
  const small = [
    ...(size === "normalsize" ? [] : [`\\${size}`]),
    ...(tabcolsep === undefined ? [] : [`\\setlength{\\tabcolsep}{${tabcolsep}pt}`]),
  ];
  if (label === null) {
    const body = small.length === 0 ? grids : ["\\begingroup", ...small, ...grids, "\\endgroup"];
    return [...body, ...[title, ...said].filter((text) => text !== "").map(comment)].join("\n");
  }
  return [
    "\\begin{table}[htbp]",
    "\\centering",
    `\\caption{${latexText(title)}}`,
    ...small,
    ...grids,
    ...said.map((note) => `\\par\\smallskip\\raggedright\\textit{Note.} ${latexText(note)}`),
    "\\end{table}",
  ].join("\n");
}

function gridOf(columns: readonly PageColumn[], parts: readonly (string | null)[]): string[] {
  const rows = parts.flatMap((name, k) => {
    const own = (columns[0]?.cells[k] ?? []).flatMap((_, i) =>
      linesOf(
        columns,
        columns.map(({ cells }) => cells[k][i]),
      ),
    );
    if (name === null || own.length === 0) return own;
    const heading = `\\multicolumn{${columns.length}}{l}{\\textit{${latexText(name)}}} \\\\`;
    return [...(k === 0 ? [] : ["\\addlinespace"]), heading, ...own];
  });
  return [
    `\\begin{tabular}{${columns.map(({ align }) => align).join("")}}`,
    "\\toprule",
    ...groupLines(columns),
    ...linesOf(
      columns,
      columns.map(({ heading }) => heading),
      headingText,
    ),
    "\\midrule",
    ...rows,
    "\\bottomrule",
    "\\end{tabular}",
  ];
}

/** Without rows in which only the name is left. */
function shownRows(columns: readonly PageColumn[]): PageColumn[] {
  const isShown = (k: number, i: number) =>
    columns.some(({ cells }, j) => j > 0 && cells[k][i].some((text) => text !== ""));
  return columns.map((column) => {
    return { ...column, cells: column.cells.map((part, k) => part.filter((_, i) => isShown(k, i))) };
  });
}

/** Lines of a row, of which cells may have several. */
function linesOf(
  columns: readonly PageColumn[],
  cells: readonly (readonly string[])[],
  textOf: (text: string, column: PageColumn) => string = cellText,
): string[] {
  const count = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: count }, (_, k) => line(cells.map((lines, j) => textOf(lines[k] ?? "", columns[j]))));
}

function headingText(text: string, { isSymbol }: PageColumn): string {
  return isSymbol && text !== "" ? `\\textit{${latexText(text)}}` : indented(text);
}

function cellText(text: string, { isText, align }: PageColumn): string {
  if (isText && align === "l") return indented(text);
  return latexText(text)
    .replace(/(^|[[(\s])-(?=[\dI])/g, "$1$-$")
    .replace(/^p /, "\\textit{p} ");
}

/** A line that goes on a name begins with blanks. */
function indented(text: string): string {
  const rest = text.trimStart();
  return rest.length < text.length ? `\\quad ${latexText(rest)}` : latexText(text);
}

function line(texts: readonly string[]): string {
  return `${texts.join(" & ")} \\\\`;
}

function comment(text: string): string {
  return `% ${text.replace(/\s+/g, " ")}`;
}

/** The headings of groups, each with a rule beneath. */
function groupLines(columns: readonly PageColumn[]): string[] {
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
