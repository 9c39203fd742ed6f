// A fit as one page of HTML that needs nothing else: model, verdict, tables, plot, code.
import { type AnovaTable, anovaTable, tableHtml, type WorkerClient } from "../src/index.js";
import { blupCode } from "./blup-code.js";
import { element } from "./element.js";
import { fileName } from "./file-name.js";
import { coefficientTable, countsText, varianceTable } from "./fit-tables.js";
import type { FitRecord } from "./fitting.js";
import { resultsParagraph } from "./paragraph.js";
import { rCode } from "./r-code.js";
import { verdict } from "./verdict.js";

const STYLE =
  "body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 system-ui,sans-serif;color:#1a2230;background:#fff}" +
  "pre{padding:1rem;overflow:auto;background:#f6f7f9;font-size:13px}svg{max-width:100%;height:auto}table{margin:1rem 0}";

export async function reportPage(client: WorkerClient, record: FitRecord): Promise<string> {
  const { report, data, words } = record;
  const texts = Array.from(verdict(record, () => undefined).querySelectorAll(".headline, .warning p"));
  const tests: AnovaTable = await client.ask("anova", record.fit, { df: record.tests.method });
  const tables = [coefficientTable(record), varianceTable(record), anovaTable(tests)];
  const shown = tables.filter(({ columns }) => columns[0].values.length > 0);
  const parts = [
    markup("h1", `${data.name}: ${report.formula}`),
    markup("p", words.join(" ")),
    ...texts.map(({ textContent }) => markup("p", textContent ?? "")),
    markup("p", countsText(record)),
    ...shown.map((table, i) => tableHtml(table, { style: "apa", number: i + 1 })),
    await plotMarkup(client, record),
    markup("h2", "Results, a draft"),
    markup("p", resultsParagraph(record)),
    markup("h2", "Code with blup"),
    markup("pre", blupCode(record, fileName(record))),
    markup("h2", "Code for R"),
    markup("pre", await rCode(record, fileName(record))),
  ];
  const head = `<meta charset="utf-8"><title>${markup("i", report.formula).slice(3, -4)}</title><style>${STYLE}</style>`;
  return `<!doctype html>\n<html lang="en"><head>${head}</head>\n<body>\n${parts.join("\n")}\n</body></html>\n`;
}

/** Whatever is in a text stays a text. */
function markup(tag: "h1" | "h2" | "p" | "pre" | "i", text: string): string {
  return element(tag, {}, text).outerHTML;
}

/** The effects over the data; nothing for a model that has none. */
async function plotMarkup(client: WorkerClient, record: FitRecord): Promise<string> {
  const { drawFigure, figureOf, plotModule } = await import("./figures.js");
  try {
    const figure = await figureOf(client, record, "effects", new AbortController().signal);
    return drawFigure(plotModule, figure, { width: 900, standalone: true }).outerHTML;
  } catch {
    return "";
  }
}
