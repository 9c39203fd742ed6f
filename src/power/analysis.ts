// One scenario at work: a response drawn, the models fitted to it, and the tests made. Plain numbers out.
import { MixedModelError, OptionError } from "../errors.js";
import { Fit, type LiveFit } from "../fit/fit.js";
import { glmm, lmm } from "../fit/fitting.js";
import { refitted } from "../fit/refit.js";
import { hypothesesOf } from "../inference/anova.js";
import { ratio } from "../inference/comparison/likelihood-ratio.js";
import { nesting } from "../inference/comparison/nesting.js";
import { fTest, tTest } from "../inference/contrast-test.js";
import { type DfMethod, type DfSource, dfSource } from "../inference/df-method.js";
import { namedWeights } from "../inference/named-weights.js";
import { fixedTerms } from "../inference/term-structure.js";
import { studentQuantile, studentTails } from "../math/distributions/distributions.js";
import { didYouMean } from "../names.js";
import { type Drawn, drawnFrom, drawnReplicate, withResponse } from "./draw.js";
import type { PlannedTest, Scenario } from "./scenario.js";

/** Numbers of a replicate before those of its tests: which of the flags hold. */
export const HEAD = 1;
/** Numbers of a test: estimate, its limits, p, and whether it is a success. */
export const PER_TEST = 5;

export const SINGULAR = 1;
export const NOT_CONVERGED = 2;
export const FAILED = 4;

/** Replicates from `first` on. */
export interface Stretch {
  readonly scenario: number;
  readonly first: number;
  readonly count: number;
}

/** `HEAD` + tests × `PER_TEST` numbers a replicate, and what the first failure said. */
export interface Replicates {
  readonly values: Float64Array;
  readonly error: string | null;
}

/** A task of workers: stretches of replicates of some scenarios. */
export function powerTask({ scenarios, seed }: { readonly scenarios: readonly Scenario[]; readonly seed: number }) {
  const known = new Map<number, Promise<Study>>();
  return async ({ scenario, first, count }: Stretch): Promise<Replicates> => {
    let study = known.get(scenario);
    if (study === undefined) {
      study = Study.of(scenarios[scenario], seed);
      known.set(scenario, study);
    }
    return (await study).replicates(first, count);
  };
}

/** Draws that are tried for a first fit. */
const TRIES = 20;

/** A scenario and the models of its analysis, fitted to one response already. */
export class Study {
  readonly #seed: number;
  readonly #drawn: Drawn;
  /** The model of the analysis, the same by maximum likelihood where tests need it, and the smaller ones. */
  readonly #models: Models;
  readonly #asked: readonly Asked[];

  private constructor(
    readonly scenario: Scenario,
    seed: number,
    drawn: Drawn,
    models: Models,
  ) {
    this.#seed = seed;
    this.#drawn = drawn;
    this.#models = models;
    this.#asked = scenario.tests.map((test) => askedOf(test, models));
  }

  /** Throws what lmm() and glmm() throw where the analysis is none, and OptionError for tests that it does not have. */
  static async of(scenario: Scenario, seed: number): Promise<Study> {
    const drawn = drawnFrom(scenario.truth, scenario.columns, scenario.analysis.trials);
    for (let index = 0; ; index++) {
      try {
        const distortion = { ...scenario.distortion, missing: 0, dropout: {} };
        const response = drawnReplicate(drawn, { ...scenario, distortion }, seed, index);
        return new Study(scenario, seed, drawn, await modelsOf(scenario, response));
      } catch (error) {
        if (!(error instanceof MixedModelError) || error instanceof OptionError || index + 1 === TRIES) throw error;
      }
    }
  }

  get fit(): LiveFit {
    return this.#models.main;
  }

  get drawn(): Drawn {
    return this.#drawn;
  }

  async replicates(first: number, count: number): Promise<Replicates> {
    const { tests } = this.scenario;
    const width = HEAD + tests.length * PER_TEST;
    const values = new Float64Array(count * width);
    let error: string | null = null;
    for (let i = 0; i < count; i++) {
      const row = values.subarray(i * width, (i + 1) * width);
      try {
        await this.#replicate(first + i, row);
      } catch (failure) {
        if (!(failure instanceof MixedModelError)) throw failure;
        error ??= failure.message;
        row.fill(Number.NaN);
        row[0] = FAILED;
        for (let t = 0; t < tests.length; t++) row[HEAD + t * PER_TEST + 4] = 0;
      }
    }
    return { values, error };
  }

  async #replicate(index: number, out: Float64Array): Promise<void> {
    const { tests } = this.scenario;
    const response = drawnReplicate(this.#drawn, this.scenario, this.#seed, index);
    const isWhole = !response.some(Number.isNaN);
    const models = isWhole ? refittedModels(this.#models, response) : await modelsOf(this.scenario, response);
    const { main } = models;
    const { converged } = main.live.estimates.convergence;
    out[0] = (main.isSingular ? SINGULAR : 0) + (converged ? 0 : NOT_CONVERGED);
    const sources = new Map<DfMethod | undefined, DfSource>();
    tests.forEach((test, t) => {
      const asked = isWhole ? this.#asked[t] : askedOf(test, models);
      const found = answer(test, asked, models, sources);
      const at = HEAD + t * PER_TEST;
      out[at] = found.estimate;
      out[at + 1] = found.lower;
      out[at + 2] = found.upper;
      out[at + 3] = found.p;
      out[at + 4] = converged && found.isSuccess ? 1 : 0;
    });
  }
}

interface Models {
  readonly main: LiveFit;
  readonly ml: LiveFit | null;
  readonly smaller: readonly LiveFit[];
}

async function modelsOf({ columns, analysis }: Scenario, response: Float64Array): Promise<Models> {
  const { isGeneralized, options, formula, smaller } = analysis;
  const data = withResponse(columns, analysis, response);
  const fitted = (text: string, reml: boolean | undefined) =>
    isGeneralized ? glmm(text, data, options) : lmm(text, data, { ...options, reml });
  const { reml } = options;
  const main = await fitted(formula, reml);
  const ml = smaller.length === 0 ? null : main.method === "ML" ? main : await fitted(formula, false);
  const others: LiveFit[] = [];
  for (const text of smaller) others.push(await fitted(text, isGeneralized ? undefined : false));
  return { main, ml, smaller: others };
}

function refittedModels({ main, ml, smaller }: Models, response: Float64Array): Models {
  const again = ({ live }: LiveFit) => Fit.of(refitted(live, response));
  const whole = again(main);
  return {
    main: whole,
    ml: ml === null ? null : ml === main ? whole : again(ml),
    smaller: smaller.map(again),
  };
}

/** What a test asks of the models, found once where their designs stay. */
type Asked =
  | { readonly kind: "row"; readonly row: Float64Array }
  | { readonly kind: "rows"; readonly rows: readonly Float64Array[] }
  | { readonly kind: "ratio"; readonly model: number; readonly df: number; readonly boundary: number };

function askedOf({ name, question }: PlannedTest, { main, ml, smaller }: Models): Asked {
  if (question.kind === "contrast") {
    const names = main.kept.map((column) => main.live.design.fixed.names[column]);
    return { kind: "row", row: namedWeights(question.weights, names, "test of", "tests") };
  }
  if (question.kind === "term") {
    const terms = fixedTerms(main);
    const at = terms.findIndex(({ label }) => label === question.term);
    if (at < 0) {
      const labels = terms.map(({ label }) => label);
      const hint = didYouMean(question.term, labels, `the model has ${labels.join(", ")}`);
      throw new OptionError(`test of the term "${question.term}", which the model does not have; ${hint}`, "tests");
    }
    const rows = hypothesesOf(main, terms, "III").hypotheses[at];
    if (rows.length === 0) throw new OptionError(`term "${question.term}" cannot be tested in this design`, "tests");
    return { kind: "rows", rows };
  }
  const [large, small] = [ml as LiveFit, smaller[question.model]];
  const df = large.df - small.df;
  const { reason, boundary } = nesting(small, large);
  if (reason !== null || df <= 0) {
    const why = reason ?? "it has as many parameters";
    throw new OptionError(
      `test "${name}": the model without it is not nested in that of the analysis: ${why}`,
      "tests",
    );
  }
  return { kind: "ratio", model: question.model, df, boundary };
}

interface Found {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly p: number;
  readonly isSuccess: boolean;
}

function answer(
  test: PlannedTest,
  asked: Asked,
  { main, ml, smaller }: Models,
  sources: Map<DfMethod | undefined, DfSource>,
): Found {
  const { alpha, rhs } = test;
  const none = { estimate: Number.NaN, lower: Number.NaN, upper: Number.NaN };
  if (asked.kind === "ratio") {
    const { p, mixtureP } = ratio(smaller[asked.model].logLik, (ml as LiveFit).logLik, asked.df, asked.boundary);
    const own = mixtureP ?? p;
    return { ...none, p: own, isSuccess: own < alpha };
  }
  const source = sources.get(test.df) ?? dfSource(main, test.df);
  sources.set(test.df, source);
  if (asked.kind === "rows") {
    const { p } = fTest(main, source, asked.rows);
    return { ...none, p, isSuccess: p < alpha };
  }
  const { estimate, stdError, df, statistic, p: twoSided } = tTest(main, source, asked.row, rhs);
  const half = studentQuantile(alpha / 2, "upper", df) * stdError;
  const limits = { estimate, lower: estimate - half, upper: estimate + half };
  if (test.equivalence !== null) {
    const [low, high] = test.equivalence;
    const p = Math.max(
      studentTails((estimate - low) / stdError, df).upper,
      studentTails((estimate - high) / stdError, df).lower,
    );
    return { ...limits, p, isSuccess: p < alpha };
  }
  if (test.width !== null) return { ...limits, p: twoSided, isSuccess: 2 * half <= test.width };
  const { lower, upper } = test.side === "two-sided" ? { lower: 0, upper: 0 } : studentTails(statistic, df);
  const p = test.side === "two-sided" ? twoSided : test.side === "greater" ? upper : lower;
  const isSuccess = test.critical === null ? p < alpha : isBeyond(statistic, test.critical, test.side);
  return { ...limits, p, isSuccess };
}

function isBeyond(statistic: number, critical: number, side: PlannedTest["side"]): boolean {
  return (side === "two-sided" ? Math.abs(statistic) : side === "greater" ? statistic : -statistic) > critical;
}
