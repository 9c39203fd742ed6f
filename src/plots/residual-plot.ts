// Residuals over fitted values.
import type { ResidualFitted } from "../inference/plot-data/residual-fitted.js";
import type { Figure, Plot } from "./figure.js";
import { ACCENT, MANY_POINTS } from "./look.js";

export function residualFigure(plot: Plot, { fitted, residuals, isLinear }: ResidualFitted, response: string): Figure {
  const points = fitted.map((x, i) => ({ x, y: residuals[i] }));
  const isDense = points.length > MANY_POINTS;
  const cloud = isDense
    ? plot.dot(points, plot.hexbin({ fill: "count" }, { x: "x", y: "y", binWidth: 8, symbol: "hexagon" }))
    : plot.dot(points, { x: "x", y: "y", r: points.length > 800 ? 1.6 : 2.6, fill: ACCENT, fillOpacity: 0.6 });
  return {
    title: "Residuals over fitted values",
    subtitle: "A level band of even width is what the model assumes",
    panels: [
      {
        title: isDense ? `${points.length} rows; darker means more of them` : `${points.length} rows`,
        height: 380,
        options: {
          x: { label: isLinear ? `Fitted ${response}` : "Linear predictor", labelAnchor: "center", grid: true },
          y: { label: "Pearson residual / σ", grid: true, nice: true },
          ...(isDense && { color: { scheme: "blues", type: "sqrt", range: [0.25, 1] } }),
          marks: [plot.ruleY([0], { strokeDasharray: "4 3", strokeOpacity: 0.6 }), cloud],
        },
      },
    ],
  };
}
