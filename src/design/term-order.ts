// lme4's order of random terms.

/**
 * The order of terms whose factors have these numbers of levels: as written where that is already decreasing, else by
 * decreasing number of levels with ties in reverse, which is what lme4's rev(order(levels)) gives.
 */
export function termOrder(levelCounts: readonly number[]): number[] {
  const written = levelCounts.map((_, t) => t);
  if (levelCounts.every((count, t) => t === 0 || count <= levelCounts[t - 1])) return written;
  return written.sort((a, b) => levelCounts[b] - levelCounts[a] || b - a);
}
