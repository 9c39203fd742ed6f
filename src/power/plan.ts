// From options to a scenario: rows, truth, analysis and tests, everything decided.
import type { TableLike } from "../data/to-table.js";
import { OptionError } from "../errors.js";
import { checkFit, type Fit } from "../fit/fit.js";
import { valuesByName } from "../fit/given-parameters.js";
import type { Warning } from "../fit/types.js";
import { checkOptions } from "../options.js";
import { assumptionsOf, type PowerAssumptions } from "./assumptions.js";
import { designColumns, extendedColumns, isDesign, type PowerDesign } from "./design.js";
import { type Drawn, deviationsOf, drawnFrom, failuresOf, meanRandomVariance } from "./draw.js";
import { type EffectSize, LOGNORMAL_RULES, POWER_ALIASES, POWER_RULES, type PowerOptions } from "./options.js";
import { pilotRows } from "./pilot-rows.js";
import type { Analysis, Distortion, PlainColumns, PlannedTest, Scenario, Truth } from "./scenario.js";
import { plannedTests } from "./tests.js";

/** A formula for a study from nothing, or a pilot. */
export type PowerSource = string | Fit;

export interface Plan {
  readonly scenario: Scenario;
  /** Levels of each grouping factor. */
  readonly units: Readonly<Record<string, number>>;
  readonly assumptions: PowerAssumptions;
  readonly warnings: readonly Warning[];
}

/** Throws OptionError and what formulas, designs and data throw. */
export function planned(
  source: PowerSource,
  over: PowerDesign | TableLike,
  options: PowerOptions,
  caller = "power()",
): Plan {
  checkOptions(caller, options, POWER_RULES, POWER_ALIASES);
  checkSource(source, caller);
  if (typeof source !== "string") return fromPilot(source, over, options);
  if (source.includes("~") && groupsIn(source).length === 0) {
    throw new OptionError(`formula "${source}" has no random effects, such as (1 | subj)`, "formula");
  }
  const plan = fromNothing(source, over, options);
  const warnings = isDesign(over) ? unbalanced(over, options.sizes ?? {}) : [];
  return { ...plan, warnings: [...plan.warnings, ...warnings] };
}

/** Units that do not divide into the lists of a Latin square, or into the combinations of what is between them. */
function unbalanced({ units, between = {}, counterbalanced = {}, nested = {} }: PowerDesign, sizes: Counts): Warning[] {
  const lists = combinations(counterbalanced);
  const found = Object.entries({ ...units, ...sizes }).flatMap(([unit, count]) => {
    const groups = combinations(between[unit] ?? {});
    if (Object.hasOwn(nested, unit)) return [];
    const wanted = lists * groups;
    if (count % wanted === 0) return [];
    const parts = [...(groups > 1 ? [`${groups} groups`] : []), ...(lists > 1 ? [`${lists} lists`] : [])];
    return [`${count} of "${unit}" do not divide into ${parts.join(" of ")}`];
  });
  if (found.length === 0) return [];
  const message = `the design is not balanced: ${found.join("; ")}; other sizes have more power for as many observations`;
  return [{ code: "W_POWER_UNBALANCED", message }];
}

type Counts = Readonly<Record<string, number>>;

/** Of the levels of factors. */
export function combinations(factors: Readonly<Record<string, readonly string[]>>): number {
  return Object.values(factors).reduce((product, levels) => product * levels.length, 1);
}

/** Throws OptionError for what is neither a formula nor a fit. */
export function checkSource(source: PowerSource, caller: string): void {
  if (typeof source !== "string") checkFit(source, caller);
}

function fromNothing(formula: string, over: PowerDesign | TableLike, options: PowerOptions): Plan {
  const { sizes = {}, seed, effects = {}, random = {}, sigma, family, link, shape, simulated = formula } = options;
  const { contrasts, types, levels, nAGQ, reml } = options;
  const columns = isDesign(over)
    ? designColumns(over, sizes, seed)
    : extendedColumns(over, sizes, groupsIn(`${formula} ${simulated}`), named(`${formula} ${simulated}`), {
        rows: null,
        columns: {},
        perCell: options.perCell,
      });
  if (isDesign(over) && options.perCell !== undefined)
    throw new OptionError('option "perCell" is for data; a design has repetitions', "perCell");
  if (options.ownEstimates)
    throw new OptionError('option "ownEstimates" is for a fit, which has estimates', "ownEstimates");
  const trials = trialsOf(options, columns);
  const parameters = { random, sigma, family, link, shape, contrasts, types, levels };
  const truthOf = (fixef: Record<string, number>): Truth => {
    return { kind: "given", formula: simulated, options: { ...parameters, fixef } };
  };
  const { drawn, truth } = resolved(effects, truthOf, columns, trials);
  const isGeneralized = family !== undefined;
  const coded = { contrasts, types, levels };
  const analysis = analysisOf(formula, columns, trials, isGeneralized, {
    ...coded,
    ...(isGeneralized ? { family, link, nAGQ } : { reml }),
  });
  if (isGeneralized && !Object.hasOwn(effects, "(Intercept)") && drawn.predictor.betaNames.includes("(Intercept)")) {
    const text = `effects have no value for "(Intercept)", on which the variance of the family "${family}" depends`;
    throw new OptionError(text, "effects");
  }
  return finished(columns, truth, drawn, analysis, isDesign(over) ? over : null, options);
}

function fromPilot(fit: Fit, over: PowerDesign | TableLike, options: PowerOptions): Plan {
  for (const name of [
    "family",
    "link",
    "shape",
    "simulated",
    "contrasts",
    "types",
    "levels",
    "nAGQ",
    "reml",
  ] as const) {
    if (options[name] === undefined) continue;
    throw new OptionError(`option "${name}" is for studies from nothing; a fit has its own`, name);
  }
  const { record } = fit;
  const { sizes = {}, effects = {}, random = {}, sigma } = options;
  const { types: _types, levels: _levels, ...kept } = record.options;
  const own = pilotRows(fit, over);
  // The response that the fit had is none of the values that cells share.
  const predictors = fit.formula.slice(fit.formula.indexOf("~"));
  const isUsed = named(`${options.perCell === undefined ? fit.formula : predictors} ${own.text}`);
  const { perCell } = options;
  const columns = extendedColumns(over, sizes, groupsIn(fit.formula), isUsed, { ...own, perCell });
  const trials = trialsOf(options, columns);
  const saved = fit.toJSON();
  const truthOf = (beta: Record<string, number>): Truth => {
    return { kind: "pilot", saved, beta, random, sigma: sigma ?? null };
  };
  const { drawn, truth } = resolved(effects, truthOf, columns, trials);
  const { isLinear, family, link } = fit;
  const method = isLinear ? { reml: fit.method === "REML" } : { family, link, nAGQ: fit.nAGQ ?? 1 };
  const analysis = analysisOf(fit.formula, columns, trials, !isLinear, { ...kept, ...own.options, ...method });
  const plan = finished(columns, truth, drawn, analysis, null, options);
  return { ...plan, warnings: [...plan.warnings, ...pilotWarnings(plan.scenario.tests, effects)] };
}

/** The truth at effects of which some are in units that depend on it. */
function resolved(
  effects: Readonly<Record<string, EffectSize>>,
  truthOf: (effects: Record<string, number>) => Truth,
  columns: PlainColumns,
  trials: Float64Array | null,
): { readonly drawn: Drawn; readonly truth: Truth } {
  const raw = Object.entries(effects).filter(([, size]) => typeof size === "number") as [string, number][];
  const first = truthOf(Object.fromEntries(raw));
  const drawn = drawnFrom(first, columns, trials);
  const standardized = Object.entries(effects).flatMap(([name, size]) => {
    return typeof size === "number" ? [] : [[name, size.d * denominator(size.by ?? "total", drawn)] as const];
  });
  if (standardized.length === 0) return { drawn, truth: first };
  const beta = Object.fromEntries([...raw, ...standardized]);
  const { predictor } = drawn;
  const coefficients = valuesByName("effects", beta, predictor.betaNames, predictor.beta);
  return { truth: truthOf(beta), drawn: { ...drawn, predictor: { ...predictor, beta: coefficients } } };
}

function denominator(by: string, drawn: Drawn): number {
  const { hasScale, sigma, terms, effectScale } = drawn.predictor;
  if (by === "total" || by === "sigma") {
    if (!hasScale) {
      throw new OptionError(`effects in units of "${by}" need a family with a scale; give them as they are`, "effects");
    }
    return by === "sigma" ? sigma : Math.sqrt(sigma * sigma + meanRandomVariance(drawn));
  }
  const own = terms.map((term) => ({ ...term, lambda: term.lambda.map((entry) => entry * effectScale) }));
  const deviations = deviationsOf(own);
  if (by.startsWith("sd_") && Object.hasOwn(deviations, by)) return deviations[by];
  const known = Object.keys(deviations).filter((name) => name.startsWith("sd_"));
  throw new OptionError(
    `effects are in units of "${by}"; they can be in those of total, sigma, ${known.join(", ")}`,
    "effects",
  );
}

function finished(
  columns: PlainColumns,
  truth: Truth,
  drawn: Drawn,
  analysis: Analysis,
  design: PowerDesign | null,
  options: PowerOptions,
): Plan {
  const { missing = 0, dropout = {}, lognormal } = options;
  if (lognormal !== undefined) checkOptions("lognormal", lognormal, LOGNORMAL_RULES);
  if (lognormal !== undefined && analysis.isGeneralized) {
    throw new OptionError('option "lognormal" is for linear models; leave "family" out', "lognormal");
  }
  const { shift = 0, analyzed = "raw" } = lognormal ?? {};
  const distortion: Distortion = { lognormal: lognormal ? { shift, analyzed } : null, missing, dropout };
  const { groups } = drawn.rows;
  for (const name of Object.keys(dropout)) {
    if (groups.some((group) => group.name === name)) continue;
    throw new OptionError(
      `"${name}" is none of the grouping factors ${groups.map((g) => g.name).join(", ")}`,
      "dropout",
    );
  }
  const isOnScale = lognormal === undefined || (analyzed === "log" && shift === 0);
  const { tests, smaller } = plannedTests(options, drawn.predictor, isOnScale);
  for (const test of tests) if (analysis.isGeneralized && test.df !== undefined) checkNormalTest(test);
  const scenario: Scenario = {
    columns,
    rowCount: drawn.rows.count,
    truth,
    priors: {},
    distortion,
    analysis: { ...analysis, smaller: smaller.map((text) => leftSide(analysis) + rightSide(text)) },
    tests,
  };
  const units = Object.fromEntries(groups.map(({ name, own }) => [name, own.levels.length]));
  return { scenario, units, assumptions: assumptionsOf(drawn, scenario, design, options), warnings: [] };
}

function checkNormalTest({ df }: PlannedTest): void {
  if (df === "asymptotic") return;
  throw new OptionError(`df "${df}" is for linear mixed models; coefficients of a generalized one have z tests`, "df");
}

function analysisOf(
  formula: string,
  columns: PlainColumns,
  trials: Float64Array | null,
  isGeneralized: boolean,
  options: Analysis["options"],
): Analysis {
  const left = formula.includes("~") ? formula.slice(0, formula.indexOf("~")).trim() : "";
  const isName = /^[\p{L}.][\p{L}\p{N}._]*$/u.test(left) && !Object.hasOwn(columns, left);
  const response = isName ? left : "(response)";
  const analysis = { formula: "", smaller: [], response, trials, isGeneralized, options };
  return { ...analysis, formula: leftSide(analysis) + rightSide(formula) };
}

function leftSide({ response, trials }: Pick<Analysis, "response" | "trials">): string {
  return trials === null ? `\`${response}\` ~` : `cbind(\`${response}\`, \`${failuresOf(response)}\`) ~`;
}

function rightSide(formula: string): string {
  return formula.slice(formula.indexOf("~") + 1);
}

function trialsOf({ trials }: PowerOptions, columns: PlainColumns): Float64Array | null {
  if (trials === undefined) return null;
  if (typeof trials === "number") {
    const [first] = Object.values(columns);
    const rows = "codes" in first ? first.codes.length : first.length;
    return new Float64Array(rows).fill(trials);
  }
  const column = columns[trials];
  if (column instanceof Float64Array) return column;
  throw new OptionError(`trials "${trials}" are no numeric column of the design`, "trials");
}

/** Whether a column is named in a text. */
function named(text: string): (name: string) => boolean {
  const words = new Set(text.match(/[\p{L}.][\p{L}\p{N}._]*|`[^`]+`/gu)?.map((word) => word.replaceAll("`", "")));
  return (name) => words.has(name);
}

/** Names after bars. */
export function groupsIn(text: string): string[] {
  const bars = text.match(/\|[^|)]*\)/g) ?? [];
  return [...new Set(bars.flatMap((bar) => bar.match(/[\p{L}.][\p{L}\p{N}._]*|`[^`]+`/gu) ?? []))].map((word) =>
    word.replaceAll("`", ""),
  );
}

function pilotWarnings(tests: readonly PlannedTest[], effects: Readonly<Record<string, EffectSize>>): Warning[] {
  const unchanged = tests.filter(({ question, equivalence, width }) => {
    if (equivalence !== null || width !== null) return false;
    return question.kind !== "contrast" || !Object.keys(question.weights).some((name) => Object.hasOwn(effects, name));
  });
  if (unchanged.length === 0) return [];
  const message =
    `power of ${unchanged.map(({ name }) => `"${name}"`).join(", ")} is that of the pilot's own estimates, which is ` +
    "about 50 % where the pilot was just significant, and too high on average where only significant pilots are followed " +
    "up; give the smallest effect of interest in option effects";
  return [{ code: "W_POWER_PILOT", message }];
}
