// [X T, y₀] once the random effects are solved for: X'V⁻¹X, r², γ, modes and scores.
import { cholesky } from "../../math/cholesky.js";
import type { CrossedSums } from "./crossed-sums.js";
import { type Effects, effectsOf, effectsProduct, type SolvedEffects, solveEffects, zeroEffects } from "./effects.js";
import { WIDTH } from "./probes.js";
import type { SchurComplement } from "./schur-complement.js";

export interface Border {
  /** The columns of X T and y₀, eight a panel; `rest` is Z'V⁻¹ of them. */
  readonly panels: readonly SolvedEffects[];
  /** L_X of T'X'V⁻¹XT = L_XL_X', lower triangle, rank × rank. */
  readonly factor: Float64Array;
  readonly gamma: Float64Array;
  readonly pwrss: number;
  /** log|T'X'V⁻¹XT|. */
  readonly logFixed: number;
  /** Z'Py, and b, in the first column; in the units of the blocks. */
  readonly score: Effects;
  readonly modes: Effects;
}

const TOLERANCE = 1e-12;

/** NaN throughout where X'V⁻¹X is not positive definite. */
export function solveBorder(schur: SchurComplement, log: (x: number) => number): Border {
  const { sums } = schur;
  const { rank, gram } = sums;
  const width = rank + 1;
  const panels = borderPanels(sums).map((b) => solveEffects(schur, b, TOLERANCE));
  const whole = gram.slice();
  for (let j = 0; j < width; j++) {
    for (let i = j; i < width; i++) {
      const [left, right] = [panels[Math.floor(i / WIDTH)], panels[Math.floor(j / WIDTH)]];
      whole[i + j * width] -= effectsProduct(left.b, i % WIDTH, right.e, j % WIDTH);
      whole[j + i * width] = whole[i + j * width];
    }
  }
  const root = cholesky(width, whole) ?? new Float64Array(width * width).fill(Number.NaN);
  const factor = new Float64Array(rank * rank);
  for (let j = 0; j < rank; j++) for (let i = j; i < rank; i++) factor[i + j * rank] = root[i + j * width];
  const gamma = Float64Array.from({ length: rank }, (_, j) => root[rank + j * width]);
  let logFixed = 0;
  for (let j = rank - 1; j >= 0; j--) {
    for (let i = j + 1; i < rank; i++) gamma[j] -= factor[i + j * rank] * gamma[i];
    gamma[j] /= factor[j * (rank + 1)];
    logFixed += 2 * log(factor[j * (rank + 1)]);
  }
  const last = root[rank * (rank + 2)];
  const combined = (of: "e" | "rest") => combine(sums, panels, of, gamma);
  return { panels, factor, gamma, pwrss: last * last, logFixed, score: combined("rest"), modes: combined("e") };
}

/** Σ_j g_jg_j' of a factor, k × k. */
export function levelSquares(sums: CrossedSums, { score }: Border, s: number): Float64Array {
  const { k, levelCount } = sums.factors[s];
  const panel = effectsOf(sums, score, s);
  const out = new Float64Array(k * k);
  for (let level = 0; level < levelCount; level++) {
    const row = level * k;
    for (let b = 0; b < k; b++) {
      for (let a = 0; a < k; a++) out[a + b * k] += panel[(row + a) * WIDTH] * panel[(row + b) * WIDTH];
    }
  }
  return out;
}

/** Σ_j D_j(T'X'V⁻¹XT)⁻¹D_j' of a factor with D = Z'V⁻¹XT, k × k. */
export function fixedSquares(sums: CrossedSums, { panels, factor }: Border, s: number): Float64Array {
  const { k, levelCount } = sums.factors[s];
  const { rank } = sums;
  const rest = panels.map((panel) => effectsOf(sums, panel.rest, s));
  const out = new Float64Array(k * k);
  const rows = Array.from({ length: k }, () => new Float64Array(rank));
  for (let level = 0; level < levelCount; level++) {
    rows.forEach((row, a) => {
      for (let j = 0; j < rank; j++) {
        let value = rest[Math.floor(j / WIDTH)][(level * k + a) * WIDTH + (j % WIDTH)];
        for (let i = 0; i < j; i++) value -= factor[j + i * rank] * row[i];
        row[j] = value / factor[j * (rank + 1)];
      }
    });
    for (let b = 0; b < k; b++) {
      for (let a = 0; a < k; a++) for (let j = 0; j < rank; j++) out[a + b * k] += rows[a][j] * rows[b][j];
    }
  }
  return out;
}

/** Z'[X T, y₀], eight columns a panel. */
function borderPanels(sums: CrossedSums): Effects[] {
  const width = sums.rank + 1;
  return Array.from({ length: Math.ceil(width / WIDTH) }, (_, at) => {
    const out = zeroEffects(sums);
    sums.factors.forEach(({ border }, s) => {
      const panel = effectsOf(sums, out, s);
      const rows = border.length / width;
      for (let row = 0; row < rows; row++) {
        for (let c = 0; c < WIDTH && at * WIDTH + c < width; c++) {
          panel[row * WIDTH + c] = border[row * width + at * WIDTH + c];
        }
      }
    });
    return out;
  });
}

/** What belongs to y₀ less what belongs to Xγ, in the first column. */
function combine(sums: CrossedSums, panels: readonly SolvedEffects[], of: "e" | "rest", gamma: Float64Array): Effects {
  const out = zeroEffects(sums);
  for (const which of ["first", "tail"] as const) {
    const to = out[which];
    for (let at = 0; at < to.length; at += WIDTH) {
      let value = panels[Math.floor(sums.rank / WIDTH)][of][which][at + (sums.rank % WIDTH)];
      for (let j = 0; j < sums.rank; j++) {
        value -= gamma[j] * panels[Math.floor(j / WIDTH)][of][which][at + (j % WIDTH)];
      }
      to[at] = value;
    }
  }
  return out;
}
