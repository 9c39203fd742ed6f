// The rows of a logistic model, the commonest of all: what `respond` does for any, with one logarithm a chunk for single
// trials.
import { bytes } from "../linalg/memory";
import { base, CHUNK, predictor, prior, response, rows, target, weights, work } from "./rows";

/**
 * η of rows first … last − 1 in `work`: W and t at it, and the predictor; returns Σ −2 log p of at most CHUNK rows. Of
 * rows with weight 1, log(1 + e^−|η|) is summed as a product below 2^CHUNK.
 */
export function respondLogit(first: i32, last: i32): f64 {
  let sum = 0.0;
  let product = 1.0;
  for (let row = first; row < last; row++) {
    const here = bytes(row);
    const eta = load<f64>(work + here);
    const a = load<f64>(prior + here);
    const y = load<f64>(response + here);
    const e = NativeMath.exp(-Math.abs(eta));
    const large = 1 / (1 + e);
    const small = e * large;
    // y − μ without cancellation.
    const up = eta > 0 ? large : small;
    const down = eta > 0 ? small : large;
    const w = a * large * small;
    const score = a * (y * down - (1 - y) * up);
    sum += a * (max(eta, 0) - y * eta);
    if (a == 1) product *= 1 + e;
    else sum += a * NativeMath.log1p(e);
    store<f64>(predictor + here, eta);
    store<f64>(weights + here, w);
    store<f64>(target + here, score + w * (eta - load<f64>(base + here)));
  }
  return 2 * (sum + NativeMath.log(product));
}
