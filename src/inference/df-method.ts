// The ways to get degrees of freedom for tests of fixed effects.
import { OptionError } from "../errors.js";
import type { Fit, LiveFit } from "../fit/fit.js";
import type { DfMethod, Warning } from "../fit/types.js";
import { fTails, studentTwoSided } from "../math/distributions/distributions.js";
import { type OptionRule, oneOf } from "../options.js";
import { type UnitCovariance, unitCovariance } from "./coefficient-units.js";
import { type KenwardRoger, kenwardRoger } from "./kenward-roger.js";
import { NONE, satterthwaite } from "./satterthwaite.js";

export type { DfMethod } from "../fit/types.js";

export const DF_METHODS: readonly DfMethod[] = ["satterthwaite", "kenward-roger", "residual", "asymptotic"];

export const DF_RULE: OptionRule = oneOf(...DF_METHODS);
/** What other programs call it. */
export const DF_ALIASES = { ddf: "df", method: "df" };

/** The choice of degrees of freedom for tests of fixed effects. */
export interface DfOptions {
  /** Degrees of freedom; "satterthwaite" unless given. */
  readonly df?: DfMethod | undefined;
}

/** What a method knows of one fit; the covariance matrix of β that tests use is in units where it has to be. */
export interface DfSource extends UnitCovariance {
  readonly method: DfMethod;
  /** The one that a hypothesis' directions are taken from, in the same units. */
  readonly plainVcov: Float64Array;
  readonly warnings: readonly Warning[];
  /** For one row of L. */
  single(row: ArrayLike<number>): number;
  /** For several rows that are uncorrelated under `plainVcov`. */
  joint(rows: readonly ArrayLike<number>[]): { df: number; scaling: number };
}

/**
 * "satterthwaite" unless given, "asymptotic" for fits by the iterative method and generalized models, which have no other. Throws OptionError for another
 * one of a generalized model, and for "kenward-roger" with a fit by maximum likelihood.
 */
export function dfSource(fit: LiveFit, method?: DfMethod): DfSource {
  return fit.isLinear
    ? linearSource(fit, method ?? (fit.monteCarlo === null ? "satterthwaite" : "asymptotic"))
    : normalSource(fit, method);
}

function linearSource(fit: LiveFit, method: DfMethod): DfSource {
  if (method === "satterthwaite") return approximateSource(fit, method);
  const plain = covarianceOf(fit);
  if (method === "kenward-roger") {
    const { vcov, warnings, test } = kenwardRoger(fit);
    if (!isDetermined(vcov, test)) return approximateSource(fit, method);
    const { units, vcov: plainVcov } = plain;
    return { method, vcov, units, plainVcov, warnings, single: (row) => test([row]).df, joint: test };
  }
  return constantSource(method, plain, method === "residual" ? fit.nobs - fit.rank : Number.POSITIVE_INFINITY);
}

/** vcov(β) of a fit. */
export function covarianceOf(fit: Fit): UnitCovariance {
  const { live, rank } = fit;
  const root = live?.likelihood.vcovRoot && (() => live.likelihood.vcovRoot?.(live.estimates) as Float64Array);
  return unitCovariance(rank, Float64Array.from(fit.vcov().flat()), root);
}

function approximateSource(fit: LiveFit, method: DfMethod): DfSource {
  const { vcov, units, warnings, df } = satterthwaite(fit);
  const joint = (rows: readonly ArrayLike<number>[]) => ({ df: pooled(rows.map(df)), scaling: 1 });
  return { method, vcov, units, plainVcov: vcov, warnings, single: df, joint };
}

/** Whether the data say something of each coefficient's variance; where they do not, the adjustment is noise. */
function isDetermined(vcov: Float64Array, test: KenwardRoger["test"]): boolean {
  const p = Math.round(Math.sqrt(vcov.length));
  return Array.from({ length: p }, (_, i) => Array.from({ length: p }, (_unit, j) => (i === j ? 1 : 0))).every(
    (unit, i) => vcov[i * (p + 1)] > 0 && test([unit]).df > NONE,
  );
}

function normalSource(fit: LiveFit, method: DfMethod | undefined): DfSource {
  checkNormal(method);
  return constantSource("asymptotic", covarianceOf(fit), Number.POSITIVE_INFINITY);
}

function constantSource(method: DfMethod, { vcov, units }: UnitCovariance, df: number): DfSource {
  const joint = () => ({ df, scaling: 1 });
  return { method, vcov, units, plainVcov: vcov, warnings: [], single: () => df, joint };
}

/** Throws OptionError for a method that is for linear models only. */
export function checkNormal(method: DfMethod | undefined): void {
  if (method === undefined || method === "asymptotic") return;
  const text = `df "${method}" is for linear mixed models; coefficients of a generalized one have z tests`;
  throw new OptionError(text, "df");
}

/** P(|T| > |t|). */
export function twoSidedP(t: number, df: number): number {
  return studentTwoSided(t, df);
}

/** P(F > f). */
export function upperFP(f: number, numerator: number, denominator: number): number {
  return fTails(f, numerator, denominator).upper;
}

/**
 * Degrees of freedom of a mean of squared t's: those of the F with the mean of their expectations ν/(ν − 2)
 * (Fai & Cornelius 1996); 2 where one of them has no expectation.
 */
function pooled(each: readonly number[]): number {
  const q = each.length;
  if (each.includes(0)) return 0;
  const mean = each.reduce((sum, df) => sum + df, 0) / q;
  if (each.every((df, i) => i === 0 || Math.abs(df - each[i - 1]) < 1e-8)) return mean;
  if (each.some((df) => df <= 2)) return 2;
  // Σ ν/(ν − 2) − q, which is a small difference for large ν.
  const excess = each.reduce((sum, df) => sum + 2 / (df - 2), 0);
  return (2 * (excess + q)) / excess;
}
