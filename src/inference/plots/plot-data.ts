// What a plot shows, for any library to draw: one function a kind, plain numbers and words.

import { OptionError } from "../../errors.js";
import { type LiveFit, withData } from "../../fit/fit.js";
import { didYouMean } from "../../names.js";
import { caterpillar } from "./caterpillar.js";
import { qqRandomEffects, qqResiduals } from "./quantile-plots.js";
import { residualsFitted, residualsLeverage, scaleLocation } from "./residual-plots.js";
import { shrinkage } from "./shrinkage.js";

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

const KINDS: Readonly<Record<PlotKind, (fit: LiveFit) => Omit<PlotData, "kind">>> = {
  "residuals-fitted": residualsFitted,
  "scale-location": scaleLocation,
  "residuals-leverage": residualsLeverage,
  "qq-residuals": qqResiduals,
  "qq-random-effects": qqRandomEffects,
  caterpillar,
  shrinkage,
};

/** The data of a diagnostic plot. Throws OptionError for an unknown kind, UnsupportedError where it means nothing. */
export function plotData(fit: LiveFit, kind: PlotKind): PlotData {
  withData(fit, "plotData()");
  if (!Object.hasOwn(KINDS, kind)) {
    const hint = didYouMean(String(kind), PLOT_KINDS, `the kinds are ${PLOT_KINDS.join(", ")}`);
    throw new OptionError(`there is no plot "${String(kind)}"; ${hint}`, "kind");
  }
  return { kind, ...KINDS[kind](fit) };
}
