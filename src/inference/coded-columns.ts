// Columns of coded model matrices as functions on the full grid of all factors.
import type { Coding } from "../design/term-coding.js";

/** Their coordinates, column by column, in a basis of all functions that occur, which is orthonormal over the grid. */
export class GridFunctions {
  readonly #places = new Map<string, number>();

  /** Of the columns of a term (no codings: of the intercept), which are products of its variables' columns; numbers are symbols without values. */
  of(codings: readonly Coding[]): Coordinates[] {
    const parts = [...codings].sort((a, b) => (a.variable < b.variable ? -1 : 1)).map(coordinatesOf);
    const keys = parts.reduce<string[]>((all, { keys }) => all.flatMap((a) => keys.map((b) => a + b)), [""]);
    const places = keys.map((key) => this.#place(key));
    const order = codings.map(({ variable }) => parts.findIndex((part) => part.variable === variable));
    const count = codings.reduce((product, { names }) => product * names.length, 1);
    return Array.from({ length: count }, (_, index) => {
      const picks = new Array<number>(parts.length);
      let rest = index;
      codings.forEach(({ names }, v) => {
        picks[order[v]] = rest % names.length;
        rest = Math.floor(rest / names.length);
      });
      const values = parts.reduce<number[]>(
        (all, { columns }, v) => all.flatMap((a) => columns[picks[v]].map((b) => a * b)),
        [1],
      );
      return { places, values };
    });
  }

  /** As columns of one height; asked when all terms are known. */
  dense({ places, values }: Coordinates): Float64Array {
    const out = new Float64Array(this.#places.size);
    places.forEach((place, i) => {
      out[place] = values[i];
    });
    return out;
  }

  #place(key: string): number {
    const known = this.#places.get(key) ?? this.#places.size;
    this.#places.set(key, known);
    return known;
  }
}

export interface Coordinates {
  readonly places: readonly number[];
  readonly values: readonly number[];
}

/** Of one variable: a symbol a column for numbers; for a factor means over its levels against Helmert's functions. */
function coordinatesOf({ variable, names, byLevel }: Coding) {
  const name = JSON.stringify(variable);
  if (byLevel === null) {
    const keys = names.map((_, column) => `${name}${column};`);
    return { variable, keys, columns: names.map((_, column) => names.map((_, i) => (i === column ? 1 : 0))) };
  }
  const levels = byLevel(0).length;
  // The constant part of a factor is no part of the key: a term without the factor has it, too.
  const keys = Array.from({ length: levels }, (_, i) => (i === 0 ? "" : `${name}${i};`));
  const columns = names.map((_, column) => {
    const values = byLevel(column);
    return keys.map((_, i) => {
      const scale = i === 0 ? 1 / levels : Math.sqrt(1 / (levels * i * (i + 1)));
      let sum = i === 0 ? values[0] : -i * values[i];
      for (let level = i === 0 ? 1 : 0; level < (i === 0 ? levels : i); level++) sum += values[level];
      return scale * sum;
    });
  });
  return { variable, keys, columns };
}
