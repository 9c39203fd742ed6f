// What an analysis says of a model before anything big is allocated: blocks, algorithm, memory, operations.
import type { Structure } from "./structure.js";

/** Of one block of Z'Z, and of what elimination makes of it. */
export type BlockKind = "diagonal" | "block diagonal" | "sparse" | "dense";

export interface BlockPlan {
  /** Input factors of the rows and columns of the block. */
  readonly row: number;
  readonly column: number;
  readonly cross: BlockKind;
  readonly factor: BlockKind;
}

export interface StructurePlan {
  /** Input factors in order of elimination. */
  readonly order: readonly number[];
  /** How many of them are eliminated level by level; the others, X and y form the dense tail. */
  readonly eliminated: number;
  /** Rows and columns of the dense tail. */
  readonly tailRows: number;
  /** How the first factor meets the tail: as one dense panel, through lists of levels, or not at all. */
  readonly algorithm: "one factor" | "dense panel" | "level lists";
  /** Lower triangle in order of elimination. */
  readonly blocks: readonly BlockPlan[];
  /** Bytes of WebAssembly memory. */
  readonly memory: number;
  /** Floating-point operations of one objective, and of its gradient. */
  readonly objectiveFlops: number;
  readonly gradientFlops: number;
}

export function planOf(structure: Structure, rank: number): StructurePlan {
  const { order, levels, columns, sparse, tailRows, densePanel, eliminationFlops, tailFlops } = structure;
  const blocks = order.flatMap((row, f) =>
    order.slice(0, f + 1).map((column, g): BlockPlan => {
      if (f === g) {
        const cross = columns[f] === 1 ? "diagonal" : "block diagonal";
        return { row, column, cross, factor: f < sparse ? cross : "dense" };
      }
      const full = levels[f] * levels[g] * columns[f];
      const cross = rowsWithin(structure, f, structure.cross[g]) === full ? "dense" : "sparse";
      if (g >= sparse) return { row, column, cross, factor: "dense" };
      const filled = rowsWithin(structure, f, structure.eliminated[g]) === full;
      return { row, column, cross, factor: filled ? "dense" : "sparse" };
    }),
  );
  const objectiveFlops = eliminationFlops + tailFlops;
  return {
    order,
    eliminated: sparse,
    tailRows,
    algorithm: order.length === 1 ? "one factor" : densePanel ? "dense panel" : "level lists",
    blocks,
    memory: predictedBytes(structure, rank),
    objectiveFlops,
    gradientFlops: (densePanel ? 1 : 2) * eliminationFlops + 2 * tailFlops,
  };
}

/** Scalar rows of factor f in the lists of factor g. */
function rowsWithin({ firstRow }: Structure, f: number, { rows }: { rows: Int32Array }): number {
  let count = 0;
  for (const row of rows) if (row >= firstRow[f] && row < firstRow[f + 1]) count++;
  return count;
}

/** Bytes that the engine will allocate for blocks and workspace, chunks of rows aside. */
export function predictedBytes(structure: Structure, rank: number): number {
  const { levels, columns, cross, eliminated, sparse, densePanel, tailRows, effects, touch, firstRow } = structure;
  const border = rank + 1;
  let doubles = 0;
  let integers = 0;
  levels.forEach((l, f) => {
    const k = columns[f];
    const own = l * k * k;
    const list = cross[f].rows.length;
    doubles += list * k + own + l * border * k + 3 * l * k + own;
    integers += l + 1 + list;
    if (f >= sparse) return;
    doubles += 3 * own;
    const filled = eliminated[f].rows.length;
    if (f > 0) {
      doubles += 2 * filled * k + own + 2 * l * border * k;
      integers += l + 1 + filled;
    }
    if (!densePanel) doubles += filled * k + l * border * k;
  });
  for (const lists of touch)
    for (const list of lists) if (list !== null) integers += list.start.length + 2 * list.level.length;
  const tiles = Math.ceil(tailRows / 4);
  doubles += 4 * 8 * tiles * (tiles + 1);
  if (densePanel) doubles += 8 * tiles * firstRow[1];
  doubles += 4 * (effects - firstRow[1] + border + 8) + effects + border;
  return 8 * doubles + 4 * integers;
}
