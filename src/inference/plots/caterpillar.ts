// Conditional modes with intervals.
import type { LiveFit } from "../../fit/fit.js";
import type { PlotData } from "./panels.js";

/** The 0.975 quantile of the standard normal distribution. */
const WIDTH = 1.959963984540054;

/**
 * Conditional modes ± 1.96 conditional standard deviations, one panel for each random effect; the levels of a factor
 * are in the order of its first effect in all of its panels, as lme4's dotplot() has them. y counts levels from 1.
 */
export function caterpillar(fit: LiveFit): Omit<PlotData, "kind"> {
  const panels = Object.entries(fit.ranef()).flatMap(([group, { names, levels, values, condVar }]) => {
    const order = levels.map((_, i) => i).sort((a, b) => values[a][0] - values[b][0] || a - b);
    const y = Float64Array.from(order, (_, i) => i + 1);
    return names.map((name, column) => {
      const x = Float64Array.from(order, (level) => values[level][column]);
      const reach = Float64Array.from(order, (level) => WIDTH * Math.sqrt(condVar[level][column][column]));
      const layer = {
        mark: "intervals" as const,
        name: "modes",
        x,
        y,
        lower: x.map((mode, i) => mode - reach[i]),
        upper: x.map((mode, i) => mode + reach[i]),
        labels: order.map((level) => levels[level]),
      };
      return { title: `${name} by ${group}`, xLabel: `Conditional mode of ${name}`, yLabel: group, layers: [layer] };
    });
  });
  return { title: "Random effects with 95 % intervals", panels };
}
