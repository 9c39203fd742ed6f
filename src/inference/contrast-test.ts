// Tests of linear hypotheses Lβ = r: t for one row, F for several.
import { OptionError } from "../errors.js";
import { type LiveFit, withSums } from "../fit/fit.js";
import type { Warning } from "../fit/types.js";
import { eachEntry } from "../math/matrix-product.js";
import { Span } from "../math/span.js";
import { symmetricEigen } from "../math/symmetric-eigen.js";
import { triangularFactor } from "../math/triangular-factor.js";
import { diagonalUnits, powerNear } from "../math/units.js";
import { dot } from "../math/vectors.js";
import { checkArgument, checkOptions, isArrayOf, type OptionRule, type OptionRules } from "../options.js";
import { combinationOf } from "./aliased-columns.js";
import { deviationOf } from "./coefficient-units.js";
import {
  DF_ALIASES,
  DF_RULE,
  type DfMethod,
  type DfOptions,
  type DfSource,
  dfSource,
  twoSidedP,
  upperFP,
} from "./df-method.js";
import { checkedWeight, namedWeights } from "./named-weights.js";
import { sandwich } from "./quadratic-forms.js";

/** Weights of the coefficients: one number for each of fit.fixef(), or by name with zero for those not named. */
export type ContrastRow = ArrayLike<number> | Readonly<Record<string, number>>;

/** Options of contrastTest(): the method of degrees of freedom, and `rhs`. */
export interface ContrastOptions extends DfOptions {
  /** The value under the hypothesis, one for all rows or one a row; 0 unless given. */
  readonly rhs?: number | readonly number[] | undefined;
}

/** The test of one combination of coefficients. */
export interface TTest {
  /** "t" for one row, where FTest has "F". */
  readonly kind: "t";
  /** Where the degrees of freedom come from. */
  readonly method: DfMethod;
  /** L β, without `rhs`. */
  readonly estimate: number;
  /** Of the estimate; adjusted under "kenward-roger". */
  readonly stdError: number;
  /** Infinity for method "asymptotic". */
  readonly df: number;
  /** (estimate − rhs) / stdError. */
  readonly statistic: number;
  /** Two-sided. */
  readonly p: number;
  /** Doubts about the degrees of freedom. */
  readonly warnings: readonly Warning[];
}

/** The joint test of several combinations of coefficients. */
export interface FTest {
  /** "F" for several rows, where TTest has "t". */
  readonly kind: "F";
  /** Where the degrees of freedom come from. */
  readonly method: DfMethod;
  /** `meanSq` times the rank of L. */
  readonly sumSq: number;
  /** F times σ², without the factor that Kenward-Roger puts on F. */
  readonly meanSq: number;
  /** Rank of L. */
  readonly numDf: number;
  /** Infinity for method "asymptotic". */
  readonly denDf: number;
  /** F. */
  readonly statistic: number;
  /** Upper tail. */
  readonly p: number;
  /** Doubts about the degrees of freedom. */
  readonly warnings: readonly Warning[];
}

const RULES: OptionRules<ContrastOptions> = {
  df: DF_RULE,
  rhs: [(value) => Number.isFinite(value) || isArrayOf(value, Number.isFinite), "a number or an array of numbers"],
};

const WEIGHTS: OptionRule = [
  (value) => typeof value === "object" && value !== null,
  "a row of weights, weights by coefficient, or a list of such",
];

/** Variance of a direction of Lβ, relative to the largest, below which L is taken to be rank deficient. */
const DEPENDENT = 1.5e-8;

/**
 * Tests Lβ = rhs: a t test where L is one row, an F test where it is a list of rows (of which those that depend on
 * others count for nothing); of a generalized model a z test, and chi-squared over its degrees of freedom. Throws
 * OptionError for a row of the wrong length or with an unknown name, and for values that contradict one another.
 *
 * @example
 * const test = contrastTest(fit, { conditionb: 1 }, { df: "kenward-roger" });
 * test.p;
 */
export function contrastTest(fit: LiveFit, L: readonly ContrastRow[], options?: ContrastOptions): FTest;
export function contrastTest(fit: LiveFit, L: ContrastRow, options?: ContrastOptions): TTest;
export function contrastTest(
  fit: LiveFit,
  L: ContrastRow | readonly ContrastRow[],
  options: ContrastOptions = {},
): TTest | FTest {
  withSums(fit, "contrastTest()");
  checkOptions("contrastTest()", options, RULES, DF_ALIASES);
  checkArgument("L", L, WEIGHTS);
  const source = dfSource(fit, options.df);
  const names = fit.fixef().map(({ name }) => name);
  if (!isList(L)) {
    const row = weightsOf(L, names);
    const rhs = rightSides(options.rhs, 1);
    refuseContradiction(fit, [row], rhs);
    return tTest(fit, source, row, rhs[0]);
  }
  if (L.length === 0) throw new OptionError("L has no rows; give at least one contrast", "L");
  const rows = L.map((row) => {
    checkArgument("a row of L", row, WEIGHTS);
    return weightsOf(row, names);
  });
  const rhs = rightSides(options.rhs, rows.length);
  refuseContradiction(fit, rows, rhs);
  return fTest(fit, source, rows, rhs);
}

/** What a test needs of a fit. */
type TestedFit = Pick<LiveFit, "rank" | "beta" | "sigma">;

/** One row of weights over the coefficients of the fit. */
export function tTest(fit: TestedFit, source: DfSource, row: ArrayLike<number>, rhs = 0): TTest {
  const { method, warnings } = source;
  const estimate = dot(row, fit.beta);
  const stdError = deviationOf(source, row);
  const statistic = (estimate - rhs) / stdError;
  const df = source.single(row);
  return { kind: "t", method, estimate, stdError, df, statistic, p: twoSidedP(statistic, df), warnings };
}

/** Rows of weights over the coefficients of the fit. */
export function fTest(
  fit: TestedFit,
  source: DfSource,
  rows: readonly ArrayLike<number>[],
  rhs: readonly number[] = rows.map(() => 0),
): FTest {
  const units = rowUnits(source, rows);
  if (units !== null) {
    const scaled = rows.map((row, i) => Float64Array.from(row, (weight) => weight * units[i]));
    return fTestOfOneSize(
      fit,
      source,
      scaled,
      rhs.map((side, i) => side * units[i]),
    );
  }
  return fTestOfOneSize(fit, source, rows, rhs);
}

/** Powers of two for rows of L whose variances are of several magnitudes, or no numbers; null where they are as they should be. */
function rowUnits(source: DfSource, rows: readonly ArrayLike<number>[]): Float64Array | null {
  if (source.units !== null) return Float64Array.from(rows, (row) => powerNear(deviationOf(source, row)));
  const products = sandwich(rows, source.plainVcov);
  const q = rows.length;
  const units = diagonalUnits(q, products);
  if (units !== null || q === 1) return units;
  // Whether rows depend on one another is the same in whatever unit each is.
  const own = Float64Array.from(rows, (_, i) => powerNear(Math.sqrt(products[i * (q + 1)])));
  const scaled = eachEntry(q, products, (entry, i, j) => entry * own[i] * own[j]);
  return rankOf(symmetricEigen(q, scaled).values) === rankOf(symmetricEigen(q, products).values) ? null : own;
}

/** Of eigenvalues, descending. */
function rankOf(values: Float64Array): number {
  return values.filter((value) => value > Math.max(0, DEPENDENT * values[0])).length;
}

/** A row over coefficients in their units. */
function plainRow({ units }: DfSource, row: ArrayLike<number>): ArrayLike<number> {
  return units === null ? row : Float64Array.from(row, (weight, i) => weight / units[i]);
}

/** Where the variances of Lβ are of one magnitude. */
function fTestOfOneSize(
  fit: TestedFit,
  source: DfSource,
  rows: readonly ArrayLike<number>[],
  rhs: readonly number[],
): FTest {
  const { method, warnings } = source;
  const inUnits = (list: readonly ArrayLike<number>[]) => list.map((row) => plainRow(source, row));
  const { values, vectors } = symmetricEigen(rows.length, sandwich(inUnits(rows), source.plainVcov));
  const numDf = rankOf(values);
  const axes = Array.from({ length: numDf }, (_, m) => vectors.subarray(m * rows.length, (m + 1) * rows.length));
  const turned = axes.map((axis) => combination(axis, rows, fit.rank));
  const deviations = turned.map((row, m) => dot(row, fit.beta) - dot(axes[m], rhs));
  const meanF = inverseForm(deviations, sandwich(inUnits(turned), source.vcov)) / numDf;
  const { df: denDf, scaling } = numDf === 0 ? { df: Number.NaN, scaling: 1 } : source.joint(turned);
  const statistic = meanF * scaling;
  const meanSq = meanF * fit.sigma * fit.sigma;
  const p = upperFP(statistic, numDf, denDf);
  return { kind: "F", method, sumSq: meanSq * numDf, meanSq, numDf, denDf, statistic, p, warnings };
}

/** x'A⁻¹x for a positive definite A. */
function inverseForm(x: readonly number[], a: Float64Array): number {
  const { values, vectors } = symmetricEigen(x.length, a);
  return values.reduce((sum, value, i) => {
    const along = dot(vectors.subarray(i * x.length, (i + 1) * x.length), x);
    return sum + (along * along) / value;
  }, 0);
}

function combination(weights: ArrayLike<number>, rows: readonly ArrayLike<number>[], p: number): Float64Array {
  return Float64Array.from({ length: p }, (_, j) => rows.reduce((sum, row, i) => sum + weights[i] * row[j], 0));
}

function isList(L: ContrastRow | readonly ContrastRow[]): L is readonly ContrastRow[] {
  return Array.isArray(L) && (L.length === 0 || typeof L[0] === "object");
}

function isWeights(row: ContrastRow): row is ArrayLike<number> {
  return Array.isArray(row) || ArrayBuffer.isView(row);
}

function weightsOf(row: ContrastRow, names: readonly string[]): Float64Array {
  if (isWeights(row)) {
    if (row.length !== names.length) {
      const text = `a contrast has ${row.length} weights, but the model has ${names.length} coefficients`;
      throw new OptionError(`${text}: ${names.join(", ")}`, "L");
    }
    return Float64Array.from(row, (weight) => checkedWeight(weight, "L"));
  }
  return namedWeights(row, names, "contrast names", "L");
}

/** Rows that depend on others leave no choice of their values. */
function refuseContradiction(fit: LiveFit, given: readonly Float64Array[], rhs: readonly number[]): void {
  if (rhs.every((value) => value === 0)) return;
  const units = fit.fixef().map(({ stdError }) => stdError);
  const rows = given.map((row) => row.map((weight, i) => weight * units[i]));
  const span = new Span();
  const free = rows.flatMap((row, i) => (span.add(row) ? [i] : []));
  if (free.length === rows.length) return;
  const factor = triangularFactor([...free.map((i) => rows[i]), ...rows]);
  rows.forEach((_, i) => {
    if (free.includes(i)) return;
    const weights = combinationOf(free.length, free.length + rows.length, factor, free.length + i);
    const parts = free.map((at, j) => weights[j] * rhs[at]);
    const implied = parts.reduce((sum, part) => sum + part, 0);
    const size = parts.reduce((sum, part) => sum + Math.abs(part), Math.abs(rhs[i]));
    if (Math.abs(implied - rhs[i]) <= 1e-8 * size) return;
    const text =
      `rhs has ${rhs[i]} for contrast ${i + 1}, which depends on the contrasts before it: with their values it is ` +
      `${Number(implied.toPrecision(6))}; no coefficients satisfy both, leave the contrast out or give that value`;
    throw new OptionError(text, "rhs");
  });
}

function rightSides(rhs: ContrastOptions["rhs"], count: number): readonly number[] {
  if (rhs === undefined) return new Array<number>(count).fill(0);
  if (typeof rhs === "number") return new Array<number>(count).fill(rhs);
  if (rhs.length === count) return rhs;
  throw new OptionError(`rhs has ${rhs.length} values for ${count} contrasts; give one number, or one a row`, "rhs");
}
