// What a new response changes in the cross-products: X'y, y'y and Z'y, by the same sums in the same order as a fresh
// build, from columns that are scaled and made orthonormal once for all responses.
import type { FactorBlock, ResponseSums } from "./block-layout.js";
import type { Blocks } from "./blocks.js";
import { type FixedBasis, leastSquares } from "./fixed-basis.js";
import { codesInPlace, type RowChunks } from "./row-chunks.js";
import { coefficientsIn, type RowUnits, responseUnit } from "./row-units.js";
import type { EngineInput } from "./types.js";

export class ResponsePass {
  /** Rows of a chunk. */
  private readonly chunkRows: number;
  private readonly units: RowUnits;
  /** Square roots of the weights. */
  private readonly roots: Float64Array | null;
  private readonly fixed: readonly Float64Array[];
  /** Columns of X T. */
  private readonly basisColumns: readonly Float64Array[];
  /** Random-effects columns by factor of the input; null stands for ones. */
  private readonly random: readonly (readonly (Float64Array | null)[])[];
  private readonly residual: Float64Array;
  private readonly codes: readonly Int32Array[];

  /** Of the chunks of the build, within which its sums run. */
  constructor(
    private readonly input: EngineInput,
    private readonly basis: FixedBasis,
    { rows, units }: RowChunks,
    private readonly blocks: Blocks,
  ) {
    this.chunkRows = rows;
    this.units = units;
    this.codes = codesInPlace(input.factors, blocks.structure);
    this.roots = input.weights?.map(Math.sqrt) ?? null;
    const scaled = (column: Float64Array | null) => this.scaled(column);
    this.fixed = input.fixed.map((column, j) => this.scaled(times(column, units.fixed[j])) as Float64Array);
    this.random = input.factors.map(({ columns }) => columns.map(scaled));
    const p = this.fixed.length;
    this.basisColumns = basis.kept.map((_, j) => {
      const column = new Float64Array(input.nobs);
      for (let i = 0; i < p; i++) addMultiple(column, basis.transform[i + j * p], this.fixed[i]);
      return column;
    });
    this.residual = new Float64Array(input.nobs);
  }

  /** Replaces the response in the blocks of Z, and says the rest. */
  replace(response: Float64Array): ResponseSums {
    const { basis, basisColumns, residual, blocks } = this;
    const unit = responseUnit(response, this.input.offset, this.input.weights);
    const target = this.target(response, unit);
    const projection = Float64Array.from(this.fixed, (column) => this.product(target, column));
    const coefficients = leastSquares(basis, projection, (found) => {
      this.leave(target, found);
      return Float64Array.from(basisColumns, (column) => this.product(residual, column));
    });
    this.leave(target, coefficients);
    const rank = basisColumns.length;
    const gram = blocks.fixedGram.slice();
    [...basisColumns, residual].forEach((column, j) => {
      gram[rank + j * (rank + 1)] = this.product(residual, column);
    });
    blocks.segments.forEach((block, s) => {
      if (block.total > 0) this.replaceBorder(block, this.codes[s], this.random[blocks.structure.order[s]]);
    });
    return { coefficients: coefficientsIn({ ...this.units, response: unit }, coefficients), gram, unit };
  }

  private replaceBorder(
    { total, columns: k, aBorder }: FactorBlock,
    codes: Int32Array,
    columns: readonly (Float64Array | null)[],
  ): void {
    const { residual } = this;
    const rank = this.basisColumns.length;
    const stride = (rank + 1) * k;
    const border = this.blocks.memory.f64(aBorder, total * stride);
    columns.forEach((column, j) => {
      const first = rank * k + j;
      for (let at = first; at < border.length; at += stride) border[at] = 0;
      if (column === null) for (let i = 0; i < codes.length; i++) border[codes[i] * stride + first] += residual[i];
      else for (let i = 0; i < codes.length; i++) border[codes[i] * stride + first] += residual[i] * column[i];
    });
  }

  /** The response without its offset, scaled. */
  private target(response: Float64Array, unit: number): Float64Array {
    const { offset } = this.input;
    const own = offset === null ? response : response.map((value, i) => value - offset[i]);
    return this.scaled(times(own, unit)) as Float64Array;
  }

  /** Puts y − X b into `residual`. */
  private leave(target: Float64Array, coefficients: Float64Array): void {
    const { residual } = this;
    residual.fill(0);
    this.fixed.forEach((column, j) => {
      addMultiple(residual, coefficients[j], column);
    });
    for (let i = 0; i < residual.length; i++) residual[i] = target[i] - residual[i];
  }

  private scaled(column: Float64Array | null): Float64Array | null {
    const { roots } = this;
    if (roots === null) return column;
    return column === null ? roots : column.map((value, i) => value * roots[i]);
  }

  /** a'b, summed as gramRows of assembly/mixed/crossprod.ts sums it. */
  private product(a: Float64Array, b: Float64Array): number {
    let sum = 0;
    for (let first = 0; first < a.length; first += this.chunkRows) {
      const stop = Math.min(first + this.chunkRows, a.length);
      let even = 0;
      let odd = 0;
      let i = first;
      for (; i + 1 < stop; i += 2) {
        even += a[i] * b[i];
        odd += a[i + 1] * b[i + 1];
      }
      if (i < stop) even += a[i] * b[i];
      sum += even + odd;
    }
    return sum;
  }
}

/** sum += factor · column. */
function addMultiple(sum: Float64Array, factor: number, column: Float64Array): void {
  if (factor === 0) return;
  for (let i = 0; i < sum.length; i++) sum[i] += factor * column[i];
}

function times(column: Float64Array, unit: number): Float64Array {
  return unit === 1 ? column : column.map((value) => value * unit);
}
