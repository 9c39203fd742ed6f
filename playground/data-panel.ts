// Choosing data, and what is in them: columns with their types, a preview of rows.
import { CancelledError, type Column, type Table, toTable, type WorkerClient } from "../src/index.js";
import { byId, element } from "./element.js";
import type { ColumnTypes } from "./model-spec.js";
import { type Sample, samples } from "./samples.js";

export interface LoadedData {
  readonly name: string;
  readonly table: Table;
  readonly sample: Sample | null;
}

export interface DataEvents {
  onLoaded(data: LoadedData): void;
  onTypes(types: ColumnTypes): void;
}

const PREVIEW_ROWS = 8;
const MOST_COLUMNS = 200;

export class DataPanel {
  readonly #client: WorkerClient;
  readonly #events: DataEvents;
  readonly #status = byId("data-status");
  #reading: AbortController | null = null;
  #table: Table | null = null;
  #types: ColumnTypes = {};

  constructor(client: WorkerClient, events: DataEvents) {
    this.#client = client;
    this.#events = events;
    byId("data-choice").append(...this.#choice());
    this.#acceptDrops();
  }

  /** Loads a sample by name; a name that no sample has is told. */
  async loadSample(name: string): Promise<void> {
    const sample = samples.find((candidate) => candidate.name === name);
    if (sample === undefined) return this.#tell(`There is no sample called "${name}".`, "bad");
    byId<HTMLSelectElement>("sample").value = name;
    try {
      const response = await fetch(`samples/${sample.file}`);
      if (!response.ok) throw new Error(`the sample could not be loaded (status ${response.status})`);
      await this.#read(await response.blob(), sample.name, sample);
    } catch (error) {
      this.#tell(`${(error as Error).message}.`, "bad");
    }
  }

  /** The column types asked for, without telling anybody. */
  setTypes(types: ColumnTypes): void {
    this.#types = types;
    if (this.#table !== null) this.#show(this.#table);
  }

  async #read(source: Blob | string, name: string, sample: Sample | null): Promise<void> {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    const bar = element("progress", { max: 1, value: 0, "aria-label": "Reading" });
    const share = element("span", {}, "");
    const cancel = element("button", { type: "button", class: "quiet", onclick: () => reading.abort() }, "Cancel");
    this.#status.className = "";
    this.#status.replaceChildren(element("span", {}, `Reading ${name} `), bar, share, cancel);
    const started = performance.now();
    try {
      const table = await this.#client.readCsv(source, {
        ...(sample !== null && { types: sample.types }),
        signal: reading.signal,
        onProgress: (done, total) => {
          if (total === null) return;
          bar.value = done / total;
          share.textContent = ` ${Math.floor((100 * done) / total)} % `;
        },
      });
      if (this.#table !== null) void this.#client.release(this.#table);
      this.#table = table;
      this.#types = {};
      const seconds = (performance.now() - started) / 1000;
      const rows = table.rowCount.toLocaleString("en");
      this.#tell(`${name}: ${rows} rows, ${table.columns.size} columns, read in ${seconds.toFixed(2)} s.`, "good");
      this.#show(table);
      this.#events.onLoaded({ name, table, sample });
    } catch (error) {
      if (error instanceof CancelledError) this.#tell(`Reading ${name} was cancelled.`, "");
      else this.#tell(`${name} cannot be used: ${(error as Error).message}.`, "bad");
    }
  }

  #tell(text: string, kind: "good" | "bad" | ""): void {
    this.#status.className = kind;
    this.#status.setAttribute("role", kind === "bad" ? "alert" : "status");
    this.#status.textContent = text;
  }

  #choice(): HTMLElement[] {
    const file = element("input", {
      type: "file",
      id: "file",
      accept: ".csv,.tsv,.txt,.gz",
      onchange: () => {
        const chosen = file.files?.[0];
        if (chosen !== undefined) void this.#read(chosen, chosen.name, null);
        file.value = "";
      },
    });
    const sample = element("select", {
      id: "sample",
      onchange: () => {
        if (sample.value !== "") void this.loadSample(sample.value);
      },
    });
    sample.append(element("option", { value: "" }, "Samples …"));
    for (const { name, what } of samples) sample.append(element("option", { value: name }, `${name}: ${what}`));
    const pasted = element("textarea", {
      id: "pasted",
      rows: 5,
      "aria-label": "Data as text",
      placeholder: "Paste rows of a spreadsheet or CSV text, with a header line",
      spellcheck: "false",
    });
    const use = element(
      "button",
      {
        type: "button",
        onclick: () => {
          if (pasted.value.trim() !== "") void this.#read(pasted.value, "pasted data", null);
        },
      },
      "Use this text",
    );
    return [
      element(
        "div",
        { class: "choice" },
        element("label", { class: "button", for: "file" }, "Choose a file"),
        file,
        element("label", { class: "visually-hidden", for: "sample" }, "Sample data"),
        sample,
      ),
      element("p", { class: "hint" }, "CSV or TSV, may be gzipped. Or drop a file anywhere on the page."),
      element("details", { class: "paste" }, element("summary", {}, "Paste data"), pasted, use),
    ];
  }

  #acceptDrops(): void {
    const { body } = document;
    let depth = 0;
    const mark = (change: number) => {
      depth = Math.max(0, depth + change);
      body.classList.toggle("dropping", depth > 0);
    };
    body.addEventListener("dragenter", () => mark(1));
    body.addEventListener("dragleave", () => mark(-1));
    body.addEventListener("dragover", (event) => event.preventDefault());
    body.addEventListener("drop", (event) => {
      event.preventDefault();
      mark(-depth);
      const dropped = event.dataTransfer?.files[0];
      if (dropped !== undefined) void this.#read(dropped, dropped.name, null);
    });
  }

  #show(table: Table): void {
    const all = [...table.columns.values()];
    const shown = all.slice(0, MOST_COLUMNS);
    const rows = shown.map((column) => this.#columnRow(table, column));
    const more = all.length > shown.length ? `and ${all.length - shown.length} more columns` : "";
    byId("data-columns").replaceChildren(
      element(
        "table",
        { class: "columns" },
        element(
          "thead",
          {},
          element("tr", {}, ...["Column", "Type", "Values", "NA"].map((name) => element("th", { scope: "col" }, name))),
        ),
        element("tbody", {}, ...rows),
      ),
      element("p", { class: "hint" }, more),
    );
    byId("data-preview").replaceChildren(previewOf(table, shown.slice(0, 30)));
  }

  #columnRow(table: Table, column: Column): HTMLElement {
    const { name } = column;
    const own = column.kind === "factor" ? (column.ordered ? "ordered" : "factor") : column.kind;
    const asked = Object.hasOwn(this.#types, name) ? this.#types[name] : own;
    const effective = this.#retyped(table, name, asked);
    const type = element("select", {
      "aria-label": `Type of ${name}`,
      disabled: column.kind === "unusable",
      onchange: () => {
        const chosen = type.value as "number" | "factor" | "ordered";
        const problem = this.#retyped(table, name, chosen);
        if (problem instanceof Error) {
          this.#tell(`${problem.message}.`, "bad");
          type.value = asked;
          return;
        }
        const others = Object.entries(this.#types).filter(([other]) => other !== name);
        this.#types = Object.fromEntries(chosen === own ? others : [...others, [name, chosen]]);
        this.#show(table);
        this.#events.onTypes(this.#types);
      },
    });
    for (const kind of column.kind === "unusable" ? ["unusable"] : ["number", "factor", "ordered"]) {
      type.append(element("option", { value: kind, selected: kind === asked }, kind));
    }
    const described = effective instanceof Error ? effective.message : valuesOf(effective);
    const missing = effective instanceof Error ? 0 : missingOf(effective);
    return element(
      "tr",
      {},
      element("th", { scope: "row", title: name }, name),
      element("td", {}, type),
      element("td", { title: described, class: "values" }, described),
      element("td", { class: "number" }, missing === 0 ? "" : missing.toLocaleString("en")),
    );
  }

  #retyped(table: Table, name: string, type: string): Column | Error {
    const column = table.columns.get(name) as Column;
    if (type === "unusable") return column;
    try {
      const types = Object.fromEntries([[name, type as "number"]]);
      const one = toTable({ rowCount: table.rowCount, columns: new Map([[name, column]]) }, { types });
      return one.columns.get(name) as Column;
    } catch (error) {
      return error as Error;
    }
  }
}

function valuesOf(column: Column): string {
  if (column.kind === "unusable") return column.problem.message;
  if (column.kind === "factor") {
    const { levels } = column;
    const first = levels.slice(0, 4).join(", ");
    return `${levels.length.toLocaleString("en")} levels: ${first}${levels.length > 4 ? ", …" : ""}`;
  }
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of column.values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? "no values" : `${brief(low)} to ${brief(high)}`;
}

function missingOf(column: Column): number {
  let count = 0;
  if (column.kind === "factor") for (const code of column.codes) count += code < 0 ? 1 : 0;
  if (column.kind === "number") for (const value of column.values) count += Number.isNaN(value) ? 1 : 0;
  return count;
}

function brief(value: number): string {
  return String(Number(value.toPrecision(5)));
}

function cellOf(column: Column, row: number): string {
  if (column.kind === "number") return Number.isNaN(column.values[row]) ? "NA" : brief(column.values[row]);
  if (column.kind === "factor") return column.codes[row] < 0 ? "NA" : column.levels[column.codes[row]];
  return "…";
}

function previewOf(table: Table, columns: readonly Column[]): HTMLElement {
  const count = Math.min(PREVIEW_ROWS, table.rowCount);
  const rows = Array.from({ length: count }, (_, row) =>
    element(
      "tr",
      {},
      ...columns.map((column) =>
        element("td", { class: column.kind === "number" ? "number" : "" }, cellOf(column, row)),
      ),
    ),
  );
  const head = element("tr", {}, ...columns.map(({ name }) => element("th", { scope: "col" }, name)));
  const grid = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
  const title = `First ${count} rows`;
  const scroller = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, grid);
  return element("details", { open: innerWidth >= 900 }, element("summary", {}, title), scroller);
}
