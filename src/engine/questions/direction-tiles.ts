// Directions of differentiation packed four by four of one factor, as the core's average information takes them.
import type { StoredBlocks } from "../block-layout.js";
import { columnsOf } from "../column-directions.js";
import type { Direction } from "../types.js";

export interface DirectionTiles {
  readonly count: number;
  readonly factor: number;
  readonly h: number;
  readonly v: number;
  readonly out: number;
  /** Tile of each direction and its place in it, as 4 · tile + place. */
  readonly slots: readonly number[];
  /** Takes directions of the Λ that is stored. */
  fill(directions: readonly Direction[]): void;
  /** H_AI in them, n × n. */
  averageInformation(reml: boolean): Float64Array;
  /** `out`, n × n in the order of the directions. */
  read(): Float64Array;
}

/**
 * Room for directions whose factors stand at `places` and which move `sizes` columns each; the order of the directions is
 * kept by slot.
 */
export function directionTiles(
  { core, memory, structure }: StoredBlocks,
  places: readonly number[],
  sizes: readonly number[] = [],
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
  const n = places.length;
  const count = tileFactors.length;
  const width = Math.max(...structure.columns);
  const rows = core.vectorRows();
  const factor = memory.integers(Int32Array.from(tileFactors));
  const pieces = sizes.reduce((sum, size) => sum + size, 0);
  const slot = memory.integers(Int32Array.from(sizes.flatMap((size, d) => new Array<number>(size).fill(slotOf[d]))));
  const column = memory.integers(new Int32Array(pieces));
  const vectors = memory.doubles(pieces * width);
  const h = memory.doubles(4 * count * rows);
  const v = memory.doubles(4 * count * rows);
  const out = memory.doubles(8 * count * (count + 1));
  return {
    count,
    factor,
    h,
    v,
    out,
    slots: slotOf,
    fill(directions) {
      const columns = memory.i32(column, pieces);
      const values = memory.f64(vectors, pieces * width);
      directions.flatMap(columnsOf).forEach((piece, at) => {
        columns[at] = piece.column;
        values.set(piece.vector, at * width);
      });
    },
    averageInformation(reml) {
      core.averageInformation(reml ? 1 : 0, count, factor, pieces, slot, column, vectors, width, h, v, out);
      return this.read();
    },
    read() {
      const tiles = memory.f64(out, 8 * count * (count + 1));
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

/** R_X⁻ᵀX'V⁻¹Z h_a of n directions after their average information, rank × n. */
export function fixedCouplings(
  { core, memory, structure, rank }: StoredBlocks,
  { v, count, slots }: DirectionTiles,
): Float64Array {
  const rows = core.vectorRows();
  const values = memory.f64(v, 4 * count * rows);
  const matrix = new Float64Array(rank * slots.length);
  slots.forEach((slot, d) => {
    for (let i = 0; i < rank; i++) {
      matrix[i + d * rank] = values[4 * ((slot >> 2) * rows + structure.effects + i) + (slot & 3)];
    }
  });
  return matrix;
}

/** A symmetric matrix from tile rows to full column-major form, rows and columns renumbered by `from` where given. */
export function unpackTiles(
  { core, memory }: StoredBlocks,
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

/** The lower triangle, size × size, of tile rows from row and column `first` on. */
export function tileTriangle(tiles: Float64Array, first: number, size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) out[i + j * size] = tiles[tileIndex(first + i, first + j)];
  }
  return out;
}
