// The fit in the forms in which people carry it on: texts, tables, code, a link.
import { tableCsv, tableHtml, tableLatex, type WorkerClient } from "../src/index.js";
import { blupCode, rCode } from "./code-text.js";
import { download, element, select } from "./element.js";
import { coefficientTable, compactTable } from "./fit-tables.js";
import type { FitRecord } from "./fitting.js";
import { linkHash } from "./model-spec.js";
import { resultsParagraph } from "./paragraph.js";
import { samples } from "./samples.js";

interface Format {
  readonly name: string;
  readonly text: string;
  readonly file: string;
  make(record: FitRecord, client: WorkerClient, sample: string | null): Promise<string> | string;
}

const fileName = ({ dataName }: FitRecord, sample: string | null) =>
  sample === null ? (dataName.includes(".") ? dataName : "data.csv") : `${sample}.csv`;

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
    make: (record, _client, sample) => blupCode(withTypes(record, sample), fileName(record, sample)),
  },
  {
    name: "r",
    text: "Code for R",
    file: "fit.R",
    make: (record, _client, sample) => rCode(record.spec, fileName(record, sample), factorsOf(record, sample)),
  },
  {
    name: "link",
    text: "Link (without the data)",
    file: "link.txt",
    make: (record, _client, sample) => location.href.replace(/#.*$/, "") + linkHash(record.spec, sample),
  },
];

let format = FORMATS[0].name;

/** The panel: a form is chosen, seen, copied, or saved as a file. */
export function takeAway(client: WorkerClient, record: FitRecord, sample: string | null): HTMLElement {
  const shown = element("pre", { class: "text", tabindex: "0", "aria-label": "Text to take away" });
  const chosen = () => FORMATS.find(({ name }) => name === format) ?? FORMATS[0];
  const show = async () => {
    const asked = format;
    try {
      const text = await chosen().make(record, client, sample);
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

/** Types of a sample's columns are part of the program that reads it. */
function withTypes(record: FitRecord, sample: string | null): FitRecord["spec"] {
  const own = samples.find(({ name }) => name === sample)?.types ?? {};
  return { ...record.spec, types: { ...own, ...record.spec.types } };
}

/** What read.csv() of R would not make a factor, or not of this kind. */
function factorsOf(record: FitRecord, sample: string | null): FitRecord["spec"]["types"] {
  const named = withTypes(record, sample).types;
  const texts = [...record.table.columns.values()].flatMap(({ kind, name }) =>
    kind === "factor" ? [[name, "factor"]] : [],
  );
  const all: FitRecord["spec"]["types"] = { ...Object.fromEntries(texts), ...named };
  return Object.fromEntries(Object.entries(all).filter(([name]) => mentions(record, name)));
}

function mentions({ spec }: FitRecord, name: string): boolean {
  return [spec.formula, spec.weights, spec.subset].some((text) => text.includes(name));
}
