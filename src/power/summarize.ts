// What a sample of replicates says: shares, and how sure one can be of them.
import { FAILED, HEAD, NOT_CONVERGED, PER_TEST, SINGULAR } from "./analysis.js";
import { type Proportion, proportion } from "./proportion.js";
import type { Sample } from "./run.js";
import type { PlannedTest } from "./scenario.js";

/** One test over all replicates. */
export interface TestPower {
  /** What it is called: the coefficient or term unless named otherwise. */
  readonly name: string;
  /** The value behind the estimate; null where there is none. */
  readonly truth: number | null;
  /** Whether the hypothesis that is tested is true, so that `power` is the rate of type I errors. */
  readonly isNull: boolean;
  /** Level of the test. */
  readonly alpha: number;
  /** Share of replicates with a success: a significant test, an effect shown to be negligible, an interval narrow enough. */
  readonly power: Proportion;
  /** By the noncentral t with degrees of freedom at the true parameters; null where there is none. */
  readonly preview: number | null;
  /** Mean of the estimates, less the truth, and its Monte-Carlo error; null without a truth. */
  readonly bias: {
    /** In the units of the estimate. */
    readonly value: number;
    /** From the number of replicates alone. */
    readonly stdError: number;
  } | null;
  /** Share of intervals of level 1 − alpha that hold the truth. */
  readonly coverage: Proportion | null;
  /** Of the significant replicates, the share with the wrong sign (Gelman & Carlin 2014). */
  readonly typeS: Proportion | null;
  /** Mean of the absolute significant estimates over the absolute truth, and its Monte-Carlo error. */
  readonly typeM: {
    /** 1 where significant estimates do not exaggerate. */
    readonly value: number;
    /** From the number of replicates alone; NaN of one. */
    readonly stdError: number;
  } | null;
}

/** What became of the replicates. */
export interface PowerCounts {
  /** Responses drawn. */
  readonly replicates: number;
  /** Fits with a variance of zero, or a correlation of one; they are kept. */
  readonly singular: number;
  /** Fits without a minimum, which count as not significant. */
  readonly notConverged: number;
  /** Replicates that could not be fitted, which count as not significant. */
  readonly failed: number;
  /** What the first of them said. */
  readonly failure: string | null;
}

/** The tests over all replicates. */
export interface Summary extends PowerCounts {
  /** One for each test. */
  readonly tests: readonly TestPower[];
  /** Share of replicates in which all tests succeed, and at least one; null for a single test. */
  readonly joint: {
    /** Share in which all tests succeed. */
    readonly all: Proportion;
    /** Share in which at least one does. */
    readonly any: Proportion;
  } | null;
}

export function summarized(
  sample: Sample,
  tests: readonly PlannedTest[],
  previews: readonly (number | null)[],
  level: number,
): Summary {
  const { values, count, error } = sample;
  const width = HEAD + tests.length * PER_TEST;
  const flags = (flag: number) => {
    let sum = 0;
    for (let i = 0; i < count; i++) if ((values[i * width] & flag) !== 0) sum++;
    return sum;
  };
  const successes = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    for (let t = 0; t < tests.length; t++) successes[i] += values[i * width + HEAD + t * PER_TEST + 4];
  }
  const share = (least: number) => proportion(successes.filter((sum) => sum >= least).length, count, level);
  return {
    replicates: count,
    singular: flags(SINGULAR),
    notConverged: flags(NOT_CONVERGED),
    failed: flags(FAILED),
    failure: error,
    tests: tests.map((test, t) => testPower(test, values, count, width, HEAD + t * PER_TEST, previews[t], level)),
    joint: tests.length < 2 ? null : { all: share(tests.length), any: share(1) },
  };
}

function testPower(
  { name, truth, rhs, alpha, equivalence, width: widest }: PlannedTest,
  values: Float64Array,
  count: number,
  width: number,
  at: number,
  preview: number | null,
  level: number,
): TestPower {
  const found: number[] = [];
  const significant: number[] = [];
  let [covered, wrong, successes] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const [estimate, lower, upper, , success] = values.subarray(i * width + at, i * width + at + PER_TEST);
    successes += success;
    if (!Number.isFinite(estimate)) continue;
    found.push(estimate);
    if (truth === null) continue;
    if (lower <= truth && truth <= upper) covered++;
    if (success === 0) continue;
    significant.push(Math.abs((estimate - rhs) / (truth - rhs)));
    if ((estimate - rhs) * (truth - rhs) < 0) wrong++;
  }
  const isTest = equivalence === null && widest === null;
  const isNull = truth !== null && (equivalence === null ? truth === rhs : isOutside(truth, equivalence));
  const hasErrors = truth !== null && isTest && !isNull && significant.length > 0;
  const average = moments(found);
  return {
    name,
    truth,
    isNull: isNull && widest === null,
    alpha,
    power: proportion(successes, count, level),
    preview,
    bias: truth === null || found.length === 0 ? null : { ...average, value: average.value - truth },
    coverage: truth === null || found.length === 0 ? null : proportion(covered, found.length, level),
    typeS: hasErrors ? proportion(wrong, significant.length, level) : null,
    typeM: hasErrors ? moments(significant) : null,
  };
}

function isOutside(truth: number, [low, high]: readonly [number, number]): boolean {
  return truth <= low || truth >= high;
}

/** Mean, and its standard error. */
function moments(values: readonly number[]): { value: number; stdError: number } {
  const n = values.length;
  const value = values.reduce((sum, x) => sum + x, 0) / n;
  const square = values.reduce((sum, x) => sum + (x - value) * (x - value), 0);
  return { value, stdError: Math.sqrt(square / (n - 1) / n) };
}
