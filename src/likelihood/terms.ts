// Random terms as blocks of columns of their grouping factors: the engine knows one block of columns a factor, lme4's
// theta runs term by term in the order of Design.random.
import { byEntries, rowScales } from "../covariance/entries.js";
import { covarianceStructure } from "../covariance/registry.js";
import type { CovarianceStructure } from "../covariance/structure.js";
import type { Design, GroupingFactor, RandomDesign } from "../design/design.js";
import type { EngineInput, FactorInput } from "../engine/types.js";
import { gram, matrixOf } from "../math/matrix-product.js";

/** One random term: columns offset … offset + columnCount − 1 of its factor's merged columns. */
export interface TermBlock {
  readonly factor: number;
  readonly offset: number;
  readonly columnCount: number;
  readonly structure: CovarianceStructure;
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

/** The places of the random terms, in the order of `design.random`. */
export function termLayout(design: TermDesign): TermBlock[] {
  const used = design.factors.map(() => 0);
  return design.random.map((term) => {
    const offset = used[term.factor];
    const columnCount = term.names.length;
    used[term.factor] += columnCount;
    return { factor: term.factor, offset, columnCount, structure: covarianceStructure(term.structure) };
  });
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
  const { nobs, response, weights, offset } = design;
  return { nobs, fixed: design.fixed.columns, response, weights, offset, factors };
}

/** The term in the entries of its triangular λ for coordinates, the columns `first` before the others. */
export function entryTerm(term: TermBlock, first: readonly number[]): TermBlock {
  return { ...term, structure: byEntries(term.structure, first) };
}

/** Standard deviation of a term's column at which it is white in `basis`. */
export function whiteDeviation({ columnCount }: TermBlock, basis: Float64Array, column: number): number {
  return rowScales(columnCount, basis)[column];
}

/** Lower-triangular λ of each term from par. */
export function splitTheta(terms: readonly TermBlock[], par: Float64Array): Float64Array[] {
  let at = 0;
  return terms.map((term) => {
    const count = term.structure.parCount(term.columnCount);
    at += count;
    return term.structure.fromPar(term.columnCount, par.subarray(at - count, at));
  });
}

/** T = λλ' of each term, k × k, from par. */
export function covariancesAt(terms: readonly TermBlock[], theta: Float64Array): Float64Array[] {
  return splitTheta(terms, theta).map((lambda, t) => gram(terms[t].columnCount, lambda));
}

/** The diagonal block of a term in its factor's K × K matrix. */
export function termBlock(system: TermFactors, term: TermBlock, byFactor: readonly Float64Array[]): Float64Array {
  const { factor, offset, columnCount: k } = term;
  const whole = system.factors[factor].columnCount;
  return matrixOf(k, k, (i, j) => byFactor[factor][offset + i + (offset + j) * whole]);
}

/** Block-diagonal K × K matrix of each factor from the k × k matrices of its terms. */
export function mergeLambdas(
  system: TermFactors,
  terms: readonly TermBlock[],
  lambdas: readonly Float64Array[],
): Float64Array[] {
  const merged = system.factors.map(({ columnCount }) => new Float64Array(columnCount * columnCount));
  terms.forEach(({ factor, offset, columnCount: k }, t) => {
    const whole = system.factors[factor].columnCount;
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < k; i++) merged[factor][offset + i + (offset + j) * whole] = lambdas[t][i + j * k];
    }
  });
  return merged;
}
