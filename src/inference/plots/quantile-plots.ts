// Residuals and random effects against the quantiles of a normal distribution.
import type { LiveFit } from "../../fit/fit.js";
import { normalQuantile } from "../../math/distributions/distributions.js";
import { usedStandardized } from "../diagnostics/rows.js";
import { type PlotData, type PlotLayer, rowLabels } from "./panels.js";

const X_LABEL = "Quantile of the normal distribution";

/** Standardized residuals. */
export function qqResiduals(fit: LiveFit): Omit<PlotData, "kind"> {
  const layers = quantileLayers(usedStandardized(fit), rowLabels(fit));
  const panel = { title: "", xLabel: X_LABEL, yLabel: "Standardized residual", layers };
  return { title: "Normal quantiles of the residuals", panels: [panel] };
}

/** Conditional modes, one panel for each random effect. */
export function qqRandomEffects(fit: LiveFit): Omit<PlotData, "kind"> {
  const panels = Object.entries(fit.ranef()).flatMap(([group, { names, levels, values }]) =>
    names.map((name, column) => ({
      title: `${name} by ${group}`,
      xLabel: X_LABEL,
      yLabel: `Conditional mode of ${name}`,
      layers: quantileLayers(
        Float64Array.from(values, (row) => row[column]),
        levels,
      ),
    })),
  );
  return { title: "Normal quantiles of the random effects", panels };
}

/** Points in ascending order, and the line through the quartiles. */
function quantileLayers(values: Float64Array, labels: readonly string[]): PlotLayer[] {
  const order = Array.from(values.keys()).filter((i) => Number.isFinite(values[i]));
  order.sort((a, b) => values[a] - values[b] || a - b);
  const n = order.length;
  const x = normalScores(n);
  const y = Float64Array.from(order, (i) => values[i]);
  const points: PlotLayer = { mark: "points", name: "values", x, y, labels: order.map((i) => labels[i]) };
  if (n < 2) return [points];
  const quartile = normalQuantile(0.25, "upper");
  const slope = (quantile(y, 0.75) - quantile(y, 0.25)) / (2 * quartile);
  const level = (quantile(y, 0.75) + quantile(y, 0.25)) / 2;
  const ends = Float64Array.of(x[0], x[n - 1]);
  return [points, { mark: "line", name: "through the quartiles", x: ends, y: ends.map((z) => level + slope * z) }];
}

/** Normal quantiles of R's ppoints(n). */
function normalScores(n: number): Float64Array {
  const shift = n <= 10 ? 0.375 : 0.5;
  const half = Array.from({ length: n >> 1 }, (_, i) => normalQuantile((i + 1 - shift) / (n + 1 - 2 * shift), "lower"));
  return Float64Array.from({ length: n }, (_, i) =>
    i < half.length ? half[i] : n - 1 - i < half.length ? -half[n - 1 - i] : 0,
  );
}

/** Of ascending values, linear between them (type 7 of R). */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (at - low) * (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]);
}
