// What each kind of plot asks the worker, and the figure it becomes. Loaded with the first plot.
import * as plotModule from "@observablehq/plot";
import { type PlotKind, profilePlot, type WorkerClient } from "../src/index.js";
import { dataFigure } from "../src/plots/data-figure.js";
import type { Figure } from "../src/plots/figure.js";
import type { FitRecord } from "./fitting.js";

export { drawFigure } from "../src/plots/figure.js";
export { dataFigure, plotModule };

/** The figure of a kind for a fit. */
export async function figureOf(
  client: WorkerClient,
  record: FitRecord,
  kind: string,
  signal: AbortSignal,
): Promise<Figure> {
  const { fit, data } = record;
  if (kind === "coefficients") return dataFigure(plotModule, coefficientsPlot(record));
  if (kind === "profile") return dataFigure(plotModule, profilePlot(await client.ask("profile", fit, { signal })));
  if (kind === "effects") return dataFigure(plotModule, await client.ask("effectsPlot", fit, data.table));
  return dataFigure(plotModule, await client.ask("plotData", fit, kind as PlotKind));
}

/** Coefficients with their intervals, in the order of the table; an intercept is on another scale than differences. */
function coefficientsPlot({ intervals, tests }: FitRecord) {
  const shown = intervals
    .map(({ lower, upper }, i) => ({ ...tests.effects[i], lower: lower ?? Number.NaN, upper: upper ?? Number.NaN }))
    .filter(({ name, lower, upper }) => name !== "(Intercept)" && Number.isFinite(lower + upper))
    .reverse();
  const values = (key: "estimate" | "lower" | "upper") => Float64Array.from(shown, (row) => row[key]);
  const layer = {
    mark: "intervals" as const,
    name: "coefficients",
    x: values("estimate"),
    y: Float64Array.from(shown, (_, i) => i + 1),
    lower: values("lower"),
    upper: values("upper"),
    labels: shown.map(({ name }) => name),
  };
  if (shown.length === 0) throw new Error("The formula has no coefficient but the intercept");
  const panel = { title: "", xLabel: "Estimate", yLabel: "", layers: [layer] };
  return { kind: "coefficients", title: "Fixed effects", panels: [panel] };
}

export function svgBlob(svg: SVGSVGElement): Blob {
  return new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" });
}

/** The picture with two pixels for each of its own. */
export async function pngBlob(svg: SVGSVGElement): Promise<Blob> {
  const [width, height] = ["width", "height"].map((name) => 2 * Number(svg.getAttribute(name)));
  const url = URL.createObjectURL(svgBlob(svg));
  try {
    const image = new Image(width, height);
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    canvas.getContext("2d")?.drawImage(image, 0, 0, width, height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob === null ? reject(new Error("the picture could not be made")) : resolve(blob)));
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
