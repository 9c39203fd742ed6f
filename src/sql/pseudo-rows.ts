// Cells as rows of a triangular factor, which a linear model cannot tell from the rows themselves (docs/math.md).
import type { Cells } from "./cells.js";

/** Rows whose sums of squares and products are those of the rows that cells stand for. */
export interface PseudoRows {
  /** The cell of each. */
  readonly cell: Int32Array;
  /** What a column of ones has become. */
  readonly one: Float64Array;
  /** What each atom has become; the response is last. */
  readonly atoms: readonly Float64Array[];
}

/** A pivot below this part of its column is rounding. */
const ROUNDING = 1e-14;

/**
 * Of a cell √w(1, ū), and of its scatter LL' the columns of L but that of the response: those have nothing but the response in
 * them, and are one row together. A cell of n rows has n − 1 other columns at most; the atoms that vary most come first.
 */
export function pseudoRows(cells: Cells): PseudoRows {
  const { count, rows, weights, means, scatters } = cells;
  const d = means.length;
  const last = d - 1;
  let room = 1;
  for (let c = 0; c < count; c++) room += 1 + Math.min(rows[c] - 1, last);
  const cell = new Int32Array(room);
  const one = new Float64Array(room);
  const atoms = means.map(() => new Float64Array(room));
  const pairs = pairsOf(d);
  const sizes = means.map((_, i) => scatters[pairs[i * d + i]].reduce((sum, value) => sum + value, 0));
  const rest = new Float64Array(d * d);
  let at = 0;
  let residual = 0;
  for (let c = 0; c < count; c++) {
    const root = Math.sqrt(weights[c]);
    cell[at] = c;
    one[at] = root;
    for (let i = 0; i < d; i++) atoms[i][at] = root * means[i][c];
    at++;
    const most = Math.min(rows[c] - 1, last);
    if (rows[c] === 1) continue;
    for (let k = 0; k < d * d; k++) rest[k] = scatters[pairs[k]][c];
    let found = 0;
    for (; found < most; found++) {
      let pivot = -1;
      let largest = 0;
      for (let i = 0; i < last; i++) {
        const own = rest[i * d + i];
        if (own <= ROUNDING * scatters[pairs[i * d + i]][c] || own / sizes[i] <= largest) continue;
        pivot = i;
        largest = own / sizes[i];
      }
      if (pivot < 0) break;
      const diagonal = Math.sqrt(rest[pivot * d + pivot]);
      cell[at] = c;
      for (let j = 0; j < d; j++) atoms[j][at] = rest[pivot * d + j] / diagonal;
      for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) rest[i * d + j] -= atoms[i][at] * atoms[j][at];
      // What is left of it is nothing, rounding apart.
      for (let j = 0; j < d; j++) rest[pivot * d + j] = rest[j * d + pivot] = 0;
      at++;
    }
    if (found < rows[c] - 1) residual += Math.max(rest[last * d + last], 0);
  }
  atoms[last][at++] = Math.sqrt(residual);
  return {
    cell: cell.subarray(0, at),
    one: one.subarray(0, at),
    atoms: atoms.map((column) => column.subarray(0, at)),
  };
}

/** Place of the scatter of each pair of atoms, d × d, among those of 00, 01, …, 11, 12, … */
function pairsOf(d: number): Int32Array {
  const places = new Int32Array(d * d);
  let at = 0;
  for (let i = 0; i < d; i++) for (let j = i; j < d; j++) places[i * d + j] = places[j * d + i] = at++;
  return places;
}
