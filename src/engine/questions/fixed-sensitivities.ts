// How the solution for each column of X moves with the random effects: D = Z'V⁻¹X(X'V⁻¹X)⁻¹.
import type { StoredBlocks } from "../block-layout.js";
import type { FactorShape } from "../symbolic/structure.js";

interface SolvedBlocks extends StoredBlocks {
  readonly factors: readonly FactorShape[];
  vcovRoot(): Float64Array;
  solvedGamma(): Float64Array;
}

/** By factor, rank × levels × k; `scores` gives Z'Py of a factor as solved for last. The solution at hand is lost. */
export function fixedSensitivities(blocks: SolvedBlocks, scores: (factor: number) => Float64Array): Float64Array[] {
  const { rank, factors, core } = blocks;
  const root = blocks.vcovRoot();
  const out = factors.map(({ levelCount, columnCount }) => new Float64Array(rank * levelCount * columnCount));
  for (let column = 0; column < rank; column++) {
    const right = blocks.solvedGamma();
    for (let j = 0; j < rank; j++) right[j] = root[column + j * rank];
    core.solveFixed();
    out.forEach((values, f) => {
      const own = scores(f);
      for (let i = 0; i < own.length; i++) values[column * own.length + i] = -own[i];
    });
  }
  return out;
}
