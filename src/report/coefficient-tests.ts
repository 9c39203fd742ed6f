// The table of coefficients with degrees of freedom and p values, and single contrasts.
import type { FTest, TTest } from "../inference/contrast-test.js";
import type { FixefTests } from "../inference/fixef-tests.js";
import type { FixedEffect, ReportedModel } from "../model/types.js";
import { coefficientLines } from "./fixed-effects-table.js";
import { formatNumber } from "./format-number.js";
import { warningLines } from "./notes.js";
import { formatPValues } from "./p-values.js";
import type { ReportColumn, ReportTable } from "./report-table.js";
import { methodWords, REPORT_RULES, type ReportOptions, shownTests } from "./shown-tests.js";

const DIGITS = 4;
const TEST_DIGITS = DIGITS - 1;

/** The table in lmerTest's layout, with a title and its warnings. The last line has no newline. */
export function fixefTestsText(tests: FixefTests): string {
  const statistic = tests.method === "asymptotic" ? "z value" : "t value";
  const lines = coefficientLines(tests.effects, DIGITS, statistic);
  return [titleOf(tests), ...lines, ...warningLines(tests.warnings)].join("\n");
}

/** One row a coefficient. */
export function fixefTestsTable(tests: FixefTests): ReportTable {
  const { effects, method, warnings } = tests;
  const columns = [...estimateColumns(effects), ...testColumns(effects, method)];
  return { title: titleOf(tests), columns, notes: warnings.map(({ message }) => message) };
}

/** One row a coefficient of a model, with the tests that its summary shows. */
export function fixefTable(fit: ReportedModel, options: ReportOptions = {}): ReportTable {
  const tests = shownTests(fit, options, REPORT_RULES);
  if (tests !== null) return fixefTestsTable(tests);
  const effects = fit.fixef();
  const statistics = effects.map(({ statistic }) => statistic);
  const statistic: ReportColumn = { key: "statistic", name: "t value", kind: "statistic", values: statistics };
  return {
    title: "Coefficients",
    columns: [...estimateColumns(effects), stdErrorColumn(effects), statistic],
    notes: [],
  };
}

/** One line for a contrast: "t = 6.771, df = 17, p = 3.26e-06" after its estimate, or its F. */
export function contrastText(test: TTest | FTest): string {
  const p = formatPValues([test.p], TEST_DIGITS)[0].trim();
  const pText = p.startsWith("<") ? `p ${p.replace(/^< ?/, "< ")}` : `p = ${p}`;
  const statistic = formatNumber(test.statistic, DIGITS);
  const line =
    test.kind === "t"
      ? `estimate ${formatNumber(test.estimate, DIGITS)} (SE ${formatNumber(test.stdError, DIGITS)}), ` +
        `t = ${statistic}, df = ${formatNumber(test.df, DIGITS)}, ${pText}`
      : `F = ${statistic}, df = ${test.numDf} and ${formatNumber(test.denDf, DIGITS)}, ${pText}`;
  return [`${line} (${methodWords(test.method)})`, ...warningLines(test.warnings)].join("\n");
}

/** One row: the estimate with its t test, or the F test. */
export function contrastTable(test: TTest | FTest): ReportTable {
  const columns: ReportColumn[] =
    test.kind === "t"
      ? [
          { key: "estimate", name: "Estimate", kind: "number", values: [test.estimate] },
          ...testColumns([test], test.method),
        ]
      : [
          { key: "sumSq", name: "Sum Sq", kind: "number", values: [test.sumSq] },
          { key: "meanSq", name: "Mean Sq", kind: "number", values: [test.meanSq] },
          { key: "numDf", name: "NumDF", kind: "count", values: [test.numDf] },
          { key: "denDf", name: "DenDF", kind: "df", values: [test.denDf] },
          { key: "statistic", name: "F value", kind: "statistic", values: [test.statistic] },
          { key: "p", name: "Pr(>F)", kind: "p", values: [test.p] },
        ];
  return {
    title: `Contrast, ${methodWords(test.method)}`,
    columns,
    notes: test.warnings.map(({ message }) => message),
  };
}

function estimateColumns(effects: readonly FixedEffect[]): ReportColumn[] {
  return [
    { key: "name", name: "", kind: "text", values: effects.map(({ name }) => name) },
    { key: "estimate", name: "Estimate", kind: "number", values: effects.map(({ estimate }) => estimate) },
  ];
}

function stdErrorColumn(effects: readonly Pick<FixedEffect, "stdError">[]): ReportColumn {
  return { key: "stdError", name: "Std. Error", kind: "number", values: effects.map(({ stdError }) => stdError) };
}

/** Standard error, degrees of freedom unless infinite, statistic and p value. */
function testColumns(
  effects: readonly Pick<TTest, "stdError" | "df" | "statistic" | "p">[],
  method: FixefTests["method"],
): ReportColumn[] {
  const letter = method === "asymptotic" ? "z" : "t";
  const df: ReportColumn = { key: "df", name: "df", kind: "df", values: effects.map(({ df }) => df) };
  return [
    stdErrorColumn(effects),
    ...(method === "asymptotic" ? [] : [df]),
    { key: "statistic", name: `${letter} value`, kind: "statistic", values: effects.map((e) => e.statistic) },
    { key: "p", name: `Pr(>|${letter}|)`, kind: "p", values: effects.map(({ p }) => p) },
  ];
}

function titleOf({ method }: FixefTests): string {
  return `Tests of coefficients with ${methodWords(method)}`;
}
