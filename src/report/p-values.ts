// p values as R prints them, and the stars beside them.
import type { FixedEffect } from "../fit/types.js";
import { formatNumber, formatNumbers } from "./format-number.js";

const EPSILON = 2.220446049250313e-16;
const LEVELS: readonly (readonly [number, string])[] = [
  [0.001, "***"],
  [0.01, "**"],
  [0.05, "*"],
  [0.1, "."],
];

export const STAR_LEGEND = ["---", "Signif. codes:  0 ‘***’ 0.001 ‘**’ 0.01 ‘*’ 0.05 ‘.’ 0.1 ‘ ’ 1"];

/** R's format.pval: those from 0.0001 on in one layout, smaller ones in another, the smallest as "< 2e-16". */
export function formatPValues(values: readonly number[], digits: number): string[] {
  const out = values.map((p): string => (Number.isNaN(p) ? "NA" : ""));
  const isTiny = (p: number) => p < EPSILON;
  const layouts = [(p: number) => !isTiny(p) && p >= 1e-4, (p: number) => !isTiny(p) && p < 1e-4];
  for (const belongs of layouts) {
    const places = values.flatMap((p, i) => (belongs(p) ? [i] : []));
    const texts = formatNumbers(
      places.map((i) => values[i]),
      digits,
    );
    places.forEach((place, i) => {
      out[place] = texts[i];
    });
  }
  const longest = Math.max(0, ...values.flatMap((p, i) => (isTiny(p) || Number.isNaN(p) ? [] : [out[i].length])));
  let few = Math.max(1, digits - 2);
  if (longest > 0 && few > 1 && few + 6 > longest) few = Math.max(1, longest - 7);
  const separator = few === 1 && longest <= 6 ? "" : " ";
  return out.map((text, i) => (isTiny(values[i]) ? `<${separator}${formatNumber(EPSILON, few)}` : text));
}

/** One text of stars a value, all of one width; null where none is below 0.1. */
export function stars(values: readonly number[]): string[] | null {
  if (!values.some((p) => p < 0.1)) return null;
  const marks = values.map((p) => LEVELS.find(([limit]) => p <= limit)?.[1] ?? " ");
  const width = Math.max(...marks.map((mark) => mark.length));
  return marks.map((mark) => mark.padEnd(width));
}

/** Columns to stand beside the statistics, with their headings: none without p values, no stars where no p value earns any. */
export interface PValueColumns {
  readonly columns: readonly (readonly string[])[];
  readonly legend: readonly string[];
}

/** The p values of t or z tests with `digits` digits; the last column's heading is empty, as in R. */
export function pValueColumns(effects: readonly FixedEffect[], digits: number, letter: "t" | "z"): PValueColumns {
  const values = effects.map(({ p }) => p);
  if (values.every((value) => value === undefined)) return { columns: [], legend: [] };
  const known = values.map((value) => value ?? Number.NaN);
  const columns = [[`Pr(>|${letter}|)`, ...formatPValues(known, digits)]];
  const marks = stars(known);
  if (marks === null) return { columns, legend: [] };
  return { columns: [...columns, ["", ...marks]], legend: STAR_LEGEND };
}
