// Analysis of variance as lmerTest prints it, and as a table.
import type { AnovaRow, AnovaTable } from "../inference/anova.js";
import { formatNumbers, roundDecimals, zapSmall } from "./format-number.js";
import { warningLines } from "./notes.js";
import { formatPValues, STAR_LEGEND, stars } from "./p-values.js";
import { type ReportColumn, type ReportTable, tableText } from "./report-table.js";
import { methodWords } from "./shown-tests.js";
import { tableLines } from "./text-table.js";

const DIGITS = 5;
const TEST_DIGITS = DIGITS - 1;
/** What R prints of a table without rows. */
const EMPTY = "     Sum Sq Mean Sq NumDF DenDF F value Pr(>F)";

/** lmerTest's printed table, then the warnings; of a generalized model chi-squared. The last line has no newline. */
export function anovaText(table: AnovaTable): string {
  const { rows } = table;
  if (isGeneralized(table)) return tableText(anovaTable(table));
  const title = titleOf(table);
  if (rows.length === 0) return [title, EMPTY, ...warningLines(table.warnings)].join("\n");
  const columns = [
    plainTexts(rows.map((row) => row.sumSq ?? Number.NaN)),
    plainTexts(rows.map((row) => row.meanSq ?? Number.NaN)),
    rows.map((row) => String(row.numDf)),
    plainTexts(rows.map((row) => row.denDf)),
    formatNumbers(
      rows.map((row) => roundDecimals(row.statistic, TEST_DIGITS)),
      DIGITS,
    ),
    formatPValues(
      rows.map((row) => row.p),
      TEST_DIGITS,
    ),
  ];
  const columnNames = ["Sum Sq", "Mean Sq", "NumDF", "DenDF", "F value", "Pr(>F)"];
  const marks = stars(rows.map((row) => row.p));
  if (marks !== null) {
    columns.push(marks);
    columnNames.push("");
  }
  const cells = rows.map((_, i) => columns.map((column) => column[i]));
  const lines = tableLines({ rowNames: rows.map(({ term }) => term), columnNames, cells, align: "right" });
  return [title, ...lines, ...(marks === null ? [] : STAR_LEGEND), ...warningLines(table.warnings)].join("\n");
}

/** One row a term. */
export function anovaTable(table: AnovaTable): ReportTable {
  const { rows, warnings } = table;
  const notes = warnings.map(({ message }) => message);
  if (isGeneralized(table)) return { title: titleOf(table), columns: chiSquaredColumns(rows), notes };
  return {
    title: titleOf(table),
    columns: [
      { key: "term", name: "", kind: "text", values: rows.map(({ term }) => term) },
      { key: "sumSq", name: "Sum Sq", kind: "number", values: rows.map(({ sumSq }) => sumSq) },
      { key: "meanSq", name: "Mean Sq", kind: "number", values: rows.map(({ meanSq }) => meanSq) },
      { key: "numDf", name: "NumDF", kind: "count", values: rows.map(({ numDf }) => numDf) },
      { key: "denDf", name: "DenDF", kind: "df", values: rows.map(({ denDf }) => denDf) },
      { key: "statistic", name: "F value", kind: "statistic", values: rows.map(({ statistic }) => statistic) },
      { key: "p", name: "Pr(>F)", kind: "p", values: rows.map(({ p }) => p) },
    ],
    notes,
  };
}

function chiSquaredColumns(rows: readonly AnovaRow[]): ReportColumn[] {
  return [
    { key: "term", name: "", kind: "text", values: rows.map(({ term }) => term) },
    { key: "chisq", name: "Chisq", kind: "statistic", values: rows.map(({ statistic, numDf }) => statistic * numDf) },
    { key: "df", name: "Df", kind: "count", values: rows.map(({ numDf }) => numDf) },
    { key: "p", name: "Pr(>Chisq)", kind: "p", values: rows.map(({ p }) => p) },
  ];
}

function isGeneralized({ rows }: AnovaTable): boolean {
  return rows.length > 0 && rows.every(({ sumSq }) => sumSq === null);
}

function titleOf(table: AnovaTable): string {
  const { type, method } = table;
  if (isGeneralized(table)) return `Type ${type} Wald chi-squared tests`;
  return `Type ${type} Analysis of Variance Table with ${methodWords(method)}`;
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
