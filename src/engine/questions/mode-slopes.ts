// How the conditional modes move with Λ and γ, to first order: where PIRLS begins at points nearby.
import type { Blocks } from "../blocks.js";
import { columnsOf } from "../column-directions.js";
import type { ModePrediction } from "../pirls.js";
import type { GradientVectors } from "../response-gradient.js";
import type { Direction } from "../types.js";
import type { WeightedRows } from "../weighted-rows.js";

/**
 * ∂u and, where the modes are those of β too (`withFixed`), ∂γ along each direction of Λ, else along those and each γ:
 * −M_o⁻¹ (Λ'Z'W_o (X ∂γ + Z ∂Λ u) + ½ ∂Λ'Z'f'). To be asked right after the gradient, whose factorization and Z'f' it
 * uses.
 */
export function modeSlopes(
  blocks: Blocks,
  rows: WeightedRows,
  vectors: GradientVectors,
  directions: readonly Direction[],
  withFixed: boolean,
): ModePrediction[] {
  const { core, memory, structure, rank } = blocks;
  const { effects } = structure;
  const size = effects + rank;
  const { now, right, solution, scaled, slopes, copy } = vectors;
  const solve = (fill: (moved: Float64Array, pull: Float64Array) => void): ModePrediction => {
    const moved = memory.f64(copy, size).fill(0);
    const pull = memory.f64(scaled, size).fill(0);
    fill(moved, pull);
    core.weighMove(copy, rows.total);
    core.projectRows(rows.total, right);
    const side = memory.f64(right, size);
    for (let i = 0; i < size; i++) side[i] = -side[i];
    memory.f64(copy, size).set(memory.f64(scaled, size));
    core.solveSystem(right, copy, withFixed ? 1 : 0, solution, scaled);
    return {
      spherical: memory.f64(solution, effects).slice(),
      gamma: memory.f64(solution + 8 * effects, rank).slice(),
    };
  };
  const byCovariance = directions.map((direction) =>
    solve((moved, pull) => {
      const { row0, levels, columns: k } = blocks.block(direction.factor);
      const u = memory.f64(now, effects);
      const slope = memory.f64(slopes, effects);
      for (const { column, vector } of columnsOf(direction)) {
        for (let level = 0, at = row0; level < levels; level++, at += k) {
          let sum = 0;
          for (let i = 0; i < k; i++) {
            moved[at + i] += vector[i] * u[at + column];
            sum += vector[i] * slope[at + i];
          }
          pull[at + column] -= 0.5 * sum;
        }
      }
    }),
  );
  if (withFixed) return byCovariance;
  const byGamma = Array.from({ length: rank }, (_, j) =>
    solve((moved) => {
      moved[effects + j] = 1;
    }),
  );
  return [...byCovariance, ...byGamma];
}
