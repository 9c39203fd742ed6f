// A figure: panels drawn by Observable Plot side by side in one SVG, which stands for itself in a file.
import type * as PlotModule from "@observablehq/plot";

export type Plot = typeof PlotModule;
export type PlotOptions = PlotModule.PlotOptions;

export interface Panel {
  readonly title: string;
  /** Without size and style, which drawFigure() gives. */
  readonly options: PlotOptions;
  /** Pixels; that of the figure unless given. */
  readonly height?: number;
}

export interface Figure {
  readonly title: string;
  /** One line beneath the title. */
  readonly subtitle: string;
  readonly panels: readonly Panel[];
}

export interface DrawOptions {
  /** Of the whole figure, in pixels. */
  readonly width: number;
  /** Where there is no global document, one that can make SVG elements. */
  readonly document?: Document | undefined;
  /** Paints a white ground and dark ink, for a file; without it the figure takes the colors of the page. */
  readonly standalone?: boolean | undefined;
}

const SVG = "http://www.w3.org/2000/svg";
const FONT = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";
const PANEL_WIDTH = 420;
const PANEL_HEIGHT = 320;
const HEAD = 44;
const PANEL_HEAD = 24;
const GAP = 20;
/** Height of a line of the subtitle, and the width of its characters. */
const LINE = 16;
const CHARACTER = 6.4;

/** The figure as an SVG element. */
export function drawFigure(plot: Plot, figure: Figure, options: DrawOptions): SVGSVGElement {
  const { width, standalone = false } = options;
  const document = options.document ?? globalThis.document;
  const perRow = Math.max(1, Math.min(figure.panels.length, Math.floor((width + GAP) / (PANEL_WIDTH * 0.8 + GAP))));
  const panelWidth = Math.floor((width - GAP * (perRow - 1)) / perRow);
  const svg = element(document, "svg", { xmlns: SVG, "font-family": FONT, role: "img", "aria-label": figure.title });
  const subtitle = wrapped(figure.subtitle, Math.floor(width / CHARACTER));
  const parts: Element[] = [
    text(document, figure.title, { x: 0, y: 16, "font-size": 15, "font-weight": 600 }),
    ...subtitle.map((line, i) =>
      text(document, line, { x: 0, y: 34 + LINE * i, "font-size": 12, "fill-opacity": 0.75 }),
    ),
  ];
  let y = HEAD + LINE * (subtitle.length - 1);
  for (let from = 0; from < figure.panels.length; from += perRow) {
    const row = figure.panels.slice(from, from + perRow);
    const heights = row.map(({ height }) => height ?? PANEL_HEIGHT);
    row.forEach(({ title, options: own }, i) => {
      const x = i * (panelWidth + GAP);
      parts.push(text(document, title, { x, y: y + 16, "font-size": 12.5, "font-weight": 600 }));
      const size = {
        width: panelWidth,
        height: heights[i],
        marginLeft: own.marginLeft ?? 52,
        marginTop: own.marginTop ?? 28,
        marginBottom: 40,
      };
      const drawn = plot.plot({ ...size, ...own, document } as PlotOptions) as unknown as SVGSVGElement;
      for (const style of Array.from(drawn.querySelectorAll("style"))) style.remove();
      // The figure is one image with one name.
      for (const part of Array.from(drawn.querySelectorAll("[aria-label]"))) part.removeAttribute("aria-label");
      const place = { x, y: y + PANEL_HEAD, "font-size": 11.5, "font-family": FONT };
      for (const [name, value] of Object.entries(place)) drawn.setAttribute(name, String(value));
      parts.push(drawn);
    });
    y += PANEL_HEAD + Math.max(...heights) + GAP;
  }
  const height = y - GAP;
  const ground = standalone
    ? [element(document, "rect", { x: -16, y: -16, width: width + 32, height: height + 32, fill: "white" })]
    : [];
  const box = standalone ? [-16, -16, width + 32, height + 32] : [0, 0, width, height];
  const frame = {
    viewBox: box.join(" "),
    width: box[2],
    height: box[3],
    fill: "currentColor",
    ...(standalone && { color: "#1c2430" }),
  };
  for (const [name, value] of Object.entries(frame)) svg.setAttribute(name, String(value));
  svg.append(...ground, ...parts);
  return svg as unknown as SVGSVGElement;
}

/** Lines of at most so many characters, broken between words. */
function wrapped(sentence: string, most: number): string[] {
  const lines = [""];
  for (const word of sentence.split(" ")) {
    const last = lines[lines.length - 1];
    if (last !== "" && last.length + word.length >= most) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}

function text(document: Document, content: string, attributes: Readonly<Record<string, string | number>>): Element {
  const made = element(document, "text", attributes);
  made.textContent = content;
  return made;
}

function element(document: Document, name: string, attributes: Readonly<Record<string, string | number>>): Element {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
