// Columns of data that belong to fits: copies, which all fits of the same data share for as long as these are the same.
import type { Column } from "../data/table.js";

const copies = new WeakMap<Values, Values>();

type Values = Float64Array | Int32Array | readonly string[];

/** The column with arrays that nobody else writes to. */
export function ownColumn(column: Column): Column {
  if (column.kind === "number") return { ...column, values: own(column.values) };
  if (column.kind === "unusable") return column;
  return { ...column, codes: own(column.codes), levels: own(column.levels) };
}

function own<T extends Values>(values: T): T {
  const known = copies.get(values) as T | undefined;
  if (known !== undefined && isSame(bits(known), bits(values))) return known;
  const copy = values.slice() as T;
  copies.set(values, copy);
  return copy;
}

/** What is equal where numbers are, to the last bit. */
function bits(values: Values): ArrayLike<number | string> {
  if (!ArrayBuffer.isView(values)) return values;
  return new Int32Array(values.buffer, values.byteOffset, values.byteLength / 4);
}

function isSame(a: ArrayLike<number | string>, b: ArrayLike<number | string>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
