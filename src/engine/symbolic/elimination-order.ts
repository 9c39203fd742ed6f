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
  const meets = cliquesOfLevels(cliques, count);
  let left = firstRow[levels.length] - firstRow[s] + border;
  const stamp = new Int32Array(count).fill(-1);
  const laterStamp = new Int32Array(firstRow[levels.length] - firstRow[s + 1]).fill(-1);
  let visit = -1;
  const around = new Int32Array(count);
  const later = new Int32Array(laterStamp.length);
  let laterCount = 0;

  /** Number of levels that meet one, listed in `around`, their later rows in `later`; −1 where it is not worth it. */
  const neighbors = (level: number): number => {
    visit++;
    stamp[level] = visit;
    let found = 0;
    laterCount = 0;
    const most = share * left - border;
    for (let m = meets.start[level]; m < meets.end[level]; m++) {
      const c = meets.clique[m];
      const { rows, firstLevel, firstLater, end } = cliques;
      for (let i = firstLevel[c]; i < firstLater[c]; i++) {
        const other = rows[i];
        if (stamp[other] === visit) continue;
        stamp[other] = visit;
        around[found++] = other;
      }
      for (let i = firstLater[c]; i < end[c]; i++) {
        const row = rows[i];
        if (laterStamp[row] === visit) continue;
        laterStamp[row] = visit;
        later[laterCount++] = row;
      }
      if (k * (found + 1) + laterCount > most) return -1;
    }
    return found;
  };

  /** Levels of each clique, 0 once it has gone into another. */
  const size = new Int32Array(cliques.count + count);
  for (let c = 0; c < cliques.count; c++) size[c] = cliques.firstLater[c] - cliques.firstLevel[c];
  /** Levels that a clique shares with the newest one. */
  const shared = new Int32Array(size.length);
  /** Takes a clique, all of whose levels the newest one has, into that one. */
  const absorb = (c: number) => {
    const { rows, firstLater, end } = cliques;
    for (let i = firstLater[c]; i < end[c]; i++) {
      const row = rows[i];
      if (laterStamp[row] === visit) continue;
      laterStamp[row] = visit;
      later[laterCount++] = row;
    }
    size[c] = 0;
  };

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
    for (let m = meets.start[level]; m < meets.end[level]; m++) size[meets.clique[m]] = 0;
    const newest = cliques.count;
    size[newest] = found;
    shared.fill(0);
    for (let i = 0; i < found; i++) {
      for (let m = meets.start[around[i]]; m < meets.end[around[i]]; m++) shared[meets.clique[m]]++;
    }
    for (let i = 0; i < found; i++) {
      const other = around[i];
      let degree = found - 1;
      let kept = meets.start[other];
      for (let m = kept; m < meets.end[other]; m++) {
        const c = meets.clique[m];
        if (size[c] === 0) continue;
        const outside = size[c] - shared[c];
        if (outside > 0) {
          degree += outside;
          meets.clique[kept++] = c;
        } else absorb(c);
      }
      meets.clique[kept++] = newest;
      meets.end[other] = kept;
      queue.move(other, Math.min(degree, count - 1));
    }
    cliques.add(around, found, later, laterCount);
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

/** Blocks that levels eliminated so far make meet: of each the levels of the factor, then rows of later factors. */
class Cliques {
  rows: Int32Array;
  readonly firstLevel: number[] = [];
  readonly firstLater: number[] = [];
  readonly end: number[] = [];
  private used = 0;

  constructor(room: number) {
    this.rows = new Int32Array(room);
  }

  get count(): number {
    return this.end.length;
  }

  add(levels: Int32Array, levelCount: number, later: Int32Array, laterCount: number): void {
    const room = this.used + levelCount + laterCount;
    if (room > this.rows.length) {
      const wider = new Int32Array(2 * room);
      wider.set(this.rows);
      this.rows = wider;
    }
    this.firstLevel.push(this.used);
    this.rows.set(levels.subarray(0, levelCount), this.used);
    this.firstLater.push(this.used + levelCount);
    this.rows.set(later.subarray(0, laterCount), this.used + levelCount);
    this.used = room;
    this.end.push(room);
  }
}

/** The lists of the earlier factors' levels as cliques of levels of factor s and scalar rows of later factors. */
function cliquesOf({ levels, columns, firstRow }: Shape, earlier: readonly Pattern[], s: number): Cliques {
  const cliques = new Cliques(earlier.reduce((sum, { rows }) => sum + rows.length, 0));
  const ours = new Int32Array(levels[s]);
  const later = new Int32Array(firstRow[levels.length] - firstRow[s + 1]);
  for (const { start, rows } of earlier) {
    for (let l = 0; l + 1 < start.length; l++) {
      let levelCount = 0;
      let laterCount = 0;
      for (let i = start[l]; i < start[l + 1]; i++) {
        if (rows[i] >= firstRow[s + 1]) later[laterCount++] = rows[i] - firstRow[s + 1];
        else if (rows[i] >= firstRow[s] && (rows[i] - firstRow[s]) % columns[s] === 0) {
          ours[levelCount++] = (rows[i] - firstRow[s]) / columns[s];
        }
      }
      if (levelCount > 0) cliques.add(ours, levelCount, later, laterCount);
    }
  }
  return cliques;
}

/** Which cliques each level is in, in the order of the cliques; a list never grows, for each new clique takes some in. */
function cliquesOfLevels({ rows, firstLevel, firstLater, count: cliqueCount }: Cliques, count: number) {
  const start = new Int32Array(count + 1);
  for (let c = 0; c < cliqueCount; c++) for (let i = firstLevel[c]; i < firstLater[c]; i++) start[rows[i] + 1]++;
  for (let level = 0; level < count; level++) start[level + 1] += start[level];
  const end = start.slice(0, count);
  const clique = new Int32Array(start[count]);
  for (let c = 0; c < cliqueCount; c++) for (let i = firstLevel[c]; i < firstLater[c]; i++) clique[end[rows[i]]++] = c;
  return { start, end, clique };
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
