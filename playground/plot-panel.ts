// One plot at a time, drawn when it is looked at; as SVG and PNG to take away.
import type { WorkerClient } from "../src/index.js";
import type { Figure, Plot } from "../src/plots/figure.js";
import { download, element, select } from "./element.js";
import type { FitRecord } from "./fitting.js";

export interface Kind {
  readonly name: string;
  readonly text: string;
}

export const KINDS: readonly Kind[] = [
  { name: "caterpillar", text: "Random effects" },
  { name: "shrinkage", text: "Shrinkage" },
  { name: "residuals", text: "Residuals over fitted values" },
  { name: "qq", text: "Quantiles of residuals" },
  { name: "ranef-qq", text: "Quantiles of random effects" },
];

let kind = KINDS[0].name;

/** The panel for a fit; figures come when the worker has their numbers. */
export function plotPanel(client: WorkerClient, record: FitRecord): HTMLElement {
  const stage = element("div", { class: "stage" });
  let figure: Figure | null = null;
  const show = async () => {
    const asked = kind;
    stage.replaceChildren(element("p", { class: "hint" }, "Drawing …"));
    try {
      const { figureOf } = await import("./figures.js");
      const [plot, drawn] = await figureOf(client, record, asked);
      if (asked !== kind || !stage.isConnected) return;
      figure = drawn;
      const svg = await draw(plot, drawn, stage.clientWidth, false);
      stage.replaceChildren(
        element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": drawn.title }, svg as never),
      );
    } catch (error) {
      figure = null;
      stage.replaceChildren(element("p", { class: "bad", role: "alert" }, `${(error as Error).message}.`));
    }
  };
  const save = (type: "svg" | "png") => async () => {
    if (figure === null) return;
    const { plotModule, svgBlob, pngBlob } = await import("./figures.js");
    const svg = await draw(plotModule, figure, 900, true);
    download(`${kind}.${type}`, type === "svg" ? svgBlob(svg) : await pngBlob(svg));
  };
  const choice = select(
    "Plot",
    KINDS.map(({ name, text }) => [name, text] as const),
    kind,
    (name) => {
      kind = name;
      void show();
    },
  );
  // The stage has its width once it is on the page.
  requestAnimationFrame(() => void show());
  return element(
    "div",
    {},
    element(
      "div",
      { class: "bar" },
      choice,
      element("button", { type: "button", class: "quiet", onclick: save("svg") }, "Save SVG"),
      element("button", { type: "button", class: "quiet", onclick: save("png") }, "Save PNG"),
    ),
    stage,
  );
}

async function draw(plot: Plot, figure: Figure, width: number, standalone: boolean): Promise<SVGSVGElement> {
  const { drawFigure } = await import("../src/plots/figure.js");
  return drawFigure(plot, figure, { width: Math.max(300, Math.min(width, 1100)), standalone });
}
