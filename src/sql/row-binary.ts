// ClickHouse's RowBinary: rows of doubles and texts, one after the other.
import type { SqlColumns } from "./adapter.js";

/** Reads bytes as they come; a row that is cut waits for the rest. */
export class RowBinary {
  readonly #decoder = new TextDecoder();
  #rest = new Uint8Array(0);

  constructor(private readonly kinds: readonly ("number" | "text")[]) {}

  /** Whether all bytes so far were whole rows. */
  get isWhole(): boolean {
    return this.#rest.length === 0;
  }

  /** The whole rows that these bytes complete; null where there are none. */
  take(bytes: Uint8Array): SqlColumns | null {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    const view = new DataView(all.buffer);
    const columns: (number | string)[][] = this.kinds.map(() => []);
    let at = 0;
    for (let next = this.#row(all, view, at, columns); next >= 0; next = this.#row(all, view, at, columns)) at = next;
    this.#rest = all.slice(at);
    return columns[0].length === 0 ? null : columns;
  }

  /** Reads the row that begins at `at`; where it ends, −1 where it is cut. */
  #row(bytes: Uint8Array, view: DataView, at: number, columns: (number | string)[][]): number {
    const row: (number | string)[] = [];
    for (const kind of this.kinds) {
      if (kind === "number") {
        if (at + 8 > bytes.length) return -1;
        row.push(view.getFloat64(at, true));
        at += 8;
        continue;
      }
      let length = 0;
      for (let shift = 1; ; shift *= 128) {
        if (at >= bytes.length) return -1;
        const byte = bytes[at++];
        length += (byte & 127) * shift;
        if (byte < 128) break;
      }
      if (at + length > bytes.length) return -1;
      row.push(this.#decoder.decode(bytes.subarray(at, at + length)));
      at += length;
    }
    row.forEach((value, column) => {
      columns[column].push(value);
    });
    return at;
  }
}
