// Text in which no character is markup for Markdown, and grids of it.
import { displayWidth } from "./text-table.js";

/** A table with the first column to the left and the others to the right; cells are escaped already. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, j) => Math.max(3, ...[name, ...rows.map((row) => row[j])].map(displayWidth)));
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, j) => {
      const blanks = " ".repeat(widths[j] - displayWidth(cell));
      return j === 0 ? cell + blanks : blanks + cell;
    });
    return `| ${padded.join(" | ")} |`;
  };
  const rule = widths.map((width, j) => (j === 0 ? `:${"-".repeat(width + 1)}` : `${"-".repeat(width + 1)}:`));
  return [line(header), `|${rule.join("|")}|`, ...rows.map(line)].join("\n");
}

/** A name or sentence in which no character is markup. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*|<>[\]~$]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/&(?=#|\w)/g, "&amp;")
    .replace(/\s*[\r\n]+\s*/g, " ");
}
