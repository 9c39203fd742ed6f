// A report's table as elements of the page.
import { type ReportTable, tableText } from "../src/index.js";
import { element } from "./element.js";
import { fixed, pText, sharedWriter } from "./shared-decimals.js";

/** Headings in place of R's, by what a column holds. */
const HEADINGS: Readonly<Record<string, string>> = { p: "p", stdError: "SE", lower: "lower", upper: "upper" };

/** The table with its notes; on a narrow page a row is a few lines, each number behind its name. */
export function tableView(table: ReportTable): HTMLElement {
  const { columns, title, notes } = table;
  const write = estimateWriter(table);
  const texts = columns.map((column) => columnTexts(column, write));
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

const ESTIMATES: readonly string[] = ["estimate", "stdError", "lower", "upper"];

type Write = (value: number) => string;

/** One precision for estimates, standard errors and limits, which the standard errors decide; null without these. */
function estimateWriter({ columns }: ReportTable): Write | null {
  const numbers = (kinds: readonly string[]) =>
    columns.flatMap(({ kind, values }) =>
      kinds.includes(kind) ? values.filter((value) => typeof value === "number") : [],
    );
  const errors = numbers(["stdError"]);
  return errors.length === 0 ? null : sharedWriter(errors, numbers(ESTIMATES));
}

/** The texts of one column: those of papers for tests and estimates, else as the report's own layout writes them. */
function columnTexts(column: ReportTable["columns"][number], write: Write | null): string[] {
  const { kind, values } = column;
  if (kind === "text") return values.map((value) => String(value ?? ""));
  const writer = kind === "p" ? pText : write === null ? null : ESTIMATES.includes(kind) ? write : WRITERS[kind];
  if (writer) return values.map((value) => (typeof value === "number" ? writer(value) : String(value ?? "")));
  const names: ReportTable["columns"][number] = { key: "", name: "", kind: "text", values: values.map(() => "") };
  const lines = tableText({ title: "", columns: [names, { ...column, name: "" }], notes: [] }).split("\n");
  return lines.slice(1).map((line) => line.trim());
}

const WRITERS: Readonly<Record<string, Write | undefined>> = {
  statistic: (value) => fixed(value, 2),
  df: (value) => fixed(value, Number.isInteger(value) || value >= 1000 ? 0 : 1),
};
