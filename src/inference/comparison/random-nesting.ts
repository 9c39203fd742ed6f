// Whether the random part of one model is a special case of that of another, whatever their formulas look like.
import { covarianceStructure } from "../../covariance/registry.js";
import type { Design } from "../../design/design.js";
import { Span } from "../../math/span.js";

/** Where every covariance of the smaller model is one of the larger. */
export interface RandomNesting {
  /** Dimensions in which the larger model has variance and the smaller none: 0 where it lies in the interior. */
  readonly boundary: number;
}

interface TermColumns {
  readonly label: string;
  readonly codes: Int32Array;
  readonly columns: readonly Float64Array[];
  readonly isDiagonal: boolean;
}

/** Null where it is nested; else the label of a term of the smaller model that no term of the larger one contains. */
export function randomNesting(small: Design, large: Design): RandomNesting | { readonly missing: string } {
  const hosts = terms(large).map((term) => ({ term, taken: new Set<number>(), space: new Span() }));
  hosts.sort((a, b) => a.term.columns.length - b.term.columns.length);
  for (const piece of terms(small).flatMap(separable)) {
    const host = hosts.find(({ term, taken, space }) => {
      if (!isSamePartition(piece.codes, term.codes)) return isCompoundSymmetric(piece, term, space);
      return term.isDiagonal ? takesColumn(piece, term, taken) : takesSpace(piece, term, space);
    });
    if (host === undefined) return { missing: piece.label };
  }
  const open = hosts.map(({ term, taken, space }) =>
    term.isDiagonal ? term.columns.length - taken.size : new Span(term.columns).dimension - space.dimension,
  );
  return { boundary: open.reduce((sum, count) => sum + count, 0) };
}

function terms({ random, factors, nobs }: Design): TermColumns[] {
  const ones = new Float64Array(nobs).fill(1);
  return random.map(({ label, factor, columns, structure }) => ({
    label,
    codes: factors[factor].codes,
    columns: columns.map((column) => column ?? ones),
    isDiagonal: covarianceStructure(structure).isSeparable,
  }));
}

/** Independent columns may be looked for in different terms. */
function separable(term: TermColumns): TermColumns[] {
  return term.isDiagonal ? term.columns.map((column) => ({ ...term, columns: [column] })) : [term];
}

function takesSpace(piece: TermColumns, term: TermColumns, space: Span): boolean {
  const whole = new Span(term.columns);
  if (!piece.columns.every((column) => whole.has(column))) return false;
  for (const column of piece.columns) space.add(column);
  return true;
}

function takesColumn(piece: TermColumns, term: TermColumns, taken: Set<number>): boolean {
  if (piece.columns.length !== 1) return false;
  const alone = new Span(piece.columns);
  const at = term.columns.findIndex((column) => alone.has(column));
  if (at < 0) return false;
  taken.add(at);
  return true;
}

/**
 * Whether an intercept for each level of a finer factor is a covariance of `term`: its columns tell the finer levels
 * within each of its own apart, and no more, so that the multiple of the identity over those levels is one of its T.
 */
function isCompoundSymmetric(piece: TermColumns, term: TermColumns, space: Span): boolean {
  const { columns, codes, isDiagonal } = term;
  const k = columns.length;
  if (k === 1 || isDiagonal || piece.columns.length !== 1 || piece.columns[0].some((value) => value !== 1))
    return false;
  const kinds = new Map<string, number>();
  const kindOf = Int32Array.from(codes, (_, row) => {
    const key = columns.map((column) => column[row]).join();
    if (!kinds.has(key) && kinds.size <= k) kinds.set(key, kinds.size);
    return kinds.get(key) ?? -1;
  });
  if (kinds.size !== k || new Span(columns).dimension !== k) return false;
  const cells = codes.map((level, row) => level * k + kindOf[row]);
  if (!isSamePartition(cells, piece.codes)) return false;
  for (const column of columns) space.add(column);
  return true;
}

/** Whether two codings put the same rows together. */
function isSamePartition(a: Int32Array, b: Int32Array): boolean {
  if (a === b) return true;
  const forth = new Map<number, number>();
  const back = new Map<number, number>();
  for (let row = 0; row < a.length; row++) {
    const to = forth.get(a[row]);
    const from = back.get(b[row]);
    if (to === undefined && from === undefined) {
      forth.set(a[row], b[row]);
      back.set(b[row], a[row]);
    } else if (to !== b[row] || from !== a[row]) return false;
  }
  return true;
}
