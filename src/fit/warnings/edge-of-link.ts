// Where a search ends at the edge of the means that a link can have.
import type { GeneralizedLive } from "../live.js";
import { short } from "./short.js";

/** Size of a linear predictor, as a share of the usual one, that is all but zero. */
const AT_EDGE = 1e-3;

/** What to do about the row whose mean is all but at the edge of what it can be with the link; null for none. */
export function edgeAdvice({ estimates, design, likelihood, spec: { family, link } }: GeneralizedLive): string | null {
  const { eta, mu, functions } = estimates;
  const sizes = eta.map(Math.abs);
  const usual = sizes.slice().sort()[sizes.length >> 1];
  const row = sizes.indexOf(sizes.reduce((least, size) => Math.min(least, size), Number.POSITIVE_INFINITY));
  if (!(sizes[row] < AT_EDGE * usual)) return null;
  // Where linear predictors have a bound it is zero: a row on its other side has no mean that the family can have.
  const sides = Float64Array.of(usual * AT_EDGE, -usual * AT_EDGE);
  const means = functions.linkInverse(sides);
  const variances = functions.variance(means);
  const deviances = functions.unitDeviance(sides.fill(estimates.response[row]), means);
  if (means.every((_, i) => variances[i] > 0 && Number.isFinite(deviances[i]))) return null;
  const open = family.links.includes("logit") ? "logit" : "log";
  const number = (likelihood.model.rows?.[row] ?? row) + 1;
  return (
    `the search ends where the mean of row ${number}, ${short(mu[row])}, is at the edge of those that "${design.responseName}" ` +
    `can have with the link "${link}": no maximum was found inside, and standard errors mean nothing; use the link "${open}", ` +
    "which has no edge"
  );
}
