// Cells: all rows with the same keys, by their count, means and scatter.
import { sortByCodePoint } from "../data/levels.js";
import { rankNumbers } from "../frame/rank-numbers.js";
import { gather, gatherCodes } from "../frame/variables.js";
import type { SqlColumns } from "./adapter.js";
import type { SqlKind } from "./dialect.js";

/** What cells have of one key: codes into texts that are sorted, or into numbers that ascend. */
export interface KeyCodes {
  readonly name: string;
  readonly kind: SqlKind;
  readonly codes: Int32Array;
  readonly values: readonly string[] | Float64Array;
}

/** Cells in the order of their keys; those of several sources may have the same keys. */
export interface Cells {
  readonly count: number;
  readonly keys: readonly KeyCodes[];
  /** Rows. */
  readonly rows: Float64Array;
  /** Sums of weights; rows where there are none. */
  readonly weights: Float64Array;
  /** Sum of the logarithms of all weights. */
  readonly logWeights: number;
  /** Of each atom. */
  readonly means: readonly Float64Array[];
  /** Weighted sums of products of deviations from the means, of atoms 00, 01, …, 11, 12, … */
  readonly scatters: readonly Float64Array[];
}

/** What cells are of. */
export interface CellShape {
  readonly keys: readonly { readonly name: string; readonly kind: SqlKind }[];
  readonly isWeighted: boolean;
  readonly atoms: number;
}

/** A list of numbers that grows. */
class Numbers {
  private values = new Float64Array(1024);
  private length = 0;

  push(added: ArrayLike<unknown>): void {
    const { length } = this;
    if (length + added.length > this.values.length) {
      const grown = new Float64Array(Math.max(2 * this.values.length, length + added.length));
      grown.set(this.values.subarray(0, length));
      this.values = grown;
    }
    for (let i = 0; i < added.length; i++) this.values[length + i] = Number(added[i] ?? Number.NaN);
    this.length += added.length;
  }

  done(): Float64Array {
    const found = this.values.slice(0, this.length);
    // Cells may be millions: what they were collected in is let go at once.
    this.values = new Float64Array(0);
    return found;
  }
}

/** Texts by code, in the order in which they come. */
class Texts {
  private readonly known = new Map<string, number>();
  private readonly codes = new Numbers();

  push(added: ArrayLike<unknown>): void {
    const codes = Float64Array.from(added, (value) => {
      const text = String(value);
      const code = this.known.get(text) ?? this.known.size;
      if (code === this.known.size) this.known.set(text, code);
      return code;
    });
    this.codes.push(codes);
  }

  done(): { codes: Int32Array; values: string[] } {
    return sortedTexts(Int32Array.from(this.codes.done()), [...this.known.keys()]);
  }
}

function sortedTexts(codes: Int32Array, texts: readonly string[]): { codes: Int32Array; values: string[] } {
  const values = sortByCodePoint([...texts]);
  const position = new Map(values.map((text, code) => [text, code]));
  const translation = texts.map((text) => position.get(text) as number);
  return { codes: codes.map((code) => translation[code]), values };
}

/** Reads the answer to a query of cells whose atoms were taken from `centers`; `onCells` is told how many there are. */
export async function collectCells(
  answer: AsyncIterable<SqlColumns>,
  { keys, isWeighted, atoms }: CellShape,
  centers: readonly number[],
  onCells: (count: number) => void = () => {},
): Promise<Cells> {
  const keyLists = keys.map(({ kind }) => (kind === "text" ? new Texts() : new Numbers()));
  const pairs = (atoms * (atoms + 1)) / 2;
  const sums = Array.from({ length: 1 + (isWeighted ? 2 : 0) + atoms + pairs }, () => new Numbers());
  let count = 0;
  for await (const columns of answer) {
    keyLists.forEach((list, i) => {
      list.push(columns[i]);
    });
    sums.forEach((list, i) => {
      list.push(columns[keys.length + i]);
    });
    count += columns[0].length;
    onCells(count);
  }
  const [rows, ...rest] = sums.map((list) => list.done());
  const [weights, logs] = isWeighted ? rest.splice(0, 2) : [rows, null];
  const offsets = rest.splice(0, atoms);
  const scatters = isWeighted ? scattersOf(rest, weights, offsets) : rest;
  const found: Cells = {
    count,
    keys: keys.map(({ name, kind }, i) => ({ name, kind, ...codesOf(keyLists[i]) })),
    rows,
    weights,
    logWeights: logs === null ? 0 : logs.reduce((sum, value) => sum + value, 0),
    means: offsets.map((column, i) => shifted(column, centers[i])),
    scatters: scatters.map((column) => ofSeveral(column, rows)),
  };
  return sorted(found);
}

function codesOf(list: Texts | Numbers): Pick<KeyCodes, "codes" | "values"> {
  if (list instanceof Texts) return list.done();
  const { codes, distinct } = rankNumbers(list.done());
  return { codes, values: distinct };
}

function shifted(column: Float64Array, by: number): Float64Array {
  for (let i = 0; i < column.length; i++) column[i] += by;
  return column;
}

/** The scatter of one row is nothing, whatever rounding has made of it. */
function ofSeveral(column: Float64Array, rows: Float64Array): Float64Array {
  for (let cell = 0; cell < rows.length; cell++) if (rows[cell] === 1) column[cell] = 0;
  return column;
}

/** Σw(u − ū)(v − v̄) of Σwuv, u and v being small beside what they were centered from. */
function scattersOf(
  sums: readonly Float64Array[],
  weights: Float64Array,
  means: readonly Float64Array[],
): Float64Array[] {
  let at = 0;
  return means.flatMap((one, i) =>
    means.slice(i).map((other) => sums[at++].map((sum, cell) => sum - weights[cell] * one[cell] * other[cell])),
  );
}

/** The cells of all parts; texts and numbers of keys are those of any. */
export function joined(parts: readonly Cells[]): Cells {
  const [first, ...others] = parts;
  if (others.length === 0) return first;
  const columns = (of: (part: Cells) => Float64Array) => concatenated(parts.map(of));
  const keys = first.keys.map(({ name, kind }, k) => {
    const own = parts.map((part) => part.keys[k]);
    if (kind !== "text") {
      const values = concatenated(
        own.map(({ codes, values }) => Float64Array.from(codes, (code) => values[code] as number)),
      );
      const { codes, distinct } = rankNumbers(values);
      return { name, kind, codes, values: distinct };
    }
    const texts = [...new Set(own.flatMap(({ values }) => values as readonly string[]))];
    const places = new Map(texts.map((text, code) => [text, code]));
    const codes = own.flatMap(({ codes, values }) =>
      Array.from(codes, (code) => places.get(values[code] as string) as number),
    );
    return { name, kind, ...sortedTexts(Int32Array.from(codes), texts) };
  });
  return sorted({
    count: parts.reduce((sum, { count }) => sum + count, 0),
    keys,
    rows: columns(({ rows }) => rows),
    weights: columns(({ weights }) => weights),
    logWeights: parts.reduce((sum, { logWeights }) => sum + logWeights, 0),
    means: first.means.map((_, i) => columns(({ means }) => means[i])),
    scatters: first.scatters.map((_, i) => columns(({ scatters }) => scatters[i])),
  });
}

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The cells by their keys, the first before the others: databases give them in any order. */
function sorted(cells: Cells): Cells {
  let order = new Int32Array(cells.count);
  for (let cell = 0; cell < order.length; cell++) order[cell] = cell;
  for (const { codes, values } of [...cells.keys].reverse()) order = byCode(order, codes, values.length);
  const pick = (column: Float64Array) => gather(column, order);
  return {
    ...cells,
    keys: cells.keys.map((key) => ({ ...key, codes: gatherCodes(key.codes, order) })),
    rows: pick(cells.rows),
    weights: pick(cells.weights),
    means: cells.means.map(pick),
    scatters: cells.scatters.map(pick),
  };
}

/** A counting sort, which keeps the order of equals. */
function byCode(order: Int32Array, codes: Int32Array, count: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(count + 1);
  for (const cell of order) next[codes[cell] + 1]++;
  for (let code = 0; code < count; code++) next[code + 1] += next[code];
  const out = new Int32Array(order.length);
  for (const cell of order) out[next[codes[cell]]++] = cell;
  return out;
}
