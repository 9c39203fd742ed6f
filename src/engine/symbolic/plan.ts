// What an analysis says of a model before anything big is allocated: blocks, algorithm, memory, operations.
import type { Pattern } from "./patterns.js";
import type { Structure } from "./structure.js";

/** Of one block of Z'Z, and of what elimination makes of it. */
export type BlockKind = "diagonal" | "block diagonal" | "sparse" | "dense";

export interface BlockPlan {
  /** Input factor of the rows of the block. */
  readonly row: number;
  /** Input factor of its columns. */
  readonly column: number;
  readonly cross: BlockKind;
  readonly factor: BlockKind;
}

export interface StructurePlan {
  /** Input factors in order of elimination. */
  readonly order: readonly number[];
  /** How many levels of each are eliminated level by level; all others, X and y form the dense tail. */
  readonly eliminated: readonly number[];
  /** Rows and columns of the dense tail. */
  readonly tailRows: number;
  /** How the first factor meets the tail: as one dense panel, through lists of levels, or not at all. */
  readonly algorithm: "one factor" | "dense panel" | "level lists";
  /** Lower triangle in order of elimination. */
  readonly blocks: readonly BlockPlan[];
  /** Bytes of WebAssembly memory. */
  readonly memory: number;
  /** Floating-point operations of one objective. */
  readonly objectiveFlops: number;
  /** … and of its gradient. */
  readonly gradientFlops: number;
}

/** `kept`: how many rows a generalized model keeps in the core; 0 for a linear one, which forgets them. */
export function planOf(structure: Structure, rank: number, kept = 0): StructurePlan {
  const { order, levels, columns, total, sparse, tailRows, densePanel, eliminationFlops, tailFlops } = structure;
  const firsts = order.map((_, f) => f).filter((f) => total[f] > 0);
  const blocks = firsts.flatMap((f, i) =>
    firsts.slice(0, i + 1).map((g): BlockPlan => {
      const [row, column] = [order[f], order[g]];
      if (f === g) {
        const cross = columns[f] === 1 ? "diagonal" : "block diagonal";
        const fills = f < sparse && structure.touch[f][f] !== null;
        return { row, column, cross, factor: fills ? "sparse" : f < sparse ? cross : "dense" };
      }
      const full = total[f] * total[g] * columns[f];
      const rows = (pattern: Pattern) => rowsBetween(structure.firstRow[f], total[f] * columns[f], pattern);
      const cross = rows(structure.cross[g]) === full ? "dense" : "sparse";
      if (g >= sparse) return { row, column, cross, factor: "dense" };
      return { row, column, cross, factor: rows(structure.eliminated[g]) === full ? "dense" : "sparse" };
    }),
  );
  const objectiveFlops = eliminationFlops + tailFlops;
  return {
    order: firsts.map((f) => order[f]),
    eliminated: firsts.map((f) => (f < sparse ? levels[f] : 0)),
    tailRows,
    algorithm: firsts.length === 1 ? "one factor" : densePanel ? "dense panel" : "level lists",
    blocks,
    memory: predictedBytes(structure, rank) + (kept > 0 ? rowBytes(structure, rank, kept) : 0),
    objectiveFlops,
    gradientFlops: (densePanel ? 1 : 2) * eliminationFlops + 2 * tailFlops,
  };
}

/** How many of `count` scalar rows from `first` on stand in the lists of a pattern. */
function rowsBetween(first: number, count: number, { rows }: Pattern): number {
  let found = 0;
  for (const row of rows) if (row >= first && row < first + count) found++;
  return found;
}

/** Bytes that the engine will allocate for blocks and workspace, chunks of rows aside. */
export function predictedBytes(structure: Structure, rank: number): number {
  const { levels, columns, total, cross, eliminated, sparse, densePanel, tailRows, effects, touch, firstRow } =
    structure;
  const border = rank + 1;
  let doubles = 0;
  let integers = 0;
  levels.forEach((l, f) => {
    if (total[f] === 0) return;
    const k = columns[f];
    const all = total[f];
    const own = l * k * k;
    const list = cross[f].rows.length;
    doubles += list * k + 2 * all * k * k + all * border * k + 3 * all * k;
    integers += all + 1 + list;
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

/** Values of a row besides its columns of Z and X: response, weights, η, gradient and the like. */
const ROW_VALUES = 13;
/** Vectors over all random effects, then X. */
const VECTORS = 9;

/** Bytes for `n` rows of a generalized model, and for the blocks that their leverages need. */
function rowBytes(structure: Structure, rank: number, n: number): number {
  const { levels, columns, total, cross, position, densePanel, tailRows, effects } = structure;
  let doubles = n * (rank + ROW_VALUES) + VECTORS * (effects + rank);
  let integers = n * position.flat().filter((list) => list !== null).length;
  total.forEach((all, s) => {
    if (all === 0) return;
    doubles += n * columns[s] + cross[s].rows.length * columns[s];
    integers += n;
  });
  if (densePanel) doubles += (tailRows + 3) * (levels[0] * columns[0] + 3);
  return 8 * doubles + 4 * integers;
}
