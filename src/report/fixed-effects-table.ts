// The table of fixed effects and the triangle of their correlations.
import type { Fit } from "../fit/fit.js";
import type { FixedEffect } from "../fit/types.js";
import { abbreviate } from "./abbreviate.js";
import { formatNumber, formatNumbers, roundDecimals } from "./format-number.js";
import { pValueColumns } from "./p-values.js";
import { tableLines } from "./text-table.js";

const DIGITS = 4;
const MOST_CORRELATED = 12;

/**
 * Estimates, standard errors and statistics, with degrees of freedom, p values and their stars where the effects have
 * them: what lme4 and lmerTest print under "Fixed effects:". Nothing for a model without any. `statistic` is a heading,
 * that of effects without degrees of freedom.
 */
export function coefficientLines(
  effects: readonly (FixedEffect & { readonly df?: number })[],
  statistic: string,
  width?: number,
): string[] {
  if (effects.length === 0) return [];
  const df = effects.map((effect) => effect.df ?? Number.POSITIVE_INFINITY);
  const hasDf = df.some((value) => value !== Number.POSITIVE_INFINITY);
  const numbers = [effects.map((effect) => effect.estimate), effects.map((effect) => effect.stdError)];
  const statistics = formatNumbers(
    effects.map((effect) => roundDecimals(effect.statistic, DIGITS - 1)),
    DIGITS,
  );
  const tests = pValueColumns(effects, DIGITS - 1, hasDf ? "t" : "z");
  const headings = ["Estimate", "Std. Error", "df"];
  const columns = [
    ["", ...effects.map((effect) => effect.name)],
    ...jointTexts(hasDf ? [...numbers, df] : numbers).map((texts, j) => [headings[j], ...texts]),
    [statistic, ...statistics.map((text, i) => (Number.isNaN(effects[i].statistic) ? "NA" : text))],
    ...tests.columns,
  ];
  return ["Fixed effects:", ...tableLines({ columns, align: "right", width }), ...tests.legend];
}

/** Correlations below the diagonal; a note instead where there are more than 12 coefficients. */
export function correlationLines(fit: Fit, width?: number): string[] {
  const names = fit.fixef().map((effect) => effect.name);
  const size = names.length;
  if (size < 2) return [];
  if (size > MOST_CORRELATED) {
    return [
      `Correlation matrix not shown by default, as p = ${size} > ${MOST_CORRELATED}.`,
      "fit.correlation() returns it.",
    ];
  }
  const rounded = fit.correlation().flatMap((row) => row.map((x) => roundDecimals(x, 3)));
  const texts = formatNumbers(rounded, 7, 3);
  const columns = abbreviate(names, 6)
    .slice(0, -1)
    .map((name, j) => [name, ...names.slice(1).map((_, i) => (j <= i ? texts[(i + 1) * size + j] : ""))]);
  const rowNames = ["", ...abbreviate(names, 11).slice(1)];
  return ["Correlation of Fixed Effects:", ...tableLines({ columns: [rowNames, ...columns], align: "left", width })];
}

/** Columns in one layout: as many decimals as the smallest number needs for four digits. */
function jointTexts(columns: readonly (readonly number[])[]): string[][] {
  const values = columns.flat();
  const magnitudes = values.map(Math.abs).filter((x) => Number.isFinite(x) && x > 0);
  const smallest = magnitudes.length > 0 ? Math.floor(Math.log10(Math.min(...magnitudes))) : 0;
  const decimals = Math.max(1, DIGITS - 1 - smallest);
  const texts = formatNumbers(
    values.map((x) => roundDecimals(x, decimals)),
    DIGITS,
  ).map((text, i) => {
    const x = values[i];
    if (Number.isNaN(x)) return "NA";
    return x !== 0 && Number(text) === 0 ? formatNumber(x, DIGITS - 1) : text;
  });
  const rows = columns[0].length;
  return columns.map((_, column) => texts.slice(column * rows, (column + 1) * rows));
}
