// A normal response.
import type { RandomStream } from "../math/random-stream.js";

/** One response of this mean and variance sigma² / weight. */
export function normalDraw(
  mean: number,
  { weight, sigma }: { readonly weight: number; readonly sigma: number },
  stream: RandomStream,
): number {
  return mean + (sigma / Math.sqrt(weight)) * stream.normal();
}
