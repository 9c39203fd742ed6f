// Arrow-like tables by their shape (apache-arrow, flechette), without depending on either.
import { DataError } from "../errors.js";
import { factorColumn } from "./columns.js";
import { MAX_ROWS } from "./limits.js";
import type { Column, FactorColumn } from "./table.js";
import { columnFromTypedArray, columnFromValues, columnOfTexts } from "./values-column.js";

/** What is needed of an Arrow vector: both libraries have it. */
export interface ArrowVector {
  /** Its type in Arrow's terms. */
  readonly type: {
    /** The number of the type, as the Arrow format has it. */
    readonly typeId: number;
  };
  /** Rows. */
  readonly length: number;
  /** Rows without a value. */
  readonly nullCount: number;
  /** Its batches, as the library holds them. */
  readonly data: readonly unknown[];
  /** The value of a row, from 0 on; null where there is none. */
  get(row: number): unknown;
  /** All values. */
  toArray(): ArrayLike<unknown>;
}

/** What is needed of an Arrow table. */
export interface ArrowTable {
  /** Columns in their order. */
  readonly schema: {
    /** One a column. */
    readonly fields: readonly {
      /** Name of the column. */
      readonly name: string;
    }[];
  };
  /** The column of a name, an `ArrowVector`. */
  getChild(name: string): unknown;
}

interface DictionaryBatch {
  readonly length: number;
  readonly values: ArrayLike<number | bigint>;
  readonly dictionary: ArrowVector;
  readonly nullCount: number;
  readonly validity?: ArrayLike<number> | null;
  getValid?(row: number): boolean;
}

/** Ids of the Arrow format itself (Schema.fbs); -1 is both libraries' own for a dictionary. */
const DICTIONARY = -1;
const INT = 2;
const FLOAT = 3;
const UTF8_TYPES = [5, 20, 24];
const HALF_PRECISION = 0;

/** Whether a value looks like an Arrow table. */
export function isArrowTable(data: object): data is ArrowTable {
  const { schema, getChild } = data as Partial<ArrowTable>;
  return typeof getChild === "function" && Array.isArray(schema?.fields);
}

/** Whether a value looks like an Arrow vector. */
export function isArrowVector(value: object): value is ArrowVector {
  const { type, get, toArray, data } = value as Partial<ArrowVector>;
  return (
    typeof type?.typeId === "number" &&
    typeof get === "function" &&
    typeof toArray === "function" &&
    Array.isArray(data)
  );
}

/** A column from an Arrow vector: a dictionary of texts that is ordered keeps its order, plain doubles are not copied. */
export function columnFromArrow(name: string, vector: ArrowVector): Column {
  if (!(Number.isInteger(vector.length) && vector.length >= 0 && vector.length <= MAX_ROWS)) {
    throw new DataError(`column "${name}" has ${vector.length} rows; there are 0 to ${MAX_ROWS}`, { column: name });
  }
  const { typeId, precision } = vector.type as { typeId: number; precision?: number };
  if (typeId === DICTIONARY && vector.data.every((batch) => holdsTexts(batch as DictionaryBatch))) {
    return factorFromDictionary(name, vector);
  }
  const isPlain = typeId === INT || (typeId === FLOAT && precision !== HALF_PRECISION);
  if (isPlain && vector.nullCount === 0) {
    const array = vector.toArray();
    if (ArrayBuffer.isView(array)) return columnFromTypedArray(name, array);
  }
  return columnFromValues(name, vector.length, (row) => vector.get(row));
}

function holdsTexts(batch: DictionaryBatch): boolean {
  return ArrayBuffer.isView(batch.values) && UTF8_TYPES.includes(batch.dictionary?.type?.typeId);
}

function factorFromDictionary(name: string, vector: ArrowVector): FactorColumn {
  const { isOrdered, ordered } = vector.type as { isOrdered?: boolean; ordered?: boolean };
  const levels: string[] = [];
  const codeOf = new Map<unknown, number>([[null, -1]]);
  const known = new Map<ArrowVector, Int32Array>();
  const codes = new Int32Array(vector.length);
  let row = 0;
  for (const batch of vector.data as readonly DictionaryBatch[]) {
    let codeOfIndex = known.get(batch.dictionary);
    if (codeOfIndex === undefined) {
      codeOfIndex = Int32Array.from({ length: batch.dictionary.length }, (_, index) => {
        const level = batch.dictionary.get(index);
        const code = codeOf.get(level) ?? levels.length;
        if (code === levels.length) {
          levels.push(level as string);
          codeOf.set(level, code);
        }
        return code;
      });
      known.set(batch.dictionary, codeOfIndex);
    }
    for (let i = 0; i < batch.length; i++, row++) {
      codes[row] = isValid(batch, i) ? (codeOfIndex[Number(batch.values[i])] ?? -2) : -1;
      if (codes[row] === -2) {
        throw new DataError(`column "${name}" points outside its dictionary in row ${row + 1}`, { column: name, row });
      }
    }
  }
  if (row !== vector.length) {
    throw new DataError(`column "${name}" has ${row} values, but says that it has ${vector.length}`, { column: name });
  }
  if (isOrdered ?? ordered ?? false) return factorColumn(name, codes, levels, { ordered: true });
  return columnOfTexts(name, { codes, levels });
}

function isValid(batch: DictionaryBatch, i: number): boolean {
  if (batch.nullCount === 0) return true;
  if (typeof batch.getValid === "function") return batch.getValid(i);
  return batch.validity == null || ((batch.validity[i >> 3] >> (i & 7)) & 1) === 1;
}
