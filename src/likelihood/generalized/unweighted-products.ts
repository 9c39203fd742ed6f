// On which scale a standard deviation of a generalized model is zero.
import type { Design } from "../../design/design.js";

/** Σ_j Z_j'Z_j / nobs of one factor's columns in a design. */
export function unweightedProducts({ random, nobs }: Design, factor: number): Float64Array {
  const columns = random.filter((term) => term.factor === factor).flatMap((term) => term.columns);
  const k = columns.length;
  const out = new Float64Array(k * k);
  for (let b = 0; b < k; b++) {
    for (let a = 0; a <= b; a++) {
      const one = columns[a];
      const two = columns[b];
      let sum = 0;
      for (let i = 0; i < nobs; i++) sum += (one === null ? 1 : one[i]) * (two === null ? 1 : two[i]);
      out[a + b * k] = out[b + a * k] = sum / nobs;
    }
  }
  return out;
}
