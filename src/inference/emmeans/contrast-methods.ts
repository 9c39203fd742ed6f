// The sets of contrasts that have a name: weights of the levels compared.
import { OptionError } from "../../errors.js";
import { didYouMean } from "../../names.js";
import type { Adjustment } from "./adjustments.js";

/**
 * "pairwise": all differences, each level less those after it, "revpairwise" less those before it; "trt.vs.ctrl": each
 * level less the first, or less `ref`, "trt.vs.ctrlk" less the last; "consec": each level less the one before;
 * "mean_chg": the mean of the levels after each place less that of those before; "poly": polynomials over equally
 * spaced levels; "eff": each level less the mean of all, "del.eff" less the mean of the others.
 */
export type ContrastMethod =
  | "pairwise"
  | "revpairwise"
  | "trt.vs.ctrl"
  | "trt.vs.ctrlk"
  | "consec"
  | "mean_chg"
  | "poly"
  | "eff"
  | "del.eff";

/** Contrasts by name, each a list of weights of the levels. */
export type CustomContrasts = Readonly<Record<string, readonly number[]>>;

export interface ContrastSet {
  readonly names: readonly string[];
  /** Weights of the levels, a list for each name. */
  readonly weights: readonly (readonly number[])[];
  /** What p values are adjusted by unless asked otherwise. */
  readonly adjust: Adjustment;
  /** Whether these are all pairs, which Tukey's method is for. */
  readonly isPairs: boolean;
}

export interface ContrastChoice {
  /** Of "trt.vs.ctrl": the level, or levels of which the mean, that the others are compared with. */
  readonly ref?: string | readonly string[] | undefined;
  /** Turns the signs of differences. */
  readonly reverse?: boolean | undefined;
}

type Builder = (levels: readonly string[], choice: ContrastChoice) => Pick<ContrastSet, "names" | "weights">;

const POLYNOMIALS = ["linear", "quadratic", "cubic", "quartic", "degree 5", "degree 6"];

const BUILDERS: Readonly<Record<ContrastMethod, readonly [Adjustment, Builder]>> = {
  pairwise: ["tukey", (levels, { reverse }) => (reverse === true ? laterFirst(levels) : earlierFirst(levels))],
  revpairwise: ["tukey", (levels, { reverse }) => (reverse === true ? earlierFirst(levels) : laterFirst(levels))],
  "trt.vs.ctrl": ["dunnettx", (levels, choice) => againstReference(levels, levels[0], choice)],
  "trt.vs.ctrlk": ["dunnettx", (levels, choice) => againstReference(levels, levels[levels.length - 1], choice)],
  consec: ["sidak", (levels, { reverse }) => consecutive(levels, reverse === true)],
  mean_chg: ["sidak", (levels, { reverse }) => meanChanges(levels, reverse === true)],
  poly: ["none", (levels) => polynomials(levels.length)],
  eff: ["BH", (levels) => effects(levels, (k) => 1 / k)],
  "del.eff": ["BH", (levels) => effects(levels, (k) => 1 / (k - 1))],
};

export const CONTRAST_METHODS = Object.keys(BUILDERS) as readonly ContrastMethod[];

/** The contrasts of these levels; throws OptionError for an unknown method or reference, or for weights that do not fit. */
export function contrastSet(
  method: ContrastMethod | CustomContrasts,
  levels: readonly string[],
  choice: ContrastChoice = {},
): ContrastSet {
  if (typeof method === "object") return custom(method, levels);
  if (!Object.hasOwn(BUILDERS, method)) {
    const hint = didYouMean(method, CONTRAST_METHODS, `the methods are ${CONTRAST_METHODS.join(", ")}`);
    throw new OptionError(`contrasts "${method}" are not known; ${hint}`, "method");
  }
  if (levels.length < 2) {
    throw new OptionError(
      `contrasts "${method}" need two estimates or more in a group, not ${levels.length}`,
      "method",
    );
  }
  const [adjust, build] = BUILDERS[method];
  return { adjust, isPairs: adjust === "tukey", ...build(levels, choice) };
}

function custom(given: CustomContrasts, levels: readonly string[]): ContrastSet {
  const entries = Object.entries(given);
  if (entries.length === 0) throw new OptionError("contrasts are an empty list; give at least one", "method");
  for (const [name, weights] of entries) {
    if (!Array.isArray(weights) || weights.length !== levels.length || !weights.every(Number.isFinite)) {
      const expected = `${levels.length} finite numbers, one for each of ${levels.join(", ")}`;
      throw new OptionError(`contrast "${name}" must have ${expected}`, "method");
    }
  }
  const [names, weights] = [entries.map(([name]) => name), entries.map(([, row]) => row)];
  return { names, weights, adjust: "none", isPairs: false };
}

function unit(k: number, entries: Readonly<Record<number, number>>): number[] {
  return Array.from({ length: k }, (_, i) => entries[i] ?? 0);
}

/** A level within the name of a contrast: in parentheses where it has a sign in it. */
function named(level: string): string {
  return /[-+/*]/.test(level) ? `(${level})` : level;
}

function earlierFirst(levels: readonly string[]) {
  const pairs = levels.flatMap((_, i) => levels.slice(i + 1).map((_, j) => [i, i + 1 + j] as const));
  return differences(levels, pairs);
}

function laterFirst(levels: readonly string[]) {
  return differences(
    levels,
    levels.flatMap((_, i) => levels.slice(0, i).map((_, j) => [i, j] as const)),
  );
}

function consecutive(levels: readonly string[], reverse: boolean) {
  const steps = levels.slice(1).map((_, i) => (reverse ? ([i, i + 1] as const) : ([i + 1, i] as const)));
  return differences(levels, steps);
}

function differences(levels: readonly string[], pairs: readonly (readonly [number, number])[]) {
  return {
    names: pairs.map(([a, b]) => `${named(levels[a])} - ${named(levels[b])}`),
    weights: pairs.map(([a, b]) => unit(levels.length, { [a]: 1, [b]: -1 })),
  };
}

function againstReference(levels: readonly string[], fallback: string, { ref, reverse }: ContrastChoice) {
  const references = ref === undefined ? [fallback] : typeof ref === "string" ? [ref] : ref;
  const wrong = references.find((level) => !levels.includes(level));
  if (wrong !== undefined || references.length === 0) {
    const hint = didYouMean(String(wrong), levels, `the levels are ${levels.join(", ")}`);
    throw new OptionError(`ref "${wrong ?? ""}" is not one of the levels compared; ${hint}`, "ref");
  }
  const control = references.length === 1 ? named(references[0]) : `avg(${references.map(named).join(",")})`;
  const sign = reverse === true ? -1 : 1;
  const treated = levels.filter((level) => !references.includes(level));
  return {
    names: treated.map((level) => (reverse === true ? `${control} - ${named(level)}` : `${named(level)} - ${control}`)),
    weights: treated.map((treatment) =>
      levels.map((level) => {
        if (level === treatment) return sign;
        return references.includes(level) ? -sign / references.length : 0;
      }),
    ),
  };
}

function meanChanges(levels: readonly string[], reverse: boolean) {
  const k = levels.length;
  const sign = reverse ? -1 : 1;
  const places = levels.slice(1).map((_, i) => i + 1);
  return {
    names: places.map((place) => `${named(levels[place - 1])}|${named(levels[place])}`),
    weights: places.map((place) => levels.map((_, i) => (i < place ? -sign / place : sign / (k - place)))),
  };
}

/** Each level's weight is 1 less the mean of all, over k times `share`. */
function effects(levels: readonly string[], share: (k: number) => number) {
  const k = levels.length;
  const scale = k * share(k);
  return {
    names: levels.map((level) => `${named(level)} effect`),
    weights: levels.map((_, i) => levels.map((_, j) => scale * ((i === j ? 1 : 0) - 1 / k))),
  };
}

/** Orthogonal polynomials over k equally spaced points in the smallest whole numbers, up to degree 6. */
function polynomials(k: number) {
  const degrees = POLYNOMIALS.slice(0, k - 1).map((_, i) => i + 1);
  return { names: POLYNOMIALS.slice(0, k - 1), weights: degrees.map((degree) => wholePolynomial(k, degree)) };
}

/** Gram's polynomial Σ_j (−1)^(m+j) C(m, j) C(m + j, j) x^(j) (N − 1 − j)^(m−j), falling powers, over its divisor. */
function wholePolynomial(k: number, m: number): number[] {
  const values = Array.from({ length: k }, (_, x) => {
    let sum = 0;
    for (let j = 0; j <= m; j++) {
      const sign = (m + j) % 2 === 0 ? 1 : -1;
      sum += sign * binomial(m, j) * binomial(m + j, j) * falling(x, j) * falling(k - 1 - j, m - j);
    }
    return sum;
  });
  const divisor = values.reduce((common, value) => greatestDivisor(common, Math.abs(value)), 0);
  return values.map((value) => value / divisor);
}

function falling(x: number, count: number): number {
  let product = 1;
  for (let i = 0; i < count; i++) product *= x - i;
  return product;
}

function binomial(n: number, k: number): number {
  return Math.round(falling(n, k) / falling(k, k));
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
