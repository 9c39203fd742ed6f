// A table for a Markdown document.
import { escapeMarkdown, markdownTable } from "./markdown-text.js";
import type { ReportTable } from "./report-table.js";
import { type TableStyle, tableLayout, writerOptions } from "./table-layout.js";

/**
 * GitHub Markdown, every name escaped.
 *
 * @example
 * console.log(tableMarkdown(anovaTable(anova(fit))));
 */
export function tableMarkdown(table: ReportTable, options?: TableStyle): string;
/** As a callback of `tables.map()`. */
export function tableMarkdown(table: ReportTable, place: number, tables: readonly ReportTable[]): string;
export function tableMarkdown(table: ReportTable, given: TableStyle | number = {}, tables?: unknown): string {
  const options = writerOptions(given, tables);
  const { label, title, columns, parts, notes } = tableLayout(table, options);
  const text = columns.map(({ isText, cells }) =>
    cells.map((part) => part.map((cell) => escapeMarkdown(isText ? cell : cell.trim()))),
  );
  const rows = parts.flatMap((name, k) => {
    const own = (text[0]?.[k] ?? []).map((_, i) => text.map((column) => column[k][i]));
    return name === null ? own : [[`**${escapeMarkdown(name)}**`, ...text.slice(1).map(() => "")], ...own];
  });
  const header = columns.map(({ heading, isSymbol, group }) => {
    const own = isSymbol ? `*${escapeMarkdown(heading)}*` : escapeMarkdown(heading);
    return group === null ? own : `${escapeMarkdown(group)}: ${own}`;
  });
  const grid = markdownTable(header, rows);
  const escaped = escapeMarkdown(title);
  if (label === null) {
    const quotes = notes.map((note) => `> ${escapeMarkdown(note)}`);
    return [...(title === "" ? [] : [escaped]), grid, ...quotes].join("\n\n");
  }
  const heads = [`**${label}**`, ...(title === "" ? [] : [`*${escaped}*`])];
  return [...heads, grid, ...notes.map((note) => `*Note.* ${escapeMarkdown(note)}`)].join("\n\n");
}
