// Variances of x'β̂ + z'(b̂ − b): errors of the modes and of the coefficients together.
import type { ConditionalForms } from "../../engine/types.js";
import { UnsupportedError } from "../../errors.js";
import { conditionalForms } from "../../fit/conditional-forms.js";
import { type Fit, isLive } from "../../fit/fit.js";
import type { UnitCovariance } from "../coefficient-units.js";
import { quadraticForm } from "../quadratic-forms.js";
import type { PredictionRows } from "./prediction-rows.js";

/**
 * One a row, over the selected effects of the levels that the fit has: z'Cov(b | y, β)z + (x + s)'vcov(x + s), where s is
 * how z'b̂ moves with β. Rows that agree in z are solved once. Throws UnsupportedError for a model without its data.
 */
export function errorVariances(fit: Fit, rows: PredictionRows, { vcov, units }: UnitCovariance): Float64Array {
  const p = rows.fixed.length;
  const { forms, formOf } = distinctForms(fit, rows);
  const x = new Float64Array(p);
  return Float64Array.from({ length: rows.count }, (_, row) => {
    const form = formOf[row];
    rows.fixed.forEach((column, j) => {
      x[j] = (column[row] + (form < 0 ? 0 : forms.slopes[form * p + j])) / (units === null ? 1 : units[j]);
    });
    return quadraticForm(x, vcov) + (form < 0 ? 0 : forms.variances[form]);
  });
}

/** The forms of the distinct z, and which of them each row has; -1 for a z of zeros. */
function distinctForms(fit: Fit, { count, groups }: PredictionRows): { forms: ConditionalForms; formOf: Int32Array } {
  const formOf = new Int32Array(count).fill(-1);
  const known = new Map<string, number>();
  const first: number[] = [];
  const used = groups.filter(({ selected }) => selected.includes(true));
  for (let row = 0; row < count; row++) {
    let key = "";
    for (const { codes, columns, selected } of used) {
      key += `${codes[row]}|`;
      if (codes[row] < 0) continue;
      columns.forEach((values, column) => {
        if (values !== null && selected[column]) key += `${values[row]},`;
      });
    }
    if (used.every(({ codes }) => codes[row] < 0)) continue;
    const before = known.get(key);
    formOf[row] = before ?? first.length;
    if (before !== undefined) continue;
    known.set(key, first.length);
    first.push(row);
  }
  if (first.length === 0) return { forms: { variances: new Float64Array(0), slopes: new Float64Array(0) }, formOf };
  if (!isLive(fit)) {
    throw new UnsupportedError(
      "a restored model has no standard errors of predictions with random effects, which need the data: " +
        'fit the model again with them, or ask for randomEffects: "none"',
    );
  }
  const byName = new Map(groups.map((group) => [group.name, group]));
  const factors = fit.predictor.groups.map(({ name, names }) => {
    const group = byName.get(name);
    const levels = new Int32Array(first.length).fill(-1);
    const values = new Float64Array(first.length * names.length);
    if (group === undefined || !group.selected.includes(true)) return { levels, values };
    first.forEach((row, i) => {
      levels[i] = group.codes[row];
      group.columns.forEach((column, c) => {
        if (group.selected[c]) values[i * names.length + c] = column?.[row] ?? 1;
      });
    });
    return { levels, values };
  });
  return { forms: conditionalForms(fit, { count: first.length, factors }), formOf };
}
