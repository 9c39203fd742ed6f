// Conditional modes in order, with intervals.
import type { CaterpillarPanel } from "../inference/plot-data/caterpillar.js";
import type { Figure, Plot } from "./figure.js";
import { ACCENT, FAINT, MANY_NAMES, shortened } from "./look.js";

/** At most this many rows are drawn; of more, an even selection. */
const MOST_ROWS = 600;

export function caterpillarFigure(plot: Plot, panels: readonly CaterpillarPanel[], scale: string): Figure {
  return {
    title: "Random effects",
    subtitle: "Conditional modes with 95 % intervals, in order",
    panels: panels.map(({ group, effect, rows }) => {
      const step = Math.ceil(rows.length / MOST_ROWS);
      const shown = rows
        .filter((_, i) => i % step === 0)
        .map((row, i) => ({ ...row, rank: i, name: shortened(row.level, 18) }));
      const hasNames = shown.length <= MANY_NAMES;
      const longest = Math.max(...shown.map(({ name }) => name.length));
      const crosses = ({ lower, upper }: { lower: number; upper: number }) => lower <= 0 && upper >= 0;
      return {
        title: `${shortened(group)}: ${shortened(effect)}${step > 1 ? ` (every ${step}th of ${rows.length})` : ""}`,
        height: hasNames ? Math.max(160, 60 + 15 * shown.length) : 360,
        options: {
          marginLeft: hasNames ? 16 + 6.4 * longest : 24,
          marginTop: 8,
          x: { label: scale, labelAnchor: "center", grid: true, nice: true },
          y: { type: "linear", axis: null, domain: [-1, shown.length] },
          marks: [
            plot.ruleX([0], { strokeDasharray: "4 3", strokeOpacity: 0.6 }),
            plot.ruleY(shown, {
              y: "rank",
              x1: "lower",
              x2: "upper",
              stroke: ACCENT,
              strokeWidth: hasNames ? 1.6 : 0.8,
              strokeOpacity: (row: { lower: number; upper: number }) => (crosses(row) ? FAINT + 0.15 : 1),
            }),
            plot.dot(shown, { y: "rank", x: "mode", r: hasNames ? 2.8 : 1.2, fill: ACCENT }),
            ...(hasNames
              ? [
                  plot.axisY({
                    ticks: shown.map((_, i) => i),
                    tickFormat: (i: number) => shown[i]?.name ?? "",
                    tickSize: 0,
                    label: null,
                  }),
                ]
              : []),
          ],
        },
      };
    }),
  };
}
