// Operations on columns, row by row; a constant (length 1) goes with every row.
import { cos, exp, expm1, log1p, log2, log10, pow, sin, tan } from "../core/elementary.js";

/** R's functions of one number. */
export const ONE_NUMBER: Readonly<Record<string, (x: number) => number>> = {
  log2,
  log10,
  log1p,
  exp,
  expm1,
  sin,
  cos,
  tan,
  sqrt: Math.sqrt,
  abs: Math.abs,
  floor: Math.floor,
  ceiling: Math.ceil,
};

export function map(x: Float64Array, f: (x: number) => number): Float64Array {
  const result = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) result[i] = f(x[i]);
  return result;
}

export function zip(a: Float64Array, b: Float64Array, f: (a: number, b: number) => number): Float64Array {
  const n = Math.max(a.length, b.length);
  const strideA = a.length === 1 ? 0 : 1;
  const strideB = b.length === 1 ? 0 : 1;
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) result[i] = f(a[i * strideA], b[i * strideB]);
  return result;
}

/** Codes 0, 1 or -1 from two columns of numbers; missing where either is. */
export function compareNumbers(a: Float64Array, b: Float64Array, holds: (a: number, b: number) => boolean): Int32Array {
  const n = Math.max(a.length, b.length);
  const strideA = a.length === 1 ? 0 : 1;
  const strideB = b.length === 1 ? 0 : 1;
  const result = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const x = a[i * strideA];
    const y = b[i * strideB];
    result[i] = Number.isNaN(x) || Number.isNaN(y) ? -1 : holds(x, y) ? 1 : 0;
  }
  return result;
}

export function zipCodes(a: Int32Array, b: Int32Array, f: (a: number, b: number) => number): Int32Array {
  const n = Math.max(a.length, b.length);
  const strideA = a.length === 1 ? 0 : 1;
  const strideB = b.length === 1 ? 0 : 1;
  const result = new Int32Array(n);
  for (let i = 0; i < n; i++) result[i] = f(a[i * strideA], b[i * strideB]);
  return result;
}

/** R's x^y: squares are products, 1^y and x^0 are 1 even where the other is missing. */
export function power(x: number, y: number): number {
  if (y === 2) return x * x;
  if (x === 1 || y === 0) return 1;
  if (y === 1) return x;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (y === 0.5) return Math.sqrt(x);
  if (y === -1) return 1 / x;
  return pow(x, y);
}

/** R's round(): to the nearer of the two neighbors with so many digits, half to even; negative digits round to tens. */
export function roundTo(x: number, digits: number): number {
  if (!Number.isFinite(x)) return x;
  const places = Math.floor(digits + 0.5);
  if (places === 0) return roundHalfEven(x);
  const magnitude = Math.abs(x);
  if (places > 0 && (places > 308 || needsNoRounding(magnitude, places))) return x;
  if (places < -308) return 0;
  const scale = tenTo(Math.abs(places));
  const scaled = places > 0 ? magnitude * scale : magnitude / scale;
  const below = Math.floor(scaled);
  const unscale = (value: number) => (places > 0 ? value / scale : value * scale);
  const lower = unscale(below);
  const upper = unscale(Math.ceil(scaled));
  const down = magnitude - lower;
  const up = upper - magnitude;
  const isEven = below - 2 * Math.floor(below / 2) === 0;
  const rounded = down < up || (down === up && isEven) ? lower : upper;
  return x < 0 ? -rounded : rounded;
}

function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return Math.round(x);
  return below - 2 * Math.floor(below / 2) === 0 ? below : below + 1;
}

/** With 15 significant digits before the last place asked for, a double has nothing left to round. */
function needsNoRounding(magnitude: number, places: number): boolean {
  const exponent = Number(magnitude.toExponential().split("e")[1]);
  return places > 15 - 1 - exponent;
}

function tenTo(power: number): number {
  return Number(`1e${power}`);
}
