// A file of cross-products: eight letters, the length of a head in JSON, the head, then numbers, little-endian, and a checksum.
import { DataError } from "../errors.js";
import { isArrayOf, isName, isRecordOf, isText, isTexts, isWhole, misfitOf, type Shape } from "../options.js";
import type { Cells, KeyCodes } from "./cells.js";
import type { ProductsHead } from "./products-head.js";

const LETTERS = "BLUPSUM1";
const WORD = 8;

/** A key in the head; numbers of its values stand among the other numbers. */
interface SavedKey {
  readonly name: string;
  readonly kind: KeyCodes["kind"];
  readonly count: number;
  readonly texts?: readonly string[];
}

interface SavedHead extends ProductsHead {
  readonly cells: {
    readonly count: number;
    readonly isWeighted: boolean;
    readonly logWeights: number;
    readonly keys: readonly SavedKey[];
  };
}

export function writeProducts(head: ProductsHead, cells: Cells): Uint8Array {
  const { count, keys, rows, weights, logWeights, means, scatters } = cells;
  const isWeighted = weights !== rows;
  const saved: SavedHead = {
    ...head,
    cells: {
      count,
      isWeighted,
      logWeights,
      keys: keys.map(({ name, kind, values }) => ({
        name,
        kind,
        count: values.length,
        ...(kind === "text" && { texts: values as readonly string[] }),
      })),
    },
  };
  const text = new TextEncoder().encode(JSON.stringify(saved));
  const parts: (Float64Array | Int32Array)[] = [
    ...keys.flatMap(({ kind, codes, values }) => (kind === "text" ? [codes] : [codes, values as Float64Array])),
    rows,
    ...(isWeighted ? [weights] : []),
    ...means,
    ...scatters,
  ];
  const room = (bytes: number) => Math.ceil(bytes / WORD) * WORD;
  const begin = room(2 * WORD + text.length);
  const end = parts.reduce((sum, { byteLength }) => sum + room(byteLength), begin);
  const out = new Uint8Array(end + WORD);
  out.set(new TextEncoder().encode(LETTERS));
  new DataView(out.buffer).setFloat64(WORD, text.length, true);
  out.set(text, 2 * WORD);
  let at = begin;
  for (const part of parts) {
    out.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += room(part.byteLength);
  }
  new DataView(out.buffer).setUint32(end, checksum(out.subarray(0, end)), true);
  return out;
}

/** Fowler, Noll and Vo's, of 32 bits. */
function checksum(bytes: Uint8Array): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) sum = Math.imul(sum ^ bytes[i], 0x01000193);
  return sum >>> 0;
}

const isKey = (value: unknown) =>
  misfitOf(value as SavedKey, { name: isText, kind: isText, count: (count) => isWhole(count, 0) }) === null;

const SHAPE: Shape<SavedHead> = {
  formula: isText,
  source: isText,
  columnNames: isTexts,
  weights: isName,
  offset: isName,
  subset: isName,
  types: (value) => isRecordOf(value, isText),
  factors: [{ label: isText, expression: isText }],
  numbers: isTexts,
  atoms: isTexts,
  covariates: [
    {
      name: isText,
      rows: Number.isFinite,
      mean: Number.isFinite,
      least: Number.isFinite,
      greatest: Number.isFinite,
      isTwoValued: (value) => typeof value === "boolean",
    },
  ],
  transforms: (value) => isRecordOf(value, (entry) => typeof entry === "object" && entry !== null),
  dropped: { total: Number.isFinite, byVariable: (value) => isRecordOf(value, Number.isFinite) },
  cells: {
    count: (value) => isWhole(value, 1),
    isWeighted: (value) => typeof value === "boolean",
    logWeights: Number.isFinite,
    keys: (value) => isArrayOf(value, isKey),
  },
};

/** Throws DataError for what writeProducts() has not written. */
export function readProducts(bytes: Uint8Array): { head: ProductsHead; cells: Cells } {
  if (!(bytes instanceof Uint8Array))
    throw new DataError("cross-products are read from a Uint8Array, as save() gives it");
  // A copy begins at a whole word, as numbers want it.
  const own = bytes.slice();
  const view = new DataView(own.buffer, 0, own.byteLength);
  if (own.length < 3 * WORD || new TextDecoder().decode(own.subarray(0, WORD)) !== LETTERS) {
    throw new DataError("these are no cross-products that blup has saved");
  }
  const end = own.length - WORD;
  if (end % WORD !== 0 || view.getUint32(end, true) !== checksum(own.subarray(0, end))) throw notWhole("a part");
  const length = view.getFloat64(WORD, true);
  const saved = isWhole(length, 2, end - 2 * WORD) ? parsed(own.subarray(2 * WORD, 2 * WORD + length)) : null;
  const misfit = saved === null ? "head" : misfitOf(saved as SavedHead, SHAPE);
  if (misfit !== null) throw notWhole(misfit || "head");
  const { cells, ...head } = saved as SavedHead;
  let at = Math.ceil((2 * WORD + length) / WORD) * WORD;
  const take = (count: number, size: number): number => {
    const from = at;
    if (!(from + count * size <= end)) throw notWhole("numbers");
    at += Math.ceil((count * size) / WORD) * WORD;
    return from;
  };
  const floats = (count: number) => new Float64Array(own.buffer, take(count, WORD), count);
  const keys = cells.keys.map((key): KeyCodes => {
    const { name, kind, count, texts = [] } = key;
    const codes = new Int32Array(own.buffer, take(cells.count, 4), cells.count);
    const values = kind === "text" ? texts : floats(count);
    const isRight =
      kind === "text" ? isTexts(values) && new Set(values as string[]).size === count : finite(values as Float64Array);
    if (!isRight || values.length !== count || !codes.every((code) => code >= 0 && code < count))
      throw notWhole(`key "${name}"`);
    if (kind === "logical" && !(values as Float64Array).every((value) => value === 0 || value === 1))
      throw notWhole(`key "${name}"`);
    return { name, kind, codes, values };
  });
  const rows = floats(cells.count);
  const weights = cells.isWeighted ? floats(cells.count) : rows;
  const d = head.atoms.length;
  const means = Array.from({ length: d }, () => floats(cells.count));
  const scatters = Array.from({ length: (d * (d + 1)) / 2 }, () => floats(cells.count));
  if (at !== end) throw notWhole("numbers");
  if (!rows.every((count) => isWhole(count, 1)) || !weights.every((weight) => weight > 0)) throw notWhole("counts");
  if (d === 0 || ![weights, ...means, ...scatters].every(finite)) throw notWhole("numbers");
  const { count, logWeights } = cells;
  return { head, cells: { count, keys, rows, weights, logWeights, means, scatters } };
}

function finite(values: Float64Array): boolean {
  return values.every(Number.isFinite);
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

function notWhole(part: string): DataError {
  return new DataError(`cross-products are not whole: ${part} is missing, or not what it was`);
}
