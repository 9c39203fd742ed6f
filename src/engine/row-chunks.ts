// Feeds rows of [Z X y] to the core, a chunk at a time, scaled by the square roots of the weights.
import type { CoreExports } from "../core/load.js";
import type { CoreMemory } from "../core/memory.js";
import type { RowUnits } from "./row-units.js";
import type { Structure } from "./symbolic/structure.js";
import type { EngineInput, FactorInput } from "./types.js";

/** Bytes of the widest row buffer: it should stay in the second cache. */
const BUFFER_BYTES = 131072;

/** What is done with a chunk of `rows` rows from row `first` on. */
type ChunkUse = (rows: number, first: number) => void;

export class RowChunks {
  readonly rows: number;
  private readonly fixed: number;
  private readonly basis: number;
  private readonly transform: number;
  private readonly coefficients: number;
  private readonly width: number;
  private readonly none: Float64Array;

  constructor(
    private readonly input: EngineInput,
    readonly units: RowUnits,
    private readonly core: CoreExports,
    private readonly memory: CoreMemory,
  ) {
    const p = input.fixed.length;
    this.width = p + 1;
    this.none = new Float64Array(p);
    this.rows = Math.max(64, Math.min(4096, Math.floor(BUFFER_BYTES / (8 * this.width)), Math.max(input.nobs, 1)));
    this.fixed = memory.doubles(this.rows * this.width);
    this.basis = memory.doubles(this.rows * this.width);
    this.transform = memory.doubles(p * p);
    this.coefficients = memory.doubles(p);
  }

  /** Gram matrix of [X y], lower triangle, column-major. */
  rawGram(response: Float64Array): Float64Array {
    return this.gram(response, null, 0, this.none, 0);
  }

  /** Gram matrix of [X T, y − X b], T p × kept; `use` is called after each chunk. */
  basisGram(
    response: Float64Array,
    transform: Float64Array,
    kept: number,
    coefficients = this.none,
    use?: ChunkUse,
  ): Float64Array {
    return this.gram(response, transform, kept, coefficients, 0, use);
  }

  /** (X T)'(y − X b). */
  basisProjection(
    response: Float64Array,
    transform: Float64Array,
    kept: number,
    coefficients: Float64Array,
  ): Float64Array {
    const gram = this.gram(response, transform, kept, coefficients, kept);
    return Float64Array.from({ length: kept }, (_, j) => gram[kept + j * (kept + 1)]);
  }

  private gram(
    response: Float64Array,
    transform: Float64Array | null,
    kept: number,
    coefficients: Float64Array,
    first: number,
    use?: ChunkUse,
  ): Float64Array {
    const width = transform === null ? this.width : kept + 1;
    const mark = this.core.mark();
    const gram = this.memory.doubles(width * width);
    this.each(response, transform, kept, coefficients, (rows, at) => {
      this.core.gramRows(rows, width, first, transform === null ? this.fixed : this.basis, gram);
      use?.(rows, at);
    });
    const result = this.memory.f64(gram, width * width).slice();
    this.core.release(mark);
    return result;
  }

  /** Calls `use` for each chunk with [X T, y − X b] in `basisAddress` (or [X y] where T is null). */
  each(
    response: Float64Array,
    transform: Float64Array | null,
    kept: number,
    coefficients: Float64Array,
    use: ChunkUse,
  ): void {
    const p = this.width - 1;
    if (transform !== null) {
      this.memory.f64(this.transform, p * kept).set(transform);
      this.memory.f64(this.coefficients, p).set(coefficients);
    }
    for (let first = 0; first < this.input.nobs; first += this.rows) {
      const rows = Math.min(this.rows, this.input.nobs - first);
      this.fillFixed(response, first, rows);
      if (transform !== null) {
        this.core.transformRows(rows, p, kept, this.fixed, this.transform, this.coefficients, this.basis);
      }
      use(rows, first);
    }
  }

  get basisAddress(): number {
    return this.basis;
  }

  private fillFixed(response: Float64Array, first: number, rows: number): void {
    const { fixed, weights, offset } = this.input;
    const last = first + rows;
    const view = this.memory.f64(this.fixed, rows * this.width);
    fixed.forEach((column, j) => {
      view.set(column.subarray(first, last), j * rows);
    });
    const target = view.subarray(fixed.length * rows);
    target.set(response.subarray(first, last));
    if (offset !== null) for (let i = 0; i < rows; i++) target[i] -= offset[first + i];
    const { units } = this;
    [...units.fixed, units.response].forEach((unit, j) => {
      if (unit !== 1) for (let at = j * rows; at < (j + 1) * rows; at++) view[at] *= unit;
    });
    if (weights !== null) scaleColumns(view, weights.subarray(first, last));
  }
}

/** Columns, one after the other, times the square roots of the weights. */
function scaleColumns(columns: Float64Array, weights: Float64Array): void {
  const rows = weights.length;
  for (let i = 0; i < rows; i++) {
    const root = Math.sqrt(weights[i]);
    for (let at = i; at < columns.length; at += rows) columns[at] *= root;
  }
}

/** Buffers for the random-effects part of a chunk, and the tables of their addresses. */
export class RandomChunks {
  private readonly codes: number[];
  private readonly z: number[];
  private readonly position: number[];
  private readonly levels: readonly Int32Array[];
  readonly codesTable: number;
  readonly zTable: number;
  readonly positionTable: number;

  constructor(
    private readonly input: EngineInput,
    private readonly structure: Structure,
    rows: number,
    private readonly memory: CoreMemory,
  ) {
    this.levels = codesInPlace(input.factors, structure);
    this.codes = structure.total.map((total) => (total > 0 ? memory.allocate(4 * rows) : 0));
    this.z = structure.columns.map((k, s) => (structure.total[s] > 0 ? memory.allocate(8 * k * rows) : 0));
    this.position = structure.position.flat().map((list) => (list === null ? 0 : memory.allocate(4 * rows)));
    this.codesTable = memory.integers(Int32Array.from(this.codes));
    this.zTable = memory.integers(Int32Array.from(this.z));
    this.positionTable = memory.integers(Int32Array.from(this.position));
  }

  fill(first: number, rows: number): void {
    const { input, structure, memory } = this;
    const { weights } = input;
    structure.order.forEach((f, s) => {
      if (structure.total[s] === 0) return;
      const { columns } = input.factors[f];
      memory.i32(this.codes[s], rows).set(this.levels[s].subarray(first, first + rows));
      const view = memory.f64(this.z[s], rows * columns.length);
      columns.forEach((column, j) => {
        if (column === null) view.fill(1, j * rows, (j + 1) * rows);
        else view.set(column.subarray(first, first + rows), j * rows);
      });
      if (weights !== null) scaleColumns(view, weights.subarray(first, first + rows));
    });
    structure.position.flat().forEach((list, pair) => {
      if (list !== null) memory.i32(this.position[pair], rows).set(list.subarray(first, first + rows));
    });
  }
}

/** By segment, the codes of its factor with levels where they are stored. */
export function codesInPlace(factors: readonly FactorInput[], { order, place }: Structure): Int32Array[] {
  return order.map((f) => {
    const to = place[f];
    return to === null ? factors[f].codes : factors[f].codes.map((level) => to[level]);
  });
}

/** Turns columns of n values each, one after the other, into rows. */
export function byRows(values: Float64Array, n: number): void {
  const columns = values.slice();
  const k = values.length / n;
  for (let i = 0; i < n; i++) for (let j = 0; j < k; j++) values[i * k + j] = columns[j * n + i];
}
