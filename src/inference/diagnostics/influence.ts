// What each group, or each row, does to a fit: the model fitted again without it.

import { DataError, OptionError } from "../../errors.js";
import { withExact } from "../../fit/exact-only.js";
import type { LiveFit } from "../../fit/fit.js";
import { isRepresented, rootDeviation } from "../../fit/fixed-effects.js";
import type { Outcome } from "../../likelihood/point.js";
import { cholesky } from "../../math/cholesky.js";
import { linearSolve } from "../../math/linear-solve.js";
import { eachEntry } from "../../math/matrix-product.js";
import { diagonalUnits, powerNear } from "../../math/units.js";
import { upperSolve } from "../../math/upper-triangular.js";
import { dot } from "../../math/vectors.js";
import { checkOptions, type OptionRule, RUN_RULES } from "../../options.js";
import { type FitJobs, fitMany, type RunOptions } from "../fit-many.js";

/** Options of influence(): what is deleted at a time, and how the fits are run. */
export interface InfluenceOptions extends RunOptions {
  /**
   * A grouping factor of the model by name, or a label for each row used (or each row of the data); each row by itself
   * unless given.
   */
  readonly group?: string | ArrayLike<string | number> | undefined;
}

/** The fit without one group; numbers are NaN where there is a `problem`, or a coefficient is lost with the group. */
export interface Deletion {
  /** The level or label deleted; for single rows the row's number in the data, from 1 on. */
  readonly level: string;
  /** Rows deleted. */
  readonly rows: number;
  /** Coefficients without the group, in the order of Influence.names. */
  readonly beta: Float64Array;
  /** Their standard errors. */
  readonly stdError: Float64Array;
  /** β without the group minus β with it. */
  readonly dfbeta: Float64Array;
  /** The same over the standard errors without the group. */
  readonly dfbetas: Float64Array;
  /** dfbeta' Cov(β)⁻¹ dfbeta / p. */
  readonly cooksDistance: number;
  /** det Cov(β) without the group over that with it: under 1 where the group makes estimates less precise. */
  readonly covRatio: number;
  /** |tr(Cov(β)⁻¹ Cov(β) without the group) − p|. */
  readonly covTrace: number;
  /** Covariance parameters without the group, in the order of Influence.thetaNames. */
  readonly theta: Float64Array;
  /** Residual standard deviation, or root of the scale, without the group. */
  readonly sigma: number;
  /** Whether the fit without the group is certified to be a minimum. */
  readonly converged: boolean;
  /** Why nothing could be fitted without the group; null where it could. */
  readonly problem: string | null;
}

/** The fit without each group in turn. */
export interface Influence {
  /** What was deleted at a time: the factor's name, "row", or "group" for labels given. */
  readonly group: string;
  /** Names of the coefficients. */
  readonly names: readonly string[];
  /** Names of the covariance parameters: those of par where a structure ties theta. */
  readonly thetaNames: readonly string[];
  /** Coefficients of the whole fit. */
  readonly beta: Float64Array;
  /** Covariance parameters of the whole fit. */
  readonly theta: Float64Array;
  /** Of the whole fit. */
  readonly sigma: number;
  /** One for each group, in the order of its levels or labels. */
  readonly deletions: readonly Deletion[];
}

/** What may say which rows are deleted together. */
export const GROUP_RULE: OptionRule = [
  (value) => typeof value === "string" || (typeof value === "object" && value !== null && "length" in value),
  "a grouping factor or a label for each row",
];

/**
 * Fits the model again without each group in turn, from the estimates of the whole; variances are estimated anew, and
 * the number of workers changes nothing. Throws OptionError, DataError, CancelledError, and WorkerError where a worker
 * fails.
 *
 * @example
 * const { deletions } = await influence(fit, { group: "subject" });
 * deletions[0].cooksDistance;
 */
export async function influence(fit: LiveFit, options: InfluenceOptions = {}): Promise<Influence> {
  withExact(fit, "influence()");
  checkOptions("influence()", options, { group: GROUP_RULE, ...RUN_RULES });
  const { name, levels, rows } = groupsOf(fit, options.group);
  const jobs: FitJobs = {
    length: levels.length,
    at: (index) => ({ without: rows[index] }),
    start: "fit",
    question: "influence()",
    unit: "deletions",
    range: (first, last) => `deletions of ${name} ${first} to ${last}`,
  };
  const found = await fitMany(fit, jobs, options);
  const compare = comparison(fit);
  return {
    group: name,
    names: fit.fixef().map((effect) => effect.name),
    thetaNames: fit.parNames,
    beta: fit.beta,
    theta: fit.par,
    sigma: fit.sigma,
    deletions: found.map((deleted, i) => ({ level: levels[i], rows: rows[i].length, ...compare(deleted) })),
  };
}

interface Groups {
  readonly name: string;
  readonly levels: readonly string[];
  /** Rows used of each level. */
  readonly rows: readonly Int32Array[];
}

function groupsOf(fit: LiveFit, group: InfluenceOptions["group"]): Groups {
  const { design, frame } = fit.live;
  const { rows: used } = frame;
  const { nobs, factors } = design;
  if (group === undefined) {
    const rows = Array.from({ length: nobs }, (_, i) => Int32Array.of(i));
    return { name: "row", levels: rows.map(([i]) => String((used === null ? i : used[i]) + 1)), rows };
  }
  if (typeof group === "string") {
    const factor = factors.find(({ name }) => name === group);
    if (factor === undefined) {
      const names = factors.map(({ name }) => `"${name}"`).join(", ");
      const text = `option "group" is "${group}"; the grouping factors are ${names}, or give a label for each row`;
      throw new OptionError(text, "group");
    }
    return { name: group, levels: factor.levels, rows: byCode(factor.codes, factor.levels.length) };
  }
  const labels = labelsOf(fit, group);
  const levels = [...new Set(labels)];
  const places = new Map(levels.map((level, i) => [level, i]));
  const codes = labels.map((label) => places.get(label) as number);
  return { name: "group", levels, rows: byCode(codes, levels.length) };
}

function labelsOf({ nobs, live }: LiveFit, group: ArrayLike<string | number>): string[] {
  const { rows, predictors } = live.frame;
  const { rowCount } = predictors;
  if (group.length === nobs) return Array.from(group, String);
  if (group.length === rowCount && rows !== null) return Array.from(rows, (row) => String(group[row]));
  const counts = nobs === rowCount ? `${nobs} rows` : `${nobs} of ${rowCount} rows`;
  throw new DataError(`option "group" has ${group.length} labels; this model was fitted to ${counts}`);
}

function byCode(codes: ArrayLike<number>, levelCount: number): Int32Array[] {
  const rows: number[][] = Array.from({ length: levelCount }, () => []);
  for (let i = 0; i < codes.length; i++) rows[codes[i]].push(i);
  return rows.map((list) => Int32Array.from(list));
}

type Compared = Omit<Deletion, "level" | "rows">;

/** A function from fits of less data to what they say of the whole. */
function comparison(fit: LiveFit): (deleted: Outcome) => Compared {
  const p = fit.rank;
  const { likelihood, estimates } = fit.live;
  const whole = likelihood.vcovRoot?.(estimates);
  const root = whole !== undefined && isFar(p, whole) ? whole : null;
  const byCovariance = covarianceComparison(fit);
  return (deleted) => {
    const { beta, vcov, theta, sigma, converged, error, root: own } = deleted;
    const stdError = beta.map((_, i) => {
      const variance = vcov[i * (p + 1)];
      return own === undefined || isRepresented(variance) ? Math.sqrt(variance) : rootDeviation(p, own, i);
    });
    const dfbeta = beta.map((value, i) => value - fit.beta[i]);
    const dfbetas = dfbeta.map((value, i) => value / stdError[i]);
    const apart = root && own ? byRoots(p, root, own, dfbeta) : byCovariance(vcov, dfbeta);
    return { beta, stdError, dfbeta, dfbetas, ...apart, theta, sigma, converged, problem: error?.message ?? null };
  };
}

/** Share of a standard error that the coefficients after it leave, below which covariances have lost the digits of the rest. */
const DEPENDENT = 1e-2;

/** Whether covariances, with a root R, do not hold the digits of distances: predictors far from zero, as years, or in extreme units. */
function isFar(p: number, root: Float64Array): boolean {
  return Array.from({ length: p }, (_, i) => i).some((i) => {
    const deviation = rootDeviation(p, root, i);
    return Math.abs(root[i * (p + 1)]) < DEPENDENT * deviation || !isRepresented(deviation * deviation);
  });
}

type Distances = Pick<Deletion, "cooksDistance" | "covRatio" | "covTrace">;

/** By roots R of Cov(β): of R⁻¹ dfbeta, and of R⁻¹ R without the group, which are of no unit and of no origin of a predictor. */
function byRoots(p: number, root: Float64Array, own: Float64Array, dfbeta: Float64Array): Distances {
  const moved = upperSolve(root, dfbeta);
  const ratio = upperSolve(root, own);
  let determinant = 1;
  for (let i = 0; i < p; i++) determinant *= ratio[i * (p + 1)];
  return {
    cooksDistance: dot(moved, moved) / p,
    covRatio: determinant * determinant,
    covTrace: Math.abs(dot(ratio, ratio) - p),
  };
}

/** By the covariances themselves. */
function covarianceComparison(fit: LiveFit): (found: Float64Array, dfbeta: Float64Array) => Distances {
  const p = fit.rank;
  const plain = Float64Array.from(fit.vcov().flat());
  const units = diagonalUnits(p, plain) ?? (linearSolve(p, plain, 1, fit.beta) === null ? roundUnits(p, plain) : null);
  const inUnits = (matrix: Float64Array) =>
    units === null ? matrix : eachEntry(p, matrix, (entry, i, j) => entry * units[i] * units[j]);
  const vcov = inUnits(plain);
  return (found, dfbeta) => {
    const own = inUnits(found);
    const moved = units === null ? dfbeta : dfbeta.map((value, i) => value * units[i]);
    const scaled = linearSolve(p, vcov, 1, moved);
    const ratio = linearSolve(p, vcov, p, own);
    const distance = scaled === null ? Number.NaN : dot(moved, scaled) / p;
    let trace = ratio === null ? Number.NaN : -p;
    if (ratio !== null) for (let i = 0; i < p; i++) trace += ratio[i * (p + 1)];
    return { cooksDistance: distance, covRatio: determinantRatio(p, own, vcov), covTrace: Math.abs(trace) };
  };
}

/** Powers of two that bring the diagonal near one: a predictor far from zero, as a year, leaves small pivots in any other units. */
function roundUnits(p: number, matrix: Float64Array): Float64Array {
  return Float64Array.from({ length: p }, (_, i) => powerNear(Math.sqrt(matrix[i * (p + 1)])));
}

/** det B / det A of covariance matrices, by their Cholesky factors; NaN where one has none. */
function determinantRatio(n: number, b: Float64Array, a: Float64Array): number {
  const [one, two] = [cholesky(n, b), cholesky(n, a)];
  if (one === null || two === null) return Number.NaN;
  let ratio = 1;
  for (let i = 0; i < n * n; i += n + 1) ratio *= (one[i] / two[i]) * (one[i] / two[i]);
  return ratio;
}
