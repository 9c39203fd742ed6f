// Marginal means as an interaction plot.
import { OptionError } from "../../errors.js";
import { checkArgument, checkOptions, isCell, isRecord, isText, NAME, resultOf } from "../../options.js";
import type { MarginalResult, MarginalRow } from "../emmeans/marginal-result.js";
import type { PlotLayer, PlotPanel } from "./panels.js";

/** Options of meansPlot(); an unknown one is an OptionError. */
export interface MeansPlotOptions {
  /** The variable along x; the first of the means unless given. */
  readonly x?: string | undefined;
  /** The variable with a line for each of its levels; the next one unless given. */
  readonly lines?: string | undefined;
  /** Label of the axis along y; what emmeans calls the estimates unless given. */
  readonly yLabel?: string | undefined;
}

const MARGINAL = resultOf<MarginalResult>("emmeans() or emtrends()", {
  kind: isText,
  estimateName: isText,
  variables: [isText],
  rows: [{ levels: isRecord, estimate: isCell, lower: isCell, upper: isCell }],
  averagedOver: [isText],
});

/** Distance between the lines of a plot over a factor, of the distance between levels. */
const DODGE = 0.08;

/**
 * The means over one of their variables, with their confidence limits: a line for each level of a second variable, a
 * panel for each combination of the others. What is not estimable is left out. Throws OptionError.
 *
 * @example
 * const means = emmeans(fit, ["condition", "time"], { at: { time: [0, 6] } });
 * const { panels, caption } = meansPlot(means, { x: "time", lines: "condition" });
 */
export function meansPlot(
  means: MarginalResult,
  options: MeansPlotOptions = {},
): {
  /** Which plot it is. */
  kind: "means";
  /** Heading of the plot. */
  title: string;
  /** What the means are averaged over, and what the bars are. */
  caption: string;
  /** One for each combination of the variables beyond the second. */
  panels: PlotPanel[];
} {
  checkArgument("means", means, MARGINAL);
  checkOptions("meansPlot()", options, { x: NAME, lines: NAME, yLabel: NAME });
  const { variables, averagedOver, estimateName, kind } = means;
  const { x = variables.find((name) => name !== options.lines), yLabel = estimateName } = options;
  const lines = options.lines ?? variables.find((name) => name !== x);
  for (const name of [options.x, options.lines]) {
    if (name === undefined || variables.includes(name)) continue;
    throw new OptionError(`the means have no variable "${name}"; they are by ${variables.join(", ")}`, "x");
  }
  if (x === undefined)
    throw new OptionError("the means are of no variable, so there is nothing to plot them over", "x");
  if (x === lines) throw new OptionError(`"${x}" cannot be along x and the lines at once`, "lines");
  const rest = variables.filter((name) => name !== x && name !== lines);
  const groups = grouped(means.rows, ({ levels }) => rest.map((name) => `${name}: ${levels[name]}`).join(", "));
  const of = kind === "trends" ? estimateName : "Means";
  const over = averagedOver.length === 0 ? "" : `; averaged over ${averagedOver.join(", ")}`;
  return {
    kind: "means",
    title: `${of} by ${[x, ...(lines === undefined ? [] : [lines]), ...rest].join(", ")}`,
    caption: `Bars are ${Math.round(100 * means.level)} % confidence intervals${over}`,
    panels: Array.from(groups, ([title, rows]) => panelOf(title, rows, x, lines, yLabel)),
  };
}

function panelOf(
  title: string,
  rows: readonly MarginalRow[],
  x: string,
  lines: string | undefined,
  yLabel: string,
): PlotPanel {
  const at = [...new Set(rows.map(({ levels }) => levels[x]))];
  const isNumeric = at.every((level) => typeof level === "number");
  const groups = [...grouped(rows, ({ levels }) => (lines === undefined ? "" : String(levels[lines])))];
  const layers = groups.map(([level, own], g): PlotLayer => {
    const told = own.filter(({ estimate }) => estimate !== null);
    const aside = isNumeric ? 0 : DODGE * (g - (groups.length - 1) / 2);
    const values = (key: "estimate" | "lower" | "upper") => Float64Array.from(told, (row) => row[key] ?? Number.NaN);
    return {
      mark: "bars",
      name: level,
      x: Float64Array.from(told, ({ levels }) => (isNumeric ? Number(levels[x]) : at.indexOf(levels[x]) + aside)),
      y: values("estimate"),
      lower: values("lower"),
      upper: values("upper"),
    };
  });
  return { title, xLabel: x, yLabel, ...(!isNumeric && { xNames: at.map(String) }), layers };
}

function grouped(rows: readonly MarginalRow[], keyOf: (row: MarginalRow) => string): Map<string, MarginalRow[]> {
  const groups = new Map<string, MarginalRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}
