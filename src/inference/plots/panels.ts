// What a plot is made of: panels of layers of marks.
import type { LiveFit } from "../../fit/fit.js";

export const PLOT_KINDS = [
  "residuals-fitted",
  "scale-location",
  "residuals-leverage",
  "qq-residuals",
  "qq-random-effects",
  "caterpillar",
  "shrinkage",
] as const;

export type PlotKind = (typeof PLOT_KINDS)[number];

/** One set of marks. All lists have one entry a mark, but for lines, which go through their points in order. */
export interface PlotLayer {
  /**
   * "intervals" have `lower` and `upper` along x, "bars" and the "band" about a line along y; "arrows" go from x, y to
   * `toX`, `toY`.
   */
  readonly mark: "points" | "line" | "intervals" | "arrows" | "bars" | "band";
  readonly name: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly lower?: Float64Array;
  readonly upper?: Float64Array;
  readonly toX?: Float64Array;
  readonly toY?: Float64Array;
  /** What the marks stand for: rows of the data, or levels. */
  readonly labels?: readonly string[];
}

export interface PlotPanel {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Of a factor along x, whose values are 0, 1, …: its levels. */
  readonly xNames?: readonly string[];
  readonly layers: readonly PlotLayer[];
}

export interface PlotData {
  readonly kind: PlotKind;
  readonly title: string;
  readonly panels: readonly PlotPanel[];
}

/** The rows of the data behind the rows of a fit, 1-based. */
export function rowLabels({ nobs, live }: LiveFit): string[] {
  const { rows } = live.frame;
  return Array.from({ length: nobs }, (_, i) => String((rows === null ? i : rows[i]) + 1));
}
