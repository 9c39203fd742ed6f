// Directions of differentiation packed four by four of one factor, as the core's average information takes them.
import type { CoreExports } from "../core/load.js";
import type { CoreMemory } from "../core/memory.js";
import type { Structure } from "./structure.js";
import type { Direction } from "./types.js";

export interface DirectionTiles {
  readonly count: number;
  readonly width: number;
  readonly factor: number;
  readonly column: number;
  readonly vectors: number;
  readonly h: number;
  readonly v: number;
  readonly out: number;
  /** Tile of each direction and its place in it, as 4 · tile + place. */
  readonly slots: readonly number[];
  fill(directions: readonly Direction[], memory: CoreMemory): void;
  read(count: number, memory: CoreMemory): Float64Array;
  /** Rows first … first + rows − 1 of v by direction, rows × count. */
  readRows(count: number, first: number, rows: number, memory: CoreMemory): Float64Array;
}

/** Room for directions whose factors stand at `places`; the order of the directions is kept by slot. */
export function directionTiles(
  places: readonly number[],
  structure: Structure,
  core: CoreExports,
  memory: CoreMemory,
): DirectionTiles {
  const tileFactors: number[] = [];
  const slotOf = new Array<number>(places.length).fill(-1);
  for (let f = 0; f < structure.order.length; f++) {
    let inTile = 4;
    places.forEach((place, d) => {
      if (place !== f) return;
      if (inTile === 4) {
        tileFactors.push(f);
        inTile = 0;
      }
      slotOf[d] = 4 * (tileFactors.length - 1) + inTile++;
    });
  }
  const count = tileFactors.length;
  const width = Math.max(...structure.columns);
  const rows = core.vectorRows();
  const factor = memory.integers(Int32Array.from(tileFactors));
  const column = memory.integers(new Int32Array(4 * count).fill(-1));
  const vectors = memory.doubles(4 * count * width);
  const h = memory.doubles(4 * count * rows);
  const v = memory.doubles(4 * count * rows);
  const out = memory.doubles(8 * count * (count + 1));
  return {
    count,
    width,
    factor,
    column,
    vectors,
    h,
    v,
    out,
    slots: slotOf,
    fill(directions, current) {
      const columns = current.i32(column, 4 * count);
      const values = current.f64(vectors, 4 * count * width);
      directions.forEach((direction, d) => {
        columns[slotOf[d]] = direction.column;
        values.set(direction.vector, slotOf[d] * width);
      });
    },
    readRows(n, first, length, current) {
      const values = current.f64(v, 4 * count * rows);
      const matrix = new Float64Array(length * n);
      for (let d = 0; d < n; d++) {
        for (let i = 0; i < length; i++) {
          matrix[i + d * length] = values[4 * ((slotOf[d] >> 2) * rows + first + i) + (slotOf[d] & 3)];
        }
      }
      return matrix;
    },
    read(n, current) {
      const tiles = current.f64(out, 8 * count * (count + 1));
      const matrix = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const high = Math.max(slotOf[i], slotOf[j]);
          const low = Math.min(slotOf[i], slotOf[j]);
          const a = high >> 2;
          const b = low >> 2;
          const tile = 16 * ((a * (a + 1)) / 2 + b);
          matrix[i + j * n] = tiles[tile + 4 * (low & 3) + (high & 3)];
        }
      }
      return matrix;
    },
  };
}

/** A symmetric matrix from tile rows to full column-major form, rows and columns renumbered by `from` where given. */
export function unpackTiles(
  memory: CoreMemory,
  core: CoreExports,
  address: number,
  size: number,
  from: ((i: number) => number) | null,
): Float64Array {
  const view = memory.f64(address, core.tileRowBytes(size) / 8);
  const out = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      const r = from === null ? i : from(i);
      const c = from === null ? j : from(j);
      out[i + j * size] = view[r >= c ? tileIndex(r, c) : tileIndex(c, r)];
    }
  }
  return out;
}

/** Where an entry of the lower triangle stands in tile rows, in doubles. */
export function tileIndex(row: number, column: number): number {
  const tile = row >> 2;
  return 8 * tile * (tile + 1) + 4 * column + (row & 3);
}
