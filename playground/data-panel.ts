// Data on the page: reading them, saying how it went, and reading them again as a user asks.
import { CancelledError, DataError, type RemedyOptions, toTable, type WorkerClient } from "../src/index.js";
import type { SavedAnalysis } from "./analysis-file.js";
import { AS_FOUND, type DataForm, type LoadedData, lateTypes, readOptions, withRemedy } from "./data-form.js";
import { byId, element } from "./element.js";
import { acceptDrops, fileChoice, pasteChoice } from "./file-choice.js";
import type { ModelSpec } from "./model-spec.js";
import { type Sample, samples } from "./samples.js";

export interface DataEvents {
  /** `isNew` where it is another file, not the same one read anew. */
  onLoaded(data: LoadedData, isNew: boolean): void;
  onLevels(name: string, levels: readonly string[] | null): void;
  onInsert(name: string): void;
  /** A saved analysis in place of data. */
  onAnalysis(saved: SavedAnalysis): void;
  /** Has an expression take the place of a column in the formula. */
  onReplace(name: string, expression: string): void;
}

type View = typeof import("./data-view.js");

export class DataPanel {
  readonly #client: WorkerClient;
  readonly #events: () => Promise<DataEvents>;
  readonly #status = byId("data-status");
  #reading: AbortController | null = null;
  #expected: DataForm = AS_FOUND;
  #data: LoadedData | null = null;
  #levels: ModelSpec["levels"] = {};
  /** Forms before the present one, of the same file. */
  #earlier: DataForm[] = [];

  /** `events` is asked when there are data. */
  constructor(client: WorkerClient, events: () => Promise<DataEvents>) {
    this.#client = client;
    this.#events = events;
    const take = (source: Blob | string, name: string) => void this.#take(source, name);
    const sample = element("select", {
      id: "sample",
      onchange: () => {
        if (sample.value !== "") void this.loadSample(sample.value);
      },
    });
    sample.append(element("option", { value: "" }, "Samples …"));
    for (const { name, what } of samples) sample.append(element("option", { value: name }, `${name}: ${what}`));
    byId("data-choice").append(
      element(
        "div",
        { class: "choice" },
        ...fileChoice(take),
        element("label", { class: "visually-hidden", for: "sample" }, "Sample data"),
        sample,
      ),
      element("p", { class: "hint" }, FILES),
      pasteChoice(take),
    );
    acceptDrops(take);
  }

  /** What a link or a saved analysis asks of the file that is still to be chosen. */
  expect(form: DataForm): void {
    this.#expected = form;
  }

  /** A file that cannot be read as a link or an analysis asks, as for its columns, is read as it is. */
  async #take(source: Blob | string, name: string): Promise<void> {
    if (/\.json$/i.test(name)) {
      const saved = await (await import("./analysis-file.js")).savedAnalysis(source);
      if (saved !== null) return (await this.#events()).onAnalysis(saved);
    }
    // A link says what it expects once its part of the page is loaded.
    if (location.hash.length > 1) await this.#events();
    const form = this.#expected;
    this.#expected = AS_FOUND;
    const asks = Object.keys(form.types).length > 0 || Object.keys(form.reading).length > 0 || form.longer !== null;
    if (asks && (await this.read(source, name, null, form))) return;
    await this.read(source, name, null, AS_FOUND);
  }

  /** Loads a sample by name; a name that no sample has is told. */
  async loadSample(name: string, form = AS_FOUND): Promise<void> {
    const sample = samples.find((candidate) => candidate.name === name);
    if (sample === undefined) return this.#tell(`There is no sample called "${name}".`, "bad");
    byId<HTMLSelectElement>("sample").value = name;
    try {
      const response = await fetch(`samples/${sample.file}`);
      if (!response.ok) throw new Error(`the sample could not be loaded (status ${response.status})`);
      await this.read(await response.blob(), sample.name, sample, form);
    } catch (error) {
      this.#tell(`${(error as Error).message}.`, "bad");
    }
  }

  /** Shows data that were read before. */
  show(data: LoadedData, levels: ModelSpec["levels"]): void {
    this.#levels = levels;
    if (data === this.#data) return void this.#draw();
    this.#earlier = [];
    this.#data = data;
    this.#tellOf(data, "");
    void this.#draw();
  }

  /** The orders of levels asked for, without telling anybody. */
  setLevels(levels: ModelSpec["levels"]): void {
    this.#levels = levels;
    void this.#draw();
  }

  /** The same file, read in another way. */
  async reread(change: (form: DataForm) => DataForm): Promise<void> {
    if (this.#data === null) return;
    const { source, name, sample, form } = this.#data;
    if (await this.read(source, name, sample, change(form), form)) this.#earlier.push(form);
    this.#tellOf(this.#data, "");
  }

  /** The same file, with what a remedy asks for. */
  settle(options: RemedyOptions): void {
    void this.reread((form) => withRemedy(form, options));
  }

  /** Resolves to whether it could be read; of `before` the types that are no column's are left out. */
  async read(
    source: Blob | string,
    name: string,
    sample: Sample | null,
    form: DataForm,
    before: DataForm | null = null,
  ): Promise<boolean> {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    const bar = element("progress", { max: 1, value: 0, "aria-label": "Reading" });
    const share = element("span", {}, "");
    const cancel = element("button", { type: "button", class: "quiet", onclick: () => reading.abort() }, "Cancel");
    this.#status.className = "";
    this.#status.setAttribute("role", "status");
    this.#status.replaceChildren(element("span", {}, `Reading ${name} `), bar, share, cancel);
    const started = performance.now();
    try {
      const ready = Promise.all([this.#events(), this.#view()]);
      const made = await this.#tableOf(source, sample, form, reading.signal, (part) => {
        bar.value = part;
        share.textContent = ` ${Math.floor(100 * part)} % `;
      });
      const [events] = await ready;
      const old = this.#data;
      if (old !== null && before !== null) void this.#client.release(old.table);
      this.#data = { name, source, sample, form, ...made };
      if (before === null) this.#earlier = [];
      this.#tellOf(this.#data, `, read in ${((performance.now() - started) / 1000).toFixed(2)} s`);
      events.onLoaded(this.#data, before === null);
      return true;
    } catch (error) {
      if (error instanceof CancelledError) this.#tell(`Reading ${name} was cancelled.`, "");
      else await this.#tellWrong(error as Error, { source, name, sample, form });
      return false;
    }
  }

  async #tableOf(
    source: Blob | string,
    sample: Sample | null,
    form: DataForm,
    signal: AbortSignal,
    onShare: (share: number) => void,
  ): Promise<Pick<LoadedData, "table" | "notices">> {
    const read = await this.#client.readTable(source, {
      ...readOptions(form, sample),
      signal,
      onProgress: (done, total) => {
        if (total !== null && total > 0) onShare(done / total);
      },
    });
    const { notices = [] } = read;
    if (form.longer === null) return { table: read, notices };
    try {
      const long = await this.#client.longer(read, form.longer);
      const types = lateTypes(form);
      return { table: Object.keys(types).length === 0 ? long : toTable(long, { types }), notices };
    } finally {
      void this.#client.release(read);
    }
  }

  #tellOf(data: LoadedData, after: string): void {
    const { name, table } = data;
    const rows = table.rowCount.toLocaleString("en");
    const columns = `${table.columns.size.toLocaleString("en")} column${table.columns.size === 1 ? "" : "s"}`;
    this.#tell(`${name}: ${rows} rows, ${columns}${after}.`, "good");
    if (this.#earlier.length === 0) return;
    const undo = element("button", { type: "button", class: "quiet", onclick: () => void this.#undo() }, "Undo");
    this.#status.append(" ", undo);
  }

  async #undo(): Promise<void> {
    const form = this.#earlier.pop();
    if (form === undefined || this.#data === null) return;
    const { source, name, sample } = this.#data;
    await this.read(source, name, sample, form, form);
    this.#tellOf(this.#data, "");
  }

  /** What is wrong with a file, and the options that may help. */
  async #tellWrong(error: Error, file: Omit<LoadedData, "table" | "notices">): Promise<void> {
    const { source, name, sample, form } = file;
    const isForm = Object.keys(form.types).length > 0 || form.longer !== null || Object.keys(form.reading).length > 0;
    this.#tell(`${name} cannot be ${isForm ? "read so" : "used"}: ${error.message}.`, "bad");
    if (!(error instanceof DataError) || (this.#data !== null && this.#data.source === source)) return;
    const { readingOptions } = await this.#view();
    const options = readingOptions(form, [], (next) => void this.read(source, name, sample, next));
    byId("data-help").replaceChildren(options);
  }

  #tell(text: string, kind: "good" | "bad" | ""): void {
    this.#status.className = kind;
    this.#status.setAttribute("role", kind === "bad" ? "alert" : "status");
    this.#status.textContent = text;
    byId("data-help").replaceChildren();
  }

  #view(): Promise<View> {
    return import("./data-view.js");
  }

  async #draw(): Promise<void> {
    const [events, { showData }] = await Promise.all([this.#events(), this.#view()]);
    if (this.#data === null) return;
    showData(this.#data, this.#levels, {
      ...events,
      onForm: (change) => void this.reread(change),
      onRemedy: (options) => this.settle(options),
    });
  }
}

const FILES =
  "CSV, TSV, JSON, Parquet, Arrow, Feather or Excel (.xlsx), gzipped or not. Or drop a file anywhere on the page.";
