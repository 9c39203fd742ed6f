// Rows that the model does not explain, or that decide it.
import { withExact } from "../../fit/exact-only.js";
import type { LiveFit } from "../../fit/fit.js";
import { fQuantile, normalTails } from "../../math/distributions/distributions.js";
import { checkOptions, LEVEL } from "../../options.js";
import { rowInfluence } from "./row-influence.js";
import { usedDistances, usedStandardized } from "./rows.js";

/** Options of outliers(). */
export interface OutlierOptions {
  /** Level at which a residual is told, after Bonferroni's correction for the number of rows; 0.05 unless given. */
  readonly level?: number | undefined;
}

/** A row that stands out. */
export interface Outlier {
  /** 1-based row of the data. */
  readonly row: number;
  /** Studentized residual. */
  readonly residual: number;
  /** Two-sided, of a normal distribution, times the number of rows. */
  readonly p: number;
  /** ∂ŷ/∂y of the row, from 0 to 1. */
  readonly leverage: number;
  /** One-step Cook's distance. */
  readonly cooksDistance: number;
  /** Whether its residual or its Cook's distance is beyond the limit, or both. */
  readonly reasons: readonly ("residual" | "influence")[];
}

/** Rows that stand out, and the limits by which they do. */
export interface Outliers {
  /** The largest residual first; empty where nothing stands out. */
  readonly rows: readonly Outlier[];
  /** Of the test of residuals. */
  readonly level: number;
  /** Median of F with p and n − p degrees of freedom, beyond which a Cook's distance is told. */
  readonly cooksThreshold: number;
}

/**
 * Rows with a large studentized residual or Cook's distance, the largest residual first. Throws OptionError.
 *
 * @example
 * for (const { row, reasons } of outliers(fit).rows) console.log(row, reasons);
 */
export function outliers(fit: LiveFit, options: OutlierOptions = {}): Outliers {
  withExact(fit, "outliers()");
  checkOptions("outliers()", options, { level: LEVEL });
  const { level = 0.05 } = options;
  const { nobs, rank } = fit;
  const used = fit.rows;
  const residuals = usedStandardized(fit, "studentized");
  const distances = usedDistances(fit);
  const { leverages } = rowInfluence(fit);
  const cooksThreshold = fQuantile(0.5, "lower", Math.max(rank, 1), Math.max(nobs - rank, 1));
  const rows = Array.from(residuals.keys()).flatMap((i): Outlier[] => {
    const p = Math.min(1, 2 * nobs * normalTails(Math.abs(residuals[i])).upper);
    const reasons: Outlier["reasons"][number][] = [];
    if (p < level) reasons.push("residual");
    if (distances[i] > cooksThreshold) reasons.push("influence");
    if (reasons.length === 0) return [];
    const row = used[i] + 1;
    return [{ row, residual: residuals[i], p, leverage: leverages[i], cooksDistance: distances[i], reasons }];
  });
  rows.sort((a, b) => Math.abs(b.residual) - Math.abs(a.residual) || a.row - b.row);
  return { rows, level, cooksThreshold };
}
