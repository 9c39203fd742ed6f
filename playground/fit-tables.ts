// A fit as tables: coefficients, random effects, and both in one for a paper.
import {
  coefficientTable as coefficients,
  compactTable as compact,
  type Fit,
  type ReportTable,
  randomEffectsTable,
  restore,
} from "../src/index.js";
import type { FitRecord } from "./fitting.js";

/** How the coefficients are tested, by method. */
export const DF_NOTES: Readonly<Record<string, string>> = {
  satterthwaite: "t tests with Satterthwaite's degrees of freedom.",
  "kenward-roger": "t tests with Kenward and Roger's degrees of freedom and standard errors.",
  residual: "t tests with n − p degrees of freedom.",
  asymptotic: "z tests.",
};

/** The fit with the tests that the page shows, as reports take it. */
export function fitOf({ report, tests: { effects, method, warnings } }: FitRecord): Fit {
  return restore({ ...report, fixef: effects, fixefTests: { method, warnings } });
}

/** Coefficients with what is known of each: standard error, interval, test. */
export const coefficientTable = (record: FitRecord): ReportTable => coefficients(fitOf(record));

/** Standard deviations and correlations of the random effects, and the residual where there is one. */
export const varianceTable = (record: FitRecord): ReportTable => randomEffectsTable(fitOf(record));

/** One row a coefficient: test, and beside it the standard deviations of the random effects of its name. */
export const compactTable = (record: FitRecord): ReportTable => compact(fitOf(record));

/** "180 observations, 18 Subject; REML criterion 1743.628." */
export function countsText({ report }: FitRecord): string {
  const groups = Object.entries(report.groups).map(([name, levels]) => `${levels.toLocaleString("en")} ${name}`);
  const criterion = `${report.method === "REML" ? "REML criterion" : "−2 log-likelihood"} ${(-2 * report.logLik).toFixed(3)}`;
  const counts = [`${report.nobs.toLocaleString("en")} observations`, ...groups].join(", ");
  return `${counts}; ${criterion}.`;
}
