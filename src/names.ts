// "Did you mean …?"

/**
 * The hint to a mistyped name: the one that was meant (the nearest of those known, if not given), else what `otherwise`
 * says.
 */
export function didYouMean(
  name: string,
  known: readonly string[],
  otherwise: string,
  meant: string | null = nearest(name, known),
): string {
  return meant === null ? otherwise : `did you mean "${meant}"?`;
}

/**
 * The candidate nearest to a mistyped name, or null when none is near.
 * Near means: the same but for case, or one begins the other (with three letters or more, or all before a sign), or at most a third of the letters
 * differ by the restricted Damerau–Levenshtein distance. Ties go to the earlier candidate.
 */
export function nearest(name: string, candidates: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  let best: string | null = null;
  let bestScore = Infinity;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const score = distanceScore(wanted, candidate.toLowerCase());
    if (score < bestScore) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}

function distanceScore(wanted: string, candidate: string): number {
  if (wanted === candidate) return 0;
  const cutoff = Math.floor(Math.max(wanted.length, candidate.length) / 3);
  const prefixScore = isBeginning(wanted, candidate) || isBeginning(candidate, wanted) ? 1.5 : Infinity;
  if (Math.abs(wanted.length - candidate.length) > cutoff || wanted.length > 200) return prefixScore;
  const distance = editDistance(wanted, candidate);
  return Math.min(prefixScore, distance <= cutoff ? distance : Infinity);
}

/** Three letters or more, or all before a sign, as of "RT (ms)". */
function isBeginning(start: string, name: string): boolean {
  return name.startsWith(start) && (start.length > 2 || /^\W/.test(name.slice(start.length)));
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other. */
function editDistance(a: string, b: string): number {
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(replaced, previous[j]! + 1, current[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, older[j - 2]! + 1);
      }
      current.push(least);
    }
    older = previous;
    previous = current;
  }
  return previous[b.length]!;
}
