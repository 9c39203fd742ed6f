// The symbolic analysis: order of elimination, patterns of the blocks, and which algorithm each segment gets.
// Decided once from counts alone, never from timings.

import type { FactorInput } from "../types.js";
import { eliminationOrder, someMeetFew } from "./elimination-order.js";
import {
  crossPatterns,
  filledPattern,
  type Meetings,
  type Pattern,
  type Shape,
  type TouchList,
  touchesOnce,
  touchList,
} from "./patterns.js";

/** What the analysis is told of grouping factors. */
export interface Grouping {
  readonly factors: readonly FactorShape[];
  readonly meetings: Meetings;
}

export interface FactorShape {
  readonly levelCount: number;
  readonly columnCount: number;
}

/** Of factors given row by row. */
export function groupingByRows(factors: readonly FactorInput[]): Grouping {
  return {
    factors: factors.map(({ levelCount, columns }) => ({ levelCount, columnCount: columns.length })),
    meetings: (f, g) => [factors[f].codes, factors[g].codes],
  };
}

/**
 * Everything is by segment, in order of elimination. A segment is a grouping factor, or one of two consecutive ones of a
 * factor whose first levels are eliminated one by one while its others belong to the dense tail.
 */
export interface Structure extends Shape {
  /** Index of each segment's factor in the input. */
  readonly order: readonly number[];
  /** Levels of the whole factor for its first segment, 0 for its second. */
  readonly total: readonly number[];
  /** By factor of the input, the place of each level within it; null where they keep their order. */
  readonly place: readonly (Int32Array | null)[];
  /** Random effects in all. */
  readonly effects: number;
  /** Segments eliminated level by level; the others form the dense tail. */
  readonly sparse: number;
  /** Rows of the dense tail, X and y included. */
  readonly tailRows: number;
  readonly densePanel: boolean;
  /** Cross-product patterns: of the whole factor for its first segment, of its own levels for its second. */
  readonly cross: readonly Pattern[];
  /** Patterns after elimination, for the sparse segments; the first is its cross-product pattern. */
  readonly eliminated: readonly Pattern[];
  /** touch[s][f] for sparse s ≤ f; null where a dense panel replaces it, or levels of one segment never meet. */
  readonly touch: readonly (readonly (TouchList | null)[])[];
  /** Place of each entry's block in the list of its level of s (scalar rows), [s][t] for first segments s < t. */
  readonly position: readonly (readonly (Int32Array | null)[])[];
  /** Floating-point operations of one elimination. */
  readonly eliminationFlops: number;
  /** … and of the factorization of the tail. */
  readonly tailFlops: number;
}

/** Tails up to this size stay dense even where the next factor could be eliminated level by level. */
const SMALL_TAIL = 200;
/** A multiply-add through an index costs about this many in the register tile. */
const INDEXED_COST = 10;
/** Share of the rows left up to which a level gets a list of its own; where a list costs half of a dense row. */
const SHARE = 0.2;
/** A factor is split where that leaves less than this share of the cost. */
const WORTH = 0.7;

export interface StructureChoice {
  /** Largest tail that stays dense without asking whether its factors are sparse. */
  readonly smallTail?: number;
  readonly densePanel?: boolean;
  /** Share of the rows left up to which a level gets a list of its own, whatever the whole then costs; 0 for none. */
  readonly share?: number;
}

/** The structure of a model with `rank` columns in X. */
export function analyzeStructure(
  { factors, meetings }: Grouping,
  rank: number,
  choice: StructureChoice = {},
): Structure {
  const size = (f: number) => factors[f].levelCount * factors[f].columnCount;
  const order = factors.map((_, f) => f).sort((a, b) => size(b) - size(a) || a - b);
  const levels = order.map((f) => factors[f].levelCount);
  const columns = order.map((f) => factors[f].columnCount);
  const shape = { levels, columns, firstRow: firstRows(levels, columns) };
  const inOrder: Meetings = (s, t) => meetings(order[s], order[t]);
  const smallTail = choice.smallTail ?? SMALL_TAIL;
  const whole = analyzeSegments(shape, order, inOrder, rank, choice, null);
  const next = whole.sparse;
  if (next === order.length || whole.densePanel || whole.tailRows - rank - 1 <= smallTail) return whole;

  const share = choice.share ?? SHARE;
  const touch = whole.touch.map((lists) => lists[next]);
  if (!someMeetFew(shape, whole.eliminated, touch, next, share * whole.tailRows)) return whole;
  const { place, eliminated } = eliminationOrder(shape, whole.eliminated, next, rank + 1, share, smallTail);
  if (eliminated === 0) return whole;
  const moved: Meetings = (s, t) => {
    const [first, second] = inOrder(s, t);
    const move = (levels: Int32Array) => levels.map((level) => place[level]);
    return [s === next ? move(first) : first, t === next ? move(second) : second];
  };
  const split = analyzeSegments(shape, order, moved, rank, choice, eliminated);
  if (choice.share === undefined && cost(split) > WORTH * cost(whole)) return whole;
  return { ...split, place: factors.map((_, f) => (f === order[next] ? place : null)) };
}

/** `split`: how many levels of the first factor that is not free of fill are eliminated all the same. */
function analyzeSegments(
  factors: Shape,
  order: readonly number[],
  meetings: Meetings,
  rank: number,
  choice: StructureChoice,
  split: number | null,
): Structure {
  const { levels, columns, firstRow } = factors;
  const count = order.length;
  const effects = firstRow[count];
  const { cross, position } = crossPatterns(factors, meetings);
  const eliminated = [cross[0]];
  let sparse = 1;
  while (
    sparse < count &&
    effects - firstRow[sparse] > (choice.smallTail ?? SMALL_TAIL) &&
    eliminated.every((pattern) => touchesOnce(pattern, firstRow[sparse], firstRow[sparse + 1], columns[sparse]))
  ) {
    eliminated.push(filledPattern(factors, cross[sparse], eliminated, sparse, levels[sparse]));
    sparse++;
  }
  const free = sparse;
  const second = split !== null && split < levels[free] ? free + 1 : -1;
  if (split !== null) {
    eliminated.push(filledPattern(factors, cross[free], eliminated, free, split));
    sparse++;
  }

  /** The list of a factor's values with the second segment of the split factor put in. */
  const bySegment = <T>(values: readonly T[], first: T, other: T): T[] =>
    second < 0 ? [...values] : [...values.slice(0, free), first, other, ...values.slice(second)];
  const segmentLevels = bySegment(levels, split ?? 0, levels[free] - (split ?? 0));
  const segmentColumns = bySegment(columns, columns[free], columns[free]);
  const shape = { levels: segmentLevels, columns: segmentColumns, firstRow: firstRows(segmentLevels, segmentColumns) };
  const tail = (pattern: Pattern): Pattern => ({ start: pattern.start.subarray(split ?? 0), rows: pattern.rows });

  const nowhere = order.map(() => null);

  const border = rank + 1;
  const tailRows = effects - shape.firstRow[sparse] + border;
  let indexed = 0;
  eliminated.forEach(({ start }, s) => {
    for (let l = 0; l + 1 < start.length; l++) {
      const rows = start[l + 1] - start[l] + border;
      indexed += columns[s] * rows * rows;
    }
  });
  const panel = firstRow[1] * tailRows * tailRows;
  const densePanel =
    sparse === 1 &&
    count > 1 &&
    (choice.densePanel ?? (panel < INDEXED_COST * indexed && firstRow[1] * tailRows < 4e7));
  const meets = (s: number, f: number) => !densePanel && (f > s || (f === s && f === free && split !== null));
  return {
    ...shape,
    order: bySegment(order, order[free], order[free]),
    total: bySegment(levels, levels[free], 0),
    place: order.map(() => null),
    effects,
    sparse,
    tailRows,
    densePanel,
    cross: second < 0 ? cross : bySegment(cross, cross[free], tail(cross[free])),
    eliminated,
    touch: eliminated.map((pattern, s) =>
      segmentLevels.map((_, f) => (meets(s, f) ? touchList(shape, pattern, f) : null)),
    ),
    position: bySegment(position, position[free], nowhere).map((row) => bySegment(row, row[free], null)),
    eliminationFlops: densePanel ? panel : indexed,
    tailFlops: (tailRows * tailRows * tailRows) / 3,
  };
}

function cost({ densePanel, eliminationFlops, tailFlops }: Structure): number {
  return (densePanel ? 1 : INDEXED_COST) * eliminationFlops + tailFlops;
}

function firstRows(levels: readonly number[], columns: readonly number[]): number[] {
  const rows = [0];
  levels.forEach((count, f) => {
    rows.push(rows[f] + count * columns[f]);
  });
  return rows;
}
