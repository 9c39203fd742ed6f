// An order of elimination for the levels of one factor that fills in little: minimum degree on a quotient graph with
// bounds on the degrees, after Amestoy, Davis & Duff (1996), SIAM J. Matrix Anal. Appl. 17(4).
import type { Pattern, Shape, TouchList } from "./patterns.js";

export interface EliminationOrder {
  /** Place of each level: those eliminated come first, in their order; the others keep theirs. */
  readonly place: Int32Array;
  readonly eliminated: number;
}

/** Blocks that levels eliminated so far make meet: levels of the factor, and rows of later factors. */
interface Clique {
  readonly levels: Int32Array;
  readonly later: Int32Array;
}

/** Share of a factor's levels that must be fit for elimination before an order is looked for. */
const WORTHWHILE = 0.02;

/**
 * Which levels of factor s can be eliminated one by one, the factors before it being gone with patterns `earlier`. A
 * level is worth it while the rows that it meets are fewer than `share` of all rows left, the border included; the
 * order ends where `smallest` rows are left.
 */
export function eliminationOrder(
  shape: Shape,
  earlier: readonly Pattern[],
  s: number,
  border: number,
  share: number,
  smallest: number,
): EliminationOrder {
  const { levels, columns, firstRow } = shape;
  const count = levels[s];
  const k = columns[s];
  const cliques = cliquesOf(shape, earlier, s);
  const meets: number[][] = Array.from({ length: count }, () => []);
  cliques.forEach(({ levels: own }, c) => {
    for (const level of own) meets[level].push(c);
  });
  let left = firstRow[levels.length] - firstRow[s] + border;
  const stamp = new Int32Array(count).fill(-1);
  const laterStamp = new Int32Array(firstRow[levels.length] - firstRow[s + 1]).fill(-1);
  let visit = -1;
  const around = new Int32Array(count);
  const later = new Int32Array(laterStamp.length);
  let laterCount = 0;
  const addLater = (rows: Int32Array) => {
    for (let i = 0; i < rows.length; i++) {
      if (laterStamp[rows[i]] === visit) continue;
      laterStamp[rows[i]] = visit;
      later[laterCount++] = rows[i];
    }
  };

  /** Number of levels that meet one, listed in `around`, their later rows in `later`; −1 where it is not worth it. */
  const neighbors = (level: number): number => {
    visit++;
    stamp[level] = visit;
    let found = 0;
    laterCount = 0;
    for (const c of meets[level]) {
      const clique = cliques[c];
      const own = clique.levels;
      for (let i = 0; i < own.length; i++) {
        if (stamp[own[i]] === visit) continue;
        stamp[own[i]] = visit;
        around[found++] = own[i];
      }
      addLater(clique.later);
      if (k * (found + 1) + laterCount + border > share * left) return -1;
    }
    return found;
  };

  /** Levels of each clique, 0 once it has gone into another. */
  const size = new Int32Array(cliques.length + count);
  cliques.forEach((clique, c) => {
    size[c] = clique.levels.length;
  });
  /** Levels that a clique shares with the newest one. */
  const shared = new Int32Array(size.length);

  const queue = new DegreeQueue(count);
  for (let level = 0; level < count; level++) {
    const degree = neighbors(level);
    if (degree >= 0) queue.put(level, degree);
  }
  const order: number[] = [];
  while (left > smallest) {
    const level = queue.take();
    if (level < 0) break;
    const found = neighbors(level);
    if (found < 0) continue;
    order.push(level);
    left -= k;
    for (const c of meets[level]) size[c] = 0;
    const newest = cliques.length;
    size[newest] = found;
    shared.fill(0);
    const born = around.slice(0, found);
    for (const other of born) for (const c of meets[other]) shared[c]++;
    for (const other of born) {
      const list = meets[other];
      let degree = found - 1;
      let kept = 0;
      for (const c of list) {
        const outside = size[c] - shared[c];
        if (size[c] > 0 && outside > 0) {
          degree += outside;
          list[kept++] = c;
        } else if (size[c] > 0) {
          // All its levels are in the newest, which takes it in.
          addLater(cliques[c].later);
          size[c] = 0;
        }
      }
      list.length = kept;
      list.push(newest);
      queue.move(other, Math.min(degree, count - 1));
    }
    cliques.push({ levels: born, later: later.slice(0, laterCount) });
  }
  return { place: placesOf(order, count), eliminated: order.length };
}

/**
 * Whether some of the levels of factor s meet fewer rows than `limit`, own block and border aside; `touch` tells by
 * earlier factor where its lists have the levels of s. Cheap, for the many designs where none do.
 */
export function someMeetFew(
  { levels, columns, firstRow }: Shape,
  earlier: readonly Pattern[],
  touch: readonly (TouchList | null)[],
  s: number,
  limit: number,
): boolean {
  const first = firstRow[s];
  const stamp = new Int32Array(firstRow[levels.length] - first).fill(-1);
  const wanted = WORTHWHILE * levels[s];
  let found = 0;
  for (let level = 0; level < levels[s]; level++) {
    let rows = -columns[s];
    touch.forEach((list, e) => {
      if (list === null) return;
      for (let t = list.start[level]; t < list.start[level + 1] && rows < limit; t++) {
        const stop = earlier[e].start[list.level[t] + 1];
        for (let i = earlier[e].start[list.level[t]]; i < stop; i++) {
          const row = earlier[e].rows[i] - first;
          if (row < 0 || stamp[row] === level) continue;
          stamp[row] = level;
          rows++;
        }
      }
    });
    if (rows < limit && ++found > wanted) return true;
  }
  return false;
}

/** The lists of the earlier factors' levels as cliques of levels of factor s and scalar rows of later factors. */
function cliquesOf({ columns, firstRow }: Shape, earlier: readonly Pattern[], s: number): Clique[] {
  const k = columns[s];
  const [first, stop] = [firstRow[s], firstRow[s + 1]];
  const cliques: Clique[] = [];
  for (const { start, rows } of earlier) {
    for (let l = 0; l + 1 < start.length; l++) {
      const own = rows.subarray(start[l], start[l + 1]);
      const levels = own.filter((row) => row >= first && row < stop && (row - first) % k === 0);
      if (levels.length === 0) continue;
      cliques.push({
        levels: levels.map((row) => (row - first) / k),
        later: own.filter((row) => row >= stop).map((row) => row - stop),
      });
    }
  }
  return cliques;
}

function placesOf(order: readonly number[], count: number): Int32Array {
  const place = new Int32Array(count).fill(-1);
  order.forEach((level, at) => {
    place[level] = at;
  });
  let next = order.length;
  for (let level = 0; level < count; level++) if (place[level] < 0) place[level] = next++;
  return place;
}

/** Levels in lists by degree, the newest of a list first. */
class DegreeQueue {
  private readonly degree: Int32Array;
  private readonly first: Int32Array;
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  private least = 0;

  constructor(count: number) {
    this.degree = new Int32Array(count).fill(-1);
    this.first = new Int32Array(count).fill(-1);
    this.next = new Int32Array(count).fill(-1);
    this.previous = new Int32Array(count).fill(-1);
  }

  put(level: number, degree: number): void {
    const { first, next, previous } = this;
    this.degree[level] = degree;
    this.least = Math.min(this.least, degree);
    next[level] = first[degree];
    previous[level] = -1;
    if (first[degree] >= 0) previous[first[degree]] = level;
    first[degree] = level;
  }

  /** Changes the degree of a level that is still waiting. */
  move(level: number, degree: number): void {
    if (this.degree[level] < 0 || this.degree[level] === degree) return;
    this.remove(level);
    this.put(level, degree);
  }

  /** A level of least degree, taken out; −1 when there is none. */
  take(): number {
    const { first } = this;
    while (this.least < first.length && first[this.least] < 0) this.least++;
    if (this.least === first.length) return -1;
    const level = first[this.least];
    this.remove(level);
    return level;
  }

  private remove(level: number): void {
    const { first, next, previous, degree } = this;
    if (previous[level] < 0) first[degree[level]] = next[level];
    else next[previous[level]] = next[level];
    if (next[level] >= 0) previous[next[level]] = previous[level];
    degree[level] = -1;
  }
}
