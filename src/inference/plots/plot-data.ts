// What a plot shows, for any library to draw: one function a kind, plain numbers and words.

import { OptionError } from "../../errors.js";
import { type LiveFit, withData } from "../../fit/fit.js";
import { didYouMean } from "../../names.js";
import { isKeyOf, nameText, valueText } from "../../options.js";
import { caterpillar } from "./caterpillar.js";
import { PLOT_KINDS, type PlotData, type PlotKind } from "./panels.js";
import { qqRandomEffects, qqResiduals } from "./quantile-plots.js";
import { residualsFitted, residualsLeverage, scaleLocation } from "./residual-plots.js";
import { shrinkage } from "./shrinkage.js";

const KINDS: Readonly<Record<PlotKind, (fit: LiveFit) => Omit<PlotData, "kind">>> = {
  "residuals-fitted": residualsFitted,
  "scale-location": scaleLocation,
  "residuals-leverage": residualsLeverage,
  "qq-residuals": qqResiduals,
  "qq-random-effects": qqRandomEffects,
  caterpillar,
  shrinkage,
};

/**
 * The data of a diagnostic plot. Throws OptionError for an unknown kind, UnsupportedError where it means nothing.
 *
 * @example
 * const { panels } = plotData(fit, "caterpillar");
 * panels[0].layers[0].x;
 */
export function plotData(fit: LiveFit, kind: PlotKind): PlotData {
  withData(fit, "plotData()");
  if (!isKeyOf(KINDS)(kind)) {
    const hint = didYouMean(nameText(kind), PLOT_KINDS, `the kinds are ${PLOT_KINDS.join(", ")}`);
    throw new OptionError(`there is no plot ${valueText(kind)}; ${hint}`, "kind");
  }
  return { kind, ...KINDS[kind](fit) };
}
