// An order of elimination for the levels of one factor that fills in little: minimum degree on a quotient graph with
// bounds on the degrees, after Amestoy, Davis & Duff (1996), SIAM J. Matrix Anal. Appl. 17(4).
import type { Pattern, Shape, TouchList } from "./patterns.js";

export interface EliminationOrder {
  /** Place of each level: those eliminated come first, in their order; the others keep theirs. */
  readonly place: Int32Array;
  readonly eliminated: number;
}

/** Share of a factor's levels that must be fit for elimination before an order is looked for. */
const WORTHWHILE = 0.02;

/** Blocks that levels eliminated so far make meet: levels of the factor, and levels of later factors. */
interface Clique {
  readonly levels: readonly number[];
  readonly later: readonly number[];
}

interface GrowingClique extends Clique {
  readonly levels: number[];
  readonly later: number[];
}

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
  cliques.forEach((clique, c) => {
    for (const level of clique.levels) meets[level].push(c);
  });
  let left = firstRow[levels.length] - firstRow[s] + border;
  const stamp = new Int32Array(count).fill(-1);
  const laterStamp = new Int32Array(firstRow[levels.length] - firstRow[s + 1]).fill(-1);
  let visit = -1;

  /** The clique that eliminating a level makes, or null where it is not worth it. */
  const neighbors = (level: number): GrowingClique | null => {
    visit++;
    stamp[level] = visit;
    const found: GrowingClique = { levels: [], later: [] };
    for (const c of meets[level]) {
      const clique = cliques[c];
      for (const other of clique.levels) {
        if (stamp[other] === visit) continue;
        stamp[other] = visit;
        found.levels.push(other);
      }
      for (const row of clique.later) {
        if (laterStamp[row] === visit) continue;
        laterStamp[row] = visit;
        found.later.push(row);
      }
      if (k * (found.levels.length + 1) + found.later.length + border > share * left) return null;
    }
    return found;
  };

  /** Levels of each clique, 0 once it has gone into another. */
  const size = new Int32Array(cliques.length + count);
  cliques.forEach((clique, c) => {
    size[c] = clique.levels.length;
  });
  /** Levels of a clique that the newest one lacks; where `seen` is not the newest, all of them. */
  const outside = new Int32Array(size.length);
  const seen = new Int32Array(size.length).fill(-1);
  /** Takes a clique, all of whose levels the newest one has, into that one. */
  const absorb = (c: number, newest: GrowingClique) => {
    for (const row of cliques[c].later) {
      if (laterStamp[row] === visit) continue;
      laterStamp[row] = visit;
      newest.later.push(row);
    }
    size[c] = 0;
  };

  const queue = new DegreeQueue(count);
  for (let level = 0; level < count; level++) {
    const around = neighbors(level);
    if (around !== null) queue.put(level, around.levels.length);
  }
  const order: number[] = [];
  while (left > smallest) {
    const level = queue.take();
    if (level < 0) break;
    const born = neighbors(level);
    if (born === null) continue;
    order.push(level);
    left -= k;
    for (const c of meets[level]) size[c] = 0;
    const newest = cliques.push(born) - 1;
    size[newest] = born.levels.length;
    for (const other of born.levels) {
      const list = meets[other];
      let kept = 0;
      for (const c of list) {
        if (size[c] === 0) continue;
        list[kept++] = c;
        if (seen[c] !== newest) {
          seen[c] = newest;
          outside[c] = size[c];
        }
        outside[c]--;
      }
      list.length = kept;
    }
    for (const other of born.levels) {
      const list = meets[other];
      let degree = born.levels.length - 1;
      let kept = 0;
      for (const c of list) {
        if (outside[c] > 0) {
          degree += outside[c];
          list[kept++] = c;
        } else absorb(c, born);
      }
      list.length = kept;
      list.push(newest);
      queue.move(other, Math.min(degree, count - 1));
    }
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
  const cliques: Clique[] = [];
  for (const { start, rows } of earlier) {
    for (let l = 0; l + 1 < start.length; l++) {
      const levels: number[] = [];
      const later: number[] = [];
      for (let i = start[l]; i < start[l + 1]; i++) {
        if (rows[i] >= firstRow[s + 1]) later.push(rows[i] - firstRow[s + 1]);
        else if (rows[i] >= firstRow[s] && (rows[i] - firstRow[s]) % columns[s] === 0) {
          levels.push((rows[i] - firstRow[s]) / columns[s]);
        }
      }
      if (levels.length > 0) cliques.push({ levels, later });
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
