// The table of coefficients with degrees of freedom and p values, and single contrasts.

import type { Fit } from "../fit/fit.js";
import type { FixedEffect } from "../fit/types.js";
import type { FTest, TTest } from "../inference/contrast-test.js";
import type { FixefTests } from "../inference/fixef-tests.js";
import { checkArgument, isCell, isText, resultOf } from "../options.js";
import { coefficientLines } from "./fixed-effects-table.js";
import { formatNumber } from "./format-number.js";
import { messages, WARNED, warningLines } from "./notes.js";
import { formatPValues } from "./p-values.js";
import type { ReportTable } from "./report-table.js";
import { isMethod, methodWords, REPORT_RULES, type ReportOptions, shownTests } from "./shown-tests.js";
import { type ColumnsOf, tableOf } from "./table-of.js";
import { F_COLUMNS, tColumns } from "./test-columns.js";

const DIGITS = 4;
const TEST_DIGITS = DIGITS - 1;

const TESTS = resultOf<FixefTests>("fixefTests()", {
  ...WARNED,
  method: isMethod,
  effects: [{ name: isText, estimate: isCell, stdError: isCell, df: isCell, statistic: isCell, p: isCell }],
});
const TESTED = { ...WARNED, method: isMethod, statistic: isCell, p: isCell };
const T = resultOf<TTest>("contrastTest()", {
  ...TESTED,
  kind: (value) => value === "t",
  estimate: isCell,
  stdError: isCell,
  df: isCell,
});
const F = resultOf<FTest>("contrastTest()", {
  ...TESTED,
  sumSq: isCell,
  meanSq: isCell,
  numDf: isCell,
  denDf: isCell,
});

/**
 * The table in lmerTest's layout, with a title and its warnings. The last line has no newline.
 *
 * @example
 * console.log(fixefTestsText(fixefTests(fit)));
 */
export function fixefTestsText(tests: FixefTests): string {
  checkArgument("tests", tests, TESTS);
  const statistic = tests.method === "asymptotic" ? "z value" : "t value";
  const lines = coefficientLines(tests.effects, statistic);
  return [titleOf(tests), ...lines, ...warningLines(tests.warnings)].join("\n");
}

/**
 * One row a coefficient.
 *
 * @example
 * console.log(tableCsv(fixefTestsTable(fixefTests(fit))));
 */
export function fixefTestsTable(tests: FixefTests): ReportTable {
  checkArgument("tests", tests, TESTS);
  const columns = [...ESTIMATE, ...tColumns(tests.method)];
  return tableOf(titleOf(tests), messages(tests.warnings), tests.effects, columns);
}

/** One row a coefficient of a model, with the tests that its summary shows. */
export function fixefTable(fit: Fit, options: ReportOptions = {}): ReportTable {
  const tests = shownTests(fit, options, REPORT_RULES);
  if (tests !== null) return fixefTestsTable(tests);
  return tableOf("Coefficients", [], fit.fixef(), [
    ...ESTIMATE,
    ["stdError", "Std. Error", "stdError"],
    ["statistic", "t value", "statistic"],
  ]);
}

const ESTIMATE: ColumnsOf<FixedEffect> = [
  ["name", "", "text"],
  ["estimate", "Estimate", "estimate"],
];

/**
 * One line for a contrast: "t = 6.771, df = 17, p = 3.26e-06" after its estimate, or its F.
 *
 * @example
 * console.log(contrastText(contrastTest(fit, { conditionb: 1 })));
 */
export function contrastText(test: TTest | FTest): string {
  checkTest(test);
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

/**
 * One row: the estimate with its t test, or the F test.
 *
 * @example
 * console.log(tableText(contrastTable(contrastTest(fit, { conditionb: 1 }))));
 */
export function contrastTable(test: TTest | FTest): ReportTable {
  checkTest(test);
  const title = `Contrast, ${methodWords(test.method)}`;
  const notes = messages(test.warnings);
  if (test.kind === "F") return tableOf(title, notes, [test], F_COLUMNS);
  return tableOf(title, notes, [test], [["estimate", "Estimate", "estimate"], ...tColumns(test.method)]);
}

function checkTest(test: TTest | FTest): void {
  checkArgument("test", test, Object(test).kind === "F" ? F : T);
}

function titleOf({ method }: FixefTests): string {
  return `Tests of coefficients with ${methodWords(method)}`;
}
