// Live fits: each change of the model ends the fit under way and starts another a moment later.
import {
  CancelledError,
  type ConfidenceInterval,
  describeFormula,
  type FixefTests,
  FormulaError,
  type ModelPlan,
  parseFormula,
  type RemoteFit,
  type WorkerClient,
} from "../src/index.js";
import type { LoadedData } from "./data-form.js";
import { type ModelSpec, modelOptions } from "./model-spec.js";

/** A fit that was made, with all that the page shows of it. */
export interface FitRecord {
  readonly id: number;
  readonly spec: ModelSpec;
  readonly data: LoadedData;
  readonly fit: RemoteFit;
  readonly report: RemoteFit["report"];
  /** Of each coefficient, at 95 %. */
  readonly intervals: readonly ConfidenceInterval[];
  readonly tests: FixefTests;
  readonly summary: string;
  readonly words: readonly string[];
  /** Milliseconds from asking to the answer. */
  readonly elapsed: number;
}

export type FitStatus =
  | { readonly kind: "idle" }
  | { readonly kind: "waiting" }
  | { readonly kind: "planned"; readonly plan: ModelPlan; readonly seconds: number }
  | {
      readonly kind: "fitting";
      readonly evaluations: number;
      readonly objective: number | null;
      readonly since: number;
    }
  | { readonly kind: "done"; readonly record: FitRecord }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly error: Error };

/** Time from the last change to the fit. */
const DEBOUNCE = 300;
/** Rows from which a plan is made first, and seconds from which it is shown before the fit. */
const PLANNED_ROWS = 20_000;
const LONG_SECONDS = 4;
/** Evaluations that a fit takes, and operations a second in a browser: for an estimate, on the safe side. */
const EVALUATIONS = 8;
const OPERATIONS = 2e9;

export class Fitting {
  readonly #client: WorkerClient;
  readonly #onStatus: (status: FitStatus) => void;
  #run: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #count = 0;

  constructor(client: WorkerClient, onStatus: (status: FitStatus) => void) {
    this.#client = client;
    this.#onStatus = onStatus;
  }

  /** Fits after a moment; what was under way is cancelled at once. */
  request(spec: ModelSpec, data: LoadedData): void {
    this.#stop();
    this.#onStatus({ kind: "waiting" });
    this.#timer = setTimeout(() => void this.fit(spec, data, true), DEBOUNCE);
  }

  /** Fits now; with `asks`, a model that will take long is planned and left for the user to start. */
  async fit(spec: ModelSpec, data: LoadedData, asks = false): Promise<void> {
    this.#stop();
    const run = new AbortController();
    this.#run = run;
    const report = (status: FitStatus) => {
      if (this.#run === run) this.#onStatus(status);
    };
    try {
      if (asks && data.table.rowCount > PLANNED_ROWS) {
        const plan = await this.#client.plan(spec.formula, data.table, modelOptions(spec));
        const seconds = (EVALUATIONS * (plan.objectiveFlops + plan.gradientFlops)) / OPERATIONS;
        if (run.signal.aborted) return;
        if (seconds > LONG_SECONDS) return report({ kind: "planned", plan, seconds });
      }
      const since = performance.now();
      report({ kind: "fitting", evaluations: 0, objective: null, since });
      const record = await this.#fitted(spec, data, run.signal, (evaluations, objective) =>
        report({ kind: "fitting", evaluations, objective, since }),
      );
      report({ kind: "done", record });
    } catch (error) {
      report(error instanceof CancelledError ? { kind: "cancelled" } : { kind: "failed", error: error as Error });
    } finally {
      if (this.#run === run) this.#run = null;
    }
  }

  /** Ends the fit under way, and says so. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#run?.abort();
  }

  #stop(): void {
    this.cancel();
    this.#run = null;
  }

  async #fitted(
    spec: ModelSpec,
    data: LoadedData,
    signal: AbortSignal,
    onProgress: (evaluations: number, objective: number) => void,
  ): Promise<FitRecord> {
    const client = this.#client;
    const { table, name: dataName } = data;
    const started = performance.now();
    const options = {
      ...modelOptions(spec),
      dataName,
      signal,
      onIteration: ({ evaluations, objective }: { evaluations: number; objective: number }) =>
        onProgress(evaluations, objective),
    };
    const fit = await (spec.family === ""
      ? client.lmm(spec.formula, table, options)
      : client.glmm(spec.formula, table, options));
    const df = spec.family === "" ? spec.df : "asymptotic";
    const [tests, intervals, summary] = await Promise.all([
      client.ask("fixefTests", fit, { df }),
      client.ask("confint", fit, { method: "wald", parameters: ["beta"], df }),
      client.ask("summary", fit, { df }),
    ]);
    const elapsed = performance.now() - started;
    const words = describeFormula(spec.formula, [...table.columns.keys()]);
    const id = ++this.#count;
    return {
      id,
      spec,
      data,
      fit,
      report: fit.report,
      tests,
      intervals: intervals.intervals,
      summary,
      words,
      elapsed,
    };
  }
}

/** What is wrong with the text of a formula, without data; null where it can be read, or nothing was written yet. */
export function formulaProblem(formula: string): FormulaError | null {
  if (formula.trim() === "") return null;
  try {
    parseFormula(formula);
    return null;
  } catch (error) {
    if (error instanceof FormulaError) return error;
    throw error;
  }
}
