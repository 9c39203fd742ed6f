// Average information: the vectors that a change of the covariances makes of the scores, and their products under P.
import { columnsOf } from "../column-directions.js";
import type { Direction } from "../types.js";
import type { Border } from "./border.js";
import type { CrossedSums } from "./crossed-sums.js";
import { crossProducts, type Effects, effectsOf, effectsProduct, solveEffects, zeroEffects } from "./effects.js";
import { WIDTH } from "./probes.js";
import type { SchurComplement } from "./schur-complement.js";

/** What is left of right-hand sides: they make second derivatives only. */
const TOLERANCE = 1e-8;

/** h_a = (ΔΛ' + ΛΔ')g of each direction, eight a panel; `lambdas` is by factor of the input. */
export function directionEffects(
  sums: CrossedSums,
  lambdas: readonly Float64Array[],
  directions: readonly Direction[],
  score: Effects,
): Effects[] {
  const panels = Array.from({ length: Math.ceil(directions.length / WIDTH) }, () => zeroEffects(sums));
  directions.forEach((direction, a) => {
    const s = sums.place[direction.factor];
    const { k, levelCount } = sums.factors[s];
    const lambda = lambdas[direction.factor];
    const change = new Float64Array(k * k);
    for (const { column, vector } of columnsOf(direction)) {
      for (let i = 0; i < k; i++) {
        for (let j = 0; j < k; j++) {
          change[i + j * k] += vector[i] * lambda[j + column * k] + lambda[i + column * k] * vector[j];
        }
      }
    }
    const from = effectsOf(sums, score, s);
    const to = effectsOf(sums, panels[Math.floor(a / WIDTH)], s);
    for (let level = 0; level < levelCount; level++) {
      for (let i = 0; i < k; i++) {
        let value = 0;
        for (let j = 0; j < k; j++) value += change[i + j * k] * from[(level * k + j) * WIDTH];
        to[(level * k + i) * WIDTH + (a % WIDTH)] = value;
      }
    }
  });
  return panels;
}

/** h_a'Z'(P − Pyy'P/r²)Zh_b, n × n. */
export function projectedInformation(
  schur: SchurComplement,
  { panels: fixed, factor, score, pwrss }: Border,
  effects: readonly Effects[],
  n: number,
): Float64Array {
  const { rank } = schur.sums;
  const solved = effects.map((h) => ({ h, ...solveEffects(schur, crossProducts(schur, h), TOLERANCE) }));
  const along = Array.from({ length: n }, (_, a) => {
    const { h } = solved[Math.floor(a / WIDTH)];
    const x = new Float64Array(rank + 1);
    for (let j = 0; j < rank; j++) {
      let value = effectsProduct(h, a % WIDTH, fixed[Math.floor(j / WIDTH)].rest, j % WIDTH);
      for (let i = 0; i < j; i++) value -= factor[j + i * rank] * x[i];
      x[j] = value / factor[j * (rank + 1)];
    }
    x[rank] = effectsProduct(h, a % WIDTH, score, 0) / Math.sqrt(pwrss);
    return x;
  });
  const out = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b <= a; b++) {
      const [one, two] = [solved[Math.floor(a / WIDTH)], solved[Math.floor(b / WIDTH)]];
      let value = effectsProduct(one.h, a % WIDTH, two.rest, b % WIDTH);
      for (let j = 0; j <= rank; j++) value -= along[a][j] * along[b][j];
      out[a + b * n] = out[b + a * n] = value;
    }
  }
  return out;
}
