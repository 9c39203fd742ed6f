// The first lines of a printed model: method, formula, data, and the criterion that was optimized.
import type { LinearMixedModel } from "../model/types.js";
import { formatNumber, formatNumbers, roundDecimals } from "./format-number.js";
import { filledLines, namedVectorLines } from "./text-table.js";
import { formulaLines } from "./wrap-formula.js";

/** Method, formula, data, weights, offset and subset, one line each; a long formula takes several. */
export function headerLines(fit: LinearMixedModel): string[] {
  const method = fit.method === "REML" ? "REML" : "maximum likelihood ";
  const lines = [`Linear mixed model fit by ${method} ['lmerMod']`];
  lines.push(...filledLines(["Formula:", ...formulaLines(fit.formula)]));
  if (fit.dataName !== null) lines.push(`   Data: ${fit.dataName}`);
  if (fit.weightsLabel !== null) lines.push(`Weights: ${fit.weightsLabel}`);
  if (fit.offsetLabel !== null) lines.push(` Offset: ${fit.offsetLabel}`);
  if (fit.subsetLabel !== null) lines.push(` Subset: ${fit.subsetLabel}`);
  return lines;
}

/** The REML criterion, or the table of AIC, BIC and log-likelihood of a maximum-likelihood fit. */
export function criterionLines(fit: LinearMixedModel, decimals: number): string[] {
  if (fit.method === "REML") {
    return [`REML criterion at convergence: ${formatNumber(roundDecimals(fit.objective, decimals))}`];
  }
  const values = [fit.aic, fit.bic, fit.logLik, fit.objective, fit.residualDf];
  const texts = formatNumbers(
    values.map((x) => roundDecimals(x, decimals)),
    7,
  );
  texts[4] = String(fit.residualDf);
  return namedVectorLines(["AIC", "BIC", "logLik", "-2*log(L)", "df.resid"], texts);
}
