// Contrasts of marginal means and of trends: linear functions of linear functions.

import { OptionError } from "../../errors.js";
import { type LiveFit, withData } from "../../fit/fit.js";
import { checkArgument, checkOptions, isText, type OptionRule, resultOf } from "../../options.js";
import { type Adjustment, adjustmentOf, type TestFamily } from "./adjustments.js";
import { type ContrastChoice, type ContrastMethod, type CustomContrasts, contrastSet } from "./contrast-methods.js";
import { CONTRAST_RULES, type EmmeansContrastOptions, namesOf } from "./emmeans-options.js";
import type { LinearFunction, MarginalResult } from "./marginal-result.js";
import { groupsBy, marginalRows } from "./marginal-rows.js";
import { type ResponseScale, ratioScale, responseScale } from "./response-scale.js";

/** One method for all estimates of a group, or a list of methods by variable for interaction contrasts. */
export type ContrastRequest = ContrastMethod | CustomContrasts | readonly (ContrastMethod | CustomContrasts)[];

/** Means or contrasts before they are estimated. */
export interface FunctionSet {
  readonly rows: readonly LinearFunction[];
  readonly variables: readonly string[];
}

/** Contrasts before they are estimated. */
interface Contrasts {
  readonly functions: readonly LinearFunction[];
  /** Names of what replaces the variables contrasted. */
  readonly variables: readonly string[];
  readonly adjust: Adjustment;
  readonly family: TestFamily;
  /** Whether the weights of every contrast sum to zero. */
  readonly areDifferences: boolean;
}

const METHOD: OptionRule = [
  (value) => isText(value) || (typeof value === "object" && value !== null),
  "the name of a method, weights by name, or a list of methods",
];

/**
 * Contrasts of the rows of `means`, which emmeans(), emtrends() or this function made of the same fit, within each
 * group of `by`. A list of methods gives interaction contrasts: a method for each variable that is not in `by`, the last
 * one for those beyond the list. Throws OptionError.
 */
export function emmeansContrasts(
  fit: LiveFit,
  means: MarginalResult,
  method: ContrastRequest = "pairwise",
  options: EmmeansContrastOptions = {},
): MarginalResult {
  withData(fit, "emmeansContrasts()");
  checkOptions("emmeansContrasts()", options, CONTRAST_RULES);
  checkArgument("means", means, resultOf("emmeans(), emtrends() or emmeansContrasts()", "rows"));
  checkArgument("method", method, METHOD);
  const by = options.by === undefined ? means.by : namesOf(options.by);
  const wrong = by.find((name) => !means.variables.includes(name));
  if (wrong !== undefined) {
    throw new OptionError(`by has "${wrong}", but the means are by ${means.variables.join(", ")}`, "by");
  }
  if (means.rows.some(({ weights }) => weights.length !== fit.live.design.fixed.names.length)) {
    throw new OptionError("these means are of another model; give the fit that they were made of", "means");
  }
  const contrasts = Array.isArray(method)
    ? interactionContrasts(means, by, method, options)
    : groupContrasts(means, by, method as ContrastMethod | CustomContrasts, options);
  const before = scaleOf(fit, means);
  const scale = contrasts.areDifferences ? ratioScale(before) : null;
  const type = options.type ?? means.type;
  const isBack = type === "response" && scale !== null;
  const adjust = options.adjust === undefined ? contrasts.adjust : adjustmentOf(options.adjust);
  const level = options.level ?? means.level;
  const { family } = contrasts;
  const inference = { level, adjust, family, by, scale: isBack ? scale : null, biasSigma: null };
  const functions = isBack ? contrasts.functions.map(asRatio) : contrasts.functions;
  return {
    kind: "contrasts",
    estimateName: isBack ? scale.response : "estimate",
    variables: [...contrasts.variables, ...by],
    by,
    level,
    type: isBack ? "response" : "link",
    scale: scale?.name ?? null,
    keptScale: before !== null && scale === null ? before.name : means.keptScale,
    adjust,
    family,
    averagedOver: means.averagedOver,
    biasSigma: null,
    ...marginalRows(fit, functions, { df: options.df ?? means.method, ...inference }),
  };
}

function groupContrasts(
  means: FunctionSet,
  by: readonly string[],
  method: ContrastMethod | CustomContrasts,
  choice: ContrastChoice,
): Contrasts {
  const own = means.variables.filter((name) => !by.includes(name));
  const key = by.includes("contrast") ? "contrast1" : "contrast";
  const groups = groupsBy(means.rows, by);
  const labels = levelLabels(means, own, groups[0]);
  const { names, weights, adjust, isPairs } = contrastSet(method, labels, withLabels(means, own, groups[0], choice));
  const functions = groups.flatMap((group) =>
    names.map((name, i) => {
      const levels = { [key]: name, ...levelsOf(means, by, group[0]) };
      return {
        levels,
        ...combined(
          group.map((at) => means.rows[at]),
          weights[i],
        ),
      };
    }),
  );
  const family = { tests: names.length, compared: isPairs ? labels.length : null };
  return { functions, variables: [key], adjust, family, areDifferences: weights.every(isDifference) };
}

/** Products of one contrast a variable, within the groups of `by`; throws OptionError. */
export function interactionContrasts(
  means: FunctionSet,
  by: readonly string[],
  methods: readonly (ContrastMethod | CustomContrasts)[],
  choice: ContrastChoice,
): Contrasts {
  const own = means.variables.filter((name) => !by.includes(name));
  if (methods.length === 0 || methods.length > own.length) {
    const text = `interaction contrasts have ${methods.length} methods for ${own.length} variables (${own.join(", ")})`;
    throw new OptionError(`${text}; give one for each, or one for all`, "method");
  }
  const sets = own.map((name, v) => {
    const method = methods[Math.min(v, methods.length - 1)];
    const levels = [...new Set(means.rows.map((row) => String(row.levels[name])))];
    const label = `${name}_${typeof method === "string" ? method : "custom"}`;
    return { name, label, levels, ...contrastSet(method, levels, choice) };
  });
  const count = sets.reduce((product, { names }) => product * names.length, 1);
  const groups = groupsBy(means.rows, by);
  const functions = groups.flatMap((group) => {
    const rows = group.map((at) => means.rows[at]);
    return Array.from({ length: count }, (_, index) => {
      let rest = index;
      const picks = sets.map(({ names }) => {
        const pick = rest % names.length;
        rest = (rest - pick) / names.length;
        return pick;
      });
      const weights = rows.map((row) =>
        sets.reduce((product, set, v) => product * set.weights[picks[v]][levelAt(set, row)], 1),
      );
      const named = Object.fromEntries(sets.map(({ label, names }, v) => [label, names[picks[v]]]));
      return { levels: { ...named, ...levelsOf(means, by, group[0]) }, ...combined(rows, weights) };
    });
  });
  return {
    functions,
    variables: sets.map(({ label }) => label),
    adjust: "none",
    family: { tests: count, compared: sets.length === 1 && sets[0].isPairs ? sets[0].levels.length : null },
    areDifferences: sets.some(({ weights }) => weights.every(isDifference)),
  };
}

function levelAt({ name, levels }: { name: string; levels: readonly string[] }, row: LinearFunction): number {
  return levels.indexOf(String(row.levels[name]));
}

/** The scale that the differences of `means` are on before anything is transformed. */
function scaleOf(fit: LiveFit, { kind, scale }: MarginalResult): ResponseScale | null {
  if (kind === "trends" || scale === null) return null;
  return kind === "means" ? responseScale(fit) : ratioScale(responseScale(fit));
}

/** A reference given as its bare level, "8", by the label that it has here, "Month8". */
function withLabels(
  means: FunctionSet,
  own: readonly string[],
  group: readonly number[],
  choice: ContrastChoice,
): ContrastChoice {
  const labels = levelLabels(means, own, group);
  const bare = group.map((at) => own.map((name) => String(means.rows[at].levels[name])).join(" "));
  const labeled = (ref: string) => (labels.includes(ref) ? ref : (labels[bare.indexOf(ref)] ?? ref));
  const { ref } = choice;
  return ref === undefined ? choice : { ...choice, ref: typeof ref === "string" ? labeled(ref) : ref.map(labeled) };
}

/** Levels of one group as one name each; numbers stand behind the name of their variable. */
function levelLabels(means: FunctionSet, own: readonly string[], group: readonly number[]): string[] {
  const isNumeric = own.map((name) =>
    group.every((at) => {
      const text = String(means.rows[at].levels[name]);
      return text.trim() !== "" && !Number.isNaN(Number(text));
    }),
  );
  return group.map((at) => own.map((name, v) => `${isNumeric[v] ? name : ""}${means.rows[at].levels[name]}`).join(" "));
}

function levelsOf(means: FunctionSet, by: readonly string[], at: number): LinearFunction["levels"] {
  return Object.fromEntries(by.map((name) => [name, means.rows[at].levels[name]]));
}

/** A weight of zero leaves its row out, whatever it is. */
function combined(rows: readonly LinearFunction[], weights: readonly number[]): Omit<LinearFunction, "levels"> {
  const used = rows.flatMap((row, i) => (weights[i] === 0 ? [] : [{ row, weight: weights[i] }]));
  const sum = (value: (row: LinearFunction) => number) =>
    used.reduce((total, { row, weight }) => total + weight * value(row), 0);
  return {
    weights: (rows[0]?.weights ?? []).map((_, column) => sum((row) => row.weights[column])),
    offset: sum(({ offset }) => offset),
  };
}

function isDifference(weights: readonly number[]): boolean {
  const largest = Math.max(...weights.map(Math.abs));
  return Math.abs(weights.reduce((sum, weight) => sum + weight, 0)) < 1e-6 * (1e-6 + largest);
}

/** "A - B" as "A / B". */
function asRatio(row: LinearFunction): LinearFunction {
  const entries = Object.entries(row.levels).map(([name, level]) => [
    name,
    typeof level === "string" ? level.replaceAll(" - ", " / ") : level,
  ]);
  return { ...row, levels: Object.fromEntries(entries) };
}
