// What is known of sums of random effects: their variances given the data, and how their modes move with β.
import type { StoredBlocks } from "../block-layout.js";
import type { ConditionalForms, EffectRows } from "../types.js";

/** Column tiles solved together: what the core works through the dense factor with. */
const TILES = 8;

/** One forward solve a row, given for columns as they are stored; `root` is vcovRoot(). Scratch memory is given back. */
export function conditionalForms(blocks: StoredBlocks, root: Float64Array, rows: EffectRows): ConditionalForms {
  const { core, memory, structure, place, rank } = blocks;
  const { count } = rows;
  const { effects } = structure;
  const length = core.vectorRows();
  const mark = core.mark();
  const address = memory.doubles(4 * TILES * length);
  const squares = memory.doubles(4);
  const variances = new Float64Array(count);
  const slopes = new Float64Array(count * rank);
  for (let first = 0; first < count; first += 4 * TILES) {
    const size = Math.min(4 * TILES, count - first);
    const tiles = (size + 3) >> 2;
    const columns = memory.f64(address, 4 * tiles * length).fill(0);
    rows.factors.forEach(({ levels, values }, factor) => {
      const k = structure.columns[place[factor]];
      const moved = structure.place[factor];
      for (let i = 0; i < size; i++) {
        const level = levels[first + i];
        if (level < 0) continue;
        const row = structure.firstRow[place[factor]] + (moved === null ? level : moved[level]) * k;
        const at = 4 * ((i >> 2) * length + row) + (i & 3);
        for (let c = 0; c < k; c++) columns[at + 4 * c] = values[(first + i) * k + c];
      }
    });
    core.forwardEffects(address, tiles);
    for (let tile = 0; tile < tiles; tile++) {
      core.effectSquares(address + 32 * tile * length, squares);
      const found = memory.f64(squares, 4);
      for (let i = 4 * tile; i < Math.min(size, 4 * tile + 4); i++) {
        variances[first + i] = found[i & 3];
        const left = (j: number) => columns[4 * (tile * length + effects + j) + (i & 3)];
        solveTransposed(rank, root, left, slopes.subarray((first + i) * rank, (first + i + 1) * rank));
      }
    }
  }
  core.release(mark);
  return { variances, slopes };
}

/** x with R'x = b. */
function solveTransposed(n: number, root: Float64Array, b: (row: number) => number, x: Float64Array): void {
  for (let j = 0; j < n; j++) {
    let sum = b(j);
    for (let i = 0; i < j; i++) sum -= root[i + j * n] * x[i];
    x[j] = sum / root[j + j * n];
  }
}
