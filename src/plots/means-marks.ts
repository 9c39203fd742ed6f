// The marks of an interaction plot: a line a level, told apart by color, sign and dashes, with a legend above.
import type { PlotLayer } from "../inference/plots/panels.js";
import type { Plot, PlotOptions } from "./figure.js";

type Mark = NonNullable<PlotOptions["marks"]>[number];

/** They read on white and on dark ground, and by people who see red and green alike. */
const COLORS = ["#3b82c4", "#d9822b", "#2a9d8f", "#b05fb5", "#8a8f3c", "#c4506a"];
const SYMBOLS = ["circle", "square", "triangle", "diamond", "star", "cross"] as const;
const DASHES = ["none", "6 3", "2 3", "8 3 2 3", "4 4", "1 3"];
const [ROW, CHARACTER] = [17, 6.6];

const of = <T>(list: readonly T[], i: number): T => list[i % list.length];

/** The marks, and the height of the legend above them; `width` is that of the panel. */
export function meansMarks(plot: Plot, layers: readonly PlotLayer[], width: number): { marks: Mark[]; legend: number } {
  const named = layers.filter(({ name }) => name !== "");
  let [left, row] = [0, 0];
  const places = named.map(({ name }) => {
    const length = 30 + CHARACTER * name.length;
    if (left > 0 && left + length > width) [left, row] = [0, row + 1];
    const place = { left, row };
    left += length;
    return place;
  });
  const legend = named.length === 0 ? 0 : ROW * (row + 1) + 6;
  const marks = layers.flatMap((layer, i) => seriesMarks(plot, layer, i));
  const signs = named.flatMap(({ name }, i) => {
    const dy = places[i].row * ROW - legend + 4;
    const place = { frameAnchor: "top-left" as const, dy };
    return [
      plot.dot([0], { ...place, dx: places[i].left + 6, ...signOf(i) }),
      plot.text([name], { ...place, dx: places[i].left + 14, dy: dy - 4, textAnchor: "start", lineAnchor: "top" }),
    ];
  });
  return { marks: [...marks, ...signs], legend };
}

const signOf = (i: number) => ({ symbol: of(SYMBOLS, i), fill: of(COLORS, i), stroke: of(COLORS, i), r: 4 });

function seriesMarks(plot: Plot, { x, y, lower = y, upper = y }: PlotLayer, i: number): Mark[] {
  const rows = Array.from(x.keys());
  const at = (values: Float64Array) => (row: number) => values[row];
  const stroke = of(COLORS, i);
  return [
    plot.line(rows, { x: at(x), y: at(y), stroke, strokeWidth: 1.6, strokeDasharray: of(DASHES, i) }),
    plot.ruleX(rows, { x: at(x), y1: at(lower), y2: at(upper), stroke, strokeWidth: 1.6 }),
    plot.dot(rows, { x: at(x), y: at(y), ...signOf(i) }),
  ];
}
