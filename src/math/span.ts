// Subspaces spanned by columns of data, up to rounding.
import { dot } from "./vectors.js";

/** Share of a column's length that may lie outside of a space it belongs to: the rule by which columns of X are dropped. */
const OUTSIDE = 1e-7;

export class Span {
  readonly #axes: Float64Array[] = [];

  constructor(columns: readonly ArrayLike<number>[] = []) {
    for (const column of columns) this.add(column);
  }

  get dimension(): number {
    return this.#axes.length;
  }

  /** Orthonormal, in the order in which columns added to the space. */
  get axes(): readonly Float64Array[] {
    return this.#axes;
  }

  /** Whether the column lies in the space; a column of zeros does. */
  has(column: ArrayLike<number>): boolean {
    return this.#rest(column) === null;
  }

  /** False where the column lies in the space already. */
  add(column: ArrayLike<number>): boolean {
    const rest = this.#rest(column);
    if (rest === null) return false;
    const length = Math.sqrt(dot(rest, rest));
    this.#axes.push(rest.map((value) => value / length));
    return true;
  }

  /** What of a column is orthogonal to the space; null where that is nothing. */
  #rest(column: ArrayLike<number>): Float64Array | null {
    const rest = Float64Array.from(column);
    const length = Math.sqrt(dot(rest, rest));
    for (let pass = 0; pass < 2; pass++) {
      for (const axis of this.#axes) {
        const along = dot(axis, rest);
        for (let i = 0; i < rest.length; i++) rest[i] -= along * axis[i];
      }
    }
    return Math.sqrt(dot(rest, rest)) > OUTSIDE * length ? rest : null;
  }
}
