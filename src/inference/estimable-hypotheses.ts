// The hypotheses of type III tests where columns of X were dropped for rank: Goodnight's (1978), of what is estimable in
// the model with a column for every level and combination of levels. They know nothing of contrasts or of the order of levels.
import { levelCodings } from "../design/term-coding.js";
import type { LiveFit } from "../fit/fit.js";
import { Span } from "../math/span.js";
import { triangularFactor } from "../math/triangular-factor.js";
import { norm } from "../math/vectors.js";
import { aliasedColumns, combinationOf } from "./aliased-columns.js";
import { GridFunctions } from "./coded-columns.js";
import type { Hypotheses } from "./sequential-hypotheses.js";
import type { FixedTerm } from "./term-structure.js";

/** Weights below this are rounding, those of combinations that no row has among them. */
const NOTHING = 1e-10;

/**
 * Of each term the estimable functions of its parameters and those of terms that contain it, orthogonal to those that
 * are of the latter alone. Parameters of terms that were dropped altogether are free.
 */
export function estimableHypotheses(fit: LiveFit, terms: readonly FixedTerm[]): Hypotheses {
  const units = columnUnits(fit, terms);
  const { weights, owners } = levelWeights(fit, terms, units);
  const p = weights.length;
  const axes = new Span(weights).axes;
  const along = (j: number) => Float64Array.from(axes, (axis) => axis[j]);
  const parameters = owners.flatMap((owner, j) => {
    const vector = along(j);
    return norm(vector) > NOTHING ? [{ owner, vector }] : [];
  });
  const functions = terms.map(({ columns, containedIn }, t) => {
    if (columns.length === 0) return [];
    const others = parameters.filter(
      ({ owner }) => owner !== t && !containedIn.includes(owner) && (owner < 0 || terms[owner].columns.length > 0),
    );
    const span = new Span(others.map(({ vector }) => vector));
    const before = span.dimension;
    for (const { owner, vector } of parameters) if (owner === t) span.add(vector);
    return span.axes
      .slice(before)
      .map((v) => Float64Array.from(owners, (_, j) => axes.reduce((sum, axis, i) => sum + v[i] * axis[j], 0)));
  });
  const listed = functions.flat();
  const factor = triangularFactor([...weights, ...listed]);
  let at = p;
  return functions.map((rows) =>
    rows.map(() => {
      const row = combinationOf(p, p + listed.length, factor, at++);
      const largest = Math.max(...row.map(Math.abs));
      return row.map((weight, i) => (Math.abs(weight) < NOTHING * largest ? 0 : weight * units[fit.kept[i]]));
    }),
  );
}

/**
 * The columns kept, in units of their numeric variables, as weights over the parameters of all levels (A with
 * X_K A = the columns of these), and the term of each parameter, -1 for the intercept.
 */
function levelWeights(fit: LiveFit, terms: readonly FixedTerm[], units: Float64Array) {
  const { formula, variables } = fit.live.frame;
  const grid = new GridFunctions();
  const intercept = formula.fixed.intercept ? grid.of([]) : [];
  const given = [...intercept, ...terms.flatMap(({ coded }) => grid.of(coded.codings))];
  const levels = levelCodings(formula.fixed.terms, variables).map((codings) => grid.of(codings));
  const owners = [...intercept.map(() => -1), ...levels.flatMap((columns, t) => columns.map(() => t))];
  const columns = given.map((column) => grid.dense(column));
  const span = new Span();
  const basis = columns.flatMap((column, i) => (span.add(column) ? [i] : []));
  const targets = [...intercept, ...levels.flat()].map((column) => grid.dense(column));
  const factor = triangularFactor([...basis.map((i) => columns[i]), ...targets]);
  const solved = targets.map((_, j) =>
    combinationOf(basis.length, basis.length + targets.length, factor, basis.length + j),
  );
  const weights = fit.kept.map((column) => weightsOf(basis.indexOf(column)));
  for (const { column, weights: a } of aliasedColumns(fit)) {
    const at = basis.indexOf(column);
    if (at < 0) continue;
    weights.forEach((row, i) => {
      const share = (a[i] * units[fit.kept[i]]) / units[column];
      for (let j = 0; share !== 0 && j < row.length; j++) row[j] += share * solved[j][at];
    });
  }
  return { weights, owners };

  function weightsOf(at: number): Float64Array {
    return Float64Array.from(solved, (weights) => (at < 0 ? 0 : weights[at]));
  }
}

/** Of each column of X the product of the root mean squares of its term's numeric variables. */
function columnUnits(fit: LiveFit, terms: readonly FixedTerm[]): Float64Array {
  const { variables } = fit.live.frame;
  const unitOf = (label: string) => {
    const variable = variables.get(label);
    if (variable?.kind !== "number") return 1;
    return Math.max(...variable.columns.map((column) => norm(column) / Math.sqrt(column.length))) || 1;
  };
  const byTerm = terms.map(({ coded }) => coded.codings.reduce((unit, { variable }) => unit * unitOf(variable), 1));
  return Float64Array.from(fit.live.design.fixed.assign, (term) => (term < 0 ? 1 : byTerm[term]));
}
