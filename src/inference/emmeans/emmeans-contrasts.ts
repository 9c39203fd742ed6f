// Contrasts of marginal means and of trends: linear functions of linear functions.

import { OptionError } from "../../errors.js";
import { type LiveFit, withSums } from "../../fit/fit.js";
import {
  checkArgument,
  checkOptions,
  isArrayOf,
  isName,
  isNumber,
  isNumbers,
  isRecord,
  isRecordOf,
  isText,
  LEVEL,
  type OptionRule,
  resultOf,
} from "../../options.js";
import { type Adjustment, adjustmentOf, type TestFamily } from "./adjustments.js";
import { type ContrastChoice, type ContrastMethod, type CustomContrasts, contrastSet } from "./contrast-methods.js";
import { CONTRAST_RULES, type EmmeansContrastOptions, namesOf } from "./emmeans-options.js";
import type { LinearFunction, MarginalResult } from "./marginal-result.js";
import { groupsBy, marginalRows } from "./marginal-rows.js";
import { type ResponseScale, ratioScale, responseScale } from "./response-scale.js";

/** One method for all estimates of a group, or a list of methods by variable for interaction contrasts. */
export type ContrastRequest = ContrastMethod | CustomContrasts | readonly (ContrastMethod | CustomContrasts)[];

/** Means or contrasts before they are estimated. */
export interface FunctionSet extends Pick<MarginalResult, "variables" | "nesting"> {
  readonly rows: readonly LinearFunction[];
}

/** Contrasts before they are estimated. */
interface Contrasts {
  readonly functions: readonly LinearFunction[];
  /** Names of what replaces the variables contrasted. */
  readonly variables: readonly string[];
  readonly adjust: Adjustment;
  readonly family: TestFamily;
  /** Where groups differ, as those of nested levels do. */
  readonly families: readonly TestFamily[] | null;
  /** Whether the weights of every contrast sum to zero. */
  readonly areDifferences: boolean;
}

const MEANS = resultOf<MarginalResult>("emmeans(), emtrends() or emmeansContrasts()", {
  kind: isText,
  variables: [isText],
  by: [isText],
  rows: [{ levels: isRecord, weights: isNumbers, offset: isNumber }],
  method: isText,
  level: LEVEL[0],
  type: isText,
  scale: isName,
  warnings: [{ message: isText }],
});

const isMethod = (value: unknown) => isText(value) || isRecordOf(value, isNumbers);
const METHOD: OptionRule = [
  (value) => isMethod(value) || isArrayOf(value, isMethod),
  "the name of a method, weights by name, or a list of methods",
];

/**
 * Contrasts of the rows of `means`, which emmeans(), emtrends() or this function made of the same fit, within each
 * group of `by`. A list of methods gives interaction contrasts: a method for each variable that is not in `by`, the last
 * one for those beyond the list. Throws OptionError.
 *
 * @example
 * const pairs = emmeansContrasts(fit, emmeans(fit, "condition"), "pairwise");
 * console.log(tableText(emmeansTable(pairs)));
 */
export function emmeansContrasts(
  fit: LiveFit,
  means: MarginalResult,
  method: ContrastRequest = "pairwise",
  options: EmmeansContrastOptions = {},
): MarginalResult {
  withSums(fit, "emmeansContrasts()");
  checkOptions("emmeansContrasts()", options, CONTRAST_RULES);
  checkArgument("means", means, MEANS);
  checkArgument("method", method, METHOD);
  const asked = options.by === undefined ? means.by : namesOf(options.by);
  const wrong = asked.find((name) => !means.variables.includes(name));
  if (wrong !== undefined) {
    throw new OptionError(`by has "${wrong}", but the means are by ${means.variables.join(", ")}`, "by");
  }
  if (means.rows.some(({ weights }) => weights.length !== fit.live.design.fixed.names.length)) {
    throw new OptionError("these means are of another model; give the fit that they were made of", "means");
  }
  // Levels that occur within others only are compared within these.
  const inner = Array.isArray(method) ? means.variables : asked;
  const by = [...new Set([...asked, ...inner.flatMap((name) => means.nesting?.[name] ?? [])])];
  const contrasts = Array.isArray(method)
    ? interactionContrasts(means, by, method, options)
    : groupContrasts(means, by, method as ContrastMethod | CustomContrasts, options);
  if (contrasts.functions.length === 0) {
    throw new OptionError("no group of the means has two levels to compare; leave levels out of by", "by");
  }
  const before = scaleOf(fit, means);
  const scale = contrasts.areDifferences ? ratioScale(before) : null;
  const type = options.type ?? means.type;
  const isBack = type === "response" && scale !== null;
  const adjust = options.adjust === undefined ? contrasts.adjust : adjustmentOf(options.adjust);
  const level = options.level ?? means.level;
  const { family, families } = contrasts;
  const inference = { level, adjust, family, families, by, scale: isBack ? scale : null, biasSigma: null };
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
  const found = groups.flatMap((group) => {
    // A level that is alone where it occurs has nothing to be compared with.
    if (group.length < 2 && groups.length > 1 && typeof method === "string") return [];
    const labels = levelLabels(means, own, group);
    const set = contrastSet(method, labels, withLabels(means, own, group, choice));
    return [{ group, ...set, family: { tests: set.names.length, compared: set.isPairs ? labels.length : null } }];
  });
  if (found.length === 0) contrastSet(method, levelLabels(means, own, groups[0]));
  const functions = found.flatMap(({ group, names, weights }) =>
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
  const [{ adjust, family }] = found;
  const families = found.map((one) => one.family);
  const areDifferences = found.every(({ weights }) => weights.every(isDifference));
  return { functions, variables: [key], adjust, family, families, areDifferences };
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
  const groups = groupsBy(means.rows, by);
  const found = groups.flatMap((group) => {
    const rows = group.map((at) => means.rows[at]);
    const isAlone = own.some((name) => new Set(rows.map(({ levels }) => levels[name])).size < 2);
    if (isAlone && groups.length > 1) return [];
    const sets = own.map((name, v) => {
      const method = methods[Math.min(v, methods.length - 1)];
      const levels = [...new Set(rows.map((row) => String(row.levels[name])))];
      const label = `${name}_${typeof method === "string" ? method : "custom"}`;
      return { name, label, levels, ...contrastSet(method, levels, choice) };
    });
    const tests = sets.reduce((product, { names }) => product * names.length, 1);
    const compared = sets.length === 1 && sets[0].isPairs ? sets[0].levels.length : null;
    const functions = Array.from({ length: tests }, (_, index) => {
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
    const areDifferences = sets.some(({ weights }) => weights.every(isDifference));
    return [{ functions, family: { tests, compared }, areDifferences, labels: sets.map(({ label }) => label) }];
  });
  const [first] = found;
  return {
    functions: found.flatMap(({ functions }) => functions),
    variables: first?.labels ?? [],
    adjust: "none",
    family: first?.family ?? { tests: 0, compared: null },
    families: found.map(({ family }) => family),
    areDifferences: found.every(({ areDifferences }) => areDifferences),
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
