// The core's transcendental functions, the same bits on every machine: those of JavaScript engines differ in their last.
import { type CoreExports, instantiateCore } from "./load.js";

let instance: CoreExports | undefined;

/** One instance for all of them, made when the first is called. */
function core(): CoreExports {
  instance ??= instantiateCore();
  return instance;
}

export const log = (x: number): number => core().log(x);
export const log2 = (x: number): number => core().log2(x);
export const log10 = (x: number): number => core().log10(x);
export const log1p = (x: number): number => core().log1p(x);
export const exp = (x: number): number => core().exp(x);
export const expm1 = (x: number): number => core().expm1(x);
export const sin = (x: number): number => core().sin(x);
export const cos = (x: number): number => core().cos(x);
export const tan = (x: number): number => core().tan(x);
export const pow = (x: number, y: number): number => core().pow(x, y);

/** Σ log x, of products as long as a double holds. */
export function logSum(values: ArrayLike<number>): number {
  const { startProduct, multiplyProduct, logProduct } = core();
  startProduct();
  for (let i = 0; i < values.length; i++) multiplyProduct(values[i]);
  return logProduct();
}
