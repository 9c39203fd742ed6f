// A table as HTML that a page shows and a word processor takes.
import type { ReportTable } from "./report-table.js";
import { type TableStyle, tableLayout, writerOptions } from "./table-layout.js";
import type { LaidColumn, TableLayout } from "./table-parts.js";

/**
 * A table with its caption, headings and rows marked as such, every name escaped; notes are its foot. In APA style it has
 * number and title above, three rules, and the note below, all as styles of the elements, which word processors keep.
 *
 * @example
 * const html = tableHtml(anovaTable(anova(fit)));
 */
export function tableHtml(table: ReportTable, options?: TableStyle): string;
/** As a callback of `tables.map()`. */
export function tableHtml(table: ReportTable, place: number, tables: readonly ReportTable[]): string;
export function tableHtml(table: ReportTable, given: TableStyle | number = {}, tables?: unknown): string {
  const options = writerOptions(given, tables);
  const layout = tableLayout(table, options);
  return layout.label === null ? plainHtml(layout) : apaHtml(layout, layout.label);
}

function plainHtml({ title, columns, parts, notes }: TableLayout): string {
  const align = columns.map(({ isText }) => (isText ? "" : ' style="text-align:right"'));
  const foot = notes.map((note) => `<tr><td colspan="${columns.length}">${htmlText(note)}</td></tr>`).join("");
  return [
    "<table>",
    ...(title === "" ? [] : [`<caption>${htmlText(title)}</caption>`]),
    `<thead>${headRows(columns, align).join("")}</thead>`,
    ...bodies(columns, parts, () => align),
    ...(foot === "" ? [] : [`<tfoot>${foot}</tfoot>`]),
    "</table>",
  ].join("\n");
}

const RULE = "1px solid black";

function apaHtml({ title, columns, parts, notes }: TableLayout, label: string): string {
  const aligned = columns.map(
    ({ isText }) => `font-weight:normal;text-align:${isText ? "left" : "right"};padding:2px 8px`,
  );
  const styled = (rules: string) => aligned.map((text) => ` style="${text}${rules}"`);
  const last = parts.length - 1;
  const rows = (k: number) => columns[0]?.cells[k].length ?? 0;
  const caption = [`<b>${label}</b>`, ...(title === "" ? [] : [`<i>${htmlText(title)}</i>`])].join("<br>");
  const head = headRows(
    columns,
    styled(`;border-bottom:${RULE}`),
    ` style="font-weight:normal;text-align:center;border-bottom:${RULE}"`,
  );
  const body = bodies(columns, parts, (k, i) =>
    styled(k === last && i === rows(k) - 1 ? `;border-bottom:${RULE}` : ""),
  );
  return [
    `<table style="border-collapse:collapse;border-top:${RULE}">`,
    `<caption style="text-align:left;caption-side:top">${caption}</caption>`,
    `<thead>${head.join("")}</thead>`,
    ...body,
    "</table>",
    ...notes.map((note) => `<p><i>Note.</i> ${htmlText(note)}</p>`),
  ].join("\n");
}

/** The row of group headings where there are groups, then that of the columns' own. */
function headRows(columns: readonly LaidColumn[], styles: readonly string[], groupStyle = ""): string[] {
  const own = columns.map(({ heading, isSymbol }, j) => {
    const text = isSymbol ? `<i>${htmlText(heading)}</i>` : htmlText(heading);
    return `<th scope="col"${styles[j]}>${text}</th>`;
  });
  const rows = [`<tr>${own.join("")}</tr>`];
  if (columns.every(({ group }) => group === null)) return rows;
  const groups: string[] = [];
  for (let from = 0; from < columns.length; ) {
    let to = from;
    while (to < columns.length && columns[to].group === columns[from].group) to++;
    const { group } = columns[from];
    const span = to - from === 1 ? "" : ` colspan="${to - from}"`;
    if (group === null) groups.push(`<td${span}></td>`);
    else groups.push(`<th scope="colgroup"${span}${groupStyle}>${htmlText(group)}</th>`);
    from = to;
  }
  return [`<tr>${groups.join("")}</tr>`, ...rows];
}

/** One body a part, with its heading in a row of its own. */
function bodies(
  columns: readonly LaidColumn[],
  parts: readonly (string | null)[],
  stylesOf: (part: number, row: number) => readonly string[],
): string[] {
  return parts.flatMap((name, k) => {
    const cells = columns.map((column) => column.cells[k].map((cell) => htmlText(cell.trim())));
    const rows = (cells[0] ?? []).map((first, i) => {
      const styles = stylesOf(k, i);
      const rest = cells.slice(1).map((column, j) => `<td${styles[j + 1]}>${column[i]}</td>`);
      return `<tr><th scope="row"${styles[0]}>${first}</th>${rest.join("")}</tr>`;
    });
    const heading = `<tr><th scope="rowgroup" colspan="${columns.length}" style="text-align:left">${htmlText(name ?? "")}</th></tr>`;
    return ["<tbody>", ...(name === null ? [] : [heading]), ...rows, "</tbody>"];
  });
}

const HTML: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text in which no character is markup. */
export function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => HTML[sign]);
}
