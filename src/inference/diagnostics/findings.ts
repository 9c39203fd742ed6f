// What the diagnostics of a fit say, in words.
import type { LiveFit } from "../../fit/fit.js";
import type { ConditionNumber } from "./condition-number.js";
import type { HeteroscedasticityTest } from "./heteroscedasticity.js";
import type { Influence } from "./influence.js";
import type { NormalityTest } from "./normality.js";
import type { Outliers } from "./outliers.js";
import type { OverdispersionTest } from "./overdispersion.js";
import type { TermReliability } from "./reliability.js";
import type { Icc, RSquared } from "./variance-shares.js";
import type { VarianceInflation } from "./vif.js";

/** What a diagnostic says, in words. */
export interface Finding {
  /** What it is about: "fit", "collinearity", "normality", … */
  readonly topic: string;
  /** Whether it asks for action ("warning"), for a look ("look"), or for neither ("fine"). */
  readonly level: "warning" | "look" | "fine";
  /** A sentence, or a few. */
  readonly words: string;
}

/** All diagnostics of a fit. */
export interface Diagnosis {
  /** In words, what asks for action first. */
  readonly findings: readonly Finding[];
  /** Variance explained, as rSquared(). */
  readonly rSquared: RSquared;
  /** How alike the responses of a group are, as icc(). */
  readonly icc: Icc;
  /** Inflation of each term, as vif(); empty for fewer than two terms. */
  readonly vif: readonly VarianceInflation[];
  /** As conditionNumber(). */
  readonly condition: ConditionNumber;
  /** Null where the family leaves it open. */
  readonly overdispersion: OverdispersionTest | null;
  /** Null for generalized models. */
  readonly heteroscedasticity: HeteroscedasticityTest | null;
  /** Residuals of a linear model, then each random effect, as normality(). */
  readonly normality: readonly NormalityTest[];
  /** Rows with large residuals or influence, as outliers(). */
  readonly outliers: Outliers;
  /** How well the groups are told apart, as reliability(). */
  readonly reliability: readonly TermReliability[];
  /** Null unless asked for. */
  readonly influence: Influence | null;
}

type Parts = Omit<Diagnosis, "findings">;

const LEVELS: readonly Finding["level"][] = ["warning", "look", "fine"];

/** Level of tests below which an assumption is called into question. */
const LEVEL = 0.05;
/** Conventional bounds: of variance inflation, and of the condition number of scaled columns. */
const INFLATED = { look: 5, warning: 10 };
const ILL_CONDITIONED = 30;
/** Skewness and excess kurtosis beyond which a departure from normality is worth a look whatever its p value. */
const SKEWED = 1;
const HEAVY = 2;
/** A share of levels told apart by chance alone more often than not. */
const UNRELIABLE = 0.5;

/** One or a few sentences a topic, what asks for action first. */
export function findings(fit: LiveFit, parts: Parts): Finding[] {
  const all = [
    ...fit.warnings
      .filter(({ code }) => code.startsWith("W_") && code !== "W_OVERDISPERSED")
      .map(({ message }): Finding => ({ topic: "fit", level: "warning", words: message })),
    ...explained(parts),
    ...collinearity(parts),
    ...variance(parts),
    ...shapes(parts),
    ...extremes(fit, parts),
    ...levels(parts),
    ...deletions(parts),
  ];
  return LEVELS.flatMap((level) => all.filter((finding) => finding.level === level));
}

function explained({ rSquared: { marginal, conditional }, icc: { adjusted, byGroup } }: Parts): Finding[] {
  const shares = byGroup.map(({ group, icc }) => `${percent(icc)} ${group}`).join(", ");
  const listed = byGroup.length > 1 ? `: ${shares}` : "";
  return [
    {
      topic: "explained variance",
      level: "fine",
      words:
        `the fixed effects explain ${percent(marginal)} of the variance, ` +
        `together with the random effects ${percent(conditional)}`,
    },
    {
      topic: "intraclass correlation",
      level: "fine",
      words: `${percent(adjusted)} of what the fixed effects leave is between groups${listed}`,
    },
  ];
}

function collinearity({ vif, condition }: Parts): Finding[] {
  const found: Finding[] = [];
  const worst = vif.reduce((most, { factor }) => Math.max(most, factor * factor), 1);
  const named = vif.filter(({ factor }) => factor * factor >= INFLATED.look).map(({ term }) => `"${term}"`);
  if (vif.length > 0) {
    const bound = `the largest variance inflation is ${worst.toPrecision(3)}`;
    const level = worst >= INFLATED.warning ? "warning" : worst >= INFLATED.look ? "look" : "fine";
    const words =
      level === "fine" ? bound : `${bound}: ${named.join(", ")} overlap with other terms; center covariates first`;
    found.push({ topic: "collinearity", level, words });
  }
  if (condition.scaled >= ILL_CONDITIONED) {
    const heavy = condition.weakest.filter(({ weight }) => Math.abs(weight) > 0.3).map(({ name }) => `"${name}"`);
    const number = condition.scaled.toPrecision(3);
    const words = `the condition number of X is ${number}: ${heavy.join(", ")} all but depend on each other`;
    found.push({ topic: "collinearity", level: "look", words });
  }
  return found;
}

function variance({ overdispersion, heteroscedasticity }: Parts): Finding[] {
  if (overdispersion !== null) {
    const { ratio, statistic, df, p } = overdispersion;
    const test = `Pearson's statistic is ${statistic.toPrecision(4)} on ${df} degrees of freedom (${pText(p)})`;
    return [
      p < LEVEL
        ? {
            topic: "dispersion",
            level: "warning",
            words:
              `overdispersion, ${ratio.toPrecision(3)} times the variance expected, ` +
              `so that standard errors are too small: ${test}`,
          }
        : { topic: "dispersion", level: "fine", words: `no overdispersion: ${test}` },
    ];
  }
  if (heteroscedasticity === null) return [];
  const { p, direction } = heteroscedasticity;
  const topic = "heteroscedasticity";
  if (p >= LEVEL)
    return [{ topic, level: "fine", words: `the residual variance does not follow the fitted values (${pText(p)})` }];
  const words =
    `the residual variance ${direction} with the fitted values (Breusch-Pagan ${pText(p)}); ` +
    "consider a transformed response";
  return [{ topic, level: "look", words }];
}

function shapes({ normality }: Parts): Finding[] {
  return normality.map(({ of, p, statistic, skewness, kurtosis }): Finding => {
    const moments = `skewness ${skewness.toFixed(2)}, excess kurtosis ${kurtosis.toFixed(2)}`;
    const numbers = `${moments}, W = ${statistic.toFixed(4)}, ${pText(p)}`;
    const departs = p < LEVEL;
    const large = Math.abs(skewness) > SKEWED || kurtosis > HEAVY;
    const words = departs ? `${of}: not normal (${numbers})` : `${of}: nothing speaks against normality (${numbers})`;
    return { topic: "normality", level: departs && large ? "look" : "fine", words };
  });
}

function extremes(fit: LiveFit, { outliers: { rows } }: Parts): Finding[] {
  const by = (reason: "residual" | "influence") => rows.filter(({ reasons }) => reasons.includes(reason));
  const list = (some: typeof rows) =>
    `${some
      .slice(0, 5)
      .map(({ row }) => row)
      .join(", ")}${some.length > 5 ? " and others" : ""}`;
  const [far, strong] = [by("residual"), by("influence")];
  if (rows.length === 0) {
    return [{ topic: "outliers", level: "fine", words: `none of ${fit.nobs} rows is an outlier or decides the fit` }];
  }
  const found: Finding[] = [];
  if (far.length > 0) {
    found.push({
      topic: "outliers",
      level: "look",
      words: `${rowsText(far.length)} with an outlying residual: ${list(far)}`,
    });
  }
  if (strong.length > 0) {
    found.push({
      topic: "outliers",
      level: "look",
      words: `${rowsText(strong.length)} with a large Cook's distance: ${list(strong)}`,
    });
  }
  return found;
}

function levels({ reliability }: Parts): Finding[] {
  return reliability.map(({ group, name, mean }): Finding => {
    const topic = "reliability";
    if (Number.isNaN(mean))
      return { topic, level: "look", words: `"${name}" by "${group}" has no variance to tell levels apart by` };
    const words = `the modes of "${name}" by "${group}" have a mean reliability of ${mean.toFixed(2)}`;
    return { topic, level: mean < UNRELIABLE ? "look" : "fine", words };
  });
}

function deletions({ influence }: Parts): Finding[] {
  if (influence === null) return [];
  const { group, deletions: all } = influence;
  const bound = 4 / all.length;
  const sorted = all
    .filter(({ cooksDistance }) => cooksDistance > bound)
    .sort((a, b) => b.cooksDistance - a.cooksDistance);
  const failed = all.filter(({ converged }) => !converged).map(({ level }) => level);
  const found: Finding[] = [];
  if (sorted.length === 0) {
    found.push({
      topic: "influence",
      level: "fine",
      words: `no level of "${group}" has a Cook's distance over 4/${all.length}`,
    });
  } else {
    const shown = sorted.slice(0, 5).map(({ level, cooksDistance }) => `${level} (${cooksDistance.toPrecision(3)})`);
    const others = sorted.length > 5 ? " and others" : "";
    const words = `levels of "${group}" with a Cook's distance over 4/${all.length}: ${shown.join(", ")}${others}`;
    found.push({ topic: "influence", level: "look", words });
  }
  if (failed.length > 0) {
    const words = `fits without these levels of "${group}" did not converge: ${failed.slice(0, 5).join(", ")}`;
    found.push({ topic: "influence", level: "warning", words });
  }
  return found;
}

function rowsText(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function pText(p: number): string {
  return p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`;
}
