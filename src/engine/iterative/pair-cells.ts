// Z_f'Z_g of two crossed factors, cell by cell: what is known of levels that meet. Products are with panels, in which eight
// vectors lie side by side: entry (row, column) at 8 · row + column.
import type { CellMemory } from "./cell-memory.js";

/** The rows of the data in the order of a factor's levels. */
export interface RowsByLevel {
  /** First row of each level in `rows`, one more than levels. */
  readonly start: Int32Array;
  /** Null where the rows are in that order. */
  readonly rows: Int32Array | null;
}

export function rowsByLevel(codes: Int32Array, levelCount: number): RowsByLevel {
  const start = new Int32Array(levelCount + 1);
  let isSorted = true;
  for (let i = 0; i < codes.length; i++) {
    start[codes[i] + 1]++;
    if (i > 0 && codes[i] < codes[i - 1]) isSorted = false;
  }
  for (let level = 0; level < levelCount; level++) start[level + 1] += start[level];
  if (isSorted) return { start, rows: null };
  const next = start.slice();
  const rows = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) rows[next[codes[i]]++] = i;
  return { start, rows };
}

/** Columns of Z of one factor, times the roots of the weights; null stands for ones. */
export interface WeightedColumns {
  readonly levelCount: number;
  readonly codes: Int32Array;
  readonly columns: readonly (Float64Array | null)[];
}

export class PairCells {
  /** Columns of either factor. */
  readonly k: number;
  readonly l: number;
  /** Cells. */
  readonly count: number;
  private readonly levels: number;
  /** Addresses: of the first cell of each level of the first factor, one more than levels … */
  private readonly starts: number;
  /** … of the level of the second factor, by cell … */
  private readonly others: number;
  /** … and of k × l values by cell, column-major; 0 where all are 1. */
  private readonly products: number;

  constructor(
    private readonly memory: CellMemory,
    first: WeightedColumns,
    second: WeightedColumns,
    { start: bounds, rows }: RowsByLevel,
  ) {
    this.k = first.columns.length;
    this.l = second.columns.length;
    this.levels = first.levelCount;
    const { codes } = second;
    const seen = new Int32Array(second.levelCount).fill(-1);
    const start = new Int32Array(this.levels + 1);
    for (let level = 0; level < this.levels; level++) {
      let count = start[level];
      for (let at = bounds[level]; at < bounds[level + 1]; at++) {
        const h = codes[rows === null ? at : rows[at]];
        if (seen[h] === level) continue;
        seen[h] = level;
        count++;
      }
      start[level + 1] = count;
    }
    this.count = start[this.levels];
    const isPlain = [...first.columns, ...second.columns].every((column) => column === null);
    this.starts = memory.allocate(4 * start.length);
    this.others = memory.allocate(4 * this.count);
    this.products = isPlain && this.count === codes.length ? 0 : memory.allocate(8 * this.count * this.k * this.l);
    this.start.set(start);
    const { other, values } = this;
    seen.fill(-1);
    for (let level = 0; level < this.levels; level++) {
      let next = start[level];
      for (let at = bounds[level]; at < bounds[level + 1]; at++) {
        const row = rows === null ? at : rows[at];
        const h = codes[row];
        if (seen[h] < start[level]) {
          seen[h] = next;
          other[next++] = h;
        }
        if (values !== null) this.add(values, seen[h], row, first.columns, second.columns);
      }
    }
  }

  get start(): Int32Array {
    return this.memory.i32(this.starts, this.levels + 1);
  }

  get other(): Int32Array {
    return this.memory.i32(this.others, this.count);
  }

  /** Null where all are 1. */
  get values(): Float64Array | null {
    return this.products === 0 ? null : this.memory.f64(this.products, this.count * this.k * this.l);
  }

  /** out_i += Σ_h Z_i'Z_h x_h. */
  gather(x: Float64Array, out: Float64Array): void {
    const { memory, levels, k, l, starts, others, products } = this;
    memory.between(x, out, (from, to) => memory.exports.gather(levels, k, l, starts, others, products, from, to));
  }

  /** out_h += Σ_i Z_h'Z_i y_i. */
  scatter(y: Float64Array, out: Float64Array): void {
    const { memory, levels, k, l, starts, others, products } = this;
    memory.between(y, out, (from, to) => memory.exports.scatter(levels, k, l, starts, others, products, from, to));
  }

  /** The block of each cell, k × l, and the levels that meet there. */
  each(use: (block: Float64Array, level: number, other: number) => void): void {
    const { start, other, values, k, l } = this;
    const size = k * l;
    const block = new Float64Array(size).fill(1);
    for (let level = 0; level + 1 < start.length; level++) {
      for (let cell = start[level]; cell < start[level + 1]; cell++) {
        if (values !== null) for (let i = 0; i < size; i++) block[i] = values[cell * size + i];
        use(block, level, other[cell]);
      }
    }
  }

  private add(
    values: Float64Array,
    cell: number,
    row: number,
    first: readonly (Float64Array | null)[],
    second: readonly (Float64Array | null)[],
  ): void {
    const { k, l } = this;
    for (let b = 0, at = cell * k * l; b < l; b++) {
      for (let a = 0; a < k; a++, at++) values[at] += (first[a]?.[row] ?? 1) * (second[b]?.[row] ?? 1);
    }
  }
}
