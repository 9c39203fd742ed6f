// The symbolic analysis: order of elimination, patterns of the blocks, and which algorithm each part gets.
// Decided once from counts alone, never from timings.
import { pairList } from "./pairs.js";
import type { FactorInput } from "./types.js";

/** Scalar rows of later factors by level of one factor. */
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

/** Factors in elimination order; everything below is by that order. */
export interface Structure {
  /** Index of each factor in the input. */
  readonly order: readonly number[];
  readonly levels: readonly number[];
  readonly columns: readonly number[];
  readonly firstRow: readonly number[];
  /** Random effects in all. */
  readonly effects: number;
  /** Factors eliminated level by level; the others form the dense tail. */
  readonly sparse: number;
  /** Rows of the dense tail, X and y included. */
  readonly tailRows: number;
  readonly densePanel: boolean;
  /** Cross-product patterns, one a factor. */
  readonly cross: readonly Pattern[];
  /** Patterns after elimination, for the sparse factors; the first is its cross-product pattern. */
  readonly eliminated: readonly Pattern[];
  /** touch[s][f] for sparse s < f; null where a dense panel replaces it. */
  readonly touch: readonly (readonly (TouchList | null)[])[];
  /** Place of each row's block in the list of its level of s (scalar rows), [s][t] for s < t. */
  readonly position: readonly (readonly (Int32Array | null)[])[];
  /** Floating-point operations of one elimination and of the factorization of the tail. */
  readonly eliminationFlops: number;
  readonly tailFlops: number;
}

/** Tails up to this size stay dense even where the next factor could be eliminated level by level. */
const SMALL_TAIL = 200;
/** A multiply-add through an index costs about this many in the register tile. */
const INDEXED_COST = 10;

export interface StructureChoice {
  /** Largest tail that stays dense without asking whether its factors are nested. */
  readonly smallTail?: number;
  readonly densePanel?: boolean;
}

export function analyzeStructure(
  factors: readonly FactorInput[],
  rank: number,
  choice: StructureChoice = {},
): Structure {
  const size = (f: number) => factors[f].levelCount * factors[f].columns.length;
  const order = factors.map((_, f) => f).sort((a, b) => size(b) - size(a) || a - b);
  const levels = order.map((f) => factors[f].levelCount);
  const columns = order.map((f) => factors[f].columns.length);
  const firstRow = [0];
  for (let f = 0; f < order.length; f++) firstRow.push(firstRow[f] + levels[f] * columns[f]);
  const effects = firstRow[order.length];
  const shape = { levels, columns, firstRow };
  const { cross, position } = crossPatterns(factors, order, shape);

  const eliminated = [cross[0]];
  let sparse = 1;
  while (
    sparse < order.length &&
    effects - firstRow[sparse] > (choice.smallTail ?? SMALL_TAIL) &&
    eliminated.every((pattern) => touchesOnce(pattern, firstRow[sparse], firstRow[sparse + 1], columns[sparse]))
  ) {
    eliminated.push(filledPattern(shape, cross[sparse], eliminated, sparse));
    sparse++;
  }

  const border = rank + 1;
  const tailRows = effects - firstRow[sparse] + border;
  let indexed = 0;
  eliminated.forEach((pattern, s) => {
    for (let l = 0; l < levels[s]; l++) {
      const rows = pattern.start[l + 1] - pattern.start[l] + border;
      indexed += columns[s] * rows * rows;
    }
  });
  const panel = firstRow[1] * tailRows * tailRows;
  const densePanel =
    sparse === 1 &&
    order.length > 1 &&
    (choice.densePanel ?? (panel < INDEXED_COST * indexed && firstRow[1] * tailRows < 4e7));
  const touch = eliminated.map((pattern, s) =>
    levels.map((_, f) => (f > s && !densePanel ? touchList(shape, pattern, f) : null)),
  );
  return {
    order,
    levels,
    columns,
    firstRow,
    effects,
    sparse,
    tailRows,
    densePanel,
    cross,
    eliminated,
    touch,
    position,
    eliminationFlops: densePanel ? panel : indexed,
    tailFlops: (tailRows * tailRows * tailRows) / 3,
  };
}

interface Shape {
  readonly levels: readonly number[];
  readonly columns: readonly number[];
  readonly firstRow: readonly number[];
}

function crossPatterns(factors: readonly FactorInput[], order: readonly number[], shape: Shape) {
  const { levels, columns, firstRow } = shape;
  const cross: Pattern[] = [];
  const position: (Int32Array | null)[][] = [];
  for (let s = 0; s < order.length; s++) {
    const codes = factors[order[s]].codes;
    const start = new Int32Array(levels[s] + 1);
    const pairs = order.map((f, t) => (t > s ? pairList(codes, levels[s], factors[f].codes, levels[t]) : null));
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
function touchesOnce(pattern: Pattern, first: number, last: number, columns: number): boolean {
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

/** The pattern of factor s once the factors before it are eliminated. */
function filledPattern(shape: Shape, own: Pattern, earlier: readonly Pattern[], s: number): Pattern {
  const { levels, columns, firstRow } = shape;
  const last = firstRow[s + 1];
  const stamp = new Int32Array(firstRow[levels.length] - last).fill(-1);
  const touches = earlier.map((pattern) => touchList(shape, pattern, s));
  const start = new Int32Array(levels[s] + 1);
  const lists: Int32Array[] = [];
  for (let l = 0; l < levels[s]; l++) {
    const found: number[] = [];
    const add = (row: number) => {
      if (stamp[row - last] !== l) {
        stamp[row - last] = l;
        found.push(row);
      }
    };
    for (let i = own.start[l]; i < own.start[l + 1]; i++) add(own.rows[i]);
    touches.forEach((touch, e) => {
      for (let k = touch.start[l]; k < touch.start[l + 1]; k++) {
        const stop = earlier[e].start[touch.level[k] + 1];
        for (let i = touch.position[k] + columns[s]; i < stop; i++) add(earlier[e].rows[i]);
      }
    });
    lists.push(Int32Array.from(found).sort());
    start[l + 1] = start[l] + found.length;
  }
  const rows = new Int32Array(start[levels[s]]);
  lists.forEach((list, l) => {
    rows.set(list, start[l]);
  });
  return { start, rows };
}

/** The transpose of a pattern, for the levels of factor f. */
function touchList(shape: Shape, pattern: Pattern, f: number): TouchList {
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
