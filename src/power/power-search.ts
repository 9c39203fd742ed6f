// The number at which power reaches what is wanted: the smallest study, or the smallest effect.
import { exp } from "../core/elementary.js";
import type { TableLike } from "../data/to-table.js";
import { OptionError } from "../errors.js";
import type { Warning } from "../fit/types.js";
import { normalQuantile, normalTails } from "../math/distributions/distributions.js";
import { RandomStream } from "../math/random-stream.js";
import { checkOptions, isPositive, isWhole, LEVEL, NAME, type OptionRules } from "../options.js";
import { Study } from "./analysis.js";
import { isDesign, type PowerDesign } from "./design.js";
import { POWER_ALIASES, POWER_RULES, type PowerOptions } from "./options.js";
import { checkSource, combinations, groupsIn, type Plan, type PowerSource, planned } from "./plan.js";
import { variedStudy } from "./power-curve.js";
import { previews } from "./preview.js";
import { type Sample, sampled } from "./run.js";
import { summarized } from "./summarize.js";

/** Options of powerSearch(): those of power() but the number of replicates, and what is looked for. */
export interface PowerSearchOptions extends Omit<PowerOptions, "replicates"> {
  /** What is looked for: a kind of units or a grouping factor, a coefficient, or any other name that powerCurve() takes. */
  readonly along: string;
  /** Power wanted; 0.8 unless given. */
  readonly target?: number | undefined;
  /** Of the values; from 2 steps to 2000 units, for effects from 0 to twenty standard errors of the first study. */
  readonly range?: readonly [number, number] | undefined;
  /** Units come in multiples of this: as many as balance factors between them and lists, unless given. */
  readonly step?: number | undefined;
  /** Monte-Carlo error of the power at the answer; 0.005 unless given. */
  readonly error?: number | undefined;
  /** The test that is to reach it; the first unless given. */
  readonly test?: string | undefined;
}

/** A value that was tried. */
export interface Trial {
  /** A size or an effect. */
  readonly value: number;
  /** Replicates in which the test succeeds. */
  readonly successes: number;
  /** All of them. */
  readonly replicates: number;
  /** Power by the noncentral t; null where there is none. */
  readonly preview: number | null;
}

/** What powerSearch() finds. */
export interface PowerSearch {
  /** What was looked for. */
  readonly along: string;
  /** The test that is to reach the target. */
  readonly test: string;
  /** Power wanted. */
  readonly target: number;
  /**
   * The smallest multiple of the step whose power is the target by the curve, less its Monte-Carlo error at most, or the effect whose
   * power it is; null where none in the range is.
   */
  readonly value: number | null;
  /** Where the curve less and plus 1.96 of its standard errors reaches the target; of units not rounded. */
  readonly limits: readonly [number, number] | null;
  /** By the curve through the trials, at `value`, or at the end of the range. */
  readonly power: {
    /** Share of significant replicates, by the curve. */
    readonly estimate: number;
    /** Its Monte-Carlo error. */
    readonly stdError: number;
  };
  /** In the order of their values. */
  readonly trials: readonly Trial[];
  /** Of all trials. */
  readonly replicates: number;
  /** As it was given. */
  readonly seed: number;
  /** Of the study, and where the target is not reached. */
  readonly warnings: readonly Warning[];
}

const RULES: OptionRules<PowerSearchOptions & Pick<PowerOptions, "replicates">> = {
  ...POWER_RULES,
  ownEstimates: [(value) => value === false, "left out; it is for power()"],
  replicates: [() => false, 'left out, a search draws as many as "error" needs'],
  along: [NAME[0], NAME[1], "required"],
  target: LEVEL,
  range: [
    (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] < value[1],
    "two numbers, the lower first",
  ],
  step: [(value) => isWhole(value, 1), "a whole number from 1 on"],
  error: [(value) => isPositive(value) && (value as number) < 0.5, "a positive number below 0.5"],
  test: NAME,
};

/** Replicates of each value in the first round; twice as many in each round after it. */
const FIRST = 100;
const MOST_ROUNDS = 12;
/** Probits from the target within which the curve is a straight line, near enough. */
const NEAR = 1;
/** Probits from the target at which its flanks are sampled. */
const FLANK = 0.35;

interface Tried {
  readonly value: number;
  readonly study: Study;
  readonly preview: number | null;
  readonly seed: number;
  sample: Sample;
}

/**
 * Looks for the number at which a test reaches the target: rounds of replicates at three values about the best guess, whose probits are
 * a line in the root of a size or in an effect, until that line says the power there with the wanted Monte-Carlo error. Values have
 * random numbers of their own. Throws what power() throws.
 *
 * @example
 * const design = { units: { subj: 12 }, within: { load: ["low", "high"] } };
 * const random = { "sd_(Intercept)|subj": 1 };
 * const study = { seed: 1, effects: { loadlow: 0.8 }, random, sigma: 1 };
 * const options = { ...study, along: "subj", error: 0.05 };
 * const { value, limits } = await powerSearch("y ~ load + (1 | subj)", design, options);
 */
export async function powerSearch(
  source: PowerSource,
  over: PowerDesign | TableLike,
  options: PowerSearchOptions,
): Promise<PowerSearch> {
  checkOptions("powerSearch()", options, RULES, POWER_ALIASES);
  checkSource(source, "powerSearch()");
  const { along, target = 0.8, range, step, error = 0.005, test, onProgress, ...shared } = options;
  const { seed } = options;
  const formula = typeof source === "string" ? source : source.formula;
  const isUnit = isDesign(over) ? Object.hasOwn(over.units, along) : groupsIn(formula).includes(along);
  const isWholeNumber = isUnit || along === "repetitions" || along === "trials";
  const unit = isWholeNumber ? (step ?? (isUnit && isDesign(over) ? balancing(over, along) : 1)) : 0;
  const known = new Map<number, Tried>();
  let place = 0;
  let warnings: readonly Warning[] = [];

  const tried = async (value: number): Promise<Tried> => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const plan = planAt(value);
    const { scenario } = plan;
    warnings = plan.warnings;
    place = test === undefined ? 0 : scenario.tests.findIndex(({ name }) => name === test);
    if (place < 0) {
      const names = scenario.tests.map(({ name }) => name).join(", ");
      throw new OptionError(`test "${test}" is none of the tests: ${names}`, "test");
    }
    const own = Math.floor(new RandomStream(seed, known.size).uniform() * 4503599627370496);
    const study = await Study.of(scenario, own);
    const sample = { values: new Float64Array(), count: 0, error: null };
    const found = { value, study, preview: previews(study)[place], seed: own, sample };
    known.set(value, found);
    return found;
  };
  const planAt = (value: number): Plan => {
    const [varied, own] = variedStudy(source, over, shared, { [along]: value });
    return planned(source, varied, own, "powerSearch()");
  };
  const successes = ({ study: { scenario }, sample }: Tried) =>
    summarized(
      sample,
      scenario.tests,
      scenario.tests.map(() => null),
      0.95,
    ).tests[place].power.successes;
  const sampleMore = async (at: Tried, count: number) => {
    const total = at.sample.count + count;
    [at.sample] = await sampled([at.study], at.seed, [total], shared, undefined, [at.sample]);
    onProgress?.(replicates(), Math.max(replicates(), Math.ceil((target * (1 - target)) / (error * error))));
  };
  const replicates = () => [...known.values()].reduce((sum, { sample }) => sum + sample.count, 0);
  const rounded = (value: number) => (unit === 0 ? value : Math.max(low, Math.round(value / unit) * unit));
  const [low, high] = range ?? (isWholeNumber ? [2 * unit, 2000] : [0, await farEffect()]);
  const grows = (value: number) => (isUnit ? Math.sqrt(value) : value);
  const shrinks = (x: number) => (isUnit ? x * x : x);
  const goal = normalQuantile(target, "lower");

  async function farEffect(): Promise<number> {
    const { study, sample } = await tried(1);
    void sample;
    const [first] = (await sampled([study], seed, [FIRST], shared)).map(({ values }) => values);
    const widths = Array.from({ length: FIRST }, (_, i) => {
      const at = i * (first.length / FIRST) + 1 + place * 5;
      return (first[at + 2] - first[at + 1]) / 4;
    }).filter(Number.isFinite);
    known.clear();
    return 20 * (widths.reduce((sum, width) => sum + width, 0) / Math.max(1, widths.length)) || 1;
  }

  let guess = await firstGuess();
  let line = lineThrough([], grows, goal);
  let reached = true;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const slope = line.slope > 0 ? line.slope : Math.max(1e-12, goal + 1.96) / Math.max(1e-12, grows(guess));
    const spread = FLANK / slope;
    const values = [-spread, 0, spread].map((by) => {
      const value = rounded(shrinks(Math.max(grows(low), grows(guess) + by)));
      return Math.min(high, Math.max(low, value));
    });
    const lacking = replicates() * (excess(line.at(grows(guess)).stdError) - 1);
    const doubled = FIRST * 2 ** Math.min(round, 7);
    const count = round < 2 ? doubled : Math.min(doubled, Math.max(25, Math.ceil((1.05 * lacking) / values.length)));
    for (const value of new Set(values)) await sampleMore(await tried(value), count);
    line = lineThrough(near(), grows, goal);
    const wanted = shrinks((goal - line.intercept) / line.slope);
    reached = line.slope > 0 && wanted <= high;
    guess = Math.min(high, Math.max(low, line.slope > 0 ? wanted : guess));
    const { stdError } = line.at(grows(guess));
    if (stdError < error && (round > 0 || !reached)) break;
  }

  /** By how much the variance of the power is larger than wanted. */
  function excess(stdError: number): number {
    return (stdError * stdError) / (error * error);
  }

  /** The trials that say something of the neighborhood of the target: all where they are few. */
  function near() {
    const points = [...known.values()]
      .filter(({ sample }) => sample.count > 0)
      .map((at) => ({ value: at.value, successes: successes(at), count: at.sample.count }));
    const close = points.filter(({ successes: k, count: n }) => {
      return Math.abs(normalQuantile((k + 0.5) / (n + 1), "lower") - goal) < NEAR;
    });
    return close.length >= 2 ? close : points;
  }

  async function firstGuess(): Promise<number> {
    let [below, above] = [low, Math.min(high, isUnit ? Math.max(low, 16) : high / 8)];
    for (;;) {
      if ((await powerAt(above)) >= target || above >= high) break;
      below = above;
      above = Math.min(high, rounded(2 * above));
    }
    for (let i = 0; i < 30 && above - below > Math.max(unit, above / 20); i++) {
      const middle = rounded((below + above) / 2);
      if (middle <= below || middle >= above) break;
      if ((await powerAt(middle)) >= target) above = middle;
      else below = middle;
    }
    return above;
  }
  async function powerAt(value: number): Promise<number> {
    const at = await tried(value);
    if (at.preview !== null) return at.preview;
    if (at.sample.count === 0) await sampleMore(at, FIRST);
    return successes(at) / at.sample.count;
  }

  const value = !reached ? null : unit === 0 ? guess : smallest(guess);
  function smallest(from: number): number {
    let size = Math.max(low, (Math.floor(from / unit) - 1) * unit);
    // Less than a Monte-Carlo error short is taken: searches would end a step too high where a size just reaches the target.
    const isShort = ({ estimate, stdError }: ReturnType<Line["at"]>) => estimate < target - stdError;
    while (size < high && isShort(line.at(grows(size)))) size += unit;
    return Math.min(size, high);
  }
  const limit = (by: number) => {
    // The band is monotone near the answer; halving finds where it meets the target.
    let [below, above] = [grows(low), grows(Math.max(high, 2 * guess))];
    for (let i = 0; i < 100; i++) {
      const middle = (below + above) / 2;
      const { probit, probitError } = line.at(middle);
      if (probit + by * probitError < goal) below = middle;
      else above = middle;
    }
    return shrinks(above);
  };
  const at = line.at(grows(value ?? high));
  return {
    along,
    test: [...known.values()][0].study.scenario.tests[place].name,
    target,
    value,
    limits: value === null ? null : [limit(1.96), limit(-1.96)],
    power: { estimate: at.estimate, stdError: at.stdError },
    trials: [...known.values()]
      .filter(({ sample }) => sample.count > 0)
      .sort((a, b) => a.value - b.value)
      .map((one) => ({
        value: one.value,
        successes: successes(one),
        replicates: one.sample.count,
        preview: one.preview,
      })),
    replicates: replicates(),
    seed,
    warnings: value === null ? [...warnings, notReached(along, target, high, at.estimate)] : warnings,
  };
}

function notReached(along: string, target: number, high: number, estimate: number): Warning {
  const message =
    `power ${target} is not reached with ${along} up to ${high}, where it is about ${estimate.toFixed(2)}: look at what ` +
    "else limits it, as the number of items that are drawn once for all participants, or give a wider range";
  return { code: "W_POWER_NOT_REACHED", message };
}

/** Units that balance the factors between them and the lists. */
function balancing({ between = {}, counterbalanced = {} }: PowerDesign, unit: string): number {
  return combinations(between[unit] ?? {}) * combinations(counterbalanced);
}

interface Line {
  readonly intercept: number;
  readonly slope: number;
  at(x: number): { estimate: number; stdError: number; probit: number; probitError: number };
}

interface Point {
  readonly value: number;
  readonly successes: number;
  readonly count: number;
}

/** Probit regression of successes by Fisher's scoring; half a success or failure where there is none. */
function lineThrough(points: readonly Point[], grows: (value: number) => number, goal: number): Line {
  const rows = points.map(({ value, successes, count }) => {
    return { x: grows(value), share: Math.min(count - 0.5, Math.max(0.5, successes)) / count, count };
  });
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  const center = rows.reduce((sum, { x, count }) => sum + x * count, 0) / (total || 1);
  const distinct = new Set(rows.map(({ x }) => x)).size;
  let [a, b] = [goal, 0];
  let information = [0, 0, 0];
  for (let i = 0; i < 50 && rows.length > 0; i++) {
    let [s0, s1, i0, i1, i2] = [0, 0, 0, 0, 0];
    for (const { x, share, count } of rows) {
      const z = a + b * (x - center);
      const { lower: p, upper: q } = normalTails(z);
      const density = exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
      const weight = Math.max(1e-12, (density * density) / Math.max(1e-300, p * q)) * count;
      const residual = ((share - p) / Math.max(1e-150, density)) * weight;
      s0 += residual;
      s1 += residual * (x - center);
      i0 += weight;
      i1 += weight * (x - center);
      i2 += weight * (x - center) * (x - center);
    }
    information = [i0, i1, i2];
    const determinant = i0 * i2 - i1 * i1;
    const isLine = distinct > 1 && determinant > 1e-12 * i0 * i2;
    const [da, db] = isLine ? [(i2 * s0 - i1 * s1) / determinant, (i0 * s1 - i1 * s0) / determinant] : [s0 / i0, 0];
    a += Math.max(-1, Math.min(1, da));
    b += db;
    if (Math.abs(da) + Math.abs(db) < 1e-12) break;
  }
  const [i0, i1, i2] = information;
  const determinant = i0 * i2 - i1 * i1;
  return {
    intercept: a - b * center,
    slope: b,
    at(x) {
      const probit = a + b * (x - center);
      const h = x - center;
      const variance = b === 0 ? 1 / i0 : (i2 - 2 * i1 * h + i0 * h * h) / determinant;
      const probitError = Math.sqrt(variance);
      const density = exp((-probit * probit) / 2) / Math.sqrt(2 * Math.PI);
      return { estimate: normalTails(probit).lower, stdError: density * probitError, probit, probitError };
    },
  };
}
