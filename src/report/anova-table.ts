// Analysis of variance as lmerTest prints it, and as a table.
import type { AnovaTable } from "../inference/anova.js";
import { checkArgument, isCell, isText, resultOf } from "../options.js";
import { formatNumbers, roundDecimals, zapSmall } from "./format-number.js";
import { messages, WARNED, warningLines } from "./notes.js";
import { formatPValues, STAR_LEGEND, stars } from "./p-values.js";
import type { ReportColumn, ReportTable } from "./report-table.js";
import { isMethod, methodWords } from "./shown-tests.js";
import { tableOf } from "./table-of.js";
import { checkTextOptions, type TextOptions, tableText } from "./table-text.js";
import { F_COLUMNS } from "./test-columns.js";
import { tableLines } from "./text-table.js";

const DIGITS = 5;
const TEST_DIGITS = DIGITS - 1;
/** What R prints of a table without rows. */
const EMPTY = "     Sum Sq Mean Sq NumDF DenDF F value Pr(>F)";

const ANOVA = resultOf<AnovaTable>("anova()", {
  ...WARNED,
  type: isText,
  method: isMethod,
  rows: [{ term: isText, sumSq: isCell, meanSq: isCell, numDf: isCell, denDf: isCell, statistic: isCell, p: isCell }],
});

/**
 * lmerTest's printed table, then the warnings; of a generalized model chi-squared. The last line has no newline.
 *
 * @example
 * console.log(anovaText(anova(fit)));
 */
export function anovaText(table: AnovaTable, options: TextOptions = {}): string {
  const described = anovaTable(table);
  checkTextOptions(options);
  if (isGeneralized(table)) return tableText(described, options);
  const [terms, ...numbers] = described.columns;
  if (table.rows.length === 0) return [described.title, EMPTY, ...warningLines(table.warnings)].join("\n");
  const marks = stars(table.rows.map((row) => row.p));
  const columns = numbers.map((column) => [column.name, ...lmerTestTexts(column)]);
  if (marks !== null) columns.push(["", ...marks]);
  const lines = tableLines({
    columns: [["", ...terms.values.map(String)], ...columns],
    align: "right",
    width: options.width,
  });
  const legend = marks === null ? [] : STAR_LEGEND;
  return [described.title, ...lines, ...legend, ...warningLines(table.warnings)].join("\n");
}

/**
 * One row a term.
 *
 * @example
 * console.log(tableMarkdown(anovaTable(anova(fit))));
 */
export function anovaTable(table: AnovaTable): ReportTable {
  checkArgument("table", table, ANOVA);
  const { type, method, rows, warnings } = table;
  if (!isGeneralized(table)) {
    const title = `Type ${type} Analysis of Variance Table with ${methodWords(method)}`;
    return tableOf(title, messages(warnings), rows, [["term", "", "text"], ...F_COLUMNS]);
  }
  return tableOf(`Type ${type} Wald chi-squared tests`, messages(warnings), rows, [
    ["term", "", "text"],
    ["chisq", "Chisq", "statistic", ({ statistic, numDf }) => statistic * numDf],
    ["df", "Df", "count", ({ numDf }) => numDf],
    ["p", "Pr(>Chisq)", "p"],
  ]);
}

function isGeneralized({ rows }: AnovaTable): boolean {
  return rows.length > 0 && rows.every(({ sumSq }) => sumSq === null);
}

/** With the digits of lmerTest, which are more than those of other tables. */
function lmerTestTexts({ kind, values }: ReportColumn): string[] {
  const numbers = values.map((value) => (typeof value === "number" ? value : Number.NaN));
  if (kind === "count") return numbers.map(String);
  if (kind === "p") return formatPValues(numbers, TEST_DIGITS);
  if (kind !== "statistic") return plainTexts(numbers);
  const rounded = numbers.map((x) => roundDecimals(x, TEST_DIGITS));
  return formatNumbers(rounded, DIGITS);
}

function plainTexts(values: readonly number[]): string[] {
  return formatNumbers(
    zapSmall(
      values.map((x) => (Number.isFinite(x) ? x : Number.NaN)),
      DIGITS,
    ),
    DIGITS,
  ).map((text, i) => (values[i] === Number.POSITIVE_INFINITY ? "Inf" : text));
}
