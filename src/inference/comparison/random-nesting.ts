// Whether the random part of one model is a special case of that of another, whatever their formulas look like.
import { covarianceStructure } from "../../covariance/registry.js";
import type { CovarianceStructure } from "../../covariance/structure.js";
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
  readonly structure: CovarianceStructure;
}

/** A term of the larger model, and what of it smaller terms have taken. */
interface Host {
  readonly term: TermColumns;
  readonly taken: Set<number>;
  readonly space: Span;
}

/** Null where it is nested; else the label of a term of the smaller model that no term of the larger one contains. */
export function randomNesting(small: Design, large: Design): RandomNesting | { readonly missing: string } {
  const hosts = terms(large).map((term): Host => ({ term, taken: new Set<number>(), space: new Span() }));
  hosts.sort((a, b) => a.term.columns.length - b.term.columns.length);
  const isTied = ({ term }: Host, { codes }: TermColumns) =>
    term.structure.correlations === "tied" && isSamePartition(codes, term.codes);
  const rest = terms(small).filter((term) => !hosts.some((host) => isTied(host, term) && takesStructure(term, host)));
  for (const piece of rest.flatMap(separable)) {
    const host = hosts.find((candidate) => {
      const { term } = candidate;
      if (!isSamePartition(piece.codes, term.codes)) return isCompoundSymmetric(piece, candidate);
      return takes[term.structure.correlations](piece, candidate);
    });
    if (host === undefined) return { missing: piece.label };
  }
  const open = hosts.map(({ term, taken, space }) => {
    const { structure, columns } = term;
    if (structure.correlations === "free") return new Span(columns).dimension - space.dimension;
    return structure.hom ? Math.sign(columns.length - taken.size) : columns.length - taken.size;
  });
  return { boundary: open.reduce((sum, count) => sum + count, 0) };
}

function terms({ random, factors, nobs }: Design): TermColumns[] {
  const ones = new Float64Array(nobs).fill(1);
  return random.map(({ label, factor, columns, structure }) => ({
    label,
    codes: factors[factor].codes,
    columns: columns.map((column) => column ?? ones),
    structure: covarianceStructure(structure),
  }));
}

/** Whether each column alone is a term of the same structure. */
const isSeparable = ({ correlations, isTied }: CovarianceStructure) => correlations === "none" && !isTied;

/** Independent columns may be looked for in different terms. */
function separable(term: TermColumns): TermColumns[] {
  return isSeparable(term.structure) ? term.columns.map((column) => ({ ...term, columns: [column] })) : [term];
}

/** Whether a smaller term of the same levels is a special case of a host, by the correlations that the host has. */
const takes: Record<CovarianceStructure["correlations"], (piece: TermColumns, host: Host) => boolean> = {
  free: takesSpace,
  none: (piece, host) => (host.term.structure.hom ? takesStructure(piece, host) : takesColumns(piece, host)),
  tied: (piece, host) => takesColumn(piece, host) || takesSum(piece, host),
};

function takesSpace(piece: TermColumns, { term, space }: Host): boolean {
  const whole = new Span(term.columns);
  if (!piece.columns.every((column) => whole.has(column))) return false;
  for (const column of piece.columns) space.add(column);
  return true;
}

/** The columns of the host in its order, and its structure or a special case of it. */
function takesStructure(piece: TermColumns, { term, taken }: Host): boolean {
  const { columns, structure } = term;
  const isSpecial = piece.structure.name === structure.name || specialCases(structure).includes(piece.structure.name);
  if (taken.size > 0 || !(isSpecial || columns.length === 1) || piece.columns.length !== columns.length) return false;
  if (!piece.columns.every((column, i) => column.every((value, row) => value === columns[i][row]))) return false;
  for (const i of columns.keys()) taken.add(i);
  return true;
}

function specialCases({ simpler }: CovarianceStructure): readonly string[] {
  return simpler.flatMap((name) => [name, ...specialCases(covarianceStructure(name))]);
}

/** Columns of independent effects, each one of the host's: of one variance only where it is. */
function takesColumns(piece: TermColumns, host: Host): boolean {
  const { correlations } = piece.structure;
  if (piece.columns.length === 1) return takesColumn(piece, host);
  return correlations === "none" && takesStructure({ ...piece, structure: host.term.structure }, host);
}

/** One column of the host whose others have no variance. */
function takesColumn(piece: TermColumns, { term, taken }: Host): boolean {
  const isFull = term.structure.correlations === "tied" && taken.size > 0;
  if (isFull || piece.columns.length !== 1 || (term.structure.hom && term.columns.length > 1)) return false;
  const alone = new Span(piece.columns);
  const at = term.columns.findIndex((column) => alone.has(column));
  if (at < 0) return false;
  taken.add(at);
  return true;
}

/** The sum of all columns: what they are where all correlations are 1. */
function takesSum(piece: TermColumns, { term, taken }: Host): boolean {
  if (taken.size > 0 || piece.columns.length !== 1) return false;
  const isSum = piece.columns[0].every((value, row) => {
    return value === term.columns.reduce((sum, column) => sum + column[row], 0);
  });
  if (isSum) for (const i of term.columns.keys()) taken.add(i);
  return isSum;
}

/**
 * Whether an intercept for each level of a finer factor is a covariance of `term`: its columns tell the finer levels
 * within each of its own apart, and no more, so that the multiple of the identity over those levels is one of its T.
 */
function isCompoundSymmetric(piece: TermColumns, { term, space, taken }: Host): boolean {
  const { columns, codes, structure } = term;
  const k = columns.length;
  if (k === 1 || isSeparable(structure) || piece.columns.length !== 1 || piece.columns[0].some((value) => value !== 1))
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
  for (const i of columns.keys()) taken.add(i);
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
