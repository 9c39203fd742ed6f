// Each level's own estimate and its conditional mode, joined by an arrow.
import type { ShrinkagePanel } from "../inference/plot-data/shrinkage.js";
import type { Figure, Panel, Plot } from "./figure.js";
import { ACCENT, SECOND, shortened } from "./look.js";

const MOST_LEVELS = 400;

/** Two effects a panel; a grouping factor with one effect has its levels in order along the other axis. */
export function shrinkageFigure(plot: Plot, panels: readonly ShrinkagePanel[]): Figure {
  return {
    title: "Shrinkage",
    subtitle: "From each level's own least-squares estimate (orange) to its conditional mode (blue)",
    panels: panels.flatMap((panel) => pairs(panel.effects.length).map(([i, j]) => pairPanel(plot, panel, i, j))),
  };
}

/** Of more effects than three only those with the first. */
function pairs(count: number): (readonly [number, number | null])[] {
  if (count === 1) return [[0, null]];
  const all = Array.from({ length: count }, (_, j) => Array.from({ length: j }, (_, i) => [i, j] as const)).flat();
  return count <= 3 ? all : all.filter(([i]) => i === 0);
}

function pairPanel(plot: Plot, { group, effects, arrows }: ShrinkagePanel, i: number, j: number | null): Panel {
  const ordered = [...arrows].sort((a, b) => a.own[i] - b.own[i]);
  const step = Math.ceil(ordered.length / MOST_LEVELS);
  const rows = ordered.flatMap(({ level, own, modes }, rank) =>
    rank % step === 0
      ? [{ level, x1: own[i], x2: modes[i], y1: j === null ? rank : own[j], y2: j === null ? rank : modes[j] }]
      : [],
  );
  const axis = (index: number) => ({ label: shortened(effects[index]), grid: true, nice: true });
  return {
    title: `${shortened(group)}${step > 1 ? ` (every ${step}th of ${ordered.length})` : ""}`,
    height: 360,
    options: {
      x: { ...axis(i), labelAnchor: "center" },
      y: j === null ? { label: "Levels, in order", ticks: [] } : axis(j),
      marks: [
        plot.ruleX([0], { strokeOpacity: 0.4, strokeDasharray: "4 3" }),
        ...(j === null ? [] : [plot.ruleY([0], { strokeOpacity: 0.4, strokeDasharray: "4 3" })]),
        plot.link(rows, { x1: "x1", y1: "y1", x2: "x2", y2: "y2", strokeOpacity: 0.4 }),
        plot.dot(rows, { x: "x1", y: "y1", r: 2, fill: SECOND }),
        plot.dot(rows, { x: "x2", y: "y2", r: 2.6, fill: ACCENT }),
      ],
    },
  };
}
