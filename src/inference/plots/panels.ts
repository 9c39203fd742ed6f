// What a plot is made of: panels of layers of marks.
import type { LiveFit } from "../../fit/fit.js";

export const /** The plots that plotData() makes. */
  PLOT_KINDS = [
    "residuals-fitted",
    "scale-location",
    "residuals-leverage",
    "qq-residuals",
    "qq-random-effects",
    "caterpillar",
    "shrinkage",
  ] as const;

/** A plot that plotData() makes. */
export type PlotKind = (typeof PLOT_KINDS)[number];

/** One set of marks. All lists have one entry a mark, but for lines, which go through their points in order. */
export interface PlotLayer {
  /**
   * "intervals" have `lower` and `upper` along x, "bars" and the "band" about a line along y; "arrows" go from x, y to
   * `toX`, `toY`.
   */
  readonly mark: "points" | "line" | "intervals" | "arrows" | "bars" | "band";
  /** What the marks show, for a legend: "modes", "mean", …. */
  readonly name: string;
  /** Places along x. */
  readonly x: Float64Array;
  /** Places along y. */
  readonly y: Float64Array;
  /** Lower ends of intervals, bars and bands. */
  readonly lower?: Float64Array;
  /** Upper ends of intervals, bars and bands. */
  readonly upper?: Float64Array;
  /** Heads of arrows along x. */
  readonly toX?: Float64Array;
  /** Heads of arrows along y. */
  readonly toY?: Float64Array;
  /** What the marks stand for: rows of the data, or levels. */
  readonly labels?: readonly string[];
}

/** One pair of axes. */
export interface PlotPanel {
  /** Heading; "" where there is one panel. */
  readonly title: string;
  /** Label of the axis along x. */
  readonly xLabel: string;
  /** Label of the axis along y. */
  readonly yLabel: string;
  /** Of a factor along x, whose values are 0, 1, …: its levels. */
  readonly xNames?: readonly string[];
  /** From the back to the front. */
  readonly layers: readonly PlotLayer[];
}

/** A plot as plain data, for any library to draw. */
export interface PlotData {
  /** Which plot it is. */
  readonly kind: PlotKind;
  /** Heading of the plot. */
  readonly title: string;
  /** Side by side, each with axes of its own. */
  readonly panels: readonly PlotPanel[];
}

/** The rows of the data behind the rows of a fit, 1-based. */
export function rowLabels({ nobs, live }: LiveFit): string[] {
  const { rows } = live.frame;
  return Array.from({ length: nobs }, (_, i) => String((rows === null ? i : rows[i]) + 1));
}
