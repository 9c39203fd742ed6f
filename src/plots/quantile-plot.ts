// A sample against the quantiles of a normal distribution.
import type { QuantilePanel } from "../inference/plot-data/quantiles.js";
import type { Figure, Plot } from "./figure.js";
import { ACCENT, MANY_POINTS, SECOND, shortened } from "./look.js";

export function quantileFigure(plot: Plot, panels: readonly QuantilePanel[], what: string, unit: string): Figure {
  return {
    title: `Normal quantiles of the ${what}`,
    subtitle: "Points on the line are as a normal distribution has them; the line runs through the quartiles",
    panels: panels.map(({ name, points, line }) => {
      const step = Math.ceil(points.length / MANY_POINTS);
      // The ends are where departures show, and are drawn in full.
      const shown = points.filter((_, i) => i % step === 0 || i < 200 || i >= points.length - 200);
      const [left, right] = [points[0].theoretical, points[points.length - 1].theoretical];
      const ends = [left, right].map((x) => ({ x, y: line.intercept + line.slope * x }));
      return {
        title: shortened(name, 60),
        options: {
          x: { label: "Standard normal quantile", labelAnchor: "center", grid: true },
          y: { label: unit, grid: true, nice: true },
          marks: [
            plot.line(ends, { x: "x", y: "y", stroke: SECOND, strokeWidth: 1.5 }),
            plot.dot(shown, {
              x: "theoretical",
              y: "sample",
              r: shown.length > 500 ? 1.5 : 2.5,
              fill: ACCENT,
              fillOpacity: 0.7,
            }),
          ],
        },
      };
    }),
  };
}
