// Confidence intervals, profiles and bootstrap replicates as tables.
import type { Bootstrap } from "../inference/intervals/bootstrap.js";
import type { ConfidenceIntervals } from "../inference/intervals/confidence-interval.js";
import type { Profile } from "../inference/intervals/profile.js";
import { checkArgument, isCell, isKeyOf, isNumber, isNumbers, isText, resultOf } from "../options.js";
import { messages, WARNED } from "./notes.js";
import type { ReportTable } from "./report-table.js";
import { isMethod, methodWords } from "./shown-tests.js";
import { type ColumnOf, type ColumnsOf, tableOf } from "./table-of.js";

const METHODS = { wald: "Wald", profile: "Profile likelihood", boot: "Parametric bootstrap" } as const;

const CONFINT = resultOf<ConfidenceIntervals>("confint()", {
  ...WARNED,
  method: isKeyOf(METHODS),
  dfMethod: (value) => value === undefined || isMethod(value),
  level: isNumber,
  intervals: [{ name: isText, estimate: isCell, lower: isCell, upper: isCell }],
});

/**
 * A row an interval; its limits are headed by their percentages, as R heads them.
 *
 * @example
 * console.log(tableText(confintTable(await confint(fit, { method: "wald" }))));
 */
export function confintTable(result: ConfidenceIntervals): ReportTable {
  checkArgument("result", result, CONFINT);
  const { intervals, level, warnings } = result;
  const percent = (share: number) => `${Number((100 * share).toPrecision(3))} %`;
  const table = tableOf(titleOf(result), messages(warnings), intervals, [
    ...ESTIMATE,
    intervals.some(({ stdError }) => stdError !== undefined) && ["stdError", "Std. Error", "stdError"],
    intervals.some(({ df }) => df !== undefined && Number.isFinite(df)) && ["df", "df", "df"],
    ["lower", percent((1 - level) / 2), "lower"],
    ["upper", percent((1 + level) / 2), "upper"],
  ]);
  return { ...table, level };
}

const PROFILE = resultOf<Profile>("profile()", {
  ...WARNED,
  names: [isText],
  parameters: [{ name: isText, points: [{ value: isCell, zeta: isCell, deviance: isCell, parameters: isNumbers }] }],
});

/**
 * A row a point of every profile: the parameter held, its value, ζ, and all parameters there.
 *
 * @example
 * console.log(tableCsv(profileTable(await profile(fit, { parameters: ["beta"] }))));
 */
export function profileTable(result: Profile): ReportTable {
  checkArgument("result", result, PROFILE);
  const { names, parameters, warnings } = result;
  const points = parameters.flatMap(({ name, points }) => points.map((point) => ({ name, ...point })));
  return tableOf("Profile likelihood", messages(warnings), points, [
    ["parameter", "", "text", ({ name }) => name],
    ["value", "value", "estimate"],
    ["zeta", "zeta", "statistic"],
    ["deviance", "deviance", ["criterion", "digits"]],
    ...names.map((name, i): ColumnOf<(typeof points)[number]> => {
      return [name, name, "estimate", (point) => point.parameters[i]];
    }),
  ]);
}

const BOOTSTRAP = resultOf<Bootstrap>("bootstrap()", {
  ...WARNED,
  replicates: isNumber,
  singular: isNumber,
  failures: Array.isArray,
  parameters: [{ name: isText, estimate: isCell, bias: isCell, stdError: isCell }],
});

/**
 * A row a parameter: estimate, bias and standard error of the replicates.
 *
 * @example
 * console.log(tableText(bootstrapTable(await bootstrap(fit, { seed: 1, replicates: 100 }))));
 */
export function bootstrapTable(result: Bootstrap): ReportTable {
  checkArgument("result", result, BOOTSTRAP);
  const { parameters, replicates, failures, singular, warnings } = result;
  const counts = `${replicates - failures.length} of ${replicates} replicates were fitted, ${singular} of them singular`;
  return tableOf("Parametric bootstrap", [counts, ...messages(warnings)], parameters, [
    ...ESTIMATE,
    ["bias", "Bias", "estimate"],
    ["stdError", "Std. Error", "stdError"],
  ]);
}

const ESTIMATE: ColumnsOf<{ readonly name: string; readonly estimate: number }> = [
  ["parameter", "", "text", ({ name }) => name],
  ["estimate", "Estimate", "estimate"],
];

function titleOf({ method, level, dfMethod, type }: ConfidenceIntervals): string {
  const degrees = dfMethod === undefined || dfMethod === "asymptotic" ? "" : `, ${methodWords(dfMethod)}`;
  const kind = type === undefined ? "" : `, ${type}`;
  return `${METHODS[method]} confidence intervals (${Number((100 * level).toPrecision(4))} %${kind}${degrees})`;
}
