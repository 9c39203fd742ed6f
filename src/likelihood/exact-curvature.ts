// What turns twice the average information into the exact Hessian of the profiled objective, and when it is worth that.
import type { Direction, MixedSystem } from "../engine/types.js";
import { dot } from "../math/vectors.js";
import { changeOfT, contract } from "./directions.js";

/** Models up to this size are worth a system of their own where theirs has no exact second derivatives. */
const SMALL_EFFECTS = 500;
const SMALL_ROWS = 20000;
/** Cost of one evaluation with its gradient, in evaluations. */
const GRADIENT_COST = 3;

/** Whether exact second derivatives cost less than `evaluations` gradients. */
export function isExactCheaper(system: MixedSystem, evaluations: number): boolean {
  return system.exactCost <= GRADIENT_COST * evaluations;
}

/** Whether a model of `nobs` rows is worth a system of its own that has exact second derivatives. */
export function isSmall({ factors }: Pick<MixedSystem, "factors">, nobs: number): boolean {
  const effects = factors.reduce((sum, { levelCount, columnCount }) => sum + levelCount * columnCount, 0);
  return effects <= SMALL_EFFECTS && nobs <= SMALL_ROWS;
}

/**
 * −⟨E_a, C E_b⟩ + (c/s²) q_a q_b, n × n, with E_a = p m' + m p' (p the direction, m its column of λ), C the fourth
 * moments of Z'PZ, s = pwrss and q = −∂s: to be added to 2 H_AI and the curvature of T. `lambdas` is by factor.
 */
export function exactCurvature(
  system: MixedSystem,
  reml: boolean,
  lambdas: readonly Float64Array[],
  directions: readonly Direction[],
): Float64Array {
  const n = directions.length;
  const out = new Float64Array(n * n);
  const moments = system.fourthMoments(reml);
  const spread = directions.map((direction) => changeOfT(direction, lambdas[direction.factor]));
  directions.forEach((direction, b) => {
    const t = direction.factor;
    for (let s = 0; s <= t; s++) {
      const ks = system.factors[s].columnCount;
      const image = applyMoments(
        moments[pairIndex(s, t, system.factors.length)],
        ks,
        system.factors[t].columnCount,
        spread[b],
      );
      directions.forEach((other, a) => {
        if (other.factor !== s) return;
        out[a + b * n] = out[b + a * n] = -dot(spread[a], image);
      });
    }
  });
  const slopes = residualSlopes(system, directions);
  const s = system.pwrss;
  const ratio = (system.nobs - (reml ? system.rank : 0)) / s;
  for (let b = 0; b < n; b++) {
    for (let a = 0; a < n; a++) out[a + b * n] += ratio * slopes[a] * (slopes[b] / s);
  }
  return out;
}

/** Where a pair of factors s ≤ t stands in the lists of fourth moments. */
export function pairIndex(s: number, t: number, count: number): number {
  return s * count - (s * (s - 1)) / 2 + t - s;
}

/** Σ_bd C[(a,b),(c,d)] E_bd, k_s × k_s. */
export function applyMoments(moments: Float64Array, ks: number, kt: number, spread: Float64Array): Float64Array {
  const out = new Float64Array(ks * ks);
  const size = ks * kt;
  for (let d = 0; d < kt; d++) {
    for (let b = 0; b < kt; b++) {
      const weight = spread[b + d * kt];
      if (weight === 0) continue;
      for (let c = 0; c < ks; c++) {
        const from = ks * b + size * (c + ks * d);
        for (let a = 0; a < ks; a++) out[a + c * ks] += weight * moments[from + a];
      }
    }
  }
  return out;
}

/** −∂pwrss in each direction. */
function residualSlopes(system: MixedSystem, directions: readonly Direction[]): Float64Array {
  return contract(system.scoreProducts(), directions).map((score) => 2 * score);
}
