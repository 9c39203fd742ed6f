// Analysis of variance as text, Markdown and JSON.
import type { AnovaTable } from "../inference/anova.js";
import type { DfMethod } from "../inference/df-method.js";
import type { Warning } from "../model/types.js";
import { formatNumber, formatNumbers, roundDecimals, toFixedEven, zapSmall } from "./format-number.js";
import type { JsonValue } from "./json.js";
import { escapeMarkdown, markdownTable } from "./markdown.js";
import { formatPValues, STAR_LEGEND, stars } from "./p-values.js";
import { tableLines } from "./text-table.js";

const DIGITS = 5;
const TEST_DIGITS = DIGITS - 1;
/** What R prints of a table without rows. */
const EMPTY = "     Sum Sq Mean Sq NumDF DenDF F value Pr(>F)";

const METHOD_WORDS: Readonly<Record<DfMethod, string>> = {
  satterthwaite: "Satterthwaite's method",
  "kenward-roger": "Kenward-Roger's method",
  residual: "residual degrees of freedom",
  asymptotic: "infinite degrees of freedom",
};

/** How a method is called in a title. */
export function methodWords(method: DfMethod): string {
  return METHOD_WORDS[method];
}

/** lmerTest's printed table, then the warnings. The last line has no newline. */
export function anovaText(table: AnovaTable): string {
  const { rows } = table;
  const title = titleOf(table);
  if (rows.length === 0) return [title, EMPTY, ...noteLines(table.warnings)].join("\n");
  const columns = [
    ...[rows.map((row) => row.sumSq), rows.map((row) => row.meanSq)].map((values) => plainTexts(values)),
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
  return [title, ...lines, ...(marks === null ? [] : STAR_LEGEND), ...noteLines(table.warnings)].join("\n");
}

/** A title, a table with a row a term, the warnings as quotes. */
export function anovaMarkdown(table: AnovaTable): string {
  const rows = table.rows.map(({ term, sumSq, meanSq, numDf, denDf, statistic, p }) => [
    escapeMarkdown(term),
    ...[sumSq, meanSq, numDf, denDf].map((value) => formatNumber(value, DIGITS)),
    toFixedEven(statistic, 2),
    formatPValues([p], 3)[0].replace("<", "\\<"),
  ]);
  const header = ["", "Sum Sq", "Mean Sq", "NumDF", "DenDF", "F", "p"];
  return [titleOf(table), markdownTable(header, rows), ...noteQuotes(table.warnings)].join("\n\n");
}

/** Plain JSON in full double precision; infinite degrees of freedom are null. */
export function anovaJson({ type, method, rows, warnings }: AnovaTable): { [key: string]: JsonValue } {
  return {
    type,
    method,
    rows: rows.map((row) => ({ ...row, denDf: finite(row.denDf), statistic: finite(row.statistic), p: finite(row.p) })),
    warnings: warnings.map(({ code, message }) => ({ code, message })),
  };
}

/** JSON has no word for NaN and infinities. */
export function finite(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}

/** Warnings beneath a table. */
export function noteLines(warnings: readonly Warning[]): string[] {
  return warnings.map(({ message }) => `note: ${message}`);
}

/** The same in Markdown. */
export function noteQuotes(warnings: readonly Warning[]): string[] {
  return warnings.map(({ message }) => `> ${escapeMarkdown(message)}`);
}

function titleOf({ type, method }: AnovaTable): string {
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
