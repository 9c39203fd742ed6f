// What a reader of a generalized fit should know besides rank, scale, singularity and convergence.
import type { GeneralizedLive } from "../live.js";
import type { Overdispersion, VarianceComponent, Warning } from "../types.js";
import { type Separation, separation } from "./separation.js";

/** A ratio from here on is told, if it is as many standard errors above 1, too. */
const NOTABLE = { ratio: 1.2, standardErrors: 4 };

/** The ratio for Poisson and for binomial responses of several trials; null where it would mean nothing. */
export function overdispersion({ spec, trials, estimates }: GeneralizedLive, df: number): Overdispersion | null {
  const { pearson } = estimates.parts;
  if (!spec.family.hasFixedVariance(trials) || df < 1) return null;
  return { statistic: pearson, df, ratio: pearson / df };
}

/** Standard deviation of a random effect on the scale of the link beyond which responses hardly vary within levels. */
const RUNAWAY = 15;

/** Separation, variances without end and overdispersion, in words; the last only where the others do not explain it. */
export function generalizedWarnings(
  parts: GeneralizedLive,
  residualDf: number,
  stdErrors: readonly number[],
  components: readonly VarianceComponent[],
): Warning[] {
  const found = separated(parts);
  const runaway = runawayWarnings(parts, components);
  if (found !== null) {
    const code = hasEdge(parts) ? "W_SEPARATION" : "W_UNDETERMINED";
    return [{ code, message: separationText(parts, found, stdErrors) }, ...runaway];
  }
  return runaway.length > 0 ? runaway : overdispersionWarnings(parts, residualDf);
}

/** What to do where the optimizer failed: first what the other warnings say, if there is a reason among them. */
export function adviceAmong(troubles: readonly Warning[]): string | undefined {
  const isReason = ({ code }: Warning) => ["W_SEPARATION", "W_UNDETERMINED", "W_RUNAWAY_VARIANCE"].includes(code);
  return troubles.some(isReason) ? "there is no optimum to be found, for the reason told above" : undefined;
}

/** Links on whose scale a standard deviation of some row's η beyond these means that nothing holds it. */
const LOOSE = { edge: 20, log: 100 };

function separated(parts: GeneralizedLive): Separation | null {
  const { design, likelihood, estimates } = parts;
  const { kept } = likelihood;
  const { beta, vcovRX } = estimates;
  const { family, link } = parts.spec;
  const edge = (y: number) => family.edge(y, link);
  if (hasEdge(parts)) return separation({ design, kept, beta, vcov: vcovRX, edge, loose: LOOSE.edge });
  return link === "log" ? separation({ design, kept, beta, vcov: vcovRX, edge, loose: LOOSE.log }) : null;
}

/** Whether there is a response whose likelihood can rise without end. */
function hasEdge({ design, spec: { family, link } }: GeneralizedLive): boolean {
  return design.response.some((y) => family.edge(y, link) !== 0);
}

function separationText(parts: GeneralizedLive, found: Separation, stdErrors: readonly number[]): string {
  const { estimates, design } = parts;
  const { beta } = estimates;
  const shown = found.runaways.slice(0, 5).map(({ name, column, sign }) => {
    const where = found.proven ? ` runs to ${sign < 0 ? "minus " : ""}infinity` : "";
    return `"${name}"${where} (${short(beta[column])}, standard error ${short(stdErrors[column])})`;
  });
  if (found.runaways.length > shown.length) shown.push(`and ${found.runaways.length - shown.length} more`);
  const words = shown.join(", ");
  if (!hasEdge(parts)) {
    return (
      `coefficients are hardly determined: ${words}; the likelihood does not depend on them where the optimizer stopped, ` +
      "which may be far from any sensible fit: start elsewhere (start), or use another link or family"
    );
  }
  if (!found.proven) {
    return (
      `coefficients are hardly determined, which suggests separation: ${words}; their standard errors and tests mean ` +
      "nothing: look for combinations of predictors in which all responses are alike"
    );
  }
  const complete = found.rows === design.nobs;
  const how = complete ? "complete separation" : "quasi-complete separation";
  const many = complete ? `all ${found.rows} rows` : `${found.rows} of ${design.nobs} rows`;
  return (
    `${how}: in ${many} the fixed effects predict the response without doubt, so that ${words}; ` +
    "the estimate of such a coefficient is wherever the optimizer stopped, its standard error and test mean nothing: " +
    "merge levels or drop the predictor, or use a method that penalizes coefficients"
  );
}

function runawayWarnings(parts: GeneralizedLive, components: readonly VarianceComponent[]): Warning[] {
  if (!hasEdge(parts)) return [];
  const { design, spec } = parts;
  const { link } = spec;
  const huge = components.flatMap(({ group, names, sd }, term) =>
    names.flatMap((name, column) => {
      const values = design.random[term].columns[column];
      const size = values === null ? 1 : rootMeanSquare(values);
      return sd[column] * size > RUNAWAY ? [`"${name}" by "${group}" has ${short(sd[column])}`] : [];
    }),
  );
  if (huge.length === 0) return [];
  const message =
    `a standard deviation of random effects is huge on the scale of the link "${link}": ${huge.join(", ")}; responses ` +
    "hardly vary within the levels of such a factor, so that its variance runs to infinity and nothing else of this " +
    "fit can be trusted: look for a factor that decides the response, and drop its term or use a coarser one";
  return [{ code: "W_RUNAWAY_VARIANCE", message }];
}

/** Three digits; a power of ten from 100,000 on. */
function short(value: number): string {
  if (!Number.isFinite(value)) return "infinite";
  const text = value.toPrecision(3);
  return Math.abs(value) < 1e5 ? String(Number(text)) : text.replace("e+", "e");
}

function rootMeanSquare(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
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
