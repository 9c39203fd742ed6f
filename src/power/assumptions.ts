// What a study takes to be true, and how its rows lie: what a reader of its power needs to judge and repeat it.
import { OptionError } from "../errors.js";
import type { DfMethod } from "../fit/types.js";
import { didYouMean } from "../names.js";
import type { Side } from "../options.js";
import { VERSION } from "../version.js";
import type { PowerDesign } from "./design.js";
import { type Drawn, deviationsOf } from "./draw.js";
import type { EffectSize, PowerOptions } from "./options.js";
import type { PlainColumns, PlannedTest, Scenario } from "./scenario.js";

/** A parameter that responses are drawn with. */
export interface Assumed {
  /** Of a coefficient, "sd_x|subj", "cor_x.(Intercept)|subj" or "sigma". */
  readonly name: string;
  /** In the units of the response, or of its link. */
  readonly value: number;
  /** Where it was given in units of a standard deviation. */
  readonly size: {
    /** In units of the standard deviation. */
    readonly d: number;
    /** "total", "sigma", or that of random effects by its name. */
    readonly by: string;
  } | null;
  /** Whether it is the estimate of a pilot, used as it is. */
  readonly isEstimate: boolean;
  /** Where it is from, in the words of option `sources`; null where nothing was said. */
  readonly source: string | null;
}

/** Rows of one combination of levels, before any are missing. */
export interface PowerCondition {
  /** By factor. */
  readonly levels: Readonly<Record<string, string>>;
  /** Of all units. */
  readonly rows: number;
  /** Rows for each unit that has any, on average, by grouping factor. */
  readonly perUnit: Readonly<Record<string, number>>;
}

/** How a test was made. */
export interface TestedHow {
  /** What it is about: "coefficient" also of contrasts, "term" of F tests, "without" of likelihood ratios. */
  readonly kind: "coefficient" | "term" | "without";
  /** Null of likelihood ratios. */
  readonly df: DfMethod | null;
  /** Where the hypothesis is wrong. */
  readonly side: Side;
  /** The value under the hypothesis. */
  readonly rhs: number;
  /** The absolute statistic above which an effect counts; null where p decides. */
  readonly critical: number | null;
  /** The bounds that an effect is shown to lie between; null of other tests. */
  readonly equivalence: readonly [number, number] | null;
  /** The widest interval that counts as a success; null of other tests. */
  readonly width: number | null;
}

/** What a study takes to be true, its rows, and by what its power was computed. */
export interface PowerAssumptions {
  /** As given, with the numbers of units that were used; null where rows were given. */
  readonly design: PowerDesign | null;
  /** Whether responses are drawn from a fit. */
  readonly isPilot: boolean;
  /** Of the responses; null of a linear model. */
  readonly family: string | null;
  /** Coefficients. */
  readonly effects: readonly Assumed[];
  /** Standard deviations and correlations of random effects. */
  readonly random: readonly Assumed[];
  /** Of the residuals; null of families without a scale. */
  readonly sigma: Assumed | null;
  /** Combinations of the factors in the design that are no grouping factors; one without levels where there are none. */
  readonly conditions: readonly PowerCondition[];
  /** Probability of each response to be missing. */
  readonly missing: number;
  /** By grouping factor, the probability of a unit to leave. */
  readonly dropout: Readonly<Record<string, number>>;
  /** As given; null where responses are as they are drawn. */
  readonly lognormal: {
    /** Added to all responses. */
    readonly shift: number;
    /** The scale of the analysis. */
    readonly analyzed: "raw" | "log" | "inverse";
  } | null;
  /** Of blup. */
  readonly version: string;
}

/** Conditions beyond which the list of them ends. */
const MOST_CONDITIONS = 64;

/** Throws OptionError for sources of what the study does not have. */
export function assumptionsOf(
  drawn: Drawn,
  { columns, distortion, truth, rowCount, analysis }: Scenario,
  design: PowerDesign | null,
  options: PowerOptions,
): PowerAssumptions {
  const { effects = {}, random = {}, sources = {}, sizes = {} } = options;
  const { betaNames, beta, terms, effectScale, hasScale, sigma, family } = drawn.predictor;
  const isPilot = truth.kind === "pilot";
  const assumed = (name: string, value: number, given: EffectSize | undefined): Assumed => ({
    name,
    value,
    size: typeof given === "object" ? { d: given.d, by: given.by ?? "total" } : null,
    isEstimate: isPilot && given === undefined,
    source: sources[name] ?? null,
  });
  const own = terms.map((term) => ({ ...term, lambda: term.lambda.map((entry) => entry * effectScale) }));
  const found = {
    effects: betaNames.map((name, i) => assumed(name, beta[i], effects[name])),
    random: Object.entries(deviationsOf(own)).map(([name, value]) => assumed(name, value, random[name])),
    sigma: hasScale ? assumed("sigma", sigma, options.sigma) : null,
  };
  const known = [...found.effects, ...found.random, ...(found.sigma ? [found.sigma] : [])].map(({ name }) => name);
  const stray = Object.keys(sources).find((name) => !known.includes(name));
  if (stray !== undefined) {
    const hint = didYouMean(stray, known, `the study has ${known.join(", ")}`);
    throw new OptionError(`sources names "${stray}", which is no parameter of the study; ${hint}`, "sources");
  }
  const groups = drawn.rows.groups.map(({ name, own: units }) => ({ name, codes: units.codes }));
  return {
    design: design === null ? null : { ...design, units: { ...design.units, ...sizes } },
    isPilot,
    family: analysis.isGeneralized ? family : null,
    ...found,
    conditions: conditionsOf(columns, rowCount, groups, Object.keys(design?.units ?? {})),
    ...distortion,
    version: VERSION,
  };
}

function conditionsOf(
  columns: PlainColumns,
  rowCount: number,
  groups: readonly { readonly name: string; readonly codes: ArrayLike<number> }[],
  kinds: readonly string[],
): PowerCondition[] {
  const units = new Set([...kinds, ...groups.flatMap(({ name }) => name.split(":"))]);
  const factors = Object.entries(columns).flatMap(([name, column]) => {
    if (units.has(name) || column instanceof Float64Array) return [];
    const text =
      "codes" in column ? (row: number) => column.levels[column.codes[row] as number] : (row: number) => column[row];
    return [{ name, text }];
  });
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < rowCount; row++) {
    const key = JSON.stringify(factors.map(({ text }) => text(row)));
    const rows = rowsOf.get(key);
    if (rows === undefined) rowsOf.set(key, [row]);
    else rows.push(row);
  }
  return [...rowsOf.values()].slice(0, MOST_CONDITIONS).map((rows) => ({
    levels: Object.fromEntries(factors.map(({ name, text }) => [name, text(rows[0])])),
    rows: rows.length,
    perUnit: Object.fromEntries(
      groups.map(({ name, codes }) => [name, rows.length / new Set(rows.map((row) => codes[row])).size]),
    ),
  }));
}

export function testedHow(test: PlannedTest, isGeneralized: boolean): TestedHow {
  const { question, df, side, rhs, critical, equivalence, width } = test;
  const isRatio = question.kind === "without";
  return {
    kind: question.kind === "contrast" ? "coefficient" : question.kind,
    df: isRatio ? null : (df ?? (isGeneralized ? "asymptotic" : "satterthwaite")),
    side,
    rhs,
    critical,
    equivalence,
    width,
  };
}
