// A figure of the page, as wide as its place, to be saved as SVG and PNG.
import type { Figure } from "../src/plots/figure.js";
import { download, element } from "./element.js";
import { drawFigure, plotModule, pngBlob, svgBlob } from "./figures.js";

const [LEAST, MOST, SAVED] = [280, 1100, 900];

/** The figure and its buttons; `name` is that of files, without an ending. */
export function figureCard(figure: Figure, name: string): HTMLElement {
  const place = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": figure.title });
  let drawn = 0;
  const watch = new ResizeObserver(() => {
    const width = Math.max(LEAST, Math.min(place.clientWidth, MOST));
    if (!place.isConnected) return watch.disconnect();
    if (width === drawn) return;
    drawn = width;
    place.replaceChildren(drawFigure(plotModule, figure, { width }));
  });
  watch.observe(place);
  const save = (type: "svg" | "png") => async () => {
    const svg = drawFigure(plotModule, figure, { width: SAVED, standalone: true });
    download(`${name}.${type}`, type === "svg" ? svgBlob(svg) : await pngBlob(svg));
  };
  return element(
    "div",
    { class: "stage" },
    place,
    element(
      "div",
      { class: "take-bar" },
      element("button", { type: "button", class: "quiet", onclick: save("svg") }, "Save SVG"),
      element("button", { type: "button", class: "quiet", onclick: save("png") }, "Save PNG"),
    ),
  );
}
