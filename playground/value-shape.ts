// The shape of a variable's values in a few bars, as a picture of 64 × 16.
import type { Column } from "../src/index.js";

const BARS = 16;
const [WIDTH, HEIGHT] = [64, 16];
/** Rows that are looked at, evenly taken from all. */
const MOST_ROWS = 20_000;
const SVG = "http://www.w3.org/2000/svg";

/** Bars for numbers by intervals, for factors by levels, the first of them. */
export function shapeOf(column: Column): SVGSVGElement {
  const counts = column.kind === "unusable" ? [] : column.kind === "number" ? binned(column.values) : coded(column);
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of [
    ["viewBox", `0 0 ${WIDTH} ${HEIGHT}`],
    ["width", WIDTH],
    ["height", HEIGHT],
    ["aria-hidden", "true"],
    ["class", "shape"],
  ] as const) {
    svg.setAttribute(name, String(value));
  }
  const most = Math.max(1, ...counts);
  const step = WIDTH / Math.max(1, counts.length);
  counts.forEach((count, i) => {
    if (count === 0) return;
    const bar = document.createElementNS(SVG, "rect");
    const height = Math.max(1, (HEIGHT * count) / most);
    const gap = column.kind === "number" ? 0.5 : Math.min(2, step / 4);
    bar.setAttribute("x", (i * step).toFixed(2));
    bar.setAttribute("y", (HEIGHT - height).toFixed(2));
    bar.setAttribute("width", Math.max(0.5, step - gap).toFixed(2));
    bar.setAttribute("height", height.toFixed(2));
    svg.append(bar);
  });
  return svg;
}

function binned(values: Float64Array): number[] {
  const stride = Math.max(1, Math.ceil(values.length / MOST_ROWS));
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < values.length; row += stride) {
    const value = values[row];
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const counts = new Array<number>(BARS).fill(0);
  if (low > high) return [];
  const scale = high === low ? 0 : BARS / (high - low);
  for (let row = 0; row < values.length; row += stride) {
    if (!Number.isFinite(values[row])) continue;
    counts[Math.min(BARS - 1, Math.floor((values[row] - low) * scale) || 0)]++;
  }
  return counts;
}

function coded({ codes, levels }: { codes: Int32Array; levels: readonly string[] }): number[] {
  const stride = Math.max(1, Math.ceil(codes.length / MOST_ROWS));
  const counts = new Array<number>(Math.min(2 * BARS, levels.length)).fill(0);
  for (let row = 0; row < codes.length; row += stride) {
    if (codes[row] >= 0 && codes[row] < counts.length) counts[codes[row]]++;
  }
  return counts;
}
