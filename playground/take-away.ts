// The fit in the forms in which people carry it on: texts, tables, code, a link.
import { tableCsv, tableHtml, tableLatex, type WorkerClient } from "../src/index.js";
import { blupCode } from "./blup-code.js";
import { fileName } from "./file-name.js";
import { coefficientTable, compactTable } from "./fit-tables.js";
import type { FitRecord } from "./fitting.js";
import { type Form, formChooser } from "./form-chooser.js";
import { linkHash } from "./model-spec.js";
import { resultsParagraph } from "./paragraph.js";
import { rCode } from "./r-code.js";

const link = ({ spec, data }: FitRecord, hasValues: boolean) =>
  location.href.replace(/#.*$/, "") + linkHash(spec, data.sample?.name ?? null, hasValues);

function formsOf(client: WorkerClient, record: FitRecord): readonly Form[] {
  const html = () => tableHtml(compactTable(record));
  return [
    { name: "summary", text: "Summary", file: "summary.txt", make: () => record.summary },
    { name: "paragraph", text: "Results paragraph", file: "results.txt", make: () => resultsParagraph(record) },
    { name: "markdown", text: "Markdown", file: "fit.md", make: () => client.ask("toMarkdown", record.fit) },
    { name: "latex", text: "LaTeX", file: "fit.tex", make: () => tableLatex(compactTable(record)) },
    { name: "html", text: "HTML", file: "fit.html", make: html },
    {
      name: "csv",
      text: "CSV of the coefficients",
      file: "coefficients.csv",
      make: () => tableCsv(coefficientTable(record), { safe: true }),
    },
    {
      name: "json",
      text: "Fit as JSON",
      file: "fit.json",
      make: async () => JSON.stringify(await client.ask("toJSON", record.fit), null, 1),
    },
    {
      name: "analysis",
      text: "Analysis, to go on with it here",
      file: "analysis.json",
      make: async () => (await import("./analysis-file.js")).analysisText(record),
    },
    {
      name: "report",
      text: "Report, one page of HTML",
      file: "report.html",
      make: async () => (await import("./report-page.js")).reportPage(client, record),
    },
    { name: "blup", text: "Code with blup", file: "fit.mjs", make: () => blupCode(record, fileName(record)) },
    { name: "r", text: "Code for R", file: "fit.R", make: () => rCode(record, fileName(record)) },
    { name: "link", text: "Link (without the data)", file: "link.txt", make: () => link(record, false) },
    {
      name: "link-levels",
      text: "Link with the orders of levels, which names them",
      file: "link.txt",
      make: () => link(record, true),
    },
  ];
}

let form = "summary";

/** The panel of all that is taken away of a fit as a whole. */
export function takeAway(client: WorkerClient, record: FitRecord): HTMLElement {
  return formChooser(formsOf(client, record), form, "Text to take away", (name) => {
    form = name;
  });
}
