// Products h_a'Z'PZh_b of given vectors over the random effects, through the factored system.
import type { StoredBlocks } from "../block-layout.js";
import type { EffectVector } from "../types.js";
import { directionTiles } from "./direction-tiles.js";

/** n × n; vectors of columns as they are stored. Scratch memory is given back. */
export function projectedGram(blocks: StoredBlocks, vectors: readonly EffectVector[]): Float64Array {
  const { core, memory, structure, place } = blocks;
  const mark = core.mark();
  const positions = vectors.map(({ factor }) => place[factor]);
  const tiles = directionTiles(blocks, positions);
  const rows = core.vectorRows();
  const h = memory.f64(tiles.h, 4 * tiles.count * rows);
  vectors.forEach(({ factor, values }, v) => {
    const slot = tiles.slots[v];
    const start = 4 * rows * (slot >> 2) + (slot & 3);
    const k = structure.columns[positions[v]];
    const moved = structure.place[factor];
    for (let i = 0; i < values.length; i++) {
      const column = i % k;
      const level = (i - column) / k;
      const row = structure.firstRow[positions[v]] + (moved === null ? level : moved[level]) * k + column;
      h[start + 4 * row] = values[i];
    }
  });
  core.projectedGram(tiles.count, tiles.factor, tiles.h, tiles.v, tiles.out);
  const gram = tiles.read();
  core.release(mark);
  return gram;
}
