// p values and critical values of several tests at once.
import { expm1, log, log1p } from "../../core/elementary.js";
import { OptionError } from "../../errors.js";
import { studentQuantile } from "../../math/distributions/distributions.js";
import { studentizedRangeQuantile, studentizedRangeTails } from "../../math/distributions/studentized-range.js";
import { didYouMean } from "../../names.js";
import { twoSidedP } from "../df-method.js";

/**
 * "tukey" for all pairs; "dunnettx" approximates Dunnett's for comparisons with one level, as R's emmeans; "holm",
 * "hochberg", "BH" (false discovery rate) and "BY" are those of R's p.adjust.
 */
export type Adjustment = "none" | "bonferroni" | "holm" | "hochberg" | "BH" | "BY" | "sidak" | "tukey" | "dunnettx";

export const ADJUSTMENTS: readonly Adjustment[] = [
  "none",
  "bonferroni",
  "holm",
  "hochberg",
  "BH",
  "BY",
  "sidak",
  "tukey",
  "dunnettx",
];

/** Tests that are adjusted together. */
export interface TestFamily {
  /** How many tests a group has. */
  readonly tests: number;
  /** How many estimates are compared in pairs; null where the tests are no such comparisons. */
  readonly compared: number | null;
}

/** The adjustment of a name, "fdr" and other cases of letters allowed; throws OptionError. */
export function adjustmentOf(name: string): Adjustment {
  const lower = name.toLowerCase();
  const found = ADJUSTMENTS.find((known) => known.toLowerCase() === (lower === "fdr" ? "bh" : lower));
  if (found !== undefined) return found;
  const hint = didYouMean(name, ADJUSTMENTS, `the adjustments are ${ADJUSTMENTS.join(", ")}`);
  throw new OptionError(`adjustment "${name}" is not known; ${hint}`, "adjust");
}

/** What is done for `asked`: nothing to a single test, and "sidak" for a "tukey" that is not about pairs. */
export function effectiveAdjustment(asked: Adjustment, { tests, compared }: TestFamily): Adjustment {
  if (tests === 1) return "none";
  return asked === "tukey" && compared === null ? "sidak" : asked;
}

/** Limits have no step-wise methods: those of Bonferroni stand for them. */
export function limitAdjustment(effective: Adjustment): Adjustment {
  return ["none", "sidak", "tukey", "dunnettx"].includes(effective) ? effective : "bonferroni";
}

/**
 * Adjusted p values of one group from t statistics and their degrees of freedom; null where an estimate is missing,
 * which still counts as a test, as in R.
 */
export function adjustedP(
  statistics: readonly (number | null)[],
  df: readonly (number | null)[],
  method: Adjustment,
  family: TestFamily,
): (number | null)[] {
  const at = statistics.flatMap((t, i) => (t === null || df[i] === null ? [] : [i]));
  const t = at.map((i) => Math.abs(statistics[i] as number));
  const nu = at.map((i) => df[i] as number);
  const raw = t.map((value, i) => twoSidedP(value, nu[i]));
  const adjusted =
    stepwise(raw, statistics.length, method) ?? t.map((value, i) => single(value, nu[i], method, family));
  const out: (number | null)[] = statistics.map(() => null);
  at.forEach((row, i) => {
    out[row] = adjusted[i];
  });
  return out;
}

function single(t: number, df: number, method: Adjustment, { tests, compared }: TestFamily): number {
  const sidak = () => complementPower(twoSidedP(t, df), tests);
  const tukey = (groups: number) => studentizedRangeTails(Math.SQRT2 * t, groups, df).upper;
  if (Number.isNaN(t)) return t;
  if (method === "sidak") return sidak();
  if (method === "tukey") return tukey(compared as number);
  if (method === "dunnettx") {
    const share = (tests - 1) / tests;
    return share * tukey(groupsOf(tests)) + (1 - share) * sidak();
  }
  return twoSidedP(t, df);
}

/** Methods that see all p values at once, of `count` tests; null for others. */
function stepwise(p: readonly number[], count: number, method: Adjustment): number[] | null {
  const falling = p.map((_, i) => i).sort((a, b) => p[b] - p[a] || b - a);
  const rising = [...falling].reverse();
  const harmonic = Array.from({ length: count }, (_, i) => 1 / (i + 1)).reduce((sum, x) => sum + x, 0);
  const m = p.length;
  switch (method) {
    case "bonferroni":
      return p.map((value) => Math.min(1, count * value));
    case "holm":
      return cumulative(p, rising, (value, i) => (count - i) * value, Math.max);
    case "hochberg":
      return cumulative(p, falling, (value, i) => (count - m + i + 1) * value, Math.min);
    case "BH":
      return cumulative(p, falling, (value, i) => (count / (m - i)) * value, Math.min);
    case "BY":
      return cumulative(p, falling, (value, i) => ((harmonic * count) / (m - i)) * value, Math.min);
    default:
      return null;
  }
}

function cumulative(
  p: readonly number[],
  order: readonly number[],
  scaled: (value: number, rank: number) => number,
  keep: (a: number, b: number) => number,
): number[] {
  const out = new Array<number>(p.length);
  let last: number | null = null;
  order.forEach((at, rank) => {
    const value = scaled(p[at], rank);
    last = last === null ? value : keep(last, value);
    out[at] = Math.min(1, last);
  });
  return out;
}

/** Multiple of the standard error that reaches from an estimate to its confidence limits. */
export function criticalValue(level: number, df: number, method: Adjustment, { tests, compared }: TestFamily): number {
  const student = (tail: number) => studentQuantile(tail / 2, "upper", df);
  const tukey = (groups: number) => studentizedRangeQuantile(level, "lower", groups, df) / Math.SQRT2;
  const sidak = () => student(-expm1(log(level) / tests));
  switch (method) {
    case "bonferroni":
      return student((1 - level) / tests);
    case "sidak":
      return sidak();
    case "tukey":
      return tukey(compared as number);
    case "dunnettx":
      return between(tukey(groupsOf(tests)), sidak(), (t) => single(t, df, method, { tests, compared }) - (1 - level));
    default:
      return student(1 - level);
  }
}

/** How many estimates have so many pairs. */
function groupsOf(pairs: number): number {
  return (1 + Math.sqrt(1 + 8 * pairs)) / 2;
}

/** 1 − (1 − p)^n without cancellation. */
function complementPower(p: number, n: number): number {
  if (p >= 1) return 1;
  return -expm1(n * log1p(-p));
}

/** Root of a decreasing function between a and b, by halving. */
function between(a: number, b: number, height: (t: number) => number): number {
  let [low, high] = [Math.min(a, b) - 1e-9, Math.max(a, b) + 1e-9];
  for (let i = 0; i < 60 && high - low > 1e-11 * high; i++) {
    const middle = (low + high) / 2;
    if (height(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
