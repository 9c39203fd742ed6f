// Random effects by level: the long tables that a summary leaves out.

import type { Fit } from "../fit/fit.js";
import type { ConditionalModes } from "../fit/types.js";
import { oneLine } from "./control-characters.js";
import { formatNumbers } from "./format-number.js";
import { escapeMarkdown, markdownTable } from "./markdown-text.js";
import type { ReportTable } from "./report-table.js";
import { type ColumnOf, tableOf } from "./table-of.js";
import type { TextOptions } from "./table-text.js";
import { tableLines } from "./text-table.js";

/** Conditional modes of each grouping factor as text, one row a level, in the layout of R's `print(ranef(fit))`. */
export function ranefText(fit: Fit, { width }: TextOptions = {}): string {
  const blocks = Object.entries(fit.ranef()).map(([group, effects]) => {
    const numbers = columnsOf(effects).map((texts, j) => [effects.names[j], ...texts]);
    const table = tableLines({ columns: [["", ...effects.levels], ...numbers], align: "right", width });
    return [oneLine(`$${group}`), ...table].join("\n");
  });
  return blocks.join("\n\n");
}

/** The same as Markdown tables, one a grouping factor. */
export function ranefMarkdown(fit: Fit): string {
  const blocks = Object.entries(fit.ranef()).map(([group, effects]) => {
    const columns = columnsOf(effects);
    const cells = effects.levels.map((level, i) => [escapeMarkdown(level), ...columns.map((texts) => texts[i])]);
    return markdownTable([escapeMarkdown(group), ...effects.names.map(escapeMarkdown)], cells);
  });
  return blocks.join("\n\n");
}

/** The same as tables of a row a level, one a grouping factor. */
export function modesTables(fit: Fit): ReportTable[] {
  return Object.entries(fit.ranef()).map(([group, { names, levels, values }]) => {
    const levelRows = levels.map((level, i) => ({ level, values: values[i] }));
    return tableOf(`Random effects by ${group}`, [], levelRows, [
      ["level", group, "text"],
      ...names.map((name, j): ColumnOf<(typeof levelRows)[number]> => [name, name, "estimate", (row) => row.values[j]]),
    ]);
  });
}

/** Each column in its own layout. */
function columnsOf({ names, values }: ConditionalModes): string[][] {
  return names.map((_, j) =>
    formatNumbers(
      values.map((row) => row[j]),
      7,
    ),
  );
}
