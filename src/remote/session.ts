// The worker's side of a WorkerClient: the tables and fits that it holds, by number, and what it does with them.
import { readCsv } from "../data/csv.js";
import { type LongerOptions, longer } from "../data/longer.js";
import { readTable } from "../data/read-table.js";
import type { Table } from "../data/table.js";
import { DataError, OptionError } from "../errors.js";
import type { LiveFit } from "../fit/fit.js";
import { glmm, lmm } from "../fit/fitting.js";
import { useFormulaFunctions } from "../fit/formula-functions.js";
import type { GlmmOptions, LmmOptions } from "../model/options.js";
import { plan } from "../model/plan.js";
import type { Method, Methods } from "../workers/calls.js";
import { type SentTable, sentTable, tableOfSent } from "./sent-table.js";

type Fit = LiveFit;

/** A table among the arguments of a question. */
export interface TableHandle {
  readonly heldTable: number;
}

/** A question is asked about one fit, or about several. */
export type FitHandle = number | readonly number[];

/** Tables and fits, the functions that make them, and the questions that fits are asked. */
export function session(questions: Methods): Methods {
  // A worker that is made of a text has nowhere to load them from.
  useFormulaFunctions();
  const tables = new Map<number, Table>();
  const fits = new Map<number, Fit>();
  const tableAt = (id: number): Table => {
    const found = tables.get(id);
    if (found === undefined) throw new DataError("the worker does not hold these data");
    return found;
  };
  const fitAt = (id: number): Fit => {
    const found = fits.get(id);
    if (found === undefined) throw new DataError("the worker does not hold this fit");
    return found;
  };
  const hold = (id: number, model: Fit) => {
    fits.set(id, model);
    return model.toJSON();
  };
  const methods: Record<string, Method> = {
    hold: (id: number, sent: SentTable) => void tables.set(id, tableOfSent(sent)),
    release: (kind: "table" | "fit", id: number) => void (kind === "table" ? tables : fits).delete(id),
    read: async (id: number, how: "csv" | "any", ...args: Parameters<typeof readTable>) => {
      const read = await (how === "csv" ? readCsv(...args) : readTable(...args));
      tables.set(id, read);
      return sentTable(read);
    },
    longer: (id: number, data: number, options: LongerOptions) => {
      const long = longer(tableAt(data), options);
      tables.set(id, long);
      return sentTable(long);
    },
    plan: (formula: string, data: number, options: LmmOptions | GlmmOptions) => plan(formula, tableAt(data), options),
    lmm: async (id: number, formula: string, data: number, options: LmmOptions) =>
      hold(id, await lmm(formula, tableAt(data), options)),
    glmm: async (id: number, formula: string, data: number, options: GlmmOptions) =>
      hold(id, await glmm(formula, tableAt(data), options)),
    ask: (question: string, handle: FitHandle, ...rest: unknown[]) => {
      if (!Object.hasOwn(questions, question)) {
        throw new OptionError(`a fit in a worker has no question "${question}"`, "question");
      }
      const about = typeof handle === "number" ? fitAt(handle) : handle.map(fitAt);
      return questions[question](
        about as never,
        ...(rest.map((arg) => (isHandle(arg) ? tableAt(arg.heldTable) : arg)) as never[]),
      );
    },
  };
  return methods;
}

function isHandle(arg: unknown): arg is TableHandle {
  return typeof arg === "object" && arg !== null && Object.hasOwn(arg, "heldTable");
}
