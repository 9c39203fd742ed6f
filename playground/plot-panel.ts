// One plot at a time, drawn when it is looked at; as SVG and PNG to take away.
import type { WorkerClient } from "../src/index.js";
import type { Figure } from "../src/plots/figure.js";
import { download, element, select } from "./element.js";
import type { FitRecord } from "./fitting.js";

const KINDS: readonly (readonly [kind: string, text: string])[] = [
  ["effects", "Effects over the data"],
  ["caterpillar", "Random effects"],
  ["shrinkage", "Shrinkage"],
  ["residuals-fitted", "Residuals over fitted values"],
  ["scale-location", "Scale and location"],
  ["residuals-leverage", "Residuals and leverage"],
  ["qq-residuals", "Quantiles of residuals"],
  ["qq-random-effects", "Quantiles of random effects"],
  ["profile", "Profile of the likelihood"],
];

let kind = KINDS[0][0];
let asking: AbortController | null = null;

/** The panel for a fit; figures come when the worker has their numbers. */
export function plotPanel(client: WorkerClient, record: FitRecord): HTMLElement {
  const stage = element("div", { class: "stage", "aria-live": "polite" });
  let figure: Figure | null = null;
  const show = async () => {
    asking?.abort();
    const own = new AbortController();
    asking = own;
    const cancel = element("button", { type: "button", class: "quiet", onclick: () => own.abort() }, "Cancel");
    stage.replaceChildren(element("p", { class: "hint" }, "Drawing … ", cancel));
    try {
      const { drawFigure, figureOf, plotModule } = await import("./figures.js");
      const made = await figureOf(client, record, kind, own.signal);
      if (asking !== own || !stage.isConnected) return;
      figure = made;
      const width = Math.max(300, Math.min(stage.clientWidth, 1100));
      const svg = drawFigure(plotModule, made, { width });
      stage.replaceChildren(
        element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": made.title }, svg),
      );
    } catch (error) {
      if (asking !== own) return;
      figure = null;
      const { message } = error as Error;
      stage.replaceChildren(element("p", { class: own.signal.aborted ? "hint" : "bad", role: "alert" }, `${message}.`));
    }
  };
  const save = (type: "svg" | "png") => async () => {
    if (figure === null) return;
    const { drawFigure, plotModule, svgBlob, pngBlob } = await import("./figures.js");
    const svg = drawFigure(plotModule, figure, { width: 900, standalone: true });
    download(`${kind}.${type}`, type === "svg" ? svgBlob(svg) : await pngBlob(svg));
  };
  // The stage has its width once it is on the page.
  requestAnimationFrame(() => void show());
  return element(
    "div",
    {},
    element(
      "div",
      { class: "bar" },
      select("Plot", KINDS, kind, (name) => {
        kind = name;
        void show();
      }),
      element("button", { type: "button", class: "quiet", onclick: save("svg") }, "Save SVG"),
      element("button", { type: "button", class: "quiet", onclick: save("png") }, "Save PNG"),
    ),
    stage,
  );
}
