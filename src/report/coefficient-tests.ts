// The table of coefficients with degrees of freedom and p values, and single contrasts, as text, Markdown and JSON.
import type { FTest, TTest } from "../inference/contrast-test.js";
import type { FixefTests, TestedEffect } from "../inference/fixef-tests.js";
import { finite, methodWords, noteLines, noteQuotes } from "./anova-table.js";
import { formatNumber, formatNumbers, roundDecimals, toFixedEven } from "./format-number.js";
import type { JsonValue } from "./json.js";
import { escapeMarkdown, markdownTable } from "./markdown.js";
import { formatPValues, STAR_LEGEND, stars } from "./p-values.js";
import { tableLines } from "./text-table.js";

const DIGITS = 4;
const TEST_DIGITS = DIGITS - 1;

/** The lines that lmerTest's summary prints under "Fixed effects:"; empty for a model without any. */
export function testedCoefficientLines({ method, effects }: FixefTests): string[] {
  if (effects.length === 0) return [];
  const isAsymptotic = method === "asymptotic";
  const groups = [effects.map((e) => e.estimate), effects.map((e) => e.stdError)];
  if (!isAsymptotic) groups.push(effects.map((e) => e.df));
  const p = effects.map((effect) => effect.p);
  const columns = [...jointTexts(groups, effects.length), statisticTexts(effects), formatPValues(p, TEST_DIGITS)];
  const letter = isAsymptotic ? "z" : "t";
  const columnNames = [
    "Estimate",
    "Std. Error",
    ...(isAsymptotic ? [] : ["df"]),
    `${letter} value`,
    `Pr(>|${letter}|)`,
  ];
  const marks = stars(p);
  if (marks !== null) {
    columns.push(marks);
    columnNames.push("");
  }
  const cells = effects.map((_, i) => columns.map((column) => column[i]));
  const rowNames = effects.map((effect) => effect.name);
  const table = tableLines({ rowNames, columnNames, cells, align: "right" });
  return ["Fixed effects:", ...table, ...(marks === null ? [] : STAR_LEGEND)];
}

/** The table with a title and its warnings. The last line has no newline. */
export function fixefTestsText(tests: FixefTests): string {
  return [
    `Tests of coefficients with ${methodWords(tests.method)}`,
    ...testedCoefficientLines(tests),
    ...noteLines(tests.warnings),
  ].join("\n");
}

/** A table with a row a coefficient, the warnings as quotes. */
export function fixefTestsMarkdown({ method, effects, warnings }: FixefTests): string {
  const rows = effects.map(({ name, estimate, stdError, df, statistic, p }) => [
    escapeMarkdown(name),
    ...[estimate, stdError].map((value) => formatNumber(value, DIGITS)),
    ...(method === "asymptotic" ? [] : [toFixedEven(df, 1)]),
    toFixedEven(statistic, 2),
    formatPValues([p], TEST_DIGITS)[0].replace("<", "\\<"),
  ]);
  const header = ["", "Est.", "SE", ...(method === "asymptotic" ? ["z"] : ["df", "t"]), "p"];
  const title = `Tests of coefficients with ${methodWords(method)}`;
  return [title, markdownTable(header, rows), ...noteQuotes(warnings)].join("\n\n");
}

/** Plain JSON in full double precision; infinite degrees of freedom are null. */
export function fixefTestsJson({ method, effects, warnings }: FixefTests): { [key: string]: JsonValue } {
  return {
    method,
    fixef: effects.map(({ name, estimate, stdError, df, statistic, p }) => ({
      name,
      estimate: finite(estimate),
      stdError: finite(stdError),
      df: finite(df),
      statistic: finite(statistic),
      p: finite(p),
    })),
    warnings: warnings.map(({ code, message }) => ({ code, message })),
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
  return [`${line} (${methodWords(test.method)})`, ...noteLines(test.warnings)].join("\n");
}

/** Plain JSON in full double precision; infinite degrees of freedom are null. */
export function contrastJson(test: TTest | FTest): { [key: string]: JsonValue } {
  const { kind, method, warnings, ...numbers } = test;
  const entries = Object.entries(numbers).map(([key, value]) => [key, finite(value)] as const);
  return {
    kind,
    method,
    ...Object.fromEntries(entries),
    warnings: warnings.map(({ code, message }) => ({ code, message })),
  };
}

function statisticTexts(effects: readonly TestedEffect[]): string[] {
  return formatNumbers(
    effects.map((effect) => roundDecimals(effect.statistic, TEST_DIGITS)),
    DIGITS,
  );
}

/** Columns in one layout: as many decimals as the smallest number needs for four digits. */
function jointTexts(groups: readonly (readonly number[])[], rows: number): string[][] {
  const values = groups.flat();
  const magnitudes = values.map(Math.abs).filter((x) => Number.isFinite(x) && x > 0);
  const smallest = magnitudes.length > 0 ? Math.floor(Math.log10(Math.min(...magnitudes))) : 0;
  const decimals = Math.max(1, DIGITS - 1 - smallest);
  const texts = formatNumbers(
    values.map((x) => roundDecimals(x, decimals)),
    DIGITS,
  ).map((text, i) => {
    const x = values[i];
    if (Number.isNaN(x)) return "NA";
    return x !== 0 && Number(text) === 0 ? formatNumber(x, TEST_DIGITS) : text;
  });
  return groups.map((_, g) => texts.slice(g * rows, (g + 1) * rows));
}
