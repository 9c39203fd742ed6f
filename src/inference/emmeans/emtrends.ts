import { columnExpression } from "../../design/predictor-columns.js";
import { OptionError } from "../../errors.js";
import type { LiveFit } from "../../fit/fit.js";
import { checkArgument, checkOptions, NAME } from "../../options.js";
import { type Adjustment, adjustmentOf } from "./adjustments.js";
import { averaged, interactionNote, keptVariables, nestingAmong, nestingNote } from "./emmeans.js";
import { EMTRENDS_RULES, type EmtrendsOptions, namesOf, VARIABLES } from "./emmeans-options.js";
import type { MarginalResult } from "./marginal-result.js";
import { groupsBy, marginalRows } from "./marginal-rows.js";
import { averagedVariables } from "./marginal-weights.js";
import { withGrid } from "./of-sums.js";
import {
  checkNames,
  distinctValues,
  gridMatrix,
  gridTable,
  type ReferenceGrid,
  referenceGrid,
} from "./reference-grid.js";

/**
 * Slopes by `variable`, a covariate or a function of one such as "log(x)", for each combination of the levels of `specs`
 * and `by`, on the scale of the linear predictor. Throws OptionError, UnsupportedError for a restored model.
 *
 * @example
 * const { rows } = emtrends(fit, "condition", "time");
 */
export function emtrends(
  fit: LiveFit,
  specs: string | readonly string[],
  variable: string,
  options: EmtrendsOptions = {},
): MarginalResult {
  checkOptions("emtrends()", options, EMTRENDS_RULES);
  withGrid(fit, "emtrends()", { ...options, offset: 0 });
  checkArgument("specs", specs, VARIABLES);
  checkArgument("variable", variable, NAME);
  const grid = referenceGrid(fit, options);
  const { kept, by } = keptVariables(grid, specs, namesOf(options.by));
  const { column, slopes } = slopesOf(grid, variable, options.delta);
  const functions = averaged(grid, slopes, kept, options.weights, 0);
  const level = options.level ?? 0.95;
  const adjust: Adjustment = adjustmentOf(options.adjust ?? "none");
  const family = { tests: functions.length / groupsBy(functions, by).length, compared: null };
  const inference = { df: options.df, level, adjust, family, by, scale: null, biasSigma: null };
  const inferred = marginalRows(fit, functions, inference);
  return {
    kind: "trends",
    estimateName: `${variable}.trend`,
    variables: kept,
    by,
    level,
    type: "link",
    scale: null,
    keptScale: null,
    adjust,
    family,
    averagedOver: averagedVariables(grid, kept),
    biasSigma: null,
    ...nestingAmong(grid, kept),
    ...inferred,
    warnings: [
      ...inferred.warnings,
      ...nestingNote(grid),
      ...interactionNote(grid, [...kept, column], [...kept, column]),
    ],
  };
}

/** (X(x + δ) − X(x)) / (f(x + δ) − f(x)) over the grid, and the column x. */
function slopesOf(grid: ReferenceGrid, variable: string, delta: number | undefined) {
  const names = grid.variables.map(({ name }) => name);
  const { columns, values } = columnExpression(variable, names);
  if (columns.length !== 1) {
    throw new OptionError(`trend "${variable}" must be of one variable, not of ${columns.length}`, "variable");
  }
  const [column] = columns;
  checkNames("variable", columns, names);
  const found = grid.variables.find(({ name }) => name === column);
  if (found?.column.kind !== "number") {
    throw new OptionError(`"${column}" is a factor; trends are of numbers`, "variable");
  }
  const distinct = distinctValues(found.column, grid.rows);
  const step = delta ?? 0.001 * (distinct[distinct.length - 1] - distinct[0]);
  if (step === 0) throw new OptionError(`"${column}" is constant; a trend needs a variable that varies`, "delta");
  const [here, there] = [gridTable(grid), gridTable(grid, { name: column, by: step })];
  const [from, to] = [values(here), values(there)];
  const base = gridMatrix(grid, here);
  const slopes = gridMatrix(grid, there).map((moved, j) =>
    moved.map((value, cell) => (value - base[j][cell]) / (to[cell] - from[cell])),
  );
  return { column, slopes };
}
