// Joint tests of all contrasts among marginal means: type III tests by what they mean, also within levels.

import type { LiveFit } from "../../fit/fit.js";
import type { Warning } from "../../fit/types.js";
import { powerNear } from "../../math/units.js";
import { checkOptions } from "../../options.js";
import { fTest } from "../contrast-test.js";
import { type DfMethod, dfSource } from "../df-method.js";
import { averaged, nestingNote, withNesters } from "./emmeans.js";
import { interactionContrasts } from "./emmeans-contrasts.js";
import { JOINT_TESTS_RULES, type JointTestsOptions, namesOf } from "./emmeans-options.js";
import { estimablePart } from "./estimability.js";
import type { MarginalLevels } from "./marginal-result.js";
import { groupsBy } from "./marginal-rows.js";
import { withGrid } from "./of-sums.js";
import { checkNames, gridMatrix, gridTable, type ReferenceGrid, referenceGrid } from "./reference-grid.js";

/** The joint test of all contrasts of one term. */
export interface JointTest {
  /** Variables whose contrasts are tested: "recipe:temperature". */
  readonly term: string;
  /** The levels of `by`. */
  readonly levels: MarginalLevels;
  /** Contrasts that are estimable. */
  readonly numDf: number;
  /** Infinity for method "asymptotic". */
  readonly denDf: number;
  /** F, which for infinitely many `denDf` is chi-squared over `numDf`. */
  readonly statistic: number;
  /** Upper tail of F. */
  readonly p: number;
}

/** Joint tests of the variables and their interactions. */
export interface JointTests {
  /** Variables within whose levels the tests were made; empty without any. */
  readonly by: readonly string[];
  /** Where denominator degrees of freedom come from. */
  readonly method: DfMethod;
  /** A term each, within each combination of levels of `by`. */
  readonly rows: readonly JointTest[];
  /** Such as W_NOT_ESTIMABLE and M_NESTING (docs/warnings.md). */
  readonly warnings: readonly Warning[];
}

/**
 * An F test for each variable and each interaction: that all contrasts of the means of its levels are zero, those of a
 * covariate being its slope at the mean. Where some are not estimable, their combinations that are, are tested. Throws OptionError,
 * UnsupportedError for a restored model.
 *
 * @example
 * const { rows } = jointTests(fit);
 * rows[0].p;
 */
export function jointTests(fit: LiveFit, options: JointTestsOptions = {}): JointTests {
  checkOptions("jointTests()", options, JOINT_TESTS_RULES);
  withGrid(fit, "jointTests()", { ...options, offset: 0 });
  const { at, nesting, reduce = aroundMean } = options;
  const grid = referenceGrid(fit, { at, nesting, reduce });
  const names = grid.variables.map(({ name }) => name);
  checkNames("by", namesOf(options.by), names);
  const by = withNesters(grid, namesOf(options.by));
  const source = dfSource(fit, options.df);
  const estimable = estimablePart(fit);
  const matrix = gridMatrix(grid, gridTable(grid));
  const reduced = new Set<string>();
  const without = new Set<string>();
  const rows = testedTerms(grid, by).flatMap((term): JointTest[] => {
    const variables = [...term, ...by];
    const means = { rows: averaged(grid, matrix, variables, "equal", 0), variables };
    const outer = new Set(term.flatMap((name) => grid.nesting.get(name) ?? []));
    const { functions } = interactionContrasts(means, [...new Set([...by, ...outer])], ["consec"], {});
    return groupsBy(functions, by).flatMap((group) => {
      const label = term.join(":");
      const found = estimable(group.map((at) => functions[at].weights));
      if (found.rows.length === 0) without.add(label);
      else if (found.isReduced) reduced.add(label);
      if (found.rows.length === 0) return [];
      const L = found.rows.map((weights) => Float64Array.from(fit.kept, (column) => weights[column]));
      const { numDf, denDf, statistic, p } = fTest(fit, source, L);
      const levels = Object.fromEntries(by.map((name) => [name, functions[group[0]].levels[name]]));
      return [{ term: label, levels, numDf, denDf, statistic, p }];
    });
  });
  return {
    by,
    method: source.method,
    rows,
    warnings: [...source.warnings, ...nestingNote(grid), ...leftOut(reduced, without)],
  };
}

/** Variables with several values, and their combinations that occur together in a term; the smaller first. */
function testedTerms(grid: ReferenceGrid, by: readonly string[]): string[][] {
  const { variables, predictors, nesting } = grid;
  const free = variables.flatMap(({ name, values }) => (values.length > 1 && !by.includes(name) ? [name] : []));
  const found = new Map<string, string[]>();
  const nested = [...nesting.keys()].map((name) => withNesters(grid, [name]));
  for (const term of [...predictors.terms, ...nested]) {
    const members = free.filter((name) => term.includes(name));
    for (let subset = 1; subset < 2 ** members.length; subset++) {
      const chosen = members.filter((_, i) => (subset >> i) % 2 === 1);
      const isWhole = withNesters(grid, chosen).every((name) => chosen.includes(name) || by.includes(name));
      if (isWhole) found.set(JSON.stringify(chosen), chosen);
    }
  }
  const places = (names: readonly string[]) => names.map((name) => free.indexOf(name));
  return [...found.values()].sort((a, b) => {
    if (a.length !== b.length) return a.length - b.length;
    const [p, q] = [places(a), places(b)];
    const at = p.findIndex((place, i) => place !== q[i]);
    return p[at] - q[at];
  });
}

/** One on each side, which tests of a line do not depend on; of variables of extreme size a step of their own size. */
function aroundMean(values: Float64Array): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const step = size > FAR || size < 1 / FAR ? 1 / powerNear(size) : 1;
  return [mean - step, mean + step];
}

/** Beyond this, or below its inverse, a step of one would be lost in a variable, or the variable in it. */
const FAR = 1048576;

function leftOut(reduced: ReadonlySet<string>, without: ReadonlySet<string>): Warning[] {
  const quoted = (labels: ReadonlySet<string>) => [...labels].map((label) => `"${label}"`).join(", ");
  const parts = [
    ...(reduced.size === 0
      ? []
      : [`joint tests of ${quoted(reduced)} are of what can be estimated of their contrasts`]),
    ...(without.size === 0 ? [] : [`no contrast of ${quoted(without)} is estimable, so that there is no test`]),
  ];
  return parts.length === 0 ? [] : [{ code: "W_NOT_ESTIMABLE", message: parts.join("; ") }];
}
