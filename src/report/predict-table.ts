// Predictions as a table.
import type { Predictions } from "../inference/prediction/predictions.js";
import { checkArgument, isKeyOf, isNumber, isNumbers, isText, resultOf } from "../options.js";
import { checkColumns, type ReportColumn, type ReportTable } from "./report-table.js";
import { tableOf } from "./table-of.js";

const DF_WORDS: Readonly<Record<Predictions["method"], string>> = {
  satterthwaite: "Satterthwaite's degrees of freedom",
  "kenward-roger": "Kenward-Roger's degrees of freedom",
  residual: "residual degrees of freedom",
  asymptotic: "normal quantiles",
};

const PREDICTIONS = resultOf<Predictions>("predictions()", {
  estimate: isNumbers,
  stdError: isNumbers,
  df: isNumbers,
  lower: isNumbers,
  upper: isNumbers,
  interval: isText,
  level: isNumber,
  method: isKeyOf(DF_WORDS),
  type: isText,
});

/**
 * A row a prediction, behind `columns` of the data where they are given.
 *
 * @example
 * console.log(tableCsv(predictTable(predictions(fit))));
 */
export function predictTable(result: Predictions | Float64Array, columns: readonly ReportColumn[] = []): ReportTable {
  checkColumns("columns", columns);
  if (result instanceof Float64Array) {
    const estimates = Array.from(result, (estimate) => ({ estimate }));
    return behind(columns, tableOf("", [], estimates, [["estimate", "Estimate", "estimate"]]));
  }
  checkArgument("result", result, PREDICTIONS);
  const { estimate, stdError, df, lower, upper, interval, level, method, type } = result;
  const percent = Number((100 * level).toPrecision(12));
  const scale = type === "link" ? " on the scale of the link" : "";
  const title = `Predictions${scale} with ${percent}% ${interval} intervals`;
  const rows = Array.from(estimate, (value, i) => {
    return { estimate: value, stdError: stdError[i], df: df[i], lower: lower[i], upper: upper[i] };
  });
  const table = tableOf(title, [`Intervals with ${DF_WORDS[method]}`], rows, [
    ["estimate", "Estimate", "estimate"],
    ["stdError", "Std. Error", "stdError"],
    method !== "asymptotic" && ["df", "df", "df"],
    ["lower", "Lower", "lower"],
    ["upper", "Upper", "upper"],
  ]);
  return { ...behind(columns, table), level };
}

function behind(columns: readonly ReportColumn[], table: ReportTable): ReportTable {
  return { ...table, columns: [...columns, ...table.columns] };
}
