// Intervals from estimates and their standard errors: coefficients as they are, standard deviations by their logarithms,
// correlations by Fisher's z, both by the delta method.
import { exp, expm1 } from "../../core/elementary.js";
import { columnsOf } from "../../engine/column-directions.js";
import { UnsupportedError } from "../../errors.js";
import type { LiveFit } from "../../fit/fit.js";
import type { Live } from "../../fit/live.js";
import type { Warning } from "../../fit/types.js";
import { curvatureAt } from "../../likelihood/around.js";
import type { VarianceCurvature } from "../../likelihood/likelihood.js";
import { effectsOutOf } from "../../likelihood/terms.js";
import { studentQuantile } from "../../math/distributions/distributions.js";
import { deviationOf } from "../coefficient-units.js";
import { type DfMethod, dfSource } from "../df-method.js";
import { quadraticForm } from "../quadratic-forms.js";
import type { ConfidenceInterval } from "./confidence-interval.js";
import { estimatedPoint, type PlacedParameter, parameterValues } from "./model-parameters.js";
import { studentLimits } from "./student-limits.js";

interface WaldIntervals {
  readonly intervals: readonly ConfidenceInterval[];
  readonly warnings: readonly Warning[];
}

/** Those of `parameters`. Throws UnsupportedError for degrees of freedom of a generalized model. */
export function waldIntervals(
  fit: LiveFit,
  parameters: readonly PlacedParameter[],
  level: number,
  df: DfMethod,
): WaldIntervals {
  const upperTail = (1 - level) / 2;
  const estimates = parameterValues(fit, parameters, estimatedPoint(fit));
  const effects = coefficients(fit, df);
  const variances = parameters.some(({ kind }) => kind !== "fixef") ? deltaMethod(fit) : null;
  const missing: string[] = [];
  const intervals = parameters.map((parameter, i): ConfidenceInterval => {
    const { name, group, kind, row } = parameter;
    const estimate = estimates[i];
    if (kind === "fixef") {
      const { stdError, df: freedom } = effects.rows(row);
      return {
        name,
        group,
        kind,
        estimate,
        stdError,
        df: freedom,
        ...studentLimits(estimate, stdError, freedom, level),
      };
    }
    const deviation = variances?.(parameter) ?? Number.NaN;
    if (Number.isNaN(deviation)) missing.push(name);
    const margin = studentQuantile(upperTail, "upper", Number.POSITIVE_INFINITY) * deviation;
    if (kind === "cor") {
      const [low, high] = parameter.range;
      const [lower, upper] = [-margin, margin].map((by) => {
        return Math.max(low, Math.min(high, movedCorrelation(estimate, by)));
      });
      return { name, group, kind, estimate, stdError: (1 - estimate * estimate) * deviation, lower, upper };
    }
    const factor = exp(margin);
    const limits = { lower: estimate / factor, upper: estimate * factor };
    return { name, group, kind, estimate, stdError: estimate * deviation, ...limits };
  });
  return { intervals, warnings: [...effects.warnings, ...missingWarnings(missing)] };
}

function coefficients(fit: LiveFit, method: DfMethod) {
  if (fit.isLinear) {
    const source = dfSource(fit, method);
    const rows = (row: number) => {
      const unit = Float64Array.from({ length: fit.rank }, (_, i) => (i === row ? 1 : 0));
      return { stdError: deviationOf(source, unit), df: source.single(unit) };
    };
    return { rows, warnings: source.warnings };
  }
  if (method !== "asymptotic") {
    const text = `df "${method}" is for linear models; Wald intervals of a generalized model are by the normal distribution`;
    throw new UnsupportedError(text);
  }
  const effects = fit.fixef();
  const rows = (row: number) => ({ stdError: effects[row].stdError, df: Number.POSITIVE_INFINITY });
  return { rows, warnings: [] };
}

/** Standard deviations of logarithms and of Fisher's z by parameter; NaN where there are none. */
function deltaMethod(fit: LiveFit): (parameter: PlacedParameter) => number {
  const { likelihood, estimates }: Live = fit.live;
  const curvature = curvatureAt(likelihood, estimates);
  if (curvature === null || !curvature.isRegular) return () => Number.NaN;
  const { scaleSlopes, scaleVariance, covariance } = curvature;
  const isRelative = fit.isLinear;
  return (parameter) => {
    const { kind } = parameter;
    if (kind === "sigma") return Math.sqrt(quadraticForm(scaleSlopes, covariance) + scaleVariance) / 2;
    if (kind !== "sd" && kind !== "cor") return Math.sqrt(quadraticForm(scaleSlopes, covariance));
    const slopes = covarianceSlopes(curvature, parameter);
    if (slopes === null) return Number.NaN;
    if (kind === "cor") return Math.sqrt(quadraticForm(slopes, covariance));
    if (!isRelative) return Math.sqrt(quadraticForm(slopes, covariance));
    const whole = slopes.map((slope, i) => slope + scaleSlopes[i] / 2);
    return Math.sqrt(quadraticForm(whole, covariance) + scaleVariance / 4);
  };
}

/** ∂ ½ log T_rr, or ∂ of Fisher's z, by free coordinate; null for a term that is singular. */
function covarianceSlopes(
  { terms, directions, isFree, lambdas, scaleSlopes }: VarianceCurvature,
  { kind, term, row, column }: PlacedParameter,
): Float64Array | null {
  const { factor, offset, columnCount } = terms[term];
  const lambda = effectsOutOf(terms, factor, lambdas[factor]);
  const width = Math.round(Math.sqrt(lambda.length));
  const [r, c] = [offset + row, offset + column];
  const entry = (i: number, j: number) => {
    let sum = 0;
    for (let at = 0; at < lambda.length; at += width) sum += lambda[i + at] * lambda[j + at];
    return sum;
  };
  const [rr, cc, rc] = [entry(r, r), entry(c, c), entry(r, c)];
  const correlation = rc / Math.sqrt(rr * cc);
  const out = new Float64Array(scaleSlopes.length);
  let at = 0;
  for (let i = 0; i < directions.length; i++) {
    const columns = columnsOf(directions[i]).map((column) => {
      return { ...column, vector: effectsOutOf(terms, column.factor, column.vector) };
    });
    const moved = directions[i].factor;
    const isOfTerm =
      moved === factor &&
      columns.some(({ column, vector }) => {
        return column >= offset && column < offset + columnCount && vector.some((entry) => entry !== 0);
      });
    if (!isFree[i]) {
      if (isOfTerm) return null;
      continue;
    }
    if (moved === factor) {
      const slope = (x: number, y: number) =>
        columns.reduce(
          (sum, { column: along, vector }) =>
            sum + (vector[x] * lambda[y + along * width] + vector[y] * lambda[x + along * width]),
          0,
        );
      const own = slope(r, r) / (2 * rr);
      const shared = slope(r, c) / Math.sqrt(rr * cc) - correlation * (own + slope(c, c) / (2 * cc));
      out[at] = kind === "sd" ? own : shared / (1 - correlation * correlation);
    }
    at++;
  }
  return out;
}

/** tanh(atanh(r) + by). */
function movedCorrelation(r: number, by: number): number {
  const up = expm1(2 * by);
  const shift = up === Number.POSITIVE_INFINITY ? 1 : up / (up + 2);
  return (r + shift) / (1 + r * shift);
}

function missingWarnings(missing: readonly string[]): Warning[] {
  if (missing.length === 0) return [];
  const message =
    `Wald intervals of ${missing.join(", ")} are not available: the fit is singular, or has no curvature, there; ` +
    'use method "profile" or "boot"';
  return [{ code: "W_WALD_UNAVAILABLE", message }];
}
