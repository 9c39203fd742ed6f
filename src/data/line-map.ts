// On which line of its file a row stands: lines run ahead of rows where cells hold line ends, or lines are blank.
import type { Places } from "./notices.js";

/** Keeps the rows only before which the distance between row and line changes. */
export class LineMap implements Places {
  readonly areRead = true;
  readonly areLines: boolean;
  readonly #rows: number[] = [];
  readonly #offsets: number[] = [];
  #last = -1;

  constructor(areLines: boolean) {
    this.areLines = areLines;
  }

  /** Tells of the next row. */
  add(row: number, line: number): void {
    const offset = line - row;
    if (offset === this.#last) return;
    this.#last = offset;
    this.#rows.push(row);
    this.#offsets.push(offset);
  }

  readonly numberOf = (row: number): number => {
    let low = 0;
    let high = this.#rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#rows[middle] <= row) low = middle;
      else high = middle - 1;
    }
    return row + (this.#offsets[low] ?? 1);
  };
}
