// Random terms as blocks of columns of their grouping factors: the engine knows one block of columns a factor, lme4's
// theta runs term by term in the order of Design.random. The engine has the columns of a term in a basis of their own,
// Z̃ = ZT; λ of a chart is in these stored columns where the structure knows no other, else in the model's columns.
import { byEntries, rowScales } from "../covariance/entries.js";
import { covarianceStructure } from "../covariance/registry.js";
import type { CovarianceStructure } from "../covariance/structure.js";
import type { Design, GroupingFactor, RandomDesign } from "../design/design.js";
import { columnTransform, transformed } from "../engine/column-transform.js";
import type { EngineInput, FactorInput } from "../engine/types.js";
import { DesignError } from "../errors.js";
import { gram, identity, matrixOf, multiply, transpose } from "../math/matrix-product.js";
import { largest } from "../math/units.js";
import { isMixing, upperProduct, upperSolve, upperTransposedProduct } from "../math/upper-triangular.js";

/** One random term: columns offset … offset + columnCount − 1 of its factor's merged columns. */
export interface TermBlock {
  readonly factor: number;
  readonly offset: number;
  readonly columnCount: number;
  readonly structure: CovarianceStructure;
  /** T of the columns stored, k × k upper triangular; null where they are stored as they are. */
  readonly transform: Float64Array | null;
}

/** What of a system decides the shapes of its blocks. */
export interface TermFactors {
  readonly factors: readonly { readonly levelCount: number; readonly columnCount: number }[];
}

/** What of a design tells one random term from another. */
export interface TermDesign {
  readonly factors: readonly Pick<GroupingFactor, "name">[];
  readonly random: readonly Pick<RandomDesign, "factor" | "structure" | "names" | "label">[];
}

/** The places of the random terms, in the order of `design.random`, their columns as they are. */
export function termLayout(design: TermDesign): TermBlock[] {
  const used = design.factors.map(() => 0);
  return design.random.map((term) => {
    const offset = used[term.factor];
    const columnCount = term.names.length;
    used[term.factor] += columnCount;
    return {
      factor: term.factor,
      offset,
      columnCount,
      structure: covarianceStructure(term.structure),
      transform: null,
    };
  });
}

/** Largest number of a column of which effects can be told, one over it being the least: variances, too, where charts have them. */
const LARGEST = { effects: 1e300, variances: 1e153 };

/**
 * The same with the columns in the basis in which the engine should have them. Throws DesignError for a column of numbers
 * so large or small that nothing can be told of its effects.
 */
export function storedLayout(design: Design): TermBlock[] {
  const { random, nobs, weights } = design;
  return termLayout(design).map((term, t) => {
    random[t].columns.forEach((column, j) => {
      const size = column === null ? 1 : largest(column);
      const limit = LARGEST[term.structure.isInvariant ? "effects" : "variances"];
      if (size === 0 || (size < limit && size > 1 / limit)) return;
      const text = `random effect "${random[t].names[j]}" of (${random[t].label}) has values up to ${size.toPrecision(3)}`;
      throw new DesignError(
        `${text}, which leave no numbers for its variance; measure it in another unit`,
        random[t].label,
      );
    });
    return { ...term, transform: columnTransform(random[t].columns, nobs, weights) };
  });
}

/** The design with the columns of Z as they are stored. */
export function storedDesign(design: Design, terms: readonly TermBlock[]): Design {
  if (terms.every(({ transform }) => transform === null)) return design;
  const random = design.random.map((term, t) => {
    return { ...term, columns: transformed(term.columns, terms[t].transform) };
  });
  return { ...design, random };
}

/** Names of the entries of par. */
export function parNames(design: TermDesign): string[] {
  return entryNames(design, "par");
}

/** Names of the entries of theta, as lme4 gives them. */
export function thetaNames(design: TermDesign): string[] {
  return entryNames(design, "theta");
}

function entryNames({ random, factors }: TermDesign, of: "par" | "theta"): string[] {
  return random.flatMap(({ factor, structure, names }) =>
    covarianceStructure(structure)
      [of](names)
      .map(({ label }) => `${factors[factor].name}.${label}`),
  );
}

/** How many entries par has. */
export function parCount(terms: readonly TermBlock[]): number {
  return terms.reduce((sum, { structure, columnCount }) => sum + structure.parCount(columnCount), 0);
}

/** lme4's theta of par. */
export function thetaOf(terms: readonly TermBlock[], par: Float64Array): Float64Array {
  const parts = splitTheta(terms, par).map((lambda, t) => {
    const { structure, columnCount: k } = terms[t];
    return structure.theta(new Array<string>(k).fill("")).map(({ row, column }) => lambda[row + column * k]);
  });
  return Float64Array.from(parts.flat());
}

/** The design as the engine wants it: every factor with the columns of all its terms side by side. */
export function engineInput(design: Design): EngineInput {
  const factors: FactorInput[] = design.factors.map((factor, index) => ({
    levelCount: factor.levels.length,
    codes: factor.codes,
    columns: design.random.filter((term) => term.factor === index).flatMap((term) => term.columns),
  }));
  const { nobs, response, weights, offset, sums } = design;
  return {
    nobs,
    fixed: design.fixed.columns,
    response,
    weights,
    offset,
    factors,
    observations: sums?.observations,
    logWeights: sums?.logWeights,
  };
}

/** The term in the entries of its triangular λ for coordinates, the columns `first` before the others. */
export function entryTerm(term: TermBlock, first: readonly number[]): TermBlock {
  const { structure, transform } = term;
  return { ...term, structure: byEntries(structure, first, structure.isInvariant ? transform : null) };
}

/** Standard deviation of a term's column at which it is white in `basis`. */
export function whiteDeviation(term: TermBlock, basis: Float64Array, column: number): number {
  return rowScales(term.columnCount, inModel(term, basis))[column];
}

/** A matrix that a chart has, such as λ, in the columns of the model … */
export function inModel({ structure, transform }: TermBlock, matrix: Float64Array): Float64Array {
  return structure.isInvariant ? upperProduct(transform, matrix) : matrix;
}

/** … and back. */
export function inChart({ structure, transform }: TermBlock, matrix: Float64Array): Float64Array {
  return structure.isInvariant ? upperSolve(transform, matrix) : matrix;
}

/** Lower-triangular λ of each term from par, in the columns of the model. */
export function splitTheta(terms: readonly TermBlock[], par: Float64Array): Float64Array[] {
  let at = 0;
  return terms.map((term) => {
    const count = term.structure.parCount(term.columnCount);
    at += count;
    return term.structure.fromPar(term.columnCount, par.subarray(at - count, at));
  });
}

/** What tells a point's covariances: par, and where it is known Λ by factor as the system had it. */
export interface CovariancePoint {
  readonly theta: Float64Array;
  readonly lambdas?: readonly Float64Array[] | undefined;
}

/** λ of each term as charts have it. Where columns are rotated Λ itself says more than par, which has lost digits. */
export function chartLambdas(terms: readonly TermBlock[], { theta, lambdas = [] }: CovariancePoint): Float64Array[] {
  const system = { factors: lambdas.map((lambda) => ({ columnCount: Math.round(Math.sqrt(lambda.length)) })) };
  return splitTheta(terms, theta).map((lambda, t) => {
    const term = terms[t];
    const isKnown = lambdas.length > 0 && term.structure.isInvariant && isMixing(term.transform);
    return isKnown ? termBlock(system, term, lambdas) : inChart(term, lambda);
  });
}

/** T = λλ' of each term as charts have it. */
export function covariancesAt(terms: readonly TermBlock[], point: CovariancePoint): Float64Array[] {
  return chartLambdas(terms, point).map((lambda, t) => gram(terms[t].columnCount, lambda));
}

/** Λ by factor at a point. */
export function lambdasAt(system: TermFactors, terms: readonly TermBlock[], point: CovariancePoint): Float64Array[] {
  return mergeLambdas(system, terms, chartLambdas(terms, point));
}

/** T of the columns in which a term's charts are, for columns stored in another basis; null where it is the same. */
function chartTransform({ structure, transform }: TermBlock): Float64Array | null {
  return structure.isInvariant ? null : transform;
}

/** A matrix that a chart has, such as λ or a direction, as the stored columns have it. */
export function embedded(term: TermBlock, matrix: Float64Array): Float64Array {
  return upperSolve(chartTransform(term), matrix);
}

/** The diagonal block of a term in its factor's K × K matrix. */
export function termBlock(
  system: { readonly factors: readonly { readonly columnCount: number }[] },
  term: TermBlock,
  byFactor: readonly Float64Array[],
): Float64Array {
  const { factor, offset, columnCount: k } = term;
  const whole = system.factors[factor].columnCount;
  return matrixOf(k, k, (i, j) => byFactor[factor][offset + i + (offset + j) * whole]);
}

/** R'M of a term's block M of derivatives by Λ: derivatives by λ of its chart. */
export function chartSlopes(system: TermFactors, term: TermBlock, byFactor: readonly Float64Array[]): Float64Array {
  const block = termBlock(system, term, byFactor);
  const R = chartBasis(term);
  return R === null
    ? block
    : multiply(
        term.columnCount,
        term.columnCount,
        term.columnCount,
        transpose(term.columnCount, term.columnCount, R),
        block,
      );
}

/** R = T⁻¹ where charts are in other columns than those stored, else null. */
export function chartBasis(term: TermBlock): Float64Array | null {
  const transform = chartTransform(term);
  return transform === null ? null : upperSolve(transform, identity(term.columnCount));
}

/** Block-diagonal K × K matrix of each factor from matrices that the terms' charts have, such as λ. */
export function mergeLambdas(
  system: TermFactors,
  terms: readonly TermBlock[],
  lambdas: readonly Float64Array[],
): Float64Array[] {
  return mergeBlocks(
    system,
    terms,
    lambdas.map((lambda, t) => embedded(terms[t], lambda)),
  );
}

/** Block-diagonal K × K matrix of each factor from a k × k block a term. */
export function mergeBlocks(
  system: TermFactors,
  terms: readonly TermBlock[],
  blocks: readonly Float64Array[],
): Float64Array[] {
  const merged = system.factors.map(({ columnCount }) => new Float64Array(columnCount * columnCount));
  terms.forEach(({ factor, offset, columnCount: k }, t) => {
    const whole = system.factors[factor].columnCount;
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < k; i++) merged[factor][offset + i + (offset + j) * whole] = blocks[t][i + j * k];
    }
  });
  return merged;
}

/** Effects in the columns of the model, levels × K, of those in the stored columns. */
export function effectsOutOf(terms: readonly TermBlock[], factor: number, stored: Float64Array): Float64Array {
  return byTerm(terms, factor, stored, upperProduct);
}

/** … and back. */
export function effectsInto(terms: readonly TermBlock[], factor: number, effects: Float64Array): Float64Array {
  return byTerm(terms, factor, effects, upperSolve);
}

/** Rows of Z as they are stored, rows × K, of those of the model. */
export function rowsInto(terms: readonly TermBlock[], factor: number, rows: Float64Array): Float64Array {
  return byTerm(terms, factor, rows, upperTransposedProduct);
}

/** Covariances of effects in the columns of the model, levels × K × K, of those in the stored columns. */
export function covariancesOutOf(terms: readonly TermBlock[], factor: number, stored: Float64Array): Float64Array {
  if (!isTransformed(terms, factor)) return stored;
  const own = terms.filter((term) => term.factor === factor);
  const k = own.reduce((sum, { columnCount }) => sum + columnCount, 0);
  const out = stored.slice();
  for (let at = 0; at < stored.length; at += k * k) {
    const half = transpose(k, k, effectsOutOf(terms, factor, stored.slice(at, at + k * k)));
    out.set(transpose(k, k, effectsOutOf(terms, factor, half)), at);
  }
  return out;
}

function isTransformed(terms: readonly TermBlock[], factor: number): boolean {
  return terms.some((term) => term.factor === factor && term.transform !== null);
}

/** Changes the part of each term in every one of the vectors of a factor's columns. */
function byTerm(
  terms: readonly TermBlock[],
  factor: number,
  vectors: Float64Array,
  change: (transform: Float64Array | null, part: Float64Array) => Float64Array,
): Float64Array {
  if (!isTransformed(terms, factor)) return vectors;
  const own = terms.filter((term) => term.factor === factor);
  const k = own.reduce((sum, { columnCount }) => sum + columnCount, 0);
  const out = vectors.slice();
  for (let at = 0; at < vectors.length; at += k) {
    for (const { offset, columnCount, transform } of own) {
      out.set(change(transform, vectors.subarray(at + offset, at + offset + columnCount)), at + offset);
    }
  }
  return out;
}
