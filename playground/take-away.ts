// The fit in the forms in which people carry it on: texts, tables, code, a link.
import { tableCsv, tableHtml, tableLatex, type WorkerClient } from "../src/index.js";
import { blupCode } from "./blup-code.js";
import { download, element, select } from "./element.js";
import { coefficientTable, compactTable } from "./fit-tables.js";
import type { FitRecord } from "./fitting.js";
import { linkHash } from "./model-spec.js";
import { resultsParagraph } from "./paragraph.js";
import { rCode } from "./r-code.js";

interface Format {
  readonly name: string;
  readonly text: string;
  readonly file: string;
  make(record: FitRecord, client: WorkerClient): Promise<string> | string;
}

const fileName = ({ data: { name, sample } }: FitRecord) =>
  sample !== null ? `${sample.name}.csv` : name.includes(".") ? name : "data.csv";

const link = ({ spec, data }: FitRecord, hasValues: boolean) =>
  location.href.replace(/#.*$/, "") + linkHash(spec, data.sample?.name ?? null, hasValues);

export const FORMATS: readonly Format[] = [
  { name: "summary", text: "Summary", file: "summary.txt", make: (record) => record.summary },
  { name: "paragraph", text: "Results paragraph", file: "results.txt", make: resultsParagraph },
  {
    name: "markdown",
    text: "Markdown",
    file: "fit.md",
    make: (record, client) => client.ask("toMarkdown", record.fit),
  },
  { name: "latex", text: "LaTeX", file: "fit.tex", make: (record) => tableLatex(compactTable(record)) },
  { name: "html", text: "HTML", file: "fit.html", make: (record) => tableHtml(compactTable(record)) },
  {
    name: "csv",
    text: "CSV of the coefficients",
    file: "coefficients.csv",
    make: (record) => tableCsv(coefficientTable(record), { safe: true }),
  },
  {
    name: "json",
    text: "Fit as JSON",
    file: "fit.json",
    make: async (record, client) => JSON.stringify(await client.ask("toJSON", record.fit), null, 1),
  },
  {
    name: "blup",
    text: "Code with blup",
    file: "fit.mjs",
    make: (record) => blupCode(record, fileName(record)),
  },
  { name: "r", text: "Code for R", file: "fit.R", make: (record) => rCode(record, fileName(record)) },
  { name: "link", text: "Link (without the data)", file: "link.txt", make: (record) => link(record, false) },
  {
    name: "link-levels",
    text: "Link with the orders of levels, which names them",
    file: "link.txt",
    make: (record) => link(record, true),
  },
];

let format = FORMATS[0].name;

/** The panel: a form is chosen, seen, copied, or saved as a file. */
export function takeAway(client: WorkerClient, record: FitRecord): HTMLElement {
  const shown = element("pre", { class: "text", tabindex: "0", "aria-label": "Text to take away" });
  const chosen = () => FORMATS.find(({ name }) => name === format) ?? FORMATS[0];
  const show = async () => {
    const asked = format;
    try {
      const text = await chosen().make(record, client);
      if (asked === format) shown.textContent = text;
    } catch (error) {
      shown.textContent = `${(error as Error).message}.`;
    }
  };
  const copy = element(
    "button",
    {
      type: "button",
      class: "quiet",
      onclick: async () => {
        await navigator.clipboard.writeText(shown.textContent ?? "");
        copy.textContent = "Copied";
        setTimeout(() => {
          copy.textContent = "Copy";
        }, 1500);
      },
    },
    "Copy",
  );
  const save = () => download(chosen().file, new Blob([shown.textContent ?? ""], { type: "text/plain" }));
  void show();
  return element(
    "div",
    {},
    element(
      "div",
      { class: "bar" },
      select(
        "Form",
        FORMATS.map(({ name, text }) => [name, text] as const),
        format,
        (name) => {
          format = name;
          void show();
        },
      ),
      copy,
      element("button", { type: "button", class: "quiet", onclick: save }, "Save"),
    ),
    shown,
  );
}
