// The figure of a plot's data: what plotData() and its like give, layer by layer.
import type { PlotData, PlotLayer, PlotPanel } from "../inference/plots/panels.js";
import type { Figure, Panel, Plot, PlotOptions } from "./figure.js";
import { meansMarks } from "./means-marks.js";

/** They read on white and on dark ground. */
const ACCENT = "#3b82c4";
const SECOND = "#d9822b";

/** More points than this are shown as hexagons, darker where there are more. */
const MANY_POINTS = 4000;
/** More levels than this are shown without names. */
const MANY_NAMES = 60;
/** More levels than this are thinned out, evenly. */
const MANY_LEVELS = 600;

/** A name short enough for its place. */
function shortened(name: string, length = 40): string {
  return name.length > length ? `${name.slice(0, length - 1)}…` : name;
}

const shortLevel = (name: string): string => shortened(name, 20);

/** Names of coefficients differ at their ends. */
function shortenedWithin(name: string, length = 26): string {
  const end = Math.floor(length / 2) - 1;
  return name.length > length ? `${name.slice(0, length - end - 1)}…${name.slice(-end)}` : name;
}

type Mark = NonNullable<PlotOptions["marks"]>[number];

/** Where nothing is to be seen: reference lines through zero, by kind. */
const ZERO: Readonly<Record<string, "x" | "y" | "both" | undefined>> = {
  "residuals-fitted": "y",
  "residuals-leverage": "y",
  caterpillar: "x",
  coefficients: "x",
  shrinkage: "both",
  profile: "y",
};

const SUBTITLES: Readonly<Record<string, string>> = {
  "residuals-fitted": "A level band of even width is what the model assumes; the line is a smoother",
  "scale-location": "A level line says that the residuals vary alike everywhere",
  "residuals-leverage": "Far right and far from zero: rows that move the estimates",
  "qq-residuals": "On the line: as a normal distribution has them",
  "qq-random-effects": "On the line: as a normal distribution has them",
  coefficients: "Estimates with 95 % intervals; pale where the interval holds zero",
  caterpillar: "Conditional modes with 95 % intervals; pale where the interval holds zero",
  shrinkage: "How far the model draws each level's own estimates (orange) towards zero (blue)",
  effects: "Population means with 95 % intervals over the responses; other variables at their mean or commonest level",
  profile: "Straight lines: Wald intervals are good; bent or cut ones: trust the profile. Dashed: 95 %",
};

interface FigureData extends Omit<PlotData, "kind"> {
  readonly kind: string;
  /** In place of the subtitle of its kind. */
  readonly caption?: string;
}

/** Pixels that a legend of an interaction plot has. */
const LEGEND_WIDTH = 300;

/** A figure with a panel for each of the data's. */
export function dataFigure(plot: Plot, { kind, title, caption, panels }: FigureData): Figure {
  return {
    title,
    subtitle: caption ?? SUBTITLES[kind] ?? "",
    panels: panels.map((panel) => panelOf(plot, kind, panel)),
  };
}

function panelOf(plot: Plot, kind: string, panel: PlotPanel): Panel {
  const { title, xLabel, yLabel, xNames, layers } = panel;
  const intervals = layers.find(({ mark }) => mark === "intervals");
  const step = intervals === undefined ? 1 : Math.ceil(intervals.x.length / MANY_LEVELS);
  const thinned = step > 1 ? ` (every ${step}th of ${intervals?.x.length})` : "";
  const zero = ZERO[kind];
  const dashed = { strokeDasharray: "4 3", strokeOpacity: 0.55 };
  const many = layers.some(({ mark, x }) => mark === "points" && x.length > MANY_POINTS);
  const series = kind === "means" ? meansMarks(plot, layers, LEGEND_WIDTH) : null;
  const marks = [
    ...(zero === "x" || zero === "both" ? [plot.ruleX([0], dashed)] : []),
    ...(zero === "y" || zero === "both" ? [plot.ruleY([0], dashed)] : []),
    ...(kind === "profile" ? [plot.ruleY([-1.96, 1.96], dashed)] : []),
    ...(series?.marks ?? layers.flatMap((layer) => marksOf(plot, layer, step))),
  ];
  const options: PlotOptions = {
    inset: 6,
    ...(series !== null && { marginTop: 12 + series.legend }),
    x: {
      label: shortened(xLabel, 50),
      labelAnchor: "center",
      labelArrow: "none",
      grid: true,
      ...(xNames !== undefined && factorAxis(xNames)),
    },
    y: { label: shortened(yLabel, 50), labelArrow: "none", grid: true, nice: true },
    ...(many && { color: { scheme: "blues", type: "sqrt", range: [0.25, 1] } }),
    marks,
  };
  const head = `${shortened(title, 60)}${thinned}`;
  return intervals === undefined
    ? { title: head, options }
    : {
        title: head,
        ...levelAxis(plot, intervals, step, options, kind === "coefficients" ? shortenedWithin : shortLevel),
      };
}

/** As many names as have room. */
function factorAxis(names: readonly string[]) {
  const step = Math.ceil(names.length / 12);
  return {
    domain: [-0.5, names.length - 0.5],
    ticks: Array.from(names.keys()).filter((i) => i % step === 0),
    tickFormat: (i: number) => shortened(names[i] ?? "", names.length > 5 ? 8 : 16),
    grid: false,
  };
}

/** Levels one beneath the other, by name where there is room for names. */
function levelAxis(
  plot: Plot,
  { x, labels = [] }: PlotLayer,
  step: number,
  options: PlotOptions,
  shortName: (name: string) => string,
) {
  const count = Math.ceil(x.length / step);
  const names = count <= MANY_NAMES ? labels.map((label) => shortName(label)) : [];
  const longest = Math.max(0, ...names.map((name) => name.length));
  const axis = plot.axisY({
    ticks: names.map((_, i) => i + 1),
    tickFormat: (i: number) => names[i - 1] ?? "",
    tickSize: 0,
    label: null,
  });
  return {
    height: names.length > 0 ? Math.max(170, 70 + 15 * count) : 380,
    options: {
      ...options,
      marginLeft: names.length > 0 ? 16 + Math.ceil(6.6 * longest) : 20,
      marginTop: 8,
      y: { axis: null, domain: [0, x.length + 1] },
      marks: [...(options.marks ?? []), ...(names.length > 0 ? [axis] : [])],
    },
  };
}

function marksOf(plot: Plot, layer: PlotLayer, step: number): Mark[] {
  const { mark, x, y } = layer;
  const rows = Array.from(x.keys());
  if (mark === "line") return [plot.line(rows, { x: at(x), y: at(y), stroke: SECOND, strokeWidth: 1.6 })];
  if (mark === "arrows") {
    const { toX = x, toY = y } = layer;
    const ends = { x1: at(x), y1: at(y), x2: at(toX), y2: at(toY) };
    return [
      plot.link(rows, { ...ends, strokeOpacity: 0.4 }),
      plot.dot(rows, { x: at(x), y: at(y), r: 2, fill: SECOND }),
      plot.dot(rows, { x: at(toX), y: at(toY), r: 2.6, fill: ACCENT }),
    ];
  }
  if (mark === "band") {
    const { lower = y, upper = y } = layer;
    return [plot.areaY(rows, { x: at(x), y1: at(lower), y2: at(upper), fill: SECOND, fillOpacity: 0.25 })];
  }
  if (mark === "bars") {
    const { lower = y, upper = y } = layer;
    return [
      plot.ruleX(rows, { x: at(x), y1: at(lower), y2: at(upper), stroke: SECOND, strokeWidth: 2.5 }),
      plot.dot(rows, { x: at(x), y: at(y), r: 4.5, fill: SECOND }),
    ];
  }
  if (mark === "intervals") {
    const { lower = x, upper = x } = layer;
    const shown = rows.filter((row) => row % step === 0);
    const isFew = shown.length <= MANY_NAMES;
    const holdsZero = (row: number) => lower[row] <= 0 && upper[row] >= 0;
    return [
      plot.ruleY(shown, {
        y: at(y),
        x1: at(lower),
        x2: at(upper),
        stroke: ACCENT,
        strokeWidth: isFew ? 1.6 : 0.8,
        strokeOpacity: (row: number) => (holdsZero(row) ? 0.5 : 1),
      }),
      plot.dot(shown, { x: at(x), y: at(y), r: isFew ? 2.8 : 1.2, fill: ACCENT }),
    ];
  }
  if (rows.length > MANY_POINTS) {
    return [plot.dot(rows, plot.hexbin({ fill: "count" }, { x: at(x), y: at(y), binWidth: 8, symbol: "hexagon" }))];
  }
  const r = rows.length > 800 ? 1.6 : 2.6;
  return [plot.dot(rows, { x: at(x), y: at(y), r, fill: ACCENT, fillOpacity: rows.length > 300 ? 0.4 : 0.65 })];
}

const at = (values: Float64Array) => (row: number) => values[row];
