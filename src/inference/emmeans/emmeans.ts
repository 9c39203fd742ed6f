// Estimated marginal means: the model's predictions on a reference grid, averaged over the variables not asked for.
// Searle, Speed & Milliken (1980), Am. Stat. 34; the choices are those of R's emmeans.
import type { LiveFit } from "../../fit/fit.js";
import type { Warning } from "../../fit/types.js";
import { checkArgument, checkOptions } from "../../options.js";
import { adjustmentOf } from "./adjustments.js";
import { EMMEANS_RULES, type EmmeansOptions, namesOf, VARIABLES } from "./emmeans-options.js";
import type { LinearFunction, MarginalResult } from "./marginal-result.js";
import { groupsBy, marginalRows } from "./marginal-rows.js";
import { averagedVariables, type MarginalWeights, marginalCells } from "./marginal-weights.js";
import { withGrid } from "./of-sums.js";
import { checkNames, gridMatrix, gridTable, type ReferenceGrid, referenceGrid } from "./reference-grid.js";
import { responseScale, unknownTransform } from "./response-scale.js";

/**
 * Means for each combination of the levels of `specs` and `by`; of no variables, one mean. A restored model has no data
 * to take a grid from and is refused with UnsupportedError. Throws OptionError.
 *
 * @example
 * const { rows } = emmeans(fit, "condition", { df: "kenward-roger" });
 * rows[0].estimate;
 */
export function emmeans(fit: LiveFit, specs: string | readonly string[], options: EmmeansOptions = {}): MarginalResult {
  checkOptions("emmeans()", options, EMMEANS_RULES);
  withGrid(fit, "emmeans()", options);
  checkArgument("specs", specs, VARIABLES);
  const grid = referenceGrid(fit, options);
  const { kept, by } = keptVariables(grid, specs, namesOf(options.by));
  const offset = options.offset ?? meanOffset(fit);
  const functions = averaged(grid, gridMatrix(grid, gridTable(grid)), kept, options.weights, offset);
  const scale = responseScale(fit);
  const isBack = options.type === "response" && scale !== null;
  const level = options.level ?? 0.95;
  const adjust = adjustmentOf(options.adjust ?? "none");
  const family = { tests: functions.length / groupsBy(functions, by).length, compared: null };
  const biasSigma = isBack ? (options.biasSigma ?? null) : null;
  const shown = isBack ? scale : null;
  const inferred = marginalRows(fit, functions, { df: options.df, level, adjust, family, by, scale: shown, biasSigma });
  return {
    kind: "means",
    estimateName: isBack ? scale.response : "emmean",
    variables: kept,
    by,
    level,
    type: isBack ? "response" : "link",
    scale: scale?.name ?? null,
    keptScale: null,
    adjust,
    family,
    averagedOver: averagedVariables(grid, kept),
    biasSigma,
    ...nestingAmong(grid, kept),
    ...inferred,
    warnings: [
      ...inferred.warnings,
      ...nestingNote(grid),
      ...interactionNote(grid, kept, kept),
      ...transformNote(fit, options.type),
    ],
  };
}

/** `specs`, then `by`, with what nested ones are nested in; throws OptionError for what is not in the fixed part. */
export function keptVariables(grid: ReferenceGrid, specs: string | readonly string[], given: readonly string[]) {
  const names = grid.variables.map(({ name }) => name);
  const wanted = namesOf(specs).filter((name) => name !== "1" && !given.includes(name));
  checkNames("specs", wanted, names);
  checkNames("by", given, names);
  const by = withNesters(grid, given);
  const own = wanted.filter((name) => !by.includes(name));
  return { kept: [...withNesters(grid, own).filter((name) => !by.includes(name)), ...by], by };
}

/** Names and what they are nested in. */
export function withNesters({ nesting }: Pick<ReferenceGrid, "nesting">, names: readonly string[]): string[] {
  return [...new Set([...names, ...names.flatMap((name) => nesting.get(name) ?? [])])];
}

/** The average of the columns of the grid's matrix within each combination of `kept`. */
export function averaged(
  grid: ReferenceGrid,
  matrix: readonly Float64Array[],
  kept: readonly string[],
  weights: MarginalWeights | undefined,
  offset: number,
): LinearFunction[] {
  return marginalCells(grid, kept, weights).map((cell) => ({
    levels: cell.levels,
    weights: matrix.map((column) => cell.cells.reduce((sum, at, i) => sum + cell.weights[i] * column[at], 0)),
    offset,
  }));
}

/** That averages over a variable that `asked` variables interact with can mislead. */
export function interactionNote(grid: ReferenceGrid, kept: readonly string[], asked: readonly string[]): Warning[] {
  const { terms } = grid.predictors;
  const wider = terms.find((term) => asked.every((name) => term.includes(name)) && term.length > asked.length);
  const others = wider?.filter((name) => !kept.includes(name)) ?? [];
  if (asked.length === 0 || others.length === 0) return [];
  const names = others.map((name) => `"${name}"`).join(", ");
  const held = `which ${others.length === 1 ? "is" : "are"} averaged over or held at one value`;
  const message = `results may be misleading: ${asked.join(":")} interacts with ${names}, ${held}`;
  return [{ code: "M_INTERACTION", message }];
}

/** The nesting of these variables as plain data. */
export function nestingAmong({ nesting }: ReferenceGrid, kept: readonly string[]): Pick<MarginalResult, "nesting"> {
  const among = [...nesting].filter(([name]) => kept.includes(name));
  return among.length === 0 ? {} : { nesting: Object.fromEntries(among) };
}

export function nestingNote({ nesting }: ReferenceGrid): Warning[] {
  if (nesting.size === 0) return [];
  const parts = [...nesting].map(([name, outer]) => `${name} in ${outer.join(" and ")}`);
  const message = `levels are nested: ${parts.join(", ")}; means are of those that occur together (option "nesting" says otherwise)`;
  return [{ code: "M_NESTING", message }];
}

function transformNote(fit: LiveFit, type: EmmeansOptions["type"]): Warning[] {
  const name = type === "response" ? unknownTransform(fit) : null;
  if (name === null) return [];
  const message = `unknown transformation "${name}" of the response: estimates stay on its scale`;
  return [{ code: "W_UNKNOWN_TRANSFORM", message }];
}

function meanOffset(fit: LiveFit): number {
  const { offset, nobs } = fit.live.design;
  return offset === null ? 0 : offset.reduce((sum, value) => sum + value, 0) / nobs;
}
