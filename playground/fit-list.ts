// Every fit made is kept, and any two of the same data can be compared.
import { compareTable, type WorkerClient } from "../src/index.js";
import { element } from "./element.js";
import type { FitRecord } from "./fitting.js";
import { tableView } from "./table-view.js";

export class FitList {
  readonly #client: WorkerClient;
  readonly #onChoose: (record: FitRecord) => void;
  #records: FitRecord[] = [];
  #chosen: number[] = [];

  constructor(client: WorkerClient, onChoose: (record: FitRecord) => void) {
    this.#client = client;
    this.#onChoose = onChoose;
  }

  get length(): number {
    return this.#records.length;
  }

  /** Keeps a fit; one of the same model and data takes the place of the earlier. */
  add(record: FitRecord): void {
    const same = ({ spec, data }: FitRecord) =>
      data === record.data && JSON.stringify(spec) === JSON.stringify(record.spec);
    for (const { fit } of this.#records.filter(same)) void this.#client.release(fit);
    this.#records = [...this.#records.filter((kept) => !same(kept)), record];
    this.#chosen = this.#chosen.filter((id) => this.#records.some((kept) => kept.id === id));
  }

  /** The list, with the present fit marked; the comparison of two chosen beneath it. */
  view(present: FitRecord): HTMLElement {
    const result = element("div", { "aria-live": "polite" });
    const rows = this.#records.map((record) => this.#row(record, present, result));
    const names = ["Compare", "Fit", "Parameters", "Log-likelihood", "AIC", "BIC"];
    const head = names.map((name, i) => element("th", { scope: "col", class: i > 1 ? "number" : "" }, name));
    const grid = element(
      "table",
      { class: "report fits" },
      element("caption", {}, "Fits made so far"),
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...rows),
    );
    void this.#compare(result);
    return element(
      "div",
      {},
      element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Fits made so far" }, grid),
      element(
        "p",
        { class: "note" },
        "Criteria of REML fits with different fixed effects cannot be compared; the test of two fits uses maximum likelihood.",
      ),
      result,
    );
  }

  #row(record: FitRecord, present: FitRecord, result: HTMLElement): HTMLElement {
    const { id, report, spec, data } = record;
    const box = element("input", {
      type: "checkbox",
      checked: this.#chosen.includes(id),
      "aria-label": `Compare fit ${id}: ${report.formula}`,
      onchange: () => {
        this.#chosen = this.#chosen.filter((other) => other !== id);
        if (box.checked) this.#chosen = [...this.#chosen, id].slice(-2);
        for (const other of document.querySelectorAll<HTMLInputElement>(".fits input")) {
          other.checked = this.#chosen.includes(Number(other.dataset.fit));
        }
        void this.#compare(result);
      },
    });
    box.dataset.fit = String(id);
    const kind = spec.family === "" ? report.method : `${report.family}, ${report.link}`;
    const open = element(
      "button",
      { type: "button", class: "link", onclick: () => this.#onChoose(record) },
      report.formula,
    );
    const number = (value: number) => element("td", { class: "number" }, value.toFixed(1));
    return element(
      "tr",
      { class: id === present.id ? "present" : "" },
      element("td", {}, box),
      element(
        "th",
        { scope: "row" },
        open,
        element("span", { class: "hint" }, ` fit ${id}: ${kind}, ${data.name}${report.singular ? ", singular" : ""}`),
      ),
      element("td", { class: "number" }, String(report.df)),
      number(report.logLik),
      number(report.AIC),
      number(report.BIC),
    );
  }

  async #compare(result: HTMLElement): Promise<void> {
    const two = this.#chosen.map((id) => this.#records.find((record) => record.id === id) as FitRecord);
    if (two.length < 2) {
      const hint =
        this.#records.length < 2
          ? "Change the model to have a second fit."
          : "Choose two fits to test one against the other.";
      result.replaceChildren(element("p", { class: "hint" }, hint));
      return;
    }
    result.replaceChildren(element("p", { class: "hint" }, "Comparing …"));
    try {
      const comparison = await this.#client.ask(
        "compare",
        two.map(({ fit }) => fit),
        { names: two.map(({ id }) => `fit ${id}`) },
      );
      const table = compareTable(comparison);
      result.replaceChildren(tableView(table));
    } catch (error) {
      result.replaceChildren(element("p", { class: "bad", role: "alert" }, `${(error as Error).message}.`));
    }
  }
}
