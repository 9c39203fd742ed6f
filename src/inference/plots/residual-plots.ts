// Residuals against what the model makes of the data, with a smooth line.
import { usedResiduals } from "../../fit/data-rows.js";
import type { LiveFit } from "../../fit/fit.js";
import { lowess } from "../../math/lowess.js";
import { rowInfluence } from "../diagnostics/row-influence.js";
import { usedDistances, usedStandardized } from "../diagnostics/rows.js";
import { type PlotData, type PlotLayer, rowLabels } from "./panels.js";

type Plot = Omit<PlotData, "kind">;

/** Pearson residuals of a linear model against fitted values, deviance residuals of another against the predictor. */
export function residualsFitted(fit: LiveFit): Plot {
  const residuals = usedResiduals(fit, fit.isLinear ? "pearson" : "deviance");
  const yLabel = !fit.isLinear ? "Deviance residual" : `Residual of ${fit.live.design.responseName}`;
  return onePanel("Residuals and fitted values", fittedLabel(fit), yLabel, [
    { ...points("rows", fit.linearPredictor(), residuals), labels: rowLabels(fit) },
    smooth(fit.linearPredictor(), residuals),
  ]);
}

/** Roots of the sizes of standardized residuals, which lie on a level line where the variance is constant. */
export function scaleLocation(fit: LiveFit): Plot {
  const sizes = usedStandardized(fit).map((value) => Math.sqrt(Math.abs(value)));
  const known = Array.from(sizes.keys()).filter((i) => Number.isFinite(sizes[i]));
  const labels = rowLabels(fit);
  const eta = fit.linearPredictor();
  const x = Float64Array.from(known, (i) => eta[i]);
  const y = Float64Array.from(known, (i) => sizes[i]);
  return onePanel("Scale and location", fittedLabel(fit), "√|standardized residual|", [
    { ...points("rows", x, y), labels: known.map((i) => labels[i]) },
    smooth(x, y),
  ]);
}

/** Standardized residuals against leverages; the marks' labels say the row and its Cook's distance. */
export function residualsLeverage(fit: LiveFit): Plot {
  const residuals = usedStandardized(fit);
  const hat = rowInfluence(fit).leverages;
  const distances = usedDistances(fit);
  const known = Array.from(residuals.keys()).filter((i) => Number.isFinite(residuals[i]));
  const rows = rowLabels(fit);
  const labels = known.map((i) => `${rows[i]} (Cook's distance ${distances[i].toPrecision(3)})`);
  const x = Float64Array.from(known, (i) => hat[i]);
  const y = Float64Array.from(known, (i) => residuals[i]);
  return onePanel("Residuals and leverage", "Leverage, random effects included", "Standardized residual", [
    { ...points("rows", x, y), labels },
    smooth(x, y),
  ]);
}

function fittedLabel(fit: LiveFit): string {
  const { responseName } = fit.live.design;
  return !fit.isLinear ? `Linear predictor of ${responseName} (${fit.link})` : `Fitted ${responseName}`;
}

function onePanel(title: string, xLabel: string, yLabel: string, layers: readonly PlotLayer[]): Plot {
  return { title, panels: [{ title: "", xLabel, yLabel, layers }] };
}

function points(name: string, x: Float64Array, y: Float64Array): PlotLayer {
  return { mark: "points", name, x, y };
}

/** The line of R's lowess(). */
function smooth(x: Float64Array, y: Float64Array): PlotLayer {
  const order = Int32Array.from(x.keys()).sort((a, b) => x[a] - x[b] || a - b);
  const sorted = Float64Array.from(order, (i) => x[i]);
  return {
    mark: "line",
    name: "smooth",
    x: sorted,
    y: lowess(
      sorted,
      Float64Array.from(order, (i) => y[i]),
    ),
  };
}
