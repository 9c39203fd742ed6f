// Z_f'Z_g of two crossed factors, cell by cell: what is known of levels that meet. Products are with panels, in which the
// columns of several vectors lie side by side: entry (row, column) at row · width + column.

/** The rows of the data in the order of a factor's levels. */
export interface RowsByLevel {
  /** First row of each level in `rows`, one more than levels. */
  readonly start: Int32Array;
  readonly rows: Int32Array;
}

export function rowsByLevel(codes: Int32Array, levelCount: number): RowsByLevel {
  const start = new Int32Array(levelCount + 1);
  for (let i = 0; i < codes.length; i++) start[codes[i] + 1]++;
  for (let level = 0; level < levelCount; level++) start[level + 1] += start[level];
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
  /** First cell of each level of the first factor, one more than levels. */
  readonly start: Int32Array;
  /** Level of the second factor, by cell. */
  readonly other: Int32Array;
  /** k × l, column-major, by cell; null where all are 1. */
  readonly values: Float64Array | null;

  constructor(first: WeightedColumns, second: WeightedColumns, { start: bounds, rows }: RowsByLevel) {
    this.k = first.columns.length;
    this.l = second.columns.length;
    const { codes } = second;
    const seen = new Int32Array(second.levelCount).fill(-1);
    this.start = new Int32Array(first.levelCount + 1);
    for (let level = 0; level < first.levelCount; level++) {
      let count = this.start[level];
      for (let at = bounds[level]; at < bounds[level + 1]; at++) {
        const h = codes[rows[at]];
        if (seen[h] === level) continue;
        seen[h] = level;
        count++;
      }
      this.start[level + 1] = count;
    }
    const cells = this.start[first.levelCount];
    this.other = new Int32Array(cells);
    const isPlain = [...first.columns, ...second.columns].every((column) => column === null);
    this.values = isPlain && cells === rows.length ? null : new Float64Array(cells * this.k * this.l);
    seen.fill(-1);
    for (let level = 0; level < first.levelCount; level++) {
      let next = this.start[level];
      for (let at = bounds[level]; at < bounds[level + 1]; at++) {
        const row = rows[at];
        const h = codes[row];
        if (seen[h] < this.start[level]) {
          seen[h] = next;
          this.other[next++] = h;
        }
        if (this.values !== null) this.add(this.values, seen[h], row, first.columns, second.columns);
      }
    }
  }

  /** out_i += Σ_h Z_i'Z_h x_h. */
  gather(width: number, x: Float64Array, out: Float64Array): void {
    if (this.values === null && width === 8) this.gatherOnes(x, out);
    else this.eachEntry(width, (value, row, column) => addScaled(width, value, x, column, out, row));
  }

  /** out_h += Σ_i Z_h'Z_i y_i. */
  scatter(width: number, y: Float64Array, out: Float64Array): void {
    if (this.values === null && width === 8) this.scatterOnes(y, out);
    else this.eachEntry(width, (value, row, column) => addScaled(width, value, y, row, out, column));
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

  /** Entries of the matrix, with the places of their row and their column in panels. */
  private eachEntry(width: number, use: (value: number, row: number, column: number) => void): void {
    const { k, l } = this;
    this.each((block, level, other) => {
      for (let b = 0; b < l; b++) {
        for (let a = 0; a < k; a++) use(block[a + b * k], (level * k + a) * width, (other * l + b) * width);
      }
    });
  }

  private gatherOnes(x: Float64Array, out: Float64Array): void {
    const { start, other } = this;
    for (let level = 0, to = 0; level + 1 < start.length; level++, to += 8) {
      let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let cell = start[level]; cell < start[level + 1]; cell++) {
        const at = other[cell] * 8;
        a += x[at];
        b += x[at + 1];
        c += x[at + 2];
        d += x[at + 3];
        e += x[at + 4];
        f += x[at + 5];
        g += x[at + 6];
        h += x[at + 7];
      }
      out[to] += a;
      out[to + 1] += b;
      out[to + 2] += c;
      out[to + 3] += d;
      out[to + 4] += e;
      out[to + 5] += f;
      out[to + 6] += g;
      out[to + 7] += h;
    }
  }

  private scatterOnes(y: Float64Array, out: Float64Array): void {
    const { start, other } = this;
    for (let level = 0, from = 0; level + 1 < start.length; level++, from += 8) {
      const [a, b, c, d] = [y[from], y[from + 1], y[from + 2], y[from + 3]];
      const [e, f, g, h] = [y[from + 4], y[from + 5], y[from + 6], y[from + 7]];
      for (let cell = start[level]; cell < start[level + 1]; cell++) {
        const at = other[cell] * 8;
        out[at] += a;
        out[at + 1] += b;
        out[at + 2] += c;
        out[at + 3] += d;
        out[at + 4] += e;
        out[at + 5] += f;
        out[at + 6] += g;
        out[at + 7] += h;
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

function addScaled(
  width: number,
  value: number,
  from: Float64Array,
  at: number,
  to: Float64Array,
  place: number,
): void {
  for (let c = 0; c < width; c++) to[place + c] += value * from[at + c];
}
