// What is worth a look after a fit: the findings in words, each with the plot that shows it, and their numbers.
import { diagnosisTables, type Finding, type WorkerClient } from "../src/index.js";
import { answered } from "./answered.js";
import { element } from "./element.js";
import type { FitRecord } from "./fitting.js";
import { tableCard } from "./table-card.js";

const LEVELS: Readonly<Record<Finding["level"], string>> = { warning: "Act", look: "Look", fine: "Fine" };

/** The plot that shows what a finding is about. */
const PLOTS: Readonly<Record<string, readonly [kind: string, text: string]>> = {
  normality: ["qq-residuals", "Show the quantiles"],
  heteroscedasticity: ["scale-location", "Show the spread"],
  outliers: ["residuals-leverage", "Show the rows"],
  reliability: ["caterpillar", "Show the random effects"],
};

export function diagnosticsPanel(client: WorkerClient, record: FitRecord): HTMLElement {
  const { place, show } = answered(async (signal) => {
    const diagnosis = await client.ask("diagnose", record.fit);
    if (signal.aborted) return [];
    const items = diagnosis.findings.map((finding) => findingItem(client, record, finding));
    const [, ...tables] = diagnosisTables(diagnosis);
    const blup = { names: ["diagnose", "diagnosisText"], lines: ["console.log(diagnosisText(await diagnose(fit)));"] };
    const numbers = tables.map((table) => tableCard(record, table, { name: "diagnostics", blup, r: null }));
    return [
      element("ul", { class: "findings" }, ...items),
      element("details", {}, element("summary", {}, "All numbers"), ...numbers),
    ];
  });
  show();
  return place;
}

function findingItem(client: WorkerClient, record: FitRecord, { topic, level, words }: Finding): HTMLElement {
  const said = `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
  const item = element(
    "li",
    { class: level },
    element("span", { class: "badge" }, LEVELS[level]),
    element("div", {}, element("strong", {}, topic), element("p", {}, said.replace(/\.\.$/, "."))),
  );
  if (!Object.hasOwn(PLOTS, topic)) return item;
  const [usual, text] = PLOTS[topic];
  const kind = topic === "normality" && !words.startsWith("residuals") ? "qq-random-effects" : usual;
  const figure = element("div", { class: "figure" });
  const button = element(
    "button",
    {
      type: "button",
      class: "quiet small",
      onclick: async () => {
        const isShown = figure.childElementCount > 0;
        button.setAttribute("aria-expanded", String(!isShown));
        if (isShown) return figure.replaceChildren();
        const [{ figureOf }, { figureCard }] = await Promise.all([import("./figures.js"), import("./figure-card.js")]);
        const made = await figureOf(client, record, kind, new AbortController().signal);
        figure.replaceChildren(figureCard(made, kind));
      },
      "aria-expanded": "false",
    },
    text,
  );
  item.append(button, figure);
  return item;
}
