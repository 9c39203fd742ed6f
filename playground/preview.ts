// The first rows of a table.
import type { Column, Table } from "../src/index.js";
import { element } from "./element.js";

const ROWS = 8;
const COLUMNS = 30;

export function previewOf(table: Table): HTMLElement {
  const columns = Array.from(table.columns.values()).slice(0, COLUMNS);
  const count = Math.min(ROWS, table.rowCount);
  const rows = Array.from({ length: count }, (_, row) =>
    element(
      "tr",
      {},
      ...columns.map((column) =>
        element("td", { class: column.kind === "number" ? "number" : "" }, cellOf(column, row)),
      ),
    ),
  );
  const head = element("tr", {}, ...columns.map(({ name }) => element("th", { scope: "col" }, name)));
  const grid = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
  const title = `First ${count} rows`;
  const scroller = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, grid);
  return element("details", { open: innerWidth >= 900 }, element("summary", {}, title), scroller);
}

function cellOf(column: Column, row: number): string {
  if (column.kind === "number") return Number.isNaN(column.values[row]) ? "NA" : brief(column.values[row]);
  if (column.kind === "factor") return column.codes[row] < 0 ? "NA" : column.levels[column.codes[row]].slice(0, 200);
  return "…";
}

/** A number in a few digits. */
export function brief(value: number): string {
  return String(Number(value.toPrecision(5)));
}
