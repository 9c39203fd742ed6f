// Directions γ that no row of a matrix X objects to: x_i'γ ≥ 0 for rows of edge +1, ≤ 0 for −1, and = 0 for others. Only the
// directions of rows count, not their lengths: they are spread out as evenly as coordinates can spread them, so that
// columns with heavy tails, far from zero or nearly dependent are judged as well as any.
import { along, axesOf, complementOf, projection, STILL, sumOf, type UnitRows } from "./row-cone.js";
import { dot, norm } from "./vectors.js";

export interface RecessionCone {
  /** By row: whether some direction moves it. */
  readonly moves: readonly boolean[];
  /** By column: whether γ_j can be positive in the cone, and negative. */
  readonly up: readonly boolean[];
  readonly down: readonly boolean[];
}

/** X in coordinates δ, column by column, and in the same columns γ: x_i'γ = Σ_c x[c][i] δ_c, γ_j = Σ_c parts[c][j] δ_c. */
interface Coordinates {
  readonly x: readonly Float64Array[];
  readonly parts: readonly Float64Array[];
}

/** Share of a coefficient that is none of it. */
const NO_PART = 1e-7;
/** Share of a column that is rounding of those before it. */
const NO_REST = 1e-13;
/** Square of a row's length, in units of the mean, from which on rows are not spread out evenly. */
const UNEVEN = 25;
const ROUNDS = 6;
/** Share of its length that the longest row has at most after a round that was worth it. */
const PROGRESS = 0.98;

/** `edge`: +1, −1 or 0 of a row, null of one that is left out. Null where no row moves. */
export function recessionCone(
  columns: readonly Float64Array[],
  edge: (row: number) => number | null,
): RecessionCone | null {
  const { groups, rows, edges } = distinctRows(columns, edge);
  const fixed = places(edges, (value) => value === 0);
  const edged = places(edges, (value) => value !== 0);
  const whole = evenly(inUnits(columns, rows));
  const apart = complementOf(columns.length, axesOf(unitRows(whole.x), fixed));
  if (apart.length === 0 || edged.length === 0) return null;
  const inner = evenly(within(unitLength(whole), apart, edged));
  const cone = unitRows(inner.x, (i) => edges[edged[i]]);
  const { moved, still } = movable(cone);
  if (moved.length === 0) return null;
  const open = within(inner, complementOf(cone.k, axesOf(cone, still)), moved);
  const openCone = unitRows(open.x, (i) => edges[edged[moved[i]]]);
  const can = reachable(openCone);
  const ends = (sign: 1 | -1) =>
    columns.map((_, j) => {
      const target = Float64Array.from(open.parts, (part) => sign * part[j]);
      const own = Math.sqrt(whole.parts.reduce((sum, part) => sum + part[j] * part[j], 0));
      return norm(target) > NO_PART * own && can(target);
    });
  const moving = new Set(moved.map((i) => edged[i]));
  return { moves: Array.from(groups, (group) => moving.has(group)), up: ends(1), down: ends(-1) };
}

/** Rows of X without their repetitions: the group of each row (−1: left out), a row of each group, and its edge. */
function distinctRows(columns: readonly Float64Array[], edge: (row: number) => number | null) {
  const n = columns[0]?.length ?? 0;
  const groups = new Int32Array(n);
  const rows: number[] = [];
  const edges: number[] = [];
  const known = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    const own = edge(i);
    groups[i] = -1;
    if (own === null) continue;
    let key = 0;
    for (const values of columns) key = 0.7548776662466927 * key + values[i];
    const alike = known.get(key) ?? [];
    const group = alike.find((other) => columns.every((values) => values[i] === values[rows[other]]));
    if (group === undefined) {
      known.set(key, [...alike, rows.length]);
      groups[i] = rows.length;
      rows.push(i);
      edges.push(own);
    } else {
      groups[i] = group;
      if (edges[group] !== own) edges[group] = 0;
    }
  }
  return { groups, rows, edges };
}

/** Columns of some rows in units of what is usual in each. */
function inUnits(columns: readonly Float64Array[], rows: readonly number[]): Coordinates {
  const units = columns.map((values) => {
    const sizes = rows.map((row) => Math.abs(values[row])).filter((size) => size > 0);
    return Float64Array.from(sizes).sort()[sizes.length >> 1] ?? 1;
  });
  return {
    x: columns.map((values, c) => Float64Array.from(rows, (row) => values[row] / units[c])),
    parts: columns.map((_, c) => Float64Array.from(columns, (_, j) => (j === c ? 1 / units[c] : 0))),
  };
}

/**
 * Coordinates in which unit rows have the same mean square in all directions, or nearly so (Tyler 1987). Rows that are alone
 * in a direction, such as those of a rare level, cannot be spread out: to go on would only make more of rounding.
 */
function evenly(from: Coordinates): Coordinates {
  let at = from;
  let before = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const next = orthonormal(unitLength(at));
    if (next === null) break;
    const longest = lengthsOf(next.x).reduce((most, length) => Math.max(most, length), 0);
    if (longest > PROGRESS * before) break;
    at = next;
    before = longest;
    if (longest * longest * at.x[0].length < UNEVEN * at.x.length) break;
  }
  return at;
}

/** Gram and Schmidt, twice; null where columns depend on one another up to rounding. */
function orthonormal({ x, parts }: Coordinates): Coordinates | null {
  const columns: Float64Array[] = [];
  const followers: Float64Array[] = [];
  for (let c = 0; c < x.length; c++) {
    const rest = Float64Array.from(x[c]);
    const part = Float64Array.from(parts[c]);
    const length = norm(rest);
    for (let pass = 0; pass < 2; pass++) {
      columns.forEach((column, l) => {
        const share = dot(column, rest);
        for (let i = 0; i < rest.length; i++) rest[i] -= share * column[i];
        for (let j = 0; j < part.length; j++) part[j] -= share * followers[l][j];
      });
    }
    const left = norm(rest);
    if (!(left > NO_REST * length)) return null;
    columns.push(rest.map((value) => value / left));
    followers.push(part.map((value) => value / left));
  }
  return { x: columns, parts: followers };
}

function lengthsOf(x: readonly Float64Array[]): Float64Array {
  const squares = new Float64Array(x[0]?.length ?? 0);
  for (const column of x) for (let i = 0; i < squares.length; i++) squares[i] += column[i] * column[i];
  return squares.map(Math.sqrt);
}

/** Rows of length one; a row of zeros remains. */
function unitLength({ x, parts }: Coordinates): Coordinates {
  const lengths = lengthsOf(x);
  return { x: x.map((column) => column.map((value, i) => (lengths[i] > 0 ? value / lengths[i] : 0))), parts };
}

/** Some rows in the coordinates of orthonormal axes; what is left of a unit row by rounding alone is nothing. */
function within({ x, parts }: Coordinates, axes: readonly Float64Array[], rows: readonly number[]): Coordinates {
  const columns = axes.map((axis) => {
    return Float64Array.from(rows, (row) => axis.reduce((sum, weight, c) => sum + weight * x[c][row], 0));
  });
  const lengths = lengthsOf(columns);
  return {
    x: columns.map((column) => column.map((value, i) => (lengths[i] > STILL ? value : 0))),
    parts: axes.map((axis) => Float64Array.from(parts[0], (_, j) => axis.reduce((s, w, c) => s + w * parts[c][j], 0))),
  };
}

/** Rows of length one, row by row, each times its sign. */
function unitRows(x: readonly Float64Array[], sign: (row: number) => number = () => 1): UnitRows {
  const k = x.length;
  const lengths = lengthsOf(x);
  const values = new Float64Array(k * lengths.length);
  lengths.forEach((length, i) => {
    if (length > 0) for (let c = 0; c < k; c++) values[i * k + c] = (sign(i) * x[c][i]) / length;
  });
  return { k, values };
}

/**
 * Rows that a direction of the cone moves, and the others. The point of the cone nearest to the sum of the rows moves some
 * if any can be moved; then comes the turn of those that it does not.
 */
function movable(cone: UnitRows): { moved: number[]; still: number[] } {
  const moved: number[] = [];
  let still = Array.from({ length: cone.values.length / cone.k }, (_, i) => i);
  while (still.length > 0) {
    const sum = sumOf(cone, still);
    if (!(norm(sum) > STILL)) break;
    const direction = projection(cone, still, sum);
    if (direction === null) break;
    const least = STILL * norm(direction) * 10;
    const goes = (i: number) => along(cone, i, direction) > least;
    const found = still.filter(goes);
    if (found.length === 0) break;
    moved.push(...found);
    still = still.filter((i) => !goes(i));
  }
  return { moved, still };
}

/**
 * Whether δ'target can be positive in a cone that some direction is inside of. Told by points of the cone that are known,
 * or by going from between them along the target as far as rows let it; else by the nearest point, which is known then.
 */
function reachable(cone: UnitRows): (target: Float64Array) => boolean {
  const all = Array.from({ length: cone.values.length / cone.k }, (_, i) => i);
  const known: Float64Array[] = [];
  const inside = new Float64Array(cone.k);
  const learn = (point: Float64Array | null): boolean => {
    if (point === null) return false;
    const size = norm(point);
    known.push(point.map((value) => value / size));
    point.forEach((value, c) => {
      inside[c] += value / size;
    });
    return true;
  };
  learn(projection(cone, all, sumOf(cone, all)));
  return (target) => {
    const size = norm(target);
    if (known.some((point) => dot(point, target) > NO_PART * size)) return true;
    const far = all.reduce((least, i) => {
      const slope = along(cone, i, target);
      return slope < 0 ? Math.min(least, Math.max(0, along(cone, i, inside)) / -slope) : least;
    }, Number.POSITIVE_INFINITY);
    const reached = dot(inside, target) + far * size * size;
    return reached > NO_PART * size * norm(inside) || learn(projection(cone, all, target));
  };
}

function places<T>(list: readonly T[], matches: (value: T) => boolean): number[] {
  return list.flatMap((value, i) => (matches(value) ? [i] : []));
}
