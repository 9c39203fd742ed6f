// T of a random term in units of its scaled columns, from free coordinates or from the library's par.
import type { DenseTerm } from "./dense-model.js";

/** λ (rows) with T = λλ' at coordinates x: entries of a triangle by columns, or deviations and an angle of the correlation. */
export function termFactor({ k, structure }: Pick<DenseTerm, "k" | "structure">, x: ArrayLike<number>): Float64Array[] {
  const factor = Array.from({ length: k }, () => new Float64Array(k));
  if (structure === "us") {
    let at = 0;
    for (let c = 0; c < k; c++) for (let r = c; r < k; r++) factor[r][c] = x[at++];
    return factor;
  }
  if (structure === "diag" || k === 1) {
    for (let c = 0; c < k; c++) factor[c][c] = x[c];
    return factor;
  }
  const low = -1 / (k - 1);
  const rho = (1 + low) / 2 + ((1 - low) / 2) * Math.sin(x[k]);
  // Mean and contrasts of the columns are the axes of equal correlations; a deviation has no sign, which would turn some.
  const mean = Math.sqrt(Math.max(0, 1 + (k - 1) * rho) / k);
  const contrast = Math.sqrt(Math.max(0, 1 - rho));
  for (let c = 0; c < k; c++) {
    for (let r = 0; r < k; r++) {
      const helmert = r < c ? 1 : r === c ? -c : 0;
      factor[r][c] = Math.abs(x[r]) * (c === 0 ? mean : (contrast * helmert) / Math.sqrt(c * (c + 1)));
    }
  }
  return factor;
}

/** ∂T/∂x of each coordinate, k × k by rows. */
export function slopesOfT(term: Pick<DenseTerm, "k" | "structure" | "size">, x: Float64Array): Float64Array[] {
  return Array.from({ length: term.size }, (_, m) => {
    const step = 1e-5 * Math.max(1, Math.abs(x[m]));
    const at = (by: number) =>
      covariance(
        termFactor(
          term,
          x.map((value, i) => (i === m ? value + by : value)),
        ),
      );
    const up = at(step);
    const down = at(-step);
    return up.map((value, i) => (value - down[i]) / (2 * step));
  });
}

/** λλ', k × k by rows. */
export function covariance(factor: readonly Float64Array[]): Float64Array {
  const k = factor.length;
  const out = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      let sum = 0;
      for (let c = 0; c < k; c++) sum += factor[a][c] * factor[b][c];
      out[a * k + b] = sum;
    }
  }
  return out;
}

/** Coordinates of the library's par, whose rows are in units of the columns as they are. */
export function coordinatesOf({ k, structure, scales }: DenseTerm, par: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(par);
  if (structure === "us") {
    let at = 0;
    for (let c = 0; c < k; c++) for (let r = c; r < k; r++) x[at++] *= scales[r];
    return x;
  }
  for (let c = 0; c < k; c++) x[c] *= scales[c];
  if (structure === "cs" && k > 1) {
    const low = -1 / (k - 1);
    x[k] = Math.asin(Math.max(-1, Math.min(1, (2 * par[k] - 1 - low) / (1 - low))));
  }
  return x;
}
