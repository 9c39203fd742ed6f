// Power along a number of a study, or a grid of several: sizes, effects, variances. Coarse first, then finer.
import type { TableLike } from "../data/to-table.js";
import { OptionError } from "../errors.js";
import { checkOptions, FUNCTION, isArrayOf, isRecord, isWhole, type OptionRules } from "../options.js";
import { Study } from "./analysis.js";
import { isDesign, type PowerDesign } from "./design.js";
import { POWER_ALIASES, POWER_RULES, type PowerOptions } from "./options.js";
import { checkSource, groupsIn, type Plan, type PowerSource, planned } from "./plan.js";
import { DEFAULT_REPLICATES, type PowerResult, resultOf } from "./power.js";
import { previews } from "./preview.js";
import { type Sample, sampled } from "./run.js";

/** A point of a curve. */
export interface PowerPoint extends PowerResult {
  /** Values of what varies. */
  readonly at: Readonly<Record<string, number>>;
}

/** Power along what varies, so far or to the end. */
export interface PowerCurve {
  /** What varies, by name. */
  readonly along: readonly string[];
  /** One for each combination of values, the last name varying fastest. */
  readonly points: readonly PowerPoint[];
  /** Of each point so far. */
  readonly replicates: number;
  /** Whether all that were asked for are there. */
  readonly isFinal: boolean;
}

/** Options of powerCurve(): those of power(), and what varies. */
export interface PowerCurveOptions extends PowerOptions {
  /**
   * Values by the name of what varies: a kind of units or a grouping factor, a coefficient (in units of its standard deviation where
   * it is given so), "sd_x|subj", "cor_x.(Intercept)|subj", "sigma", "alpha", "missing", "trials", "repetitions" or
   * of data "perCell".
   */
  readonly along: Readonly<Record<string, readonly number[]>>;
  /** Numbers of replicates after which the curve so far is told, ascending; what are not fewer than all count for nothing. */
  readonly rounds?: readonly number[] | undefined;
  /** Gets the curve after each round, first without replicates: previews alone. */
  readonly onRound?: ((curve: PowerCurve) => void) | undefined;
}

const RULES: OptionRules<PowerCurveOptions> = {
  ...POWER_RULES,
  ownEstimates: [(value) => value === false, "left out; it is for power()"],
  along: [
    (value) => isRecord(value) && Object.values(value as object).every((list) => isArrayOf(list, Number.isFinite)),
    "an object of lists of numbers by name",
    "required",
  ],
  rounds: [(value) => isArrayOf(value, (count) => isWhole(count, 1)), "an array of whole numbers from 1 on"],
  onRound: FUNCTION,
};

/** Where a page that is being dragged at would look: after a blink, a moment, and at the end. */
const ROUNDS = [50, 200, 500];

/**
 * power() for each combination of the values of `along`. All points have the same random numbers for all that they have in
 * common, so that curves are smoother than their intervals are wide. Throws what power() throws.
 *
 * @example
 * const design = { units: { subj: 12 }, within: { load: ["low", "high"] } };
 * const random = { "sd_(Intercept)|subj": 1 };
 * const study = { seed: 1, effects: { loadlow: 0.8 }, random, sigma: 1 };
 * const options = { ...study, along: { subj: [10, 20] }, replicates: 50 };
 * const curve = await powerCurve("y ~ load + (1 | subj)", design, options);
 * curve.points.map(({ at, tests }) => [at.subj, tests[0].power.estimate]);
 */
export async function powerCurve(
  source: PowerSource,
  over: PowerDesign | TableLike,
  options: PowerCurveOptions,
): Promise<PowerCurve> {
  checkOptions("powerCurve()", options, RULES, POWER_ALIASES);
  checkSource(source, "powerCurve()");
  const { along, rounds = ROUNDS, onRound, ...shared } = options;
  const { seed, replicates = DEFAULT_REPLICATES } = options;
  const names = Object.keys(along);
  const grid = combinations(along);
  if (grid.length === 0 || names.length === 0) throw new OptionError("along has no values", "along");
  const plans: { at: Record<string, number>; plan: Plan; options: PowerOptions }[] = [];
  const studies: Study[] = [];
  const expected: (number | null)[][] = [];
  for (const at of grid) {
    const [varied, own] = variedStudy(source, over, shared, at);
    const plan = planned(source, varied, own, "powerCurve()");
    plans.push({ at, plan, options: own });
    studies.push(await Study.of(plan.scenario, seed));
    expected.push(previews(studies[studies.length - 1]));
  }
  const curveOf = (samples: readonly Sample[], count: number): PowerCurve => ({
    along: names,
    points: plans.map(({ at, plan, options: own }, i) => {
      return { at, ...resultOf(source, plan, samples[i], expected[i], own) };
    }),
    replicates: count,
    isFinal: count === replicates,
  });
  const all = [...rounds.filter((count, i) => count < replicates && (i === 0 || count > rounds[i - 1])), replicates];
  onRound?.(
    curveOf(
      plans.map(() => ({ values: new Float64Array(), count: 0, error: null })),
      0,
    ),
  );
  const samples = await sampled(studies, seed, all, shared, (found, round) => {
    if (round < all.length - 1) onRound?.(curveOf(found, all[round]));
  });
  const curve = curveOf(samples, replicates);
  onRound?.(curve);
  return curve;
}

/**
 * The same as a stream: previews, then the curve after each round of replicates. Whoever stops reading, by break or return,
 * stops the work. The last curve is that of powerCurve().
 *
 * @example
 * const design = { units: { subj: 12 }, within: { load: ["low", "high"] } };
 * const random = { "sd_(Intercept)|subj": 1 };
 * const study = { seed: 1, effects: { loadlow: 0.8 }, random, sigma: 1 };
 * const options = { ...study, along: { subj: [10, 20] }, replicates: 80 };
 * for await (const curve of powerStream("y ~ load + (1 | subj)", design, options)) {
 *   console.log(curve.replicates); // 0, 50 and 80
 * }
 */
export async function* powerStream(
  source: PowerSource,
  over: PowerDesign | TableLike,
  options: PowerCurveOptions,
): AsyncGenerator<PowerCurve, void, undefined> {
  const ready: PowerCurve[] = [];
  const stop = new AbortController();
  const { signal } = options;
  const abort = () => stop.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  let wake = () => {};
  let failure: { readonly error: unknown } | null = null;
  let isOver = false;
  const onRound = (curve: PowerCurve) => {
    options.onRound?.(curve);
    ready.push(curve);
    wake();
  };
  const end = (found: typeof failure) => {
    failure = found;
    isOver = true;
    wake();
  };
  void powerCurve(source, over, { ...options, signal: stop.signal, onRound }).then(
    () => end(null),
    (error: unknown) => end({ error }),
  );
  try {
    for (;;) {
      const next = ready.shift();
      if (next !== undefined) yield next;
      else if (isOver) break;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    const found = failure as { readonly error: unknown } | null;
    if (found !== null) throw found.error;
  } finally {
    signal?.removeEventListener("abort", abort);
    stop.abort();
  }
}

/** The study at these values: its design or data, and its options. Throws OptionError for what cannot vary. */
export function variedStudy(
  source: PowerSource,
  over: PowerDesign | TableLike,
  options: PowerOptions,
  at: Readonly<Record<string, number>>,
): readonly [PowerDesign | TableLike, PowerOptions] {
  let [varied, own] = [over, options];
  const formula = typeof source === "string" ? `${source} ${options.simulated ?? ""}` : source.formula;
  for (const [name, value] of Object.entries(at)) {
    const isUnit = isDesign(varied) ? Object.hasOwn(varied.units, name) : groupsIn(formula).includes(name);
    if (isUnit) own = { ...own, sizes: { ...own.sizes, [name]: value } };
    else if (name === "repetitions") {
      if (!isDesign(varied)) throw new OptionError("repetitions vary in a design, not in data", "along");
      varied = { ...varied, repetitions: value };
    } else if (name === "sigma" || name === "alpha" || name === "missing" || name === "trials" || name === "perCell") {
      own = { ...own, [name]: value };
    } else if (/^(sd|cor)_/.test(name)) own = { ...own, random: { ...own.random, [name]: value } };
    else {
      const before = own.effects?.[name];
      const size = typeof before === "object" ? { ...before, d: value } : value;
      own = { ...own, effects: { ...own.effects, [name]: size } };
    }
  }
  return [varied, own];
}

function combinations(along: Readonly<Record<string, readonly number[]>>): Record<string, number>[] {
  return Object.entries(along).reduce<Record<string, number>[]>(
    (before, [name, values]) => before.flatMap((at) => values.map((value) => ({ ...at, [name]: value }))),
    [{}],
  );
}
