// The library in a worker: the same functions, asked from the thread that draws the page, which stays free.
import type { ReadCsvOptions } from "../data/csv.js";
import type { LongerOptions } from "../data/longer.js";
import type { ReadTableOptions } from "../data/read-table.js";
import type { Table } from "../data/table.js";
import { type TableLike, toTable } from "../data/to-table.js";
import { OptionError, type WorkerError } from "../errors.js";
import type { SavedFit } from "../fit/record.js";
import type { GlmmOptions, LmmOptions } from "../model/options.js";
import type { ModelPlan } from "../model/plan.js";
import { checkOptions, FUNCTION, type OptionRules, RUN_RULES } from "../options.js";
import { CalledWorker } from "../workers/called-worker.js";
import type { Methods } from "../workers/calls.js";
import type { Questions } from "./questions.js";
import { type SentTable, sentTable, tableOfSent } from "./sent-table.js";

/** Options of createWorkerClient(). */
export interface WorkerClientOptions {
  /** Where dist/worker.js of this package is served, for bundlers that do not find it themselves. */
  readonly workerUrl?: string | URL | undefined;
  /** Called when the worker has died of itself; the calls under way were rejected, the next one starts another. */
  readonly onCrash?: ((error: WorkerError) => void) | undefined;
}

/** A fitted model that lives in a worker. */
export interface RemoteFit {
  /** As it was given. */
  readonly formula: string;
  /** What toJSON() says of it. */
  readonly report: SavedFit;
}

/** What a worker can be sent to read: a File or other Blob, bytes, or text. */
export type WorkerCsvSource = Blob | Uint8Array | string;

/** The arguments of a question behind the fit, and what it answers. */
type Rest<Q> = Q extends (fit: never, ...rest: infer R extends readonly unknown[]) => unknown ? R : never;
type Answer<Q> = Q extends (...args: never[]) => infer A ? Awaited<A> : never;

interface Recipe {
  readonly kind: "lmm" | "glmm";
  readonly formula: string;
  readonly table: Table;
  readonly options: LmmOptions | GlmmOptions;
}

/** Where something is held: by which worker, under which number. */
interface Place {
  readonly worker: CalledWorker;
  readonly id: number;
}

const RULES: OptionRules<WorkerClientOptions> = { workerUrl: RUN_RULES.workerUrl, onCrash: FUNCTION };

/**
 * One worker that reads, fits and answers. Functions and AbortSignals in options work as on this thread; a worker that
 * does not heed a signal is ended. Tables and fits outlive their worker: the next one gets the table, and fits again.
 */
export class WorkerClient<Q extends Methods = Questions> {
  readonly #options: WorkerClientOptions;
  readonly #tables = new WeakMap<Table, Place>();
  readonly #fits = new WeakMap<RemoteFit, Place>();
  readonly #recipes = new WeakMap<RemoteFit, Recipe>();
  #worker: CalledWorker | null = null;
  #next = 0;

  constructor(options: WorkerClientOptions = {}) {
    checkOptions("createWorkerClient()", options, RULES, {}, JSON.stringify);
    this.#options = options;
  }

  /** readCsv() in the worker; the table is there and here. A Blob or File is read by the worker, piece by piece. */
  readCsv(source: WorkerCsvSource, options: ReadCsvOptions = {}): Promise<Table> {
    return this.#read("csv", source, options);
  }

  /** The same by readTable(): files of any kind. */
  readTable(source: WorkerCsvSource, options: ReadTableOptions = {}): Promise<Table> {
    return this.#read("any", source, options);
  }

  async #read(how: "csv" | "any", source: WorkerCsvSource, options: ReadTableOptions): Promise<Table> {
    if (!(typeof source === "string" || source instanceof Uint8Array || source instanceof Blob)) {
      throw new OptionError("a CSV source for a worker must be a Blob, bytes or text; read a stream here", "source");
    }
    return this.#made("read", how, source, options);
  }

  /** longer() in the worker; the table is there and here. */
  async longer(data: TableLike, options: LongerOptions): Promise<Table> {
    const { id } = await this.#hold(toTable(data));
    return this.#made("longer", id, options);
  }

  /** A table that the worker makes, and keeps. */
  async #made(method: "read" | "longer", ...args: readonly unknown[]): Promise<Table> {
    const worker = await this.#ready();
    const id = this.#next++;
    const table = tableOfSent((await worker.call(method, [id, ...args])) as SentTable);
    this.#tables.set(table, { worker, id });
    return table;
  }

  /** lmm() in the worker. Errors are those of lmm(), and WorkerError. */
  lmm(formula: string, data: TableLike, options: LmmOptions = {}): Promise<RemoteFit> {
    return this.#fit({ kind: "lmm", formula, table: toTable(data), options });
  }

  /** glmm() in the worker. Errors are those of glmm(), and WorkerError. */
  glmm(formula: string, data: TableLike, options: GlmmOptions = {}): Promise<RemoteFit> {
    return this.#fit({ kind: "glmm", formula, table: toTable(data), options });
  }

  /** plan() in the worker. */
  async plan(formula: string, data: TableLike, options: LmmOptions | GlmmOptions = {}): Promise<ModelPlan> {
    const { worker, id } = await this.#hold(toTable(data));
    return (await worker.call("plan", [formula, id, options])) as ModelPlan;
  }

  /**
   * Asks a fit, or several, one of the library's questions by the name of its function, with the arguments behind the
   * fit: `ask("anova", fit, { type: "II" })`. Throws OptionError for a question that the worker does not know.
   */
  async ask<K extends keyof Q & string>(
    question: K,
    about: RemoteFit | readonly RemoteFit[],
    ...rest: Rest<Q[K]>
  ): Promise<Answer<Q[K]>> {
    const handle = isList(about) ? await Promise.all(about.map((fit) => this.#place(fit))) : await this.#place(about);
    const args = await Promise.all(
      rest.map(async (arg): Promise<unknown> => (isTable(arg) ? { heldTable: (await this.#hold(arg)).id } : arg)),
    );
    const worker = await this.#ready();
    return (await worker.call("ask", [question, handle, ...args])) as Answer<Q[K]>;
  }

  /** Lets the worker forget a table or a fit, which frees its memory; it can still be used, at the price of a copy. */
  async release(thing: Table | RemoteFit): Promise<void> {
    const kind = "rowCount" in thing ? "table" : "fit";
    const places: WeakMap<object, Place> = kind === "table" ? this.#tables : this.#fits;
    const place = places.get(thing);
    places.delete(thing);
    if (isHeld(place)) await place.worker.call("release", [kind, place.id]);
  }

  /** Ends the worker. Calls under way are rejected with CancelledError. */
  async close(): Promise<void> {
    await this.#worker?.close();
  }

  /** The worker, once it stops nothing; a new one where there is none. */
  async #ready(): Promise<CalledWorker> {
    await this.#worker?.calm();
    if (this.#worker === null || this.#worker.over) {
      this.#worker = new CalledWorker(this.#options.workerUrl, this.#options.onCrash);
    }
    return this.#worker;
  }

  async #fit(recipe: Recipe): Promise<RemoteFit> {
    const { report, ...place } = await this.#compute(recipe);
    const fit: RemoteFit = { formula: report.formula, report };
    this.#recipes.set(fit, recipe);
    this.#fits.set(fit, place);
    return fit;
  }

  async #compute({ kind, formula, table, options }: Recipe): Promise<Place & Pick<RemoteFit, "report">> {
    const { worker, id: data } = await this.#hold(table);
    const id = this.#next++;
    const report = (await worker.call(kind, [id, formula, data, options])) as RemoteFit["report"];
    return { worker, id, report };
  }

  /** The place of a table, which is sent where the present worker does not have it. */
  async #hold(table: Table): Promise<Place> {
    const worker = await this.#ready();
    const held = this.#tables.get(table);
    if (isHeld(held)) return held;
    const place = { worker, id: this.#next++ };
    await worker.call("hold", [place.id, sentTable(table)]);
    this.#tables.set(table, place);
    return place;
  }

  /** The number of a fit, which is fitted again where the present worker does not have it. */
  async #place(fit: RemoteFit): Promise<number> {
    await this.#ready();
    const held = this.#fits.get(fit);
    if (isHeld(held)) return held.id;
    const recipe = this.#recipes.get(fit);
    if (recipe === undefined) throw new OptionError("this fit was not made by this worker's client", "fit");
    // The same fit has the same numbers; nobody waits for its progress.
    const { signal: _signal, onIteration: _onIteration, ...options } = recipe.options;
    const { worker, id } = await this.#compute({ ...recipe, options });
    this.#fits.set(fit, { worker, id });
    return id;
  }
}

/**
 * A client of one worker, which starts with the first call. Throws OptionError for options that do not exist.
 *
 * @example
 * const client = createWorkerClient();
 * const { report } = await client.lmm("rt ~ condition + (1 | subject)", data);
 * await client.close();
 */
export function createWorkerClient(options: WorkerClientOptions = {}): WorkerClient {
  return new WorkerClient(options);
}

function isHeld(place: Place | undefined): place is Place {
  return place !== undefined && !place.worker.over;
}

function isTable(arg: unknown): arg is Table {
  return typeof arg === "object" && arg !== null && "rowCount" in arg && "columns" in arg && arg.columns instanceof Map;
}

function isList(about: RemoteFit | readonly RemoteFit[]): about is readonly RemoteFit[] {
  return Array.isArray(about);
}
