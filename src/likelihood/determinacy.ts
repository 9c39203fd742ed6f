// Which covariance parameters no data of a design can tell apart: directions of T, and of sigma² where it is estimated, in
// which Cov(y) does not move. Compressions w_i'V_a w_j by random vectors w keep every such direction, and show any other.
import type { Design } from "../design/design.js";
import { cholesky } from "../math/cholesky.js";
import { euclideanLength } from "../math/euclidean-length.js";
import { eachEntry, gram, identity, matrixOf, multiply, sandwiched, transpose } from "../math/matrix-product.js";
import { RandomStream } from "../math/random-stream.js";
import { symmetricEigen } from "../math/symmetric-eigen.js";
import { dot, norm } from "../math/vectors.js";
import type { TermBlock } from "./terms.js";

/** A parameter of the covariances by its place; of tied structures by its number, of sigma² the term is −1. */
export interface CovariancePlace {
  readonly term: number;
  readonly row: number;
  readonly column: number;
  /** Among the structure's own parameters; null for an entry of T. */
  readonly own: number | null;
}

/** Parameters that can be moved together, by these weights, without any change of Cov(y); the first has weight 1. */
export type NullDirection = readonly { readonly place: CovariancePlace; readonly weight: number }[];

export interface Determinacy {
  /** Columns of random terms that the fixed effects hold at every level, and whose variance no other column has. */
  readonly absorbed: readonly { readonly term: number; readonly column: number }[];
  readonly directions: readonly NullDirection[];
}

export interface DeterminacyInput {
  readonly design: Design;
  readonly terms: readonly TermBlock[];
  /** λ of each term, where tied structures are looked at. */
  readonly lambdas: readonly Float64Array[];
  /** Roots of the weights of the rows; null means ones. */
  readonly rootWeights: Float64Array | null;
  /** Takes the weighted span of X out of a vector; null where that would cost too much. */
  readonly takeOut: ((vector: Float64Array) => void) | null;
  /** Whether only contrasts free of X count, as by REML. */
  readonly restricted: boolean;
  readonly hasScale: boolean;
}

/** Eigenvalue of the scaled Gram matrix of the ∂V under which a direction is one that moves nothing. */
const NULL = 1e-10;
/** Share of a direction from which on a parameter belongs to it. */
const PART = 1e-6;
/** Unknowns beyond which only the variances are looked at. */
const MOST = 400;
/** Part of a column's length that may lie outside of the span it belongs to. */
const OUTSIDE = 1e-7;
/** Seeds of the vectors that look for directions, and of those that confirm them. */
const SEED = { search: 1, confirmation: 2 };

/** ∂T of one unknown, k × k in the units of its term's stored columns. */
interface Unknown {
  readonly term: number;
  readonly matrix: Float64Array;
  /** The parameters that it moves. */
  readonly places: readonly CovariancePlace[];
}

/** A term's columns as they are looked at: Z B, the columns of unit root mean square, for free covariances white. */
interface StoredTerm {
  readonly codes: Int32Array;
  readonly levels: number;
  readonly k: number;
  readonly columns: readonly Float64Array[];
  readonly basis: Float64Array;
  /** Root mean square of each column of Z. */
  readonly lengths: readonly number[];
}

export function determinacy(input: DeterminacyInput): Determinacy {
  const { design, terms, restricted } = input;
  const absorbed = absorbedColumns(input);
  const isAbsorbed = (term: number, column: number) => restricted && absorbed.some(isColumn(term, column));
  const stored = terms.map((_, t) => storedTerm(input, t, (column) => isAbsorbed(t, column)));
  const moves = ({ term, matrix }: Unknown) => {
    const { k } = stored[term];
    const least = OUTSIDE * Math.max(...matrix.map(Math.abs));
    return matrix.some((value, at) => {
      return Math.abs(value) > least && !isAbsorbed(term, at % k) && !isAbsorbed(term, Math.floor(at / k));
    });
  };
  const every = terms.flatMap((_, t) => unknownsOf(input, stored[t], t));
  const all = every.filter(moves);
  const isWhole = (term: number) => stored[term].columns.every((_, c) => absorbed.some(isColumn(term, c)));
  // One standard deviation for all columns is determined by any of them; a correlation with an absorbed one is not.
  const untold = absorbed.filter(({ term }) => isWhole(term) || terms[term].structure.hom !== true);
  const correlations = every.flatMap((unknown): NullDirection[] => {
    const [place] = unknown.places;
    if (place.own === null || place.row === place.column || isWhole(place.term) || moves(unknown)) return [];
    return [[{ place, weight: 1 }]];
  });
  const isVariance = ({ places: [{ row, column }] }: Unknown) => row === column;
  const unknowns = all.length > MOST ? all.filter(isVariance) : all;
  if (unknowns.length === 0 || unknowns.length > MOST) return { absorbed: untold, directions: correlations };
  const compress = (seed: number, least: number) => compressions(input, stored, unknowns, seed, least);
  const found = nullSpace(compress, unknowns.length + (input.hasScale ? 1 : 0));
  return { absorbed: untold, directions: [...correlations, ...directionsOf(design, stored, unknowns, found)] };
}

function isColumn(term: number, column: number) {
  return (other: { readonly term: number; readonly column: number }) => other.term === term && other.column === column;
}

function weighted(values: Float64Array | null, roots: Float64Array | null, nobs: number): Float64Array {
  if (values === null) return roots === null ? new Float64Array(nobs).fill(1) : roots.slice();
  return roots === null ? values.slice() : values.map((value, i) => value * roots[i]);
}

function probe(stream: RandomStream, nobs: number): Float64Array {
  return Float64Array.from({ length: nobs }, () => stream.uniform() - 0.5);
}

/** Σ over the rows of each level of a column times a vector. */
function levelSums(codes: Int32Array, levels: number, column: Float64Array, vector: Float64Array): Float64Array {
  const sums = new Float64Array(levels);
  for (let i = 0; i < codes.length; i++) sums[codes[i]] += column[i] * vector[i];
  return sums;
}

function absorbedColumns({ design, rootWeights, takeOut }: DeterminacyInput): { term: number; column: number }[] {
  if (takeOut === null) return [];
  const whole = probe(new RandomStream(SEED.confirmation), design.nobs);
  const rest = whole.slice();
  takeOut(rest);
  return design.random.flatMap(({ factor, columns }, term) => {
    const { codes, levels } = design.factors[factor];
    return columns.flatMap((values, column) => {
      const sums = (vector: Float64Array) =>
        euclideanLength(levelSums(codes, levels.length, weighted(values, rootWeights, design.nobs), vector));
      return sums(rest) <= OUTSIDE * sums(whole) ? [{ term, column }] : [];
    });
  });
}

/** Columns of free covariances made orthonormal, the absorbed ones first; the others have unit root mean square. */
function storedTerm(
  { design, terms, rootWeights }: DeterminacyInput,
  term: number,
  isAbsorbed: (column: number) => boolean,
): StoredTerm {
  const { factor, columns } = design.random[term];
  const { codes, levels } = design.factors[factor];
  const { nobs } = design;
  const k = columns.length;
  const own = columns.map((values) => weighted(values, rootWeights, nobs));
  const lengths = own.map((values) => euclideanLength(values) / Math.sqrt(nobs));
  const basis = new Float64Array(k * k);
  const unit = (column: number) => (lengths[column] > 0 ? 1 / lengths[column] : 1);
  const scaled = own.map((values, column) => values.map((value) => value * unit(column)));
  for (let column = 0; column < k; column++) basis[column * (k + 1)] = unit(column);
  if (terms[term].structure.correlations === "free") {
    const order = [...own.keys()].sort((a, b) => Number(isAbsorbed(b)) - Number(isAbsorbed(a)));
    order.forEach((column, at) => {
      orthogonalize(scaled, basis, column, order.slice(0, at));
    });
  }
  return { codes, levels: levels.length, k, columns: scaled, basis, lengths };
}

/** Takes earlier columns of unit root mean square out of one, and the same out of its column of the basis; a dependent one stays. */
function orthogonalize(columns: Float64Array[], basis: Float64Array, column: number, earlier: readonly number[]): void {
  const k = columns.length;
  const nobs = columns[0].length;
  const rest = columns[column].slice();
  const combination = basis.slice(column * k, (column + 1) * k);
  const subtract = (from: Float64Array, share: number, other: ArrayLike<number>) => {
    for (let i = 0; i < from.length; i++) from[i] -= share * other[i];
  };
  for (let pass = 0; pass < 3; pass++) {
    for (const other of earlier) {
      const share = dot(columns[other], rest) / nobs;
      subtract(rest, share, columns[other]);
      subtract(combination, share, basis.slice(other * k, (other + 1) * k));
    }
  }
  const length = norm(rest) / Math.sqrt(nobs);
  if (!(length > OUTSIDE)) return;
  columns[column] = rest.map((value) => value / length);
  basis.set(
    combination.map((value) => value / length),
    column * k,
  );
}

function unknownsOf({ terms, lambdas }: DeterminacyInput, stored: StoredTerm, term: number): Unknown[] {
  const { structure, columnCount: k } = terms[term];
  if (structure.isTied) return tiedUnknowns(terms[term], stored, lambdas[term], term);
  return structure.patterns(k).map(([[row, column]]) => {
    const matrix = new Float64Array(k * k);
    matrix[row + column * k] = matrix[column + row * k] = 1;
    return { term, matrix, places: [{ term, row, column, own: null }] };
  });
}

/** ∂T along the parameters of a tied structure, by differences around where it is, standard deviations of zero put to one. */
function tiedUnknowns(
  { structure, columnCount: k }: TermBlock,
  stored: StoredTerm,
  lambda: Float64Array,
  term: number,
) {
  const step = 1e-4;
  const parameters = structure.parameters(new Array<string>(k).fill(""));
  const par = structure.toPar(k, lambda).map((value, i) => {
    const { kind, row, range } = parameters[i];
    if (kind === "sd") return value * stored.lengths[row] > step ? value : 1 / (stored.lengths[row] || 1);
    const margin = 2 * step * (range[1] - range[0]);
    return Math.min(range[1] - margin, Math.max(range[0] + margin, value));
  });
  const scaling = matrixOf(k, k, (i, j) => (i === j ? stored.lengths[i] : 0));
  const at = (i: number, by: number) => {
    const moved = par.slice();
    moved[i] += by;
    return sandwiched(scaling, gram(k, structure.fromPar(k, moved)));
  };
  return parameters.map(({ kind, row, column, range }, i): Unknown => {
    const by = step * (kind === "sd" ? par[i] : range[1] - range[0]);
    const ahead = at(i, by);
    const behind = at(i, -by);
    const matrix = eachEntry(k, ahead, (value, a, b) => (value - behind[a + b * k]) / (2 * by));
    return { term, matrix, places: [{ term, row, column, own: i }] };
  });
}

/** w_i'V_a w_j of at least `least` pairs, a row each; the last column is that of sigma², where it is estimated. */
function compressions(
  { design, restricted, takeOut, hasScale }: DeterminacyInput,
  stored: readonly StoredTerm[],
  unknowns: readonly Unknown[],
  seed: number,
  least: number,
): Float64Array[] {
  const stream = new RandomStream(seed);
  const count = Math.ceil((Math.sqrt(8 * least + 1) - 1) / 2);
  const vectors = Array.from({ length: count }, () => {
    const vector = probe(stream, design.nobs);
    if (restricted) takeOut?.(vector);
    return vector;
  });
  const sums = stored.map(({ codes, levels, columns }) =>
    vectors.map((vector) => columns.map((column) => levelSums(codes, levels, column, vector))),
  );
  const rows: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      const products = stored.map(({ k }, t) => matrixOf(k, k, (p, q) => dot(sums[t][i][p], sums[t][j][q])));
      const row = unknowns.map(({ term, matrix }) => dot(matrix, products[term]));
      rows.push(Float64Array.from(hasScale ? [...row, dot(vectors[i], vectors[j])] : row));
    }
  }
  return rows;
}

/** Vectors of the unknowns that every row of the compressions makes zero, of unknowns in the units that they were given in. */
function nullSpace(compress: (seed: number, least: number) => Float64Array[], unknowns: number): Float64Array[] {
  const rows = compress(SEED.search, unknowns + 4);
  if (!rows.every((row) => row.every(Number.isFinite))) return [];
  const sizes = Float64Array.from(
    { length: unknowns },
    (_, a) => euclideanLength(Float64Array.from(rows, (row) => row[a])) || 1,
  );
  const scaled = (list: readonly Float64Array[]) =>
    matrixOf(list.length, unknowns, (row, a) => (list[row][a] / sizes[a]) * Math.sqrt(rows.length / list.length));
  const products = crossProduct(rows.length, unknowns, scaled(rows));
  if (cholesky(unknowns, products, 10 * NULL) !== null) return [];
  const candidates = flat(unknowns, products, identity(unknowns));
  if (candidates.length === 0) return [];
  const others = compress(SEED.confirmation, 2 * candidates.length + 20);
  const d = candidates.length;
  const moved = multiply(others.length, unknowns, d, scaled(others), join(candidates));
  const confirmed = flat(d, crossProduct(others.length, d, moved), join(candidates));
  return confirmed.map((vector) => vector.map((value, a) => value / sizes[a]));
}

function join(vectors: readonly Float64Array[]): Float64Array {
  return Float64Array.from(vectors.flatMap((vector) => [...vector]));
}

function crossProduct(rows: number, columns: number, matrix: Float64Array): Float64Array {
  return multiply(columns, rows, columns, transpose(rows, columns, matrix), matrix);
}

/** B v of the eigenvectors v of a symmetric n × n matrix whose eigenvalues are under NULL. */
function flat(n: number, matrix: Float64Array, basis: Float64Array): Float64Array[] {
  const { values, vectors } = symmetricEigen(n, matrix);
  const rows = basis.length / n;
  return [...values].flatMap((value, i) => {
    return value < NULL ? [multiply(rows, n, 1, basis, vectors.slice(i * n, (i + 1) * n))] : [];
  });
}

interface Part {
  readonly place: CovariancePlace;
  /** Of the columns that it belongs to: one over their product is a unit of variance of the linear predictor, but may be no number. */
  readonly lengths: readonly [number, number];
}

/** The null space in the units of the parameters, each vector with as few of them as elimination gives. */
function directionsOf(
  design: Design,
  stored: readonly StoredTerm[],
  unknowns: readonly Unknown[],
  vectors: readonly Float64Array[],
): NullDirection[] {
  if (vectors.length === 0) return [];
  const parts: Part[] = [];
  const rows = vectors.map((): number[] => []);
  design.random.forEach((_, term) => {
    const own = unknowns.flatMap((unknown, a) => (unknown.term === term ? [a] : []));
    const { k, basis, lengths } = stored[term];
    const length = (column: number) => lengths[column] || 1;
    const inLengths = eachEntry(k, basis, (entry, i) => entry * length(i));
    const isTied = own.some((a) => unknowns[a].places[0].own !== null);
    const images = vectors.map((vector) => {
      const T = new Float64Array(k * k);
      for (const a of own) unknowns[a].matrix.forEach((value, at) => (T[at] += vector[a] * value));
      return sandwiched(inLengths, T);
    });
    const seen = new Set(own.map((a) => unknowns[a].places[0]));
    for (const place of seen) {
      const { row, column } = place;
      const a = own.find((other) => unknowns[other].places[0] === place) as number;
      parts.push({ place, lengths: isTied ? [1, 1] : [length(row), length(column)] });
      vectors.forEach((vector, d) => rows[d].push(isTied ? vector[a] : images[d][row + column * k]));
    }
  });
  if (vectors[0].length > unknowns.length) {
    parts.push({ place: { term: -1, row: 0, column: 0, own: null }, lengths: [1, 1] });
    vectors.forEach((vector, d) => rows[d].push(vector[unknowns.length]));
  }
  return eliminated(rows).map(({ pivot, row }) => {
    const [one, two] = parts[pivot].lengths;
    const weight = (i: number) => row[i] * (one / parts[i].lengths[0]) * (two / parts[i].lengths[1]);
    const others = parts.flatMap(({ place }, i) => {
      return i !== pivot && Math.abs(row[i]) > PART ? [{ place, weight: weight(i) }] : [];
    });
    return [{ place: parts[pivot].place, weight: 1 }, ...others];
  });
}

/** Gauss and Jordan with complete pivoting; each row is one at its pivot, and the others' are zero there. */
function eliminated(rows: readonly (readonly number[])[]): { pivot: number; row: number[] }[] {
  const left = rows.flatMap((row) => {
    const largest = Math.max(...row.map(Math.abs));
    return largest > 0 && largest < Number.POSITIVE_INFINITY
      ? [{ pivot: -1, row: row.map((value) => value / largest) }]
      : [];
  });
  for (const _ of left) {
    let best = { size: 0, row: left[0], pivot: -1 };
    for (const other of left) {
      if (other.pivot >= 0) continue;
      other.row.forEach((value, pivot) => {
        if (Math.abs(value) > best.size * (1 + PART)) best = { size: Math.abs(value), row: other, pivot };
      });
    }
    const { row: chosen, pivot } = best;
    if (pivot < 0) break;
    const scale = chosen.row[pivot];
    chosen.pivot = pivot;
    chosen.row = chosen.row.map((value) => value / scale);
    for (const other of left) {
      if (other === chosen) continue;
      const share = other.row[pivot];
      other.row = other.row.map((value, i) => (i === pivot ? 0 : value - share * chosen.row[i]));
    }
  }
  return left.filter(({ pivot }) => pivot >= 0);
}
