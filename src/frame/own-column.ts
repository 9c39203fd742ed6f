// Columns of data that belong to fits: copies, which all fits of the same data share for as long as these are the same.
import type { Column } from "../data/table.js";

const copies = new WeakMap<Float64Array | Int32Array, Float64Array | Int32Array>();

/** The column with arrays that nobody else writes to. */
export function ownColumn(column: Column): Column {
  if (column.kind === "number") return { ...column, values: own(column.values) };
  if (column.kind === "unusable") return column;
  return { ...column, codes: own(column.codes), levels: column.levels.slice() };
}

function own<T extends Float64Array | Int32Array>(values: T): T {
  const known = copies.get(values) as T | undefined;
  if (known !== undefined && isSame(bits(known), bits(values))) return known;
  const copy = values.slice() as T;
  copies.set(values, copy);
  return copy;
}

function bits({ buffer, byteOffset, byteLength }: Float64Array | Int32Array): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
