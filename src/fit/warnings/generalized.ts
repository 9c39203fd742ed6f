// What a reader of a generalized fit should know besides rank, scale, singularity and convergence.
import type { Estimates } from "../../likelihood/point.js";
import { splitTheta } from "../../likelihood/terms.js";
import { eachEntry } from "../../math/matrix-product.js";
import { symmetricEigen } from "../../math/symmetric-eigen.js";
import type { GeneralizedLive } from "../live.js";
import type { Overdispersion, Warning } from "../types.js";
import { edgeAdvice } from "./edge-of-link.js";
import { hugeDeviations, reach } from "./huge-deviations.js";
import { laplaceWarnings } from "./laplace.js";
import { type Separation, separation } from "./separation.js";
import { short } from "./short.js";

/** A ratio from here on is told, if it is as many standard errors above 1, too. */
const NOTABLE = { ratio: 1.2, standardErrors: 4 };

/** The ratio for Poisson and for binomial responses of several trials; null where it would mean nothing. */
export function overdispersion({ spec, trials, estimates }: GeneralizedLive, df: number): Overdispersion | null {
  const { pearson } = estimates.parts;
  if (!spec.family.hasFixedVariance(trials) || df < 1) return null;
  return { statistic: pearson, df, ratio: pearson / df };
}

/** Separation, variances without end and overdispersion, in words; the last only where the others do not explain it. */
export function generalizedWarnings(
  parts: GeneralizedLive,
  residualDf: number,
  stdErrors: readonly number[],
): Warning[] {
  const found = separated(parts);
  const endless =
    found === null ? undeterminedWarnings(parts, stdErrors) : [separationWarning(parts, found, stdErrors)];
  const troubles = [...endless, ...runawayWarnings(parts)];
  if (troubles.length > 0) return troubles;
  return [...laplaceWarnings(parts, stdErrors), ...overdispersionWarnings(parts, residualDf)];
}

/** What to do where the optimizer failed: first what the other warnings say, if there is a reason among them. */
export function adviceAmong(parts: GeneralizedLive, troubles: readonly Warning[]): string | undefined {
  const isReason = ({ code }: Warning) => ["W_SEPARATION", "W_UNDETERMINED", "W_RUNAWAY_VARIANCE"].includes(code);
  if (troubles.some(isReason)) return "there is no optimum to be found, for the reason told above";
  if (parts.estimates.otherStarts?.vanishes) return `${FALLS}; ${INSTEAD}`;
  return edgeAdvice(parts) ?? undefined;
}

const FALLS =
  "the Laplace approximation with observed information has no maximum: it rises without end towards parameters at which " +
  "the likelihood of the rows, which is not concave, undoes what holds the random effects";
const INSTEAD =
  'use information: "expected", or a link with which the likelihood is concave, or leave out random effects that hardly ' +
  "vary";

/** That the estimates are at best a local maximum of an approximation that has no other. */
export function endlessWarnings({ convergence, otherStarts }: Estimates): Warning[] {
  if (!convergence.converged || !otherStarts?.vanishes) return [];
  const message = `${FALLS}; the estimates are those of a local maximum, whose value others exceed: ${INSTEAD}`;
  return [{ code: "W_UNBOUNDED", message }];
}

/** Standard deviation of z'b, on the scale of the link, beyond which responses hardly vary within levels. */
const RUNAWAY = 15;

/** That of the fixed part of η beyond which a likelihood that levels off knows nothing of it. */
const NOTHING_KNOWN = 100;

/** Bound on the standard deviation of the fixed part of some row's η from which on it may be that nothing holds it. */
const LOOSE = 10;

function separated(parts: GeneralizedLive): Separation | null {
  const { design, likelihood, spec } = parts;
  const { kept, totalWeights: weights } = likelihood;
  if (!hasEdge(parts) || !mayBeLoose(parts)) return null;
  return separation({ design, kept, weights, edge: (y) => spec.family.edge(y, spec.link) });
}

function mayBeLoose({ design, likelihood: { kept }, estimates }: GeneralizedLive): boolean {
  if (!estimates.convergence.converged) return true;
  const { vcovRX } = estimates;
  return kept.some((column, j) => {
    return !(Math.sqrt(vcovRX[j * (kept.length + 1)]) * reach(design.fixed.columns[column]) < LOOSE);
  });
}

/** Whether there is a response whose likelihood can rise without end. */
function hasEdge({ design, spec: { family, link } }: GeneralizedLive): boolean {
  return design.response.some((y) => family.edge(y, link) !== 0);
}

function separationWarning(parts: GeneralizedLive, found: Separation, stdErrors: readonly number[]): Warning {
  const { nobs } = parts.design;
  const ends = { "1": "infinity", "0": "plus or minus infinity", "-1": "minus infinity" };
  const words = listed(found.runaways, ({ name, column, sign }) => {
    return `"${name}" runs to ${ends[sign]} (${numbers(parts, column, stdErrors)})`;
  });
  const complete = found.rows === nobs;
  const how = complete ? "complete separation" : "quasi-complete separation";
  const many = complete ? `all ${nobs} rows` : `${found.rows} of ${nobs} rows`;
  const message =
    `${how}: in ${many} the fixed effects predict the response without doubt, so that ${words}; ` +
    "the estimate of such a coefficient is wherever the optimizer stopped, its standard error and test mean nothing: " +
    "merge levels or drop the predictor, or use a method that penalizes coefficients";
  return { code: "W_SEPARATION", message };
}

function undeterminedWarnings(parts: GeneralizedLive, stdErrors: readonly number[]): Warning[] {
  const { design, likelihood, estimates, spec } = parts;
  if (spec.link !== "log" && !hasEdge(parts)) return [];
  const { fixed } = design;
  const columns = likelihood.kept.map((column) => fixed.columns[column]);
  const { values, vectors } = symmetricEigen(columns.length, estimates.vcovRX);
  const root = eachEntry(columns.length, vectors, (entry, _, k) => entry * Math.sqrt(Math.max(0, values[k])));
  const found = hugeDeviations(columns, root, NOTHING_KNOWN, 0.1).filter(({ column }) => {
    const sizes = columns[column]
      .filter((value) => value !== 0)
      .map(Math.abs)
      .sort();
    const usual = sizes[sizes.length >> 1];
    return Math.sqrt(estimates.vcovRX[column * (columns.length + 1)]) * usual > NOTHING_KNOWN;
  });
  if (found.length === 0) return [];
  const words = listed(found, ({ column }) => {
    return `"${fixed.names[likelihood.kept[column]]}" (${numbers(parts, column, stdErrors)})`;
  });
  const message =
    `coefficients are hardly determined: ${words}; the likelihood does not depend on them where the optimizer stopped, ` +
    "which may be far from any sensible fit: start elsewhere (start), or use another link or family";
  return [{ code: "W_UNDETERMINED", message }];
}

function numbers({ estimates }: GeneralizedLive, column: number, stdErrors: readonly number[]): string {
  return `${short(estimates.beta[column])}, standard error ${short(stdErrors[column])}`;
}

/** The first five in words, and how many more there are. */
function listed<T>(items: readonly T[], words: (item: T) => string): string {
  const shown = items.slice(0, 5).map(words);
  if (items.length > shown.length) shown.push(`and ${items.length - shown.length} more`);
  return shown.join(", ");
}

function runawayWarnings(parts: GeneralizedLive): Warning[] {
  if (!hasEdge(parts)) return [];
  const { design, likelihood, estimates } = parts;
  const lambdas = splitTheta(likelihood.terms, estimates.theta);
  const huge = design.random.flatMap((term, t) =>
    hugeDeviations(term.columns, lambdas[t], RUNAWAY, 0.5).map(
      ({ column, sd }) => `"${term.names[column]}" by "${design.factors[term.factor].name}" has ${short(sd)}`,
    ),
  );
  if (huge.length === 0) return [];
  const message =
    `a standard deviation of random effects is huge on the scale of the link "${parts.spec.link}": ${huge.join(", ")}; ` +
    "responses hardly vary within the levels of such a factor, so that its variance runs to infinity and nothing else of " +
    "this fit can be trusted: look for a factor that decides the response, and drop its term or use a coarser one";
  return [{ code: "W_RUNAWAY_VARIANCE", message }];
}

function overdispersionWarnings(parts: GeneralizedLive, residualDf: number): Warning[] {
  const found = overdispersion(parts, residualDf);
  if (found === null) return [];
  const { statistic, df, ratio } = found;
  if (ratio < NOTABLE.ratio || ratio < 1 + NOTABLE.standardErrors * Math.sqrt(2 / df)) return [];
  const message =
    `overdispersion: Pearson's statistic is ${statistic.toPrecision(4)} on ${df} degrees of freedom, a ratio of ` +
    `${ratio.toPrecision(3)} where the family "${parts.spec.family.name}" expects about 1; standard errors are too small: ` +
    `consider ${parts.spec.family.wider}`;
  return [{ code: "W_OVERDISPERSED", message }];
}
