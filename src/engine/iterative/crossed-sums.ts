// The cross-products of a design of crossed factors, filled from its rows: blocks of levels, cells of pairs, and the
// products with [X T, y₀]. Factors are in order of size, the first being the one that is eliminated.
import { leastSquares } from "../fixed-basis.js";
import type { LinearRows } from "../linear-system.js";
import { CellMemory } from "./cell-memory.js";
import { PairCells, rowsByLevel, type WeightedColumns } from "./pair-cells.js";

/** One grouping factor. */
export interface CrossedFactor extends WeightedColumns {
  /** Columns. */
  readonly k: number;
  /** Its row in panels of the factors after the first. */
  readonly firstRow: number;
  /** Z_j'Z_j by level, k × k. */
  readonly diagonal: Float64Array;
  /** Z_j'[X T, y₀], row by row of the level: rank + 1 numbers each. */
  border: Float64Array;
}

/** Factors s < t, the cells of whose levels are known by the level of s. */
export interface CrossedPair {
  readonly s: number;
  readonly t: number;
  readonly cells: PairCells;
}

export class CrossedSums {
  readonly factors: readonly CrossedFactor[];
  /** All pairs, those of the first factor before the others. */
  readonly pairs: readonly CrossedPair[];
  /** Place of each factor of the input. */
  readonly place: readonly number[];
  /** Random effects of the factors after the first. */
  readonly tailRows: number;
  readonly rank: number;
  /** [X T, y₀]'[X T, y₀], (rank + 1)², lower triangle. */
  gram: Float64Array = new Float64Array(0);
  /** Least-squares coefficients of the response on all columns of X, in the units of the rows. */
  coefficients: Float64Array = new Float64Array(0);

  constructor(readonly rows: LinearRows) {
    const { input, basis } = rows;
    this.rank = basis.kept.length;
    const size = (f: number) => input.factors[f].levelCount * input.factors[f].columns.length;
    const order = input.factors.map((_, f) => f).sort((a, b) => size(b) - size(a) || a - b);
    this.place = input.factors.map((_, f) => order.indexOf(f));
    const roots = input.weights?.map(Math.sqrt) ?? null;
    let next = 0;
    this.factors = order.map((f, s) => {
      const { levelCount, codes, columns } = input.factors[f];
      const k = columns.length;
      const firstRow = next;
      if (s > 0) next += levelCount * k;
      const weighted = columns.map((column) => scaled(column, roots));
      const diagonal = new Float64Array(levelCount * k * k);
      return { levelCount, codes, columns: weighted, k, firstRow, diagonal, border: new Float64Array(0) };
    });
    this.tailRows = next;
    const memory = new CellMemory();
    this.pairs = this.factors.flatMap((first, s) => {
      const others = this.factors.slice(s + 1);
      if (others.length === 0) return [];
      const sorted = rowsByLevel(first.codes, first.levelCount);
      return others.map((second, gap) => ({ s, t: s + 1 + gap, cells: new PairCells(memory, first, second, sorted) }));
    });
    memory.makeRoom(Math.max(next, this.factors[0].levelCount * this.factors[0].k));
    for (const factor of this.factors) fillDiagonal(factor);
    this.setResponse(input.response);
  }

  /** Fills what depends on the response. */
  setResponse(response: Float64Array): void {
    const { rows, rank } = this;
    const { basis, chunks } = rows;
    const width = rank + 1;
    for (const factor of this.factors) factor.border = new Float64Array(factor.levelCount * factor.k * width);
    const p = rows.input.fixed.length;
    const raw = response === rows.input.response ? null : chunks.rawGram(response);
    const projection =
      raw === null ? basis.projection : Float64Array.from({ length: p }, (_, j) => raw[p + j * (p + 1)]);
    this.coefficients = leastSquares(basis, projection, (found) =>
      chunks.basisProjection(response, basis.transform, rank, found),
    );
    this.gram = chunks.basisGram(response, basis.transform, rank, this.coefficients, (count, first) => {
      const values = rows.memory.f64(chunks.basisAddress, count * width);
      for (const { codes, columns, k, border } of this.factors) {
        columns.forEach((column, a) => {
          for (let i = 0; i < count; i++) {
            const z = column === null ? 1 : column[first + i];
            const at = (codes[first + i] * k + a) * width;
            for (let j = 0; j < width; j++) border[at + j] += z * values[i + j * count];
          }
        });
      }
    });
  }

  /** Pairs of the first factor with the others. */
  get first(): readonly CrossedPair[] {
    return this.pairs.filter(({ s }) => s === 0);
  }

  /** Pairs among the others. */
  get later(): readonly CrossedPair[] {
    return this.pairs.filter(({ s }) => s > 0);
  }
}

function scaled(column: Float64Array | null, roots: Float64Array | null): Float64Array | null {
  if (roots === null) return column;
  return column === null ? roots : column.map((value, i) => value * roots[i]);
}

function fillDiagonal({ codes, columns, k, diagonal }: CrossedFactor): void {
  for (let b = 0; b < k; b++) {
    for (let a = 0; a < k; a++) {
      const [left, right] = [columns[a], columns[b]];
      for (let i = 0; i < codes.length; i++) {
        diagonal[codes[i] * k * k + a + b * k] += (left === null ? 1 : left[i]) * (right === null ? 1 : right[i]);
      }
    }
  }
}
