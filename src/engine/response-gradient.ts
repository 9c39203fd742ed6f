// The exact gradient of the Laplace deviance at a mode: docs/math.md derives it. It moves with the mode, the weights
// and, where one is profiled out, the dispersion.
import { dot } from "../math/vectors.js";
import type { Blocks } from "./blocks.js";
import type { WeightedRows } from "./weighted-rows.js";

export interface ResponseGradient {
  /** ∂/∂Λ_f by factor, k × k column-major. */
  readonly lambda: readonly Float64Array[];
  /** ∂/∂γ. */
  readonly gamma: Float64Array;
  /** By the logarithm of the dispersion, or of the family's parameter, the constant of −2 log p left out; 0 unless asked for. */
  readonly extra: number;
}

/**
 * A dispersion φ = (sum of deviances) / freedom that follows the mode, while the density takes another one; `slope` is
 * φ times the derivative of −2 log p by the sum of deviances.
 */
export interface DispersionProfile {
  readonly freedom: number;
  readonly slope: number;
}

/** Addresses of vectors over all random effects, then X. */
export interface GradientVectors {
  /** u at the mode. */
  readonly now: number;
  readonly right: number;
  readonly solution: number;
  readonly scaled: number;
  readonly slopes: number;
  readonly copy: number;
}

export interface GradientQuestion {
  readonly withFixed: boolean;
  readonly useObserved: boolean;
  readonly profile: DispersionProfile | null;
  readonly extra: "none" | "scale" | "own";
  /** Puts the observed information in the place of the expected one, and factorizes; null where they are the same. */
  readonly observe: (() => void) | null;
}

export function responseGradient(
  blocks: Blocks,
  rows: WeightedRows,
  vectors: GradientVectors,
  { withFixed, useObserved, profile, extra, observe }: GradientQuestion,
): ResponseGradient {
  const { now, right, solution, scaled, slopes, copy } = vectors;
  const { core, memory, structure, rank } = blocks;
  const { effects } = structure;
  const size = effects + rank;
  const fixed = withFixed ? 1 : 0;
  core.leverageRows(useObserved ? 1 : 0);
  observe?.();
  core.slopeRows(rows.slope);
  core.projectRows(rows.slope, slopes);
  core.projectRows(rows.coefficients, right);
  const kappa = profile === null ? 1 : profiledShare(profile);
  if (kappa !== 1) addScaled(right, (1 - kappa) * -1, slopes);
  core.solveSystem(right, 0, fixed, solution, scaled);
  core.gradientRows(scaled, fixed, kappa, rows.slope, rows.total);
  const byExtra = extra === "none" ? 0 : core.parameterSlope(extra === "own" ? 1 : 0, useObserved ? 1 : 0);
  core.projectRows(rows.total, right);
  const gamma = memory.f64(right + 8 * effects, rank).slice();
  core.combineGradient(right, now, slopes, solution);
  return { lambda: blocks.gradientByLambda(), gamma, extra: byExtra };

  /** κ, the share of f' that is left when φ follows the deviances. */
  function profiledShare({ freedom, slope }: DispersionProfile): number {
    memory.f64(copy, size).fill(0);
    addScaled(copy, -0.5, slopes);
    core.solveSystem(copy, 0, fixed, solution, scaled);
    const along = product(now, solution, effects);
    const byWeights = product(right, scaled, withFixed ? size : effects);
    const byDispersion = -core.leverageSum.value - 2 * (1 - slope) * along - byWeights;
    return slope + byDispersion / (freedom - 2 * along);
  }

  function addScaled(to: number, factor: number, from: number): void {
    const target = memory.f64(to, size);
    const source = memory.f64(from, size);
    for (let i = 0; i < size; i++) target[i] += factor * source[i];
  }

  function product(a: number, b: number, length: number): number {
    return dot(memory.f64(a, length), memory.f64(b, length));
  }
}
