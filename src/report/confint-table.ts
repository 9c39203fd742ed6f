// Confidence intervals, profiles and bootstrap replicates as tables.
import type { Bootstrap } from "../inference/intervals/bootstrap.js";
import type { ConfidenceIntervals } from "../inference/intervals/confidence-interval.js";
import type { Profile } from "../inference/intervals/profile.js";
import type { ReportColumn, ReportTable } from "./report-table.js";
import { methodWords } from "./shown-tests.js";

/** A row an interval; its limits are headed by their percentages, as R heads them. */
export function confintTable(result: ConfidenceIntervals): ReportTable {
  const { intervals, level, warnings } = result;
  const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`;
  const columns: ReportColumn[] = [
    { key: "parameter", name: "", kind: "text", values: intervals.map(({ name }) => name) },
    { key: "estimate", name: "Estimate", kind: "number", values: intervals.map(({ estimate }) => estimate) },
  ];
  if (intervals.some(({ stdError }) => stdError !== undefined)) {
    const values = intervals.map(({ stdError }) => stdError ?? null);
    columns.push({ key: "stdError", name: "Std. Error", kind: "number", values });
  }
  if (intervals.some(({ df }) => df !== undefined && Number.isFinite(df))) {
    columns.push({ key: "df", name: "df", kind: "df", values: intervals.map(({ df }) => df ?? null) });
  }
  columns.push(
    { key: "lower", name: percent((1 - level) / 2), kind: "number", values: intervals.map(({ lower }) => lower) },
    { key: "upper", name: percent((1 + level) / 2), kind: "number", values: intervals.map(({ upper }) => upper) },
  );
  return { title: titleOf(result), columns, notes: warnings.map(({ message }) => message) };
}

/** A row a point of every profile: the parameter held, its value, ζ, and all parameters there. */
export function profileTable({ names, parameters, warnings }: Profile): ReportTable {
  const points = parameters.flatMap(({ name, points }) => points.map((point) => ({ name, ...point })));
  const columns: ReportColumn[] = [
    { key: "parameter", name: "", kind: "text", values: points.map(({ name }) => name) },
    { key: "value", name: "value", kind: "number", values: points.map(({ value }) => value) },
    { key: "zeta", name: "zeta", kind: "statistic", values: points.map(({ zeta }) => zeta) },
    { key: "deviance", name: "deviance", kind: "number", values: points.map(({ deviance }) => deviance) },
    ...names.map((name, i): ReportColumn => {
      return { key: name, name, kind: "number", values: points.map((point) => point.parameters[i]) };
    }),
  ];
  return { title: "Profile likelihood", columns, notes: warnings.map(({ message }) => message) };
}

/** A row a parameter: estimate, bias and standard error of the replicates. */
export function bootstrapTable({ parameters, replicates, failures, singular, warnings }: Bootstrap): ReportTable {
  const columns: ReportColumn[] = [
    { key: "parameter", name: "", kind: "text", values: parameters.map(({ name }) => name) },
    { key: "estimate", name: "Estimate", kind: "number", values: parameters.map(({ estimate }) => estimate) },
    { key: "bias", name: "Bias", kind: "number", values: parameters.map(({ bias }) => bias) },
    { key: "stdError", name: "Std. Error", kind: "number", values: parameters.map(({ stdError }) => stdError) },
  ];
  const counts = `${replicates - failures.length} of ${replicates} replicates were fitted, ${singular} of them singular`;
  return { title: "Parametric bootstrap", columns, notes: [counts, ...warnings.map(({ message }) => message)] };
}

const METHODS = { wald: "Wald", profile: "Profile likelihood", boot: "Parametric bootstrap" } as const;

function titleOf({ method, level, dfMethod, type }: ConfidenceIntervals): string {
  const degrees = dfMethod === undefined || dfMethod === "asymptotic" ? "" : `, ${methodWords(dfMethod)}`;
  const kind = type === undefined ? "" : `, ${type}`;
  return `${METHODS[method]} confidence intervals (${Number((100 * level).toPrecision(4))} %${kind}${degrees})`;
}
