// p values, and the stars beside them, as R prints them.
import type { FixedEffect } from "../model/types.js";
import { formatNumber, formatNumbers } from "./format-number.js";

/** Spacing of the doubles at 1: what is smaller is shown as smaller than this. */
const LEAST = 2 ** -52;

const STARS: readonly (readonly [number, string])[] = [
  [0.001, "***"],
  [0.01, "**"],
  [0.05, "*"],
  [0.1, "."],
];

const LEGEND = ["---", "Signif. codes:  0 ‘***’ 0.001 ‘**’ 0.01 ‘*’ 0.05 ‘.’ 0.1 ‘ ’ 1"];

/** Columns to stand beside the statistics: none without p values, no stars where no p value earns any. */
export interface PValueColumns {
  readonly names: readonly string[];
  readonly columns: readonly (readonly string[])[];
  readonly legend: readonly string[];
}

/** The p values of the effects with `digits` digits; the last column's name is empty, as in R. */
export function pValueColumns(effects: readonly FixedEffect[], digits: number): PValueColumns {
  const values = effects.map((effect) => effect.pValue);
  const known = values.filter((value) => value !== undefined && !Number.isNaN(value)) as number[];
  if (values.every((value) => value === undefined)) return { names: [], columns: [], legend: [] };
  const shown = formatPValues(known, digits);
  let next = 0;
  const texts = values.map((value) => (value === undefined || Number.isNaN(value) ? "NA" : shown[next++]));
  const name = "Pr(>|z|)";
  if (!known.some((value) => value < 0.1)) return { names: [name], columns: [texts], legend: [] };
  const earned = values.map((value) => starsOf(value ?? 1));
  const width = Math.max(...earned.map((text) => text.length));
  const stars = earned.map((text) => text.padEnd(width));
  return { names: [name, ""], columns: [texts, stars], legend: LEGEND };
}

/** R's format.pval: fixed notation from 0.0001 on, scientific below, and "< 2e-16" where nothing is left to tell. */
export function formatPValues(values: readonly number[], digits: number): string[] {
  const isTiny = values.map((value) => value < LEAST);
  const isFixed = values.map((value) => value >= 0.0001);
  const formatted = (wanted: (i: number) => boolean) => {
    const texts = formatNumbers(
      values.filter((_, i) => wanted(i)),
      digits,
    );
    let next = 0;
    return values.map((_, i) => (wanted(i) ? texts[next++] : ""));
  };
  const fixed = formatted((i) => isFixed[i]);
  const scientific = formatted((i) => !isFixed[i] && !isTiny[i]);
  const texts = values.map((_, i) => fixed[i] || scientific[i]);
  const widest = Math.max(0, ...texts.map((text) => text.length));
  const tiny = tinyText(widest, Math.max(1, digits - 2));
  return texts.map((text, i) => (isTiny[i] ? tiny : text));
}

function tinyText(widest: number, digits: number): string {
  const fitting = widest > 0 && digits > 1 && digits + 6 > widest ? Math.max(1, widest - 7) : digits;
  const gap = fitting === 1 && widest <= 6 ? "" : " ";
  return `<${gap}${formatNumber(LEAST, fitting)}`;
}

function starsOf(value: number): string {
  return STARS.find(([limit]) => value <= limit)?.[1] ?? " ";
}
