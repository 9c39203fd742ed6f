// How r² changes with Λ: Σ_j g_j u_j' of the solution at hand.
import type { StoredBlocks } from "../block-layout.js";

/** Of one factor of k columns as they are stored, k × k. */
export function scoreProducts(blocks: StoredBlocks, factor: number, levelCount: number, k: number): Float64Array {
  const { memory, segments, place } = blocks;
  const { score: scoreAddress, spherical: sphericalAddress } = segments[place[factor]];
  const score = memory.f64(scoreAddress, levelCount * k);
  const spherical = memory.f64(sphericalAddress, levelCount * k);
  const out = new Float64Array(k * k);
  for (let at = 0; at < score.length; at += k) {
    for (let j = 0; j < k; j++) for (let i = 0; i < k; i++) out[i + j * k] += score[at + i] * spherical[at + j];
  }
  return out;
}
