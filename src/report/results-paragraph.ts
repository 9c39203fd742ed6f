// A first draft of the results section of a paper.
import type { Fit } from "../fit/fit.js";
import type { FixefTests, Warning } from "../fit/types.js";
import { describeFormula } from "../formula/describe.js";
import { apaNumber, apaP, twoDigits, withoutZero } from "./apa-layout.js";
import { type FitTableOptions, type ShownEffect, shownEffects } from "./fit-tables.js";
import { familyText } from "./header.js";

/** What takes the meaning from numbers, by the code of the warning, worst first. */
const CAUTIONS: Readonly<Record<string, string>> = {
  W_NOT_CONVERGED: "the fit did not converge, so that none of its numbers can be reported",
  W_UNBOUNDED: "the likelihood has no maximum, so that the estimates are only where a search ended",
  W_SEPARATION:
    "the predictors separate the responses, so that the estimate, standard error and test of a coefficient that runs to infinity mean nothing",
  W_UNDETERMINED: "the data hardly determine some coefficients, so that their estimates and tests mean nothing",
  W_RUNAWAY_VARIANCE:
    "a standard deviation of random effects runs to infinity, so that nothing else of the fit can be trusted",
  W_LAPLACE:
    "the Laplace approximation is far off, so that the model should be fitted by quadrature and these estimates not reported",
  W_NOT_IDENTIFIED:
    "the data cannot tell all variances and covariances of the random effects apart, so that those given are one choice of many",
  W_OVERDISPERSED: "the responses vary more than the distribution allows, so that standard errors are too small",
  M_SINGULAR: "the fit is singular: of the random effects a variance is zero, or a correlation 1 or −1",
  W_NAN_PRODUCED: "rows were left out in which an expression of the formula is not a number",
  W_DF_NONE: "some coefficients have no degrees of freedom, so that they have no p value",
  W_DF_CURVATURE: "the data say nothing of some combination of variances, so that degrees of freedom are uncertain",
  M_FAMILY_LIMIT: "the shape of the negative binomial runs to infinity, where the model is a Poisson one",
  M_RANK_DEFICIENT: "columns of the fixed effects were dropped because others determine them",
};

/**
 * Sentences on the model, how it was estimated, each coefficient with its interval and test, and the random effects, in APA
 * style. What takes the meaning from a number (a fit that did not converge, is singular, separated, not identified …) stands
 * in the first sentence, and a coefficient of which nothing is known is given no number. Throws as summary().
 *
 * @example
 * console.log(resultsParagraph(fit, { df: "kenward-roger" }));
 */
export function resultsParagraph(fit: Fit, options: FitTableOptions = {}): string {
  const shown = shownEffects(fit, options);
  const { tests, level } = shown;
  const sentences = [
    openingSentence(fit, tests),
    ...describeFormula(fit.formula, fit.record.design.columnNames),
    testSentence(fit, tests),
    effectSentence(fit, shown.effects, tests, level),
    deviationSentence(fit),
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

function openingSentence(fit: Fit, tests: FixefTests | null): string {
  const cautions = cautionsOf(fit, tests);
  const model = `${kindWords(fit)} with blup`;
  const groups = Object.entries(fit.groups).map(([name, levels]) => `${levels} levels of ${name}`);
  const dropped = fit.dropped.total > 0 ? `; ${fit.dropped.total} more rows with missing values were left out` : "";
  const rows = `${fit.nobs} observations (${groups.join(", ")}${dropped})`;
  const sentence = `e fitted ${model} to ${rows}: ${fit.formula}.`;
  return cautions.length === 0 ? `W${sentence}` : `Caution: ${cautions.join("; ")}; w${sentence}`;
}

function cautionsOf(fit: Fit, tests: FixefTests | null): string[] {
  const codes = new Set([...fit.warnings, ...(tests?.warnings ?? [])].map(({ code }) => code));
  if (!fit.convergence.converged) codes.add("W_NOT_CONVERGED");
  if (fit.isSingular) codes.add("M_SINGULAR");
  if (fit.droppedFixef.length > 0) codes.add("M_RANK_DEFICIENT");
  return Object.entries(CAUTIONS).flatMap(([code, words]) => (codes.has(code) ? [words] : []));
}

/** Families in prose. */
export const FAMILY_NAMES: Readonly<Record<string, string>> = {
  binomial: "binomial",
  poisson: "Poisson",
  negbinomial: "negative binomial",
  gamma: "Gamma",
  "inverse-gaussian": "inverse Gaussian",
};

function kindWords(fit: Fit): string {
  const { family } = fit.title;
  const { nAGQ = 1 } = fit.record;
  if (family === null) {
    const method = fit.method === "REML" ? "restricted maximum likelihood" : "maximum likelihood";
    return `a linear mixed-effects model by ${method}`;
  }
  const how =
    nAGQ === 1
      ? "maximum likelihood (Laplace approximation)"
      : nAGQ === 0
        ? "the fast approximation, which is not maximum likelihood"
        : `maximum likelihood (adaptive Gauss–Hermite quadrature with ${nAGQ} points)`;
  const name = FAMILY_NAMES[fit.record.family] ?? familyText(family);
  return `a generalized linear mixed-effects model (${name} distribution, ${family.link} link) by ${how}`;
}

function testSentence(fit: Fit, tests: FixefTests | null): string {
  if (fit.title.family !== null) return "";
  if (tests === null) return "No p values were computed.";
  if (tests.method === "satterthwaite") return "Degrees of freedom are Satterthwaite's.";
  if (tests.method === "kenward-roger") return "Standard errors and degrees of freedom are Kenward and Roger's.";
  return tests.method === "residual" ? "Degrees of freedom are those of the residuals." : "";
}

function effectSentence(fit: Fit, effects: readonly ShownEffect[], tests: FixefTests | null, level: number): string {
  const told = effects.filter(({ name }) => name !== "(Intercept)");
  if (told.length === 0) return "";
  const isUnknown = unknownEffects(fit.warnings);
  const known = told.filter(({ name }) => !isUnknown(name));
  const decimals = Math.max(2, twoDigits(known.map(({ stdError }) => stdError)));
  const percent = Number((100 * level).toPrecision(4));
  const parts = told.map((effect) => {
    const { name, estimate, stdError, lower, upper, statistic, df, p } = effect;
    if (isUnknown(name)) return `${name}: no estimate, standard error or test that means anything`;
    const number = (value: number | undefined) => numberText(value, decimals);
    const limits = lower === undefined ? "" : `, ${percent}% CI [${number(lower)}, ${number(upper)}]`;
    const letter = fit.title.family !== null || tests?.method === "asymptotic" ? "z" : "t";
    const freedom = df === undefined || df === Number.POSITIVE_INFINITY ? letter : `t(${freedomText(df)})`;
    const test = `${freedom} = ${numberText(statistic, 2)}${p === undefined ? "" : `, ${pText(p)}`}`;
    return `${name}: b = ${number(estimate)}, SE = ${number(stdError)}${limits}, ${test}`;
  });
  return `${parts.join("; ")}.`;
}

/** Coefficients that a warning names as running to infinity or as hardly determined. */
function unknownEffects(warnings: readonly Warning[]): (name: string) => boolean {
  const said = warnings.filter(({ code }) => code === "W_SEPARATION" || code === "W_UNDETERMINED");
  return (name) =>
    said.some(({ code, message }) => {
      const named = `"${name}" ${code === "W_SEPARATION" ? "runs to" : "("}`;
      // The warning names five; of more than five it does not say which the others are.
      return message.includes(named) || /, and \d+ more[,;]/.test(message);
    });
}

function deviationSentence(fit: Fit): string {
  const components = fit.varCorr();
  const { family } = fit.title;
  const all = [...components.flatMap(({ sd }) => sd), ...(fit.hasScale ? [fit.sigma] : [])];
  const decimals = Math.max(2, Math.min(6, twoDigits(all)));
  const parts = components.map(({ group, names, sd, rho, corr }) => {
    const isOne = names.length > 1 && sd.every((value) => value === sd[0]);
    const each = isOne
      ? [`${numberText(sd[0], decimals)} each`]
      : names.map((name, i) => `${name} ${numberText(sd[i], decimals)}`);
    const tied = rho === undefined ? [] : [`rho ${correlationText(rho)}`];
    const pair =
      names.length === 2 && rho === undefined && corr[1][0] !== 0 ? [`correlation ${correlationText(corr[1][0])}`] : [];
    return `${[...each, ...tied, ...pair].join(", ")} (${group})`;
  });
  const residual = fit.hasScale ? `; ${family === null ? "residual" : "scale"} ${numberText(fit.sigma, decimals)}` : "";
  return `Standard deviations of the random effects: ${parts.join("; ")}${residual}.`;
}

function numberText(value: number | undefined, decimals: number): string {
  return value === undefined || Number.isNaN(value) ? "not available" : apaNumber(value, decimals);
}

function correlationText(value: number): string {
  return Number.isNaN(value) ? "not defined" : withoutZero(apaNumber(value, 2));
}

function freedomText(df: number): string {
  return apaNumber(df, Math.abs(df - Math.round(df)) < 0.005 ? 0 : 2);
}

function pText(p: number): string {
  if (Number.isNaN(p)) return "p not available";
  const text = apaP(p);
  return /^[<>]/.test(text) ? `p ${text}` : `p = ${text}`;
}
