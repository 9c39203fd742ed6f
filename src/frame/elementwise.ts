// Operations on columns, row by row; a constant (length 1) goes with every row.
import { cos, exp, expm1, log, log1p, log2, log10, pow, sin, tan } from "../core/elementary.js";

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
  tanh: (x) => (Math.abs(x) > 20 ? Math.sign(x) : ratioAboveTwo(expm1(2 * x))),
  plogis: (x) => 1 / (1 + exp(-x)),
  qlogis: (p) => log(p / (1 - p)),
  sqrt: Math.sqrt,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  ceiling: Math.ceil,
  trunc: Math.trunc,
};

const ratioAboveTwo = (x: number) => x / (x + 2);

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
