// The blocks of [Z X y]'[Z X y] and of their factor: what shapes them, where they stand in the core's memory.
import type { CoreExports } from "../core/load.js";
import type { CoreMemory } from "../core/memory.js";
import type { FixedColumns } from "./fixed-columns.js";
import type { Grouping, Structure } from "./symbolic/structure.js";

/** Fields of one factor in the core, in the order of `Factor` in assembly/mixed/layout.ts. */
export const FACTOR_FIELDS = [
  "levels",
  "total",
  "columns",
  "row0",
  "aStart",
  "aRow",
  "aValue",
  "aDiagonal",
  "aBorder",
  "vStart",
  "vRow",
  "vValue",
  "vDiagonal",
  "vBorder",
  "wValue",
  "wBorder",
  "cholesky",
  "half",
  "gather",
  "eValue",
  "eBorder",
  "lambda",
  "gradient",
  "spherical",
  "mode",
  "score",
  "covariance",
] as const;

export type FactorBlock = Record<(typeof FACTOR_FIELDS)[number], number>;

/** The blocks of a model as the core has them: what questions to them read. */
export interface StoredBlocks {
  readonly core: CoreExports;
  readonly memory: CoreMemory;
  readonly structure: Structure;
  readonly rank: number;
  /** Addresses of each segment's blocks, in order of elimination. */
  readonly segments: readonly FactorBlock[];
  /** Elimination position of each input factor, of its first segment where it has two. */
  readonly place: readonly number[];
}

/** Lays out every segment's blocks; returns their addresses by elimination order. */
export function allocateFactors(structure: Structure, rank: number, memory: CoreMemory): FactorBlock[] {
  const blocks: FactorBlock[] = [];
  structure.total.forEach((total, f) => {
    blocks.push(
      total > 0 ? allocateFactor(structure, f, rank, memory) : secondSegment(blocks[f - 1], structure, f, rank, memory),
    );
  });
  return blocks;
}

/** The blocks of the levels that follow those of the segment before. */
function secondSegment(
  before: FactorBlock,
  structure: Structure,
  f: number,
  rank: number,
  memory: CoreMemory,
): FactorBlock {
  const { levels: skipped, columns: k } = before;
  const after = (address: number, doubles: number) => address + 8 * skipped * doubles;
  return {
    ...before,
    levels: structure.levels[f],
    total: 0,
    row0: structure.firstRow[f],
    aStart: before.aStart + 4 * skipped,
    aDiagonal: after(before.aDiagonal, k * k),
    aBorder: after(before.aBorder, (rank + 1) * k),
    spherical: after(before.spherical, k),
    mode: after(before.mode, k),
    score: after(before.score, k),
    covariance: after(before.covariance, k * k),
    gradient: memory.doubles(k * k),
  };
}

function allocateFactor(structure: Structure, f: number, rank: number, memory: CoreMemory): FactorBlock {
  const border = rank + 1;
  const levels = structure.levels[f];
  const total = structure.total[f];
  const k = structure.columns[f];
  const { start, rows } = structure.cross[f];
  const block: FactorBlock = Object.fromEntries(FACTOR_FIELDS.map((name) => [name, 0])) as FactorBlock;
  block.levels = levels;
  block.total = total;
  block.columns = k;
  block.row0 = structure.firstRow[f];
  block.aStart = memory.integers(start);
  block.aRow = memory.integers(rows);
  block.aValue = memory.doubles(rows.length * k);
  block.aDiagonal = memory.doubles(total * k * k);
  block.aBorder = memory.doubles(total * border * k);
  for (const name of ["spherical", "mode", "score"] as const) block[name] = memory.doubles(total * k);
  block.covariance = memory.doubles(total * k * k);
  block.lambda = memory.doubles(k * k);
  block.gradient = memory.doubles(k * k);
  if (f >= structure.sparse) return block;
  if (f === 0) {
    block.vStart = block.aStart;
    block.vRow = block.aRow;
    block.vValue = block.aValue;
    block.vDiagonal = block.aDiagonal;
    block.vBorder = block.aBorder;
  } else {
    const pattern = structure.eliminated[f];
    block.vStart = memory.integers(pattern.start);
    block.vRow = memory.integers(pattern.rows);
    block.vValue = memory.doubles(pattern.rows.length * k);
    block.eValue = memory.doubles(pattern.rows.length * k);
    block.vDiagonal = memory.doubles(levels * k * k);
    block.vBorder = memory.doubles(levels * border * k);
    block.eBorder = memory.doubles(levels * border * k);
  }
  if (!structure.densePanel) {
    block.wValue = memory.doubles(structure.eliminated[f].rows.length * k);
    block.wBorder = memory.doubles(levels * border * k);
  }
  for (const name of ["cholesky", "half", "gather"] as const) block[name] = memory.doubles(levels * k * k);
  return block;
}

/** Writes the factor and touch tables and tells the core of them. */
export function announceLayout(
  structure: Structure,
  blocks: readonly FactorBlock[],
  rank: number,
  nobs: number,
  core: CoreExports,
  memory: CoreMemory,
): void {
  const count = blocks.length;
  const table = memory.integers(Int32Array.from(blocks.flatMap((block) => FACTOR_FIELDS.map((name) => block[name]))));
  const touches = new Int32Array(count * count * 3);
  structure.touch.forEach((row, s) => {
    row.forEach((touch, f) => {
      if (touch === null) return;
      touches.set(
        [touch.start, touch.level, touch.position].map((list) => memory.integers(list)),
        3 * (s * count + f),
      );
    });
  });
  core.setLayout(table, memory.integers(touches), count, structure.sparse, rank, nobs, structure.densePanel ? 1 : 0);
}

/** A copy of `size` values a level, in the order of the input; `place` is where each level is stored, null where all keep theirs. */
export function inputOrder(values: Float64Array, place: Int32Array | null, size: number): Float64Array {
  const out = values.slice();
  place?.forEach((from, level) => {
    out.set(values.subarray(from * size, (from + 1) * size), level * size);
  });
  return out;
}

/** A copy of `size` values a level, in the order of the store. */
export function storedOrder(values: Float64Array, place: Int32Array | null, size: number): Float64Array {
  const out = values.slice();
  place?.forEach((to, level) => {
    out.set(values.subarray(level * size, (level + 1) * size), to * size);
  });
  return out;
}

/** What a source says of blocks before it fills them. */
export interface BlockShape extends Grouping {
  readonly nobs: number;
  /** Σ log w of precision weights; 0 without. */
  readonly logWeights: number;
  readonly fixed: FixedColumns;
}

/** The response in the stored blocks: y₀ = y − Xb. */
export interface ResponseSums {
  /** [X T, y₀]'[X T, y₀], (rank + 1)², lower triangle. */
  readonly gram: Float64Array;
  /** b: least-squares coefficients of all columns of X as they are, zeros where they are not kept. */
  readonly coefficients: Float64Array;
  /** By which the response is multiplied in the blocks, a power of two; 1 unless said. */
  readonly unit?: number;
}
