// A report's table as elements of the page.
import { type ReportTable, tableText } from "../src/index.js";
import { element } from "./element.js";

/** `hasTitle` puts the title into the caption. */
export function tableView(table: ReportTable, hasTitle = true): HTMLElement {
  const cells = table.columns.map((column) => columnTexts(column));
  const rows = (cells[0] ?? []).map((_, i) =>
    element(
      "tr",
      {},
      ...cells.map((texts, j) =>
        j === 0
          ? element("th", { scope: "row" }, texts[i])
          : element("td", { class: table.columns[j].kind === "text" ? "" : "number" }, texts[i]),
      ),
    ),
  );
  const head = table.columns.map(({ name, kind }) =>
    name === "" ? element("td", {}) : element("th", { scope: "col", class: kind === "text" ? "" : "number" }, name),
  );
  const grid = element(
    "table",
    { class: "report" },
    hasTitle ? element("caption", {}, table.title) : null,
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows),
  );
  return element(
    "figure",
    {},
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": table.title }, grid),
    ...table.notes.map((note) => element("p", { class: "note" }, note)),
  );
}

/** The texts of one column, as the report's own layout writes them. */
function columnTexts(column: ReportTable["columns"][number]): string[] {
  if (column.kind === "text") return column.values.map((value) => String(value ?? ""));
  const names: ReportTable["columns"][number] = {
    key: "",
    name: "",
    kind: "text",
    values: column.values.map(() => ""),
  };
  const lines = tableText({ title: "", columns: [names, { ...column, name: "" }], notes: [] }).split("\n");
  return lines.slice(1).map((line) => line.trim());
}
