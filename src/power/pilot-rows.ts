// What a pilot's weights, offset and subset make of the rows of a study.
import { type TableLike, toTable } from "../data/to-table.js";
import { UnsupportedError } from "../errors.js";
import type { Fit } from "../fit/fit.js";
import { specOfSaved } from "../fit/reopen.js";
import { buildModel } from "../model/build.js";
import type { ChosenRows } from "./design.js";

/** The columns that stand for what was given as arrays, or computed. */
const WEIGHTS = "(weights)";
const OFFSET = "(offset)";

export interface PilotRows extends ChosenRows {
  /** Of the analysis. */
  readonly options: { readonly weights?: string; readonly offset?: string };
  /** Whose columns are kept, besides those of the formula. */
  readonly text: string;
}

/**
 * The rows of a fit's subset, its weights and an offset that was an array as columns. Throws what lmm() throws where `data` are not
 * those it was fitted to, OptionError for arrays of a fit that was saved and not reopened, and UnsupportedError for weights that are
 * trials.
 */
export function pilotRows(fit: Fit, data: TableLike): PilotRows {
  const { record, live } = fit;
  if (record.weights === null && record.offset === null && record.subset === null) {
    return { rows: null, columns: {}, options: {}, text: "" };
  }
  const { weights, offset, subset } = live?.spec.frame ?? {};
  const arrays = record.arrays.length === 0 || live === null ? {} : { weights, offset, subset };
  const given = Object.fromEntries(Object.entries(arrays).filter(([, value]) => typeof value === "object"));
  const { rowCount } = toTable(data);
  const { frame, trials } = buildModel(fit.formula, data, specOfSaved(record, given));
  if (record.weights !== null && trials !== null) {
    throw new UnsupportedError(
      "power() of a binomial fit whose weights are its trials is not there; fit cbind(successes, failures) and give trials",
    );
  }
  const spread = (values: ArrayLike<number>) => {
    const out = new Float64Array(rowCount).fill(Number.NaN);
    for (let i = 0; i < values.length; i++) out[frame.rows?.[i] ?? i] = values[i];
    return out;
  };
  const isArray = record.arrays.includes("offset");
  const ownOffset = isArray ? Float64Array.from(offset as ArrayLike<number>) : null;
  return {
    rows: frame.rows,
    columns: {
      ...(frame.weights === null || record.weights === null ? {} : { [WEIGHTS]: spread(frame.weights) }),
      ...(ownOffset === null ? {} : { [OFFSET]: ownOffset }),
    },
    options: {
      ...(record.weights === null ? {} : { weights: `\`${WEIGHTS}\`` }),
      ...(record.offset === null ? {} : { offset: isArray ? `\`${OFFSET}\`` : record.offset }),
    },
    text: isArray ? "" : (record.offset ?? ""),
  };
}

/** Weights and an offset array among the columns of a study. */
export function rowNumbers(columns: Readonly<Record<string, unknown>>): {
  readonly weights: Float64Array | null;
  readonly offset: Float64Array | undefined;
} {
  return {
    weights: (columns[WEIGHTS] as Float64Array | undefined) ?? null,
    offset: columns[OFFSET] as Float64Array | undefined,
  };
}
