// The table of fixed effects and the triangle of their correlations.
import type { FixedEffect, MixedModel } from "../model/types.js";
import { abbreviate } from "./abbreviate.js";
import { formatNumber, formatNumbers, roundDecimals } from "./format-number.js";
import { pValueColumns } from "./p-values.js";
import { tableLines } from "./text-table.js";

const MOST_CORRELATED = 12;

/** Estimates, standard errors and statistics, with p values and their stars where the model has them. */
export function coefficientLines(fit: MixedModel, digits: number): string[] {
  const effects = fit.fixef();
  if (effects.length === 0) return [];
  const testDigits = Math.max(1, Math.min(5, digits - 1));
  const estimates = estimateTexts(effects, digits);
  const statistics = formatNumbers(
    effects.map((effect) => roundDecimals(effect.statistic, testDigits)),
    digits,
  );
  const tests = pValueColumns(effects, testDigits);
  const cells = effects.map((effect, i) => {
    const statistic = Number.isNaN(effect.statistic) ? "NA" : statistics[i];
    return [estimates[i], estimates[i + effects.length], statistic, ...tests.columns.map((column) => column[i])];
  });
  const columnNames = ["Estimate", "Std. Error", fit.title.statistic, ...tests.names];
  const rowNames = effects.map((effect) => effect.name);
  const table = tableLines({ rowNames, columnNames, cells, align: "right" });
  return ["Fixed effects:", ...table, ...tests.legend];
}

/** Correlations below the diagonal; a note instead where there are more than 12 coefficients. */
export function correlationLines(fit: MixedModel): string[] {
  const names = fit.fixef().map((effect) => effect.name);
  const size = names.length;
  if (size < 2) return [];
  if (size > MOST_CORRELATED) {
    return [
      `Correlation matrix not shown by default, as p = ${size} > ${MOST_CORRELATED}.`,
      "fit.correlation() returns it; the JSON report has the covariance matrix as vcov.",
    ];
  }
  const rounded = fit.correlation().flatMap((row) => row.map((x) => roundDecimals(x, 3)));
  const texts = formatNumbers(rounded, 7, 3);
  const cells = names
    .slice(1)
    .map((_, i) => texts.slice((i + 1) * size, (i + 2) * size - 1).map((x, j) => (j <= i ? x : "")));
  const rowNames = abbreviate(names, 11).slice(1);
  const columnNames = abbreviate(names, 6).slice(0, -1);
  return ["Correlation of Fixed Effects:", ...tableLines({ rowNames, columnNames, cells, align: "left" })];
}

/** Estimates, then standard errors, in one layout: as many decimals as the smallest needs for `digits` digits. */
function estimateTexts(effects: readonly FixedEffect[], digits: number): string[] {
  const values = [...effects.map((effect) => effect.estimate), ...effects.map((effect) => effect.stdError)];
  const magnitudes = values.map(Math.abs).filter((x) => Number.isFinite(x) && x > 0);
  const smallest = magnitudes.length > 0 ? Math.floor(Math.log10(Math.min(...magnitudes))) : 0;
  const decimals = Math.max(1, digits - 1 - smallest);
  const texts = formatNumbers(
    values.map((x) => roundDecimals(x, decimals)),
    digits,
  );
  return texts.map((text, i) => {
    const x = values[i];
    if (Number.isNaN(x)) return "NA";
    return x !== 0 && Number(text) === 0 ? formatNumber(x, Math.max(1, digits - 1)) : text;
  });
}
