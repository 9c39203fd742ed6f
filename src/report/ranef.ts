// Random effects by level: the long tables that a summary leaves out.

import type { Fit } from "../fit/fit.js";
import type { ConditionalModes } from "../fit/types.js";
import { oneLine } from "./control-characters.js";
import { formatNumbers } from "./format-number.js";
import { escapeMarkdown, markdownTable } from "./markdown.js";
import { tableLines } from "./text-table.js";

/** Conditional modes of each grouping factor as text, one row a level, in the layout of R's `print(ranef(fit))`. */
export function ranefText(fit: Fit): string {
  const blocks = Object.entries(fit.ranef()).map(([group, effects]) => {
    const cells = rows(effects);
    const table = tableLines({ rowNames: effects.levels, columnNames: effects.names, cells, align: "right" });
    return [oneLine(`$${group}`), ...table].join("\n");
  });
  return blocks.join("\n\n");
}

/** The same as Markdown tables, one a grouping factor. */
export function ranefMarkdown(fit: Fit): string {
  const blocks = Object.entries(fit.ranef()).map(([group, effects]) => {
    const cells = rows(effects).map((row, i) => [escapeMarkdown(effects.levels[i]), ...row]);
    return markdownTable([escapeMarkdown(group), ...effects.names.map(escapeMarkdown)], cells);
  });
  return blocks.join("\n\n");
}

/** Levels by columns; each column in its own layout. */
function rows({ names, levels, values }: ConditionalModes): string[][] {
  const columns = names.map((_, j) =>
    formatNumbers(
      values.map((row) => row[j]),
      7,
    ),
  );
  return levels.map((_, i) => columns.map((column) => column[i]));
}
