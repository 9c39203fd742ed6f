// Rows of the data with what the fit says of them.
import type { Augmented } from "../inference/diagnostics/augment.js";
import { checkArgument, isNumbers, orNull, resultOf } from "../options.js";
import { checkColumns, type ReportColumn, type ReportTable } from "./report-table.js";

const AUGMENTED = resultOf<Augmented>("augment()", {
  rows: isNumbers,
  fitted: isNumbers,
  fixed: isNumbers,
  residual: isNumbers,
  pearson: isNumbers,
  deviance: orNull(isNumbers),
  standardized: isNumbers,
  leverage: isNumbers,
  cooksDistance: isNumbers,
});

/**
 * A row a row used: its number, the columns of the data where they are given (whole, as reports have columns), then what the fit
 * says of it, under names that begin with a point so that no column of the data has them.
 *
 * @example
 * console.log(tableCsv(augmentTable(augment(fit))));
 */
export function augmentTable(result: Augmented, data: readonly ReportColumn[] = []): ReportTable {
  checkArgument("result", result, AUGMENTED);
  checkColumns("data", data);
  const { rows, fitted, fixed, residual, pearson, deviance, standardized, leverage, cooksDistance } = result;
  const column = (key: string, values: Float64Array, kind: ReportColumn["kind"] = "number"): ReportColumn => {
    return {
      key: `.${key}`,
      name: `.${key}`,
      kind,
      values: Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
    };
  };
  const columns: ReportColumn[] = [
    { key: ".row", name: ".row", kind: "count", values: Array.from(rows) },
    ...data.map((own) => ({ ...own, values: Array.from(rows, (row) => own.values[row - 1]) })),
    column("fitted", fitted),
    column("fixed", fixed),
    column("residual", residual),
    column("pearson", pearson),
    ...(deviance === null ? [] : [column("deviance", deviance)]),
    column("standardized", standardized),
    column("leverage", leverage, "share"),
    column("cooksDistance", cooksDistance),
  ];
  return { title: "", columns, notes: [] };
}
