// blup plot: a picture of a saved fit, as SVG or PNG.
import { InvalidArgumentError } from "commander";
import type { Table } from "../data/table.js";
import type { LiveFit } from "../fit/fit.js";
import { profile } from "../inference/intervals/profile.js";
import { effectsPlot } from "../inference/plots/effects-plot.js";
import { PLOT_KINDS, type PlotKind } from "../inference/plots/panels.js";
import { plotData } from "../inference/plots/plot-data.js";
import { profilePlot } from "../inference/plots/profile-plot.js";
import { dataFigure } from "../plots/data-figure.js";
import { drawFigure } from "../plots/figure.js";
import { fitQuestion } from "./fit-question.js";
import { missingPackage } from "./missing-package.js";
import { checkOutput, writeOutput } from "./output-file.js";

/** Short names, and what they stand for. */
const SHORT: Readonly<Record<string, PlotKind>> = { residuals: "residuals-fitted", qq: "qq-residuals" };

const KINDS = [...PLOT_KINDS, "profile", "effects"];

export const addPlot = fitQuestion({
  name: "plot",
  summary: "draw a saved fit",
  description: "Draw a plot of a saved fit into an SVG or PNG file.",
  options: [
    ["--kind <KIND>", "what to draw, see below", [...Object.keys(SHORT), ...KINDS], { isRequired: true }],
    ["--output <FILE>", "file to write; its ending, .svg or .png, says the format", pictureFile, { isRequired: true }],
    ["--width <PIXELS>", "width of the picture; a PNG has twice as many", pixels, { default: 900 }],
  ],
  output: [],
  async run({ open, signal }, { kind, output, width }) {
    const { plot, document, png } = await drawingModules(output.endsWith(".png"));
    const { fit, table, files } = await open();
    await checkOutput(output, files);
    const drawn = dataFigure(plot, await dataOf(fit, table, SHORT[kind] ?? kind, signal));
    const svg = drawFigure(plot, drawn, { width, document, standalone: true }).outerHTML;
    await writeOutput(output, png === null ? svg : png(svg));
    return null;
  },
  examples: `
Kinds:
  caterpillar         random effects with intervals, in order
  shrinkage           from each level's own estimates to its random effects
  effects             population means over the responses, a panel a variable
  residuals           (residuals-fitted) residuals over fitted values
  scale-location      root of the size of the residuals over fitted values
  residuals-leverage  residuals over leverages
  qq                  (qq-residuals) quantiles of the residuals
  qq-random-effects   quantiles of the random effects
  profile             profile of the likelihood, a panel a parameter

Drawing needs two packages, and for PNG three, that are not installed with blup:
  npm install @observablehq/plot linkedom @resvg/resvg-js

Examples:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output sleep.json
  blup plot sleep.json --kind caterpillar --output subjects.svg
  blup plot sleep.json sleepstudy.csv --kind effects --output effects.png
`,
});

async function dataOf(fit: LiveFit, table: Table, kind: string, signal: AbortSignal) {
  if (kind === "profile") return profilePlot(await profile(fit, { signal }));
  if (kind === "effects") return effectsPlot(fit, table);
  return plotData(fit, kind as PlotKind);
}

/** What draws: packages that a user installs only for this. */
async function drawingModules(wantsPng: boolean) {
  const missing = (names: string) => missingPackage("drawing", names);
  const both = "@observablehq/plot linkedom";
  const plot = await import("@observablehq/plot").catch(missing(both));
  const { parseHTML } = await import("linkedom").catch(missing(both));
  const document = parseHTML("<!doctype html><html><body></body></html>").document as unknown as Document;
  if (!wantsPng) return { plot, document, png: null };
  const { Resvg } = await import("@resvg/resvg-js").catch(missing(`${both} @resvg/resvg-js`));
  const png = (svg: string) =>
    new Resvg(svg, {
      fitTo: { mode: "zoom", value: 2 },
      font: { loadSystemFonts: true, defaultFontFamily: "DejaVu Sans" },
    })
      .render()
      .asPng();
  return { plot, document, png };
}

function pictureFile(path: string): string {
  if (!/\.(svg|png)$/.test(path)) throw new InvalidArgumentError("Expected a name that ends in .svg or .png.");
  return path;
}

function pixels(text: string): number {
  const value = Number(text);
  if (!(Number.isInteger(value) && value >= 300 && value <= 4000)) {
    throw new InvalidArgumentError("Expected a whole number from 300 to 4000.");
  }
  return value;
}
