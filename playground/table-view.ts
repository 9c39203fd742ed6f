// A report's table as elements of the page.
import { type ReportTable, tableText } from "../src/index.js";
import { element } from "./element.js";
import { pText } from "./shared-decimals.js";

/** Headings in place of R's, by what a column holds. */
const HEADINGS: Readonly<Record<string, string>> = { p: "p", stdError: "SE", lower: "lower", upper: "upper" };

/** The table with its notes; on a narrow page a row is a few lines, each number behind its name. */
export function tableView(table: ReportTable): HTMLElement {
  const { columns, title, notes } = table;
  const texts = columns.map((column) => columnTexts(column));
  const names = columns.map(({ name, kind }) => HEADINGS[kind] ?? name);
  const classes = columns.map(({ kind }) => (kind === "text" ? "" : "number"));
  const cell = (row: number, column: number) => {
    const text = texts[column][row];
    if (column === 0) return element("th", { role: "rowheader", scope: "row" }, text);
    return element("td", { role: "cell", class: classes[column], "data-label": names[column] }, text);
  };
  const head = names.map((name, i) =>
    name === ""
      ? element("td", { role: "cell" })
      : element("th", { role: "columnheader", scope: "col", class: classes[i] }, name),
  );
  const rows = (texts[0] ?? []).map((_, row) =>
    element("tr", { role: "row" }, ...columns.map((_, column) => cell(row, column))),
  );
  const grid = element(
    "table",
    { role: "table", class: "report stacks" },
    element("caption", {}, title),
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...head)),
    element("tbody", { role: "rowgroup" }, ...rows),
  );
  return element(
    "figure",
    {},
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, grid),
    ...notes.map((note) => element("p", { class: "note" }, note.slice(0, 1).toUpperCase() + note.slice(1))),
  );
}

/** The texts of one column, as the report's own layout writes them. */
function columnTexts(column: ReportTable["columns"][number]): string[] {
  if (column.kind === "text") return column.values.map((value) => String(value ?? ""));
  if (column.kind === "p") return column.values.map((value) => (typeof value === "number" ? pText(value) : ""));
  const names: ReportTable["columns"][number] = {
    key: "",
    name: "",
    kind: "text",
    values: column.values.map(() => ""),
  };
  const lines = tableText({ title: "", columns: [names, { ...column, name: "" }], notes: [] }).split("\n");
  return lines.slice(1).map((line) => line.trim());
}
