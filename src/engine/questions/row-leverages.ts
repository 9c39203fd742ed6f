// How much each row decides of its own fitted value, and of β: from blocks of the selected inverse, never n × n.
import type { Blocks } from "../blocks.js";
import { toBeta } from "../fixed-columns.js";
import type { LinearSystem } from "../linear-system.js";
import { byRows, RandomChunks } from "../row-chunks.js";

export interface RowLeverages {
  /** √w z'S̄z√w of every row: its leverage where β is known. */
  readonly random: Float64Array;
  /** C = √W (X − ZS̄Z'WX) R, rank columns of n values: its rows' squares are the rest of the leverages. */
  readonly fixed: readonly Float64Array[];
  /** R, rank × rank column-major, RR' = (X'V⁻¹X)⁻¹; a change δ of √w y in row i moves β by R c_i δ. */
  readonly root: Float64Array;
}

/**
 * Leverages of the rows of a factorized system whose weights are W (Bates et al. 2015, equations 63 to 66). The system
 * must not have split factors; it solves for something else afterwards.
 */
export function rowLeverages(system: LinearSystem): RowLeverages {
  const { core, memory, structure, rank, nobs: n } = system;
  const { input, chunks } = system.rows;
  allocatePairs(system, 0);
  core.invertPairs();
  const columns = new RandomChunks(input, structure, chunks.rows, memory);
  const out = memory.doubles(chunks.rows);
  core.setRows(chunks.rows, columns.codesTable, columns.zTable, columns.positionTable, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  const random = new Float64Array(n);
  for (let first = 0; first < n; first += chunks.rows) {
    const rows = Math.min(chunks.rows, n - first);
    columns.fill(first, rows);
    structure.columns.forEach((k, s) => {
      if (k > 1) byRows(memory.f64(memory.i32(columns.zTable, structure.columns.length)[s] >>> 0, rows * k), rows);
    });
    core.leverageChunk(rows, out);
    random.set(memory.f64(out, rows), first);
  }
  const root = new Float64Array(rank * rank);
  const fixed = Array.from({ length: rank }, (_, column) => {
    const right = system.solvedGamma();
    right.fill(0);
    right[column] = 1;
    core.solveFixed();
    const coefficients = toBeta(system.fixed, system.solvedGamma());
    root.set(coefficients, column * rank);
    return combination(system, coefficients);
  });
  return { random, fixed, root };
}

/** Room for the blocks of the selected inverse that row leverages need; `coefficients` is that of setLeverage. */
export function allocatePairs({ core, memory, structure, segments, rank }: Blocks, coefficients: number): void {
  const { levels, columns, cross, densePanel, sparse, tailRows } = structure;
  const pairs = cross.map(({ rows }, s) => memory.doubles(rows.length * columns[s]));
  core.setLeverage(memory.integers(Int32Array.from(pairs)), coefficients);
  if (densePanel) {
    const padded = (tailRows + 3) & ~3;
    const products = memory.doubles(padded * ((levels[0] * columns[0] + 3) & ~3));
    core.setProducts(products, memory.doubles(core.productPanelLength()));
  } else if (sparse > 0 && segments[0].eValue === 0) {
    const border = levels[0] * (rank + 1) * columns[0];
    core.setVectors(0, memory.doubles(cross[0].rows.length * columns[0]), memory.doubles(border));
  }
}

/** √W (Xβ + Zb), b as it was solved for last. */
function combination(system: LinearSystem, beta: Float64Array): Float64Array {
  const { nobs, fixed, weights, factors } = system.rows.input;
  const out = new Float64Array(nobs);
  system.kept.forEach((column, j) => {
    const values = fixed[column];
    for (let i = 0; i < nobs; i++) out[i] += values[i] * beta[j];
  });
  factors.forEach(({ codes, columns }, f) => {
    const k = columns.length;
    const effects = system.solvedModes(f);
    columns.forEach((values, j) => {
      for (let i = 0; i < nobs; i++) out[i] += (values === null ? 1 : values[i]) * effects[codes[i] * k + j];
    });
  });
  if (weights !== null) for (let i = 0; i < nobs; i++) out[i] *= Math.sqrt(weights[i]);
  return out;
}
