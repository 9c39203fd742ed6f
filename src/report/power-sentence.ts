// The power of a study as a preregistration tells it.
import { checkArgument } from "../options.js";
import type { Assumed, PowerAssumptions } from "../power/assumptions.js";
import type { PowerResult } from "../power/power.js";
import type { Proportion } from "../power/proportion.js";
import { apaNumber, withoutZero } from "./apa-layout.js";
import { formatNumber } from "./format-number.js";
import { POWER } from "./power-shape.js";
import { FAMILY_NAMES } from "./results-paragraph.js";

/**
 * Sentences for a preregistration in APA style: the design, the parameters that responses were drawn with and where these are from
 * (option `sources` of power()), the analysis, each test with its level, side and power, and what it takes to repeat the simulation.
 *
 * @example
 * const design = { units: { subj: 12 }, within: { load: ["low", "high"] } };
 * const random = { "sd_(Intercept)|subj": 1 };
 * const study = { seed: 1, effects: { loadlow: 0.8 }, random, sigma: 1, sources: { loadlow: "the smallest of interest" } };
 * console.log(powerSentence(await power("y ~ load + (1 | subj)", design, { ...study, replicates: 50 })));
 */
export function powerSentence(result: PowerResult): string {
  checkArgument("result", result, POWER);
  const { replicates, seed, version, formula, simulated, tests, joint, level } = result;
  const power = (share: Proportion) => powerText(share, level);
  const both =
    joint === null
      ? []
      : [`All tests together succeed with a power of ${power(joint.all)}, at least one with ${power(joint.any)}.`];
  return [
    `Power was simulated with blup ${version} (${count(replicates)} replicates, seed ${seed}).`,
    designSentence(result),
    `Responses ${lossWords(result)}were drawn from ${familyWords(result)}${simulated ?? formula} ${truthWords(result)}.`,
    `Each data set was analyzed ${analysisWords(result)}.`,
    ...tests.map((test) => testSentence(test, power(test.power))),
    ...both,
    troubleSentence(result),
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

function designSentence({ units, nobs, design, conditions }: PowerResult): string {
  const sizes = Object.entries(units).map(([name, size]) => `${count(size)} levels of ${name}`);
  const { between = {}, within = {}, counterbalanced = {} } = design ?? {};
  const factors = [
    ...Object.entries(within).map(([name, levels]) => `${name} (${levels.join(", ")}) within`),
    ...Object.entries(counterbalanced).map(([name, levels]) => `${name} (${levels.join(", ")}) counterbalanced`),
    ...Object.entries(between).flatMap(([unit, own]) =>
      Object.entries(own).map(([name, levels]) => `${name} (${levels.join(", ")}) between ${unit}`),
    ),
  ];
  const words = factors.length === 0 ? "" : `, with ${listed(factors)}`;
  return `The design has ${listed(sizes)}${words}: ${count(nobs)} observations${conditionWords(conditions)}.`;
}

/** How many observations each condition and each unit in it has, after a comma; nothing where there is neither. */
export function conditionWords(conditions: PowerResult["conditions"]): string {
  const names = Object.keys(conditions[0]?.perUnit ?? {});
  const each = names.map((name) => `${span(conditions.map(({ perUnit }) => perUnit[name]))} for each level of ${name}`);
  if (conditions.length < 2) return each.length === 0 ? "" : `, ${each.join(", ")}`;
  const many = conditions.length < 64 ? `${conditions.length}` : "64 or more";
  return `, ${span(conditions.map(({ rows }) => rows))} in each of ${many} conditions, there ${each.join(", ")}`;
}

function span(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const text = (value: number) => formatNumber(value, 4);
  return low === high ? text(low) : `${text(low)} to ${text(high)}`;
}

function lossWords({ missing, dropout }: PowerAssumptions): string {
  const leaving = Object.entries(dropout).filter(([, share]) => share > 0);
  const parts = [
    ...(missing > 0 ? [`each missing with probability ${formatNumber(missing, 4)}`] : []),
    ...leaving.map(([unit, share]) => `each ${unit} leaving early with probability ${formatNumber(share, 4)}`),
  ];
  return parts.length === 0 ? "" : `(${parts.join(", ")}) `;
}

function familyWords({ family, lognormal }: PowerAssumptions): string {
  if (lognormal !== null) {
    return lognormal.shift === 0
      ? "the lognormal model "
      : `the lognormal model shifted by ${formatNumber(lognormal.shift, 6)} `;
  }
  return family === null ? "" : `the ${FAMILY_NAMES[family] ?? family} model `;
}

function truthWords({ effects, random, sigma, isPilot }: PowerResult): string {
  const all = [...effects, ...random, ...(sigma === null ? [] : [sigma])];
  const estimates = all.filter(({ isEstimate }) => isEstimate);
  const note =
    !isPilot || estimates.length === 0
      ? ""
      : `; of these, ${listed(estimates.map(({ name }) => name))} as a pilot's fit estimated them`;
  const part = (title: string, list: readonly Assumed[]) =>
    list.length === 0 ? [] : [`${title} ${list.map(assumedText).join(", ")}`];
  const [deviations, correlations] = [/^sd_/, /^(?!sd_)/].map((pattern) =>
    random.filter(({ name }) => pattern.test(name)),
  );
  const parts = [
    ...part("coefficients", effects),
    ...part("standard deviations of random effects", deviations),
    ...part(
      "correlations",
      correlations.filter(({ value, source }) => value !== 0 || source !== null),
    ),
    ...(sigma === null ? [] : [`a residual standard deviation ${assumedText(sigma).replace(/^sigma = /, "of ")}`]),
  ];
  return `with ${parts.join("; ")}${note}`;
}

function assumedText({ name, value, size, source }: Assumed): string {
  const words =
    size === null
      ? []
      : [`d = ${formatNumber(size.d, 4)} of ${size.by === "total" ? "the total standard deviation" : size.by}`];
  const said = [...words, ...(source === null ? [] : [`source: ${source}`])];
  const shown = name.replace(/^(sd|cor)_/, "").replace(/\|([^|]*)$/, " by $1");
  return `${shown} = ${formatNumber(value, 5).replace("-", "−")}${said.length === 0 ? "" : ` (${said.join("; ")})`}`;
}

function analysisWords({ formula, simulated, lognormal }: PowerResult): string {
  const scale =
    lognormal?.analyzed === "log"
      ? "logarithms of responses "
      : lognormal?.analyzed === "inverse"
        ? "−1000/response "
        : "";
  return scale === "" && simulated === null ? "by the same model" : `as ${scale}by ${formula}`;
}

const METHODS = {
  satterthwaite: "Satterthwaite's degrees of freedom",
  "kenward-roger": "Kenward and Roger's degrees of freedom",
  residual: "the residuals' degrees of freedom",
  asymptotic: "the normal distribution",
} as const;

function testSentence(test: PowerResult["tests"][number], power: string): string {
  const { name, kind, df, side, alpha, rhs, critical, equivalence, width, isNull } = test;
  const level = `α = ${withoutZero(formatNumber(alpha, 6))}`;
  const number = (value: number) => formatNumber(value, 6).replace("-", "−");
  const how = df === null ? "" : ` with ${METHODS[df]}`;
  const sided = side === "two-sided" ? "two-sided" : `one-sided (${side})`;
  const against = rhs === 0 ? "" : ` against ${number(rhs)}`;
  const what = isNull ? "a rate of type I errors" : "a power";
  if (equivalence !== null) {
    return `That ${name} lies between ${equivalence.map(number).join(" and ")}, by two one-sided tests${how} at ${level}, is shown with a power of ${power}.`;
  }
  if (width !== null) {
    return `The ${number(100 * (1 - alpha))}% interval of ${name}${how} is at most ${number(width)} wide with a probability of ${power}.`;
  }
  if (critical !== null) {
    return `The ${sided} test of ${name}${against}, significant beyond ${number(critical)}, has ${what} of ${power}.`;
  }
  const letter = kind === "term" ? "F test (type III)" : df === "asymptotic" ? `${sided} z test` : `${sided} t test`;
  const made =
    kind === "without" ? "likelihood-ratio test" : `${letter}${against}${letter.endsWith("z test") ? "" : how}`;
  return `The test of ${name}, ${kind === "term" ? "an" : "a"} ${made} at ${level}, has ${what} of ${power}.`;
}

function powerText({ estimate, lower, upper }: Proportion, level: number): string {
  const share = (value: number) => withoutZero(apaNumber(value, 3));
  return `${share(estimate)}, ${formatNumber(100 * level, 6)}% CI [${share(lower)}, ${share(upper)}]`;
}

function troubleSentence({ failed, notConverged, singular, replicates }: PowerResult): string {
  const lost = failed + notConverged;
  const kept = singular === 0 ? "" : `${count(singular)} of ${count(replicates)} fits were singular and were kept`;
  const gone = lost === 0 ? "" : `${count(lost)} had no converged fit and count as not significant`;
  const words = [kept, gone].filter((text) => text !== "").join("; ");
  return words === "" ? "" : `${words}.`;
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
