// Memory that every evaluation writes, allocated once.
import type { CoreExports } from "../core/load.js";
import type { CoreMemory } from "../core/memory.js";
import type { Structure } from "./symbolic/structure.js";

export interface Workspace {
  readonly lower: number;
  readonly fixedGram: number;
  readonly vector: number;
}

export function allocateWorkspace(
  structure: Structure,
  rank: number,
  core: CoreExports,
  memory: CoreMemory,
): Workspace {
  const { tailRows, effects, densePanel, levels, columns } = structure;
  const widest = Math.max(...columns);
  const border = rank + 1;
  const tail = core.tileRowBytes(tailRows) / 8;
  const padded = (tailRows + 3) & ~3;
  const first = (levels[0] * columns[0] + 3) & ~3;
  const schur = memory.doubles(tail);
  const lower = memory.doubles(tail);
  const inverse = memory.doubles(tail);
  const pivots = memory.doubles(padded);
  const triangle = memory.doubles(tail);
  const panel = densePanel ? memory.doubles(padded * levels[0] * columns[0]) : 0;
  const solved = densePanel ? memory.doubles(padded * first) : 0;
  const fixedGram = memory.doubles(border * border);
  const buffers = memory.doubles(4 * core.columnLength());
  const vector = memory.doubles(effects + border);
  const scratch = memory.doubles(16 * widest * widest + border * border + 4 * widest * border + 64);
  core.setWorkspace(schur, lower, inverse, pivots, triangle, panel, solved, fixedGram, buffers, vector, scratch);
  return { lower, fixedGram, vector };
}
