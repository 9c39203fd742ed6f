// What each kind of plot asks the worker, and the figure it becomes. Loaded with the first plot.
import * as plotModule from "@observablehq/plot";
import type { WorkerClient } from "../src/index.js";
import { caterpillarFigure } from "../src/plots/caterpillar-plot.js";
import type { Figure, Plot } from "../src/plots/figure.js";
import { quantileFigure } from "../src/plots/quantile-plot.js";
import { residualFigure } from "../src/plots/residual-plot.js";
import { shrinkageFigure } from "../src/plots/shrinkage-plot.js";
import type { FitRecord } from "./fitting.js";

export { plotModule };

type Maker = (client: WorkerClient, record: FitRecord) => Promise<Figure>;

const responseOf = ({ report }: FitRecord) => report.formula.slice(0, report.formula.indexOf("~")).trim();
const scaleOf = ({ report }: FitRecord) => (report.link === "identity" ? "response" : report.link);

const MAKERS: Readonly<Record<string, Maker>> = {
  caterpillar: async (client, record) =>
    caterpillarFigure(
      plotModule,
      await client.ask("caterpillar", record.fit),
      `Difference from the mean, scale of ${scaleOf(record) === "response" ? responseOf(record) : `the ${scaleOf(record)}`}`,
    ),
  shrinkage: async (client, record) => shrinkageFigure(plotModule, await client.ask("shrinkage", record.fit)),
  residuals: async (client, record) =>
    residualFigure(plotModule, await client.ask("residualFitted", record.fit), responseOf(record)),
  qq: async (client, record) =>
    quantileFigure(plotModule, await client.ask("residualQuantiles", record.fit), "residuals", "Pearson residual / σ"),
  "ranef-qq": async (client, record) =>
    quantileFigure(plotModule, await client.ask("ranefQuantiles", record.fit), "random effects", "Conditional mode"),
};

/** Plot itself, and the figure of a kind for a fit. */
export async function figureOf(client: WorkerClient, record: FitRecord, kind: string): Promise<[Plot, Figure]> {
  return [plotModule, await MAKERS[kind](client, record)];
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
