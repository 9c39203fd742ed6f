// The results in tabs. Those that are looked at less often are loaded when they are opened.
import { singularityTable, type WorkerClient } from "../src/index.js";
import { coefficientView } from "./coefficient-view.js";
import { byId, element } from "./element.js";
import { FitList } from "./fit-list.js";
import { coefficientTable, varianceTable } from "./fit-tables.js";
import type { FitRecord } from "./fitting.js";
import type { ModelSpec } from "./model-spec.js";
import { plotPanel } from "./plot-panel.js";
import { tableView } from "./table-view.js";
import { takeAway } from "./take-away.js";
import { verdict } from "./verdict.js";

const TABS = [
  ["fit", "Fit"],
  ["anova", "ANOVA"],
  ["means", "Means"],
  ["plots", "Plots"],
  ["diagnostics", "Diagnostics"],
  ["compare", "Compare"],
  ["take", "Take away"],
] as const;

type Tab = (typeof TABS)[number][0];

export class ResultTabs {
  readonly #client: WorkerClient;
  readonly #fits: FitList;
  readonly #onChange: (change: Partial<ModelSpec>) => void;
  #tab: Tab = "fit";
  #record: FitRecord | null = null;

  /** `onChoose` gets an earlier fit that is asked for, `onChange` a change of the model. */
  constructor(
    client: WorkerClient,
    onChoose: (record: FitRecord) => void,
    onChange: (change: Partial<ModelSpec>) => void,
  ) {
    this.#client = client;
    this.#onChange = onChange;
    this.#fits = new FitList(client, onChoose);
  }

  /** Keeps a fit, and shows it. */
  add(record: FitRecord): void {
    this.#fits.add(record);
    this.show(record);
  }

  /** Shows a fit in the tab that is open. */
  show(record: FitRecord): void {
    this.#record = record;
    const results = byId("results");
    results.hidden = false;
    results.classList.remove("stale");
    byId("tabs").replaceChildren(...TABS.map(([tab, text], i) => this.#button(tab, text, i)));
    const panel = byId("panel");
    panel.setAttribute("aria-labelledby", `tab-${this.#tab}`);
    panel.replaceChildren(...this.#content(record));
  }

  /** What the random effects come to, and models without what has no variance; they are fitted for it. */
  #singularity(record: FitRecord): HTMLElement {
    const place = element("div", { "aria-live": "polite" }, element("p", { class: "hint" }, "Trying simpler models …"));
    void this.#client.ask("explainSingularity", record.fit).then(
      (explanation) => place.replaceChildren(tableView(singularityTable(explanation))),
      // The words of the verdict stand without it.
      () => place.remove(),
    );
    return place;
  }

  #open(tab: Tab): void {
    this.#tab = tab;
    if (this.#record !== null) this.show(this.#record);
    byId(`tab-${tab}`).focus();
  }

  #button(tab: Tab, text: string, place: number): HTMLElement {
    const count = tab === "compare" && this.#fits.length > 1 ? ` ${this.#fits.length}` : "";
    return element(
      "button",
      {
        type: "button",
        role: "tab",
        id: `tab-${tab}`,
        "aria-selected": String(tab === this.#tab),
        "aria-controls": "panel",
        tabindex: tab === this.#tab ? "0" : "-1",
        onclick: () => this.#open(tab),
        onkeydown: (event) => {
          const { key } = event as KeyboardEvent;
          const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
          if (step !== 0) this.#open(TABS[(place + step + TABS.length) % TABS.length][0]);
        },
      },
      `${text}${count}`,
    );
  }

  #content(record: FitRecord): HTMLElement[] {
    const client = this.#client;
    if (this.#tab === "anova") {
      return [loaded(import("./anova-panel.js").then(({ anovaPanel }) => anovaPanel(client, record)))];
    }
    if (this.#tab === "means") {
      return [loaded(import("./means-panel.js").then(({ meansPanel }) => meansPanel(client, record)))];
    }
    if (this.#tab === "plots") return [plotPanel(this.#client, record)];
    if (this.#tab === "diagnostics") {
      return [
        loaded(import("./diagnostics-panel.js").then(({ diagnosticsPanel }) => diagnosticsPanel(client, record))),
      ];
    }
    if (this.#tab === "compare") return [this.#fits.view(record)];
    if (this.#tab === "take") return [takeAway(this.#client, record)];
    return [
      verdict(record, this.#onChange),
      element("code", { class: "formula-shown" }, record.report.formula),
      coefficientView(record),
      loaded(
        import("./table-card.js").then(({ takeBar }) =>
          takeBar(record, coefficientTable(record), { name: "coefficients" }),
        ),
      ),
      tableView(varianceTable(record)),
      criteria(record),
      ...(record.report.singular ? [this.#singularity(record)] : []),
    ];
  }
}

/** A place for a panel that is being loaded. */
function loaded(panel: Promise<HTMLElement>): HTMLElement {
  const place = element("div", {});
  void panel.then(
    (made) => place.append(made),
    () => place.append(element("p", { class: "bad", role: "alert" }, "This part of the page could not be loaded.")),
  );
  return place;
}

function criteria({ report }: FitRecord): HTMLElement {
  const facts: readonly (readonly [string, string])[] = [
    ["AIC", report.AIC.toFixed(2)],
    ["BIC", report.BIC.toFixed(2)],
    ["Log-likelihood", report.logLik.toFixed(3)],
    ["Parameters", String(report.df)],
  ];
  const pairs = facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  return element("dl", { class: "facts" }, ...pairs);
}
