// Which rows of later factors each level meets, in the cross-products and after elimination.
import { pairList } from "./pairs.js";

/** Scalar rows of later factors by level of one factor, ascending. */
export interface Pattern {
  readonly start: Int32Array;
  readonly rows: Int32Array;
}

/** For each level of one factor: which levels of an earlier factor touch it, and where in their lists. */
export interface TouchList {
  readonly start: Int32Array;
  readonly level: Int32Array;
  readonly position: Int32Array;
}

/**
 * Levels of two factors that meet, those of the first and those of the second, entry by entry: an entry is a row of the
 * data, or a block of sums.
 */
export type Meetings = (first: number, second: number) => readonly [Int32Array, Int32Array];

/** Factors, or segments of factors, in order of elimination. */
export interface Shape {
  readonly levels: readonly number[];
  readonly columns: readonly number[];
  /** First scalar row of each, and the number of rows at the end. */
  readonly firstRow: readonly number[];
}

/**
 * The pattern of each factor's cross-products with later factors, and the place of each entry's block in the list of its
 * level of s (scalar rows), [s][t] for s < t.
 */
export function crossPatterns(
  shape: Shape,
  meetings: Meetings,
): { cross: Pattern[]; position: (Int32Array | null)[][] } {
  const { levels, columns, firstRow } = shape;
  const cross: Pattern[] = [];
  const position: (Int32Array | null)[][] = [];
  for (let s = 0; s < levels.length; s++) {
    const start = new Int32Array(levels[s] + 1);
    const pairs = levels.map((count, t) => {
      if (t <= s) return null;
      const [first, second] = meetings(s, t);
      return pairList(first, levels[s], second, count);
    });
    for (let l = 0; l < levels[s]; l++) {
      let rows = 0;
      pairs.forEach((pair, t) => {
        if (pair !== null) rows += (pair.start[l + 1] - pair.start[l]) * columns[t];
      });
      start[l + 1] = start[l] + rows;
    }
    const rows = new Int32Array(start[levels[s]]);
    const next = start.slice();
    position.push(
      pairs.map((pair, t) => {
        if (pair === null) return null;
        const entryPosition = new Int32Array(pair.other.length);
        for (let l = 0; l < levels[s]; l++) {
          for (let e = pair.start[l]; e < pair.start[l + 1]; e++) {
            entryPosition[e] = next[l];
            const row = firstRow[t] + pair.other[e] * columns[t];
            for (let i = 0; i < columns[t]; i++) rows[next[l]++] = row + i;
          }
        }
        const of = pair.entryOfRow;
        for (let i = 0; i < of.length; i++) of[i] = entryPosition[of[i]];
        return of;
      }),
    );
    cross.push({ start, rows });
  }
  return { cross, position };
}

/** Whether every level in the pattern meets at most one level of the factor with rows [first, last). */
export function touchesOnce(pattern: Pattern, first: number, last: number, columns: number): boolean {
  for (let l = 0; l + 1 < pattern.start.length; l++) {
    let met = 0;
    for (let i = pattern.start[l]; i < pattern.start[l + 1]; i++) {
      const row = pattern.rows[i];
      if (row >= last) break;
      if (row >= first && ++met > columns) return false;
    }
  }
  return true;
}

/**
 * The pattern of the first `count` levels of factor s once the factors before it and each other are eliminated: a level
 * takes over the lists of those that meet it first.
 */
export function filledPattern(
  shape: Shape,
  own: Pattern,
  earlier: readonly Pattern[],
  s: number,
  count: number,
): Pattern {
  const { columns, firstRow } = shape;
  const first = firstRow[s];
  const k = columns[s];
  const sources: { list: Int32Array; start: number; stop: number; next: number }[] = [];
  const newest = new Int32Array(count).fill(-1);
  const inherit = (list: Int32Array, start: number, stop: number) => {
    if (start === stop || list[start] < first || list[start] >= first + count * k) return;
    const heir = (list[start] - first) / k;
    newest[heir] = sources.push({ list, start: start + k, stop, next: newest[heir] }) - 1;
  };
  for (const { start, rows } of earlier) {
    for (let l = 0; l + 1 < start.length; l++) inherit(rows, start[l], start[l + 1]);
  }
  const stamp = new Int32Array(firstRow[firstRow.length - 1] - first).fill(-1);
  const start = new Int32Array(count + 1);
  const lists: Int32Array[] = [];
  for (let l = 0; l < count; l++) {
    const found: number[] = [];
    const add = (list: Int32Array, from: number, to: number) => {
      for (let i = from; i < to; i++) {
        if (stamp[list[i] - first] === l) continue;
        stamp[list[i] - first] = l;
        found.push(list[i]);
      }
    };
    add(own.rows, own.start[l], own.start[l + 1]);
    for (let c = newest[l]; c >= 0; c = sources[c].next) add(sources[c].list, sources[c].start, sources[c].stop);
    const list = Int32Array.from(found).sort();
    lists.push(list);
    start[l + 1] = start[l] + list.length;
    inherit(list, 0, list.length);
  }
  const rows = new Int32Array(start[count]);
  lists.forEach((list, l) => {
    rows.set(list, start[l]);
  });
  return { start, rows };
}

/** The transpose of a pattern, for the levels of factor f. */
export function touchList(shape: Shape, pattern: Pattern, f: number): TouchList {
  const k = shape.columns[f];
  const first = shape.firstRow[f];
  const last = shape.firstRow[f + 1];
  const start = new Int32Array(shape.levels[f] + 1);
  const { start: bounds, rows } = pattern;
  for (let i = 0; i < rows.length; i++) {
    if (rows[i] >= first && rows[i] < last && (rows[i] - first) % k === 0) start[(rows[i] - first) / k + 1]++;
  }
  for (let l = 0; l < shape.levels[f]; l++) start[l + 1] += start[l];
  const level = new Int32Array(start[shape.levels[f]]);
  const position = new Int32Array(level.length);
  const next = start.slice();
  for (let l = 0; l + 1 < bounds.length; l++) {
    for (let i = bounds[l]; i < bounds[l + 1]; i++) {
      if (rows[i] < first || rows[i] >= last || (rows[i] - first) % k !== 0) continue;
      const at = next[(rows[i] - first) / k]++;
      level[at] = l;
      position[at] = i;
    }
  }
  return { start, level, position };
}
