// Predictions as a table.
import type { Predictions } from "../inference/prediction/predictions.js";
import type { ReportColumn, ReportTable } from "./report-table.js";

const DF_WORDS: Readonly<Record<Predictions["method"], string>> = {
  satterthwaite: "Satterthwaite's degrees of freedom",
  "kenward-roger": "Kenward-Roger's degrees of freedom",
  residual: "residual degrees of freedom",
  asymptotic: "normal quantiles",
};

/** A row a prediction, behind `columns` of the data where they are given. */
export function predictTable(result: Predictions | Float64Array, columns: readonly ReportColumn[] = []): ReportTable {
  const numbers = (key: string, name: string, values: Float64Array): ReportColumn => ({
    key,
    name,
    kind: "number",
    values: Array.from(values),
  });
  if (result instanceof Float64Array) {
    return { title: "", columns: [...columns, numbers("estimate", "Estimate", result)], notes: [] };
  }
  const { estimate, stdError, df, lower, upper, interval, level, method, type } = result;
  const percent = Number((100 * level).toPrecision(12));
  const hasDf = method !== "asymptotic";
  const scale = type === "link" ? " on the scale of the link" : "";
  return {
    title: `Predictions${scale} with ${percent}% ${interval} intervals`,
    columns: [
      ...columns,
      numbers("estimate", "Estimate", estimate),
      numbers("stdError", "Std. Error", stdError),
      ...(hasDf ? [{ key: "df", name: "df", kind: "df", values: Array.from(df) } as const] : []),
      numbers("lower", "Lower", lower),
      numbers("upper", "Upper", upper),
    ],
    notes: [`Intervals with ${DF_WORDS[method]}`],
  };
}
