// The cone of separating directions by brute force, in whole numbers: every set of p − 1 independent rows has one line that
// they do not object to, and those that no other row objects to either are the extreme rays of the cone.

export interface RayCone {
  readonly moves: boolean[];
  readonly up: boolean[];
  readonly down: boolean[];
}

/** `rows` of whole numbers and full column rank; `edges` +1, −1, 0, or null of a row left out. */
export function extremeRays(rows: readonly (readonly bigint[])[], edges: readonly (number | null)[]): RayCone | null {
  const p = rows[0].length;
  const used = rows.flatMap((_, i) => (edges[i] === null ? [] : [i]));
  const out: RayCone = { moves: rows.map(() => false), up: rows[0].map(() => false), down: rows[0].map(() => false) };
  let found = false;
  for (const chosen of subsets(used, p - 1)) {
    const line = normal(
      chosen.map((i) => rows[i]),
      p,
    );
    if (line.every((entry) => entry === 0n)) continue;
    const move = (i: number) => rows[i].reduce((sum, entry, j) => sum + entry * line[j], 0n);
    for (const sign of [1n, -1n]) {
      const objects = used.some((i) => {
        const edge = edges[i];
        return edge === 0 ? move(i) !== 0n : BigInt(edge ?? 0) * sign * move(i) < 0n;
      });
      if (objects) continue;
      const moved = used.filter((i) => move(i) !== 0n);
      if (moved.length === 0) continue;
      found = true;
      for (const i of moved) out.moves[i] = true;
      line.forEach((entry, j) => {
        out.up[j] ||= sign * entry > 0n;
        out.down[j] ||= sign * entry < 0n;
      });
    }
  }
  return found ? out : null;
}

function* subsets(list: readonly number[], size: number, from = 0): Generator<number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = from; i <= list.length - size; i++) {
    for (const rest of subsets(list, size - 1, i + 1)) yield [list[i], ...rest];
  }
}

/** What is orthogonal to p − 1 rows of p numbers: their minors. */
function normal(rows: readonly (readonly bigint[])[], p: number): bigint[] {
  return Array.from({ length: p }, (_, j) => {
    const minor = determinant(rows.map((row) => row.filter((_, at) => at !== j)));
    return j % 2 === 0 ? minor : -minor;
  });
}

function determinant(rows: readonly (readonly bigint[])[]): bigint {
  if (rows.length === 0) return 1n;
  return rows[0].reduce((sum, entry, j) => {
    if (entry === 0n) return sum;
    const minor = determinant(rows.slice(1).map((row) => row.filter((_, at) => at !== j)));
    return sum + (j % 2 === 0 ? entry : -entry) * minor;
  }, 0n);
}
