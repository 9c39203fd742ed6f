// A table of the page with what it is taken away as: APA, Markdown, LaTeX, HTML, CSV, and the code that gives it.
import { type ReportTable, tableCsv, tableHtml, tableLatex, tableMarkdown, tableText } from "../src/index.js";
import { type BlupQuestion, blupCode } from "./blup-code.js";
import { element } from "./element.js";
import { fileName } from "./file-name.js";
import type { FitRecord } from "./fitting.js";
import { copyButton, type Form, formChooser } from "./form-chooser.js";
import { type RQuestion, rCode } from "./r-code.js";
import { tableView } from "./table-view.js";

export interface TableSource {
  /** Of files, without an ending. */
  readonly name: string;
  /** The summary of the fit unless given. */
  readonly blup?: BlupQuestion;
  /** Null where R's packages have no such table; the summary unless given. */
  readonly r?: RQuestion | null;
}

/** The table, and beneath it what it is taken away as. */
export function tableCard(record: FitRecord, table: ReportTable, source: TableSource): HTMLElement {
  return element("div", { class: "card-of-table" }, tableView(table), takeBar(record, table, source));
}

/** What a table is taken away as. */
export function takeBar(record: FitRecord, table: ReportTable, source: TableSource): HTMLElement {
  const { name, blup, r } = source;
  const html = () => tableHtml(table, { style: "apa" });
  const forms: Form[] = [
    { name: "apa", text: "APA", file: `${name}.txt`, make: () => tableText(table, { style: "apa" }), html },
    { name: "markdown", text: "Markdown", file: `${name}.md`, make: () => tableMarkdown(table) },
    { name: "latex", text: "LaTeX", file: `${name}.tex`, make: () => tableLatex(table) },
    { name: "html", text: "HTML", file: `${name}.html`, make: html },
    { name: "csv", text: "CSV, every digit", file: `${name}.csv`, make: () => tableCsv(table, { safe: true }) },
    { name: "blup", text: "Code with blup", file: `${name}.mjs`, make: () => blupCode(record, fileName(record), blup) },
    ...(r === null
      ? []
      : [{ name: "r", text: "Code for R", file: `${name}.R`, make: () => rCode(record, fileName(record), r) }]),
  ];
  const place = element("div", {});
  const more = element(
    "details",
    {
      class: "take",
      ontoggle: () => {
        if (more.open) place.replaceChildren(formChooser(forms, "apa", `${table.title}, to take away`));
      },
    },
    element("summary", {}, "Other forms, and its code"),
    place,
  );
  const copy = copyButton("Copy the table", async () => ({ text: tableText(table, { style: "apa" }), html: html() }));
  return element("div", { class: "take-bar" }, copy, more);
}
