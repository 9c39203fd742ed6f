// Linear functions of the coefficients as estimates with standard errors, limits and tests.
import type { LiveFit } from "../../fit/fit.js";
import type { Warning } from "../../fit/types.js";
import { deviationOf } from "../coefficient-units.js";
import { type DfMethod, type DfSource, dfSource } from "../df-method.js";
import {
  type Adjustment,
  adjustedP,
  criticalValue,
  effectiveAdjustment,
  limitAdjustment,
  type TestFamily,
} from "./adjustments.js";
import { estimability } from "./estimability.js";
import type { LinearFunction, MarginalResult, MarginalRow } from "./marginal-result.js";
import { biasAdjustedScale, type ResponseScale } from "./response-scale.js";

/** What holds for all estimates of a result. */
export interface Inference {
  readonly df: DfMethod | undefined;
  readonly level: number;
  readonly adjust: Adjustment;
  readonly family: TestFamily;
  /** Of each group of `by`, where they differ. */
  readonly families?: readonly TestFamily[] | null;
  readonly by: readonly string[];
  /** The scale to transform estimates to, null for that of the linear predictor. */
  readonly scale: ResponseScale | null;
  readonly biasSigma: number | null;
}

/** What the rows and the methods of a result are. */
export type Inferred = Pick<MarginalResult, "rows" | "method" | "adjustment" | "nullValue" | "warnings">;

/** The rows of a result; throws OptionError for degrees of freedom that the fit cannot have. */
export function marginalRows(fit: LiveFit, functions: readonly LinearFunction[], inference: Inference): Inferred {
  const source = dfSource(fit, inference.df);
  const effective = effectiveAdjustment(inference.adjust, inference.family);
  const adjustment = { p: effective, limits: limitAdjustment(effective) };
  const scale = shownScale(inference);
  const isEstimable = estimability(fit);
  const nullValue = scale === null ? 0 : scale.inverse(0);
  const multiple = multipliers(inference);
  const familyOf = new Array<TestFamily>(functions.length).fill(inference.family);
  groupsBy(functions, inference.by).forEach((group, g) => {
    for (const i of group) familyOf[i] = inference.families?.[g] ?? inference.family;
  });
  const plain = functions.map((f) => (isEstimable(f.weights) ? estimated(fit, source, f) : null));
  const rows = functions.map((f, i): MarginalRow => {
    const found = plain[i];
    if (found === null) return { ...f, ...NOT_ESTIMABLE };
    const { estimate, stdError, df } = found;
    const reach = multiple(df, familyOf[i]) * stdError;
    const shown = onScale(scale, { estimate, stdError, lower: estimate - reach, upper: estimate + reach });
    return { ...f, ...shown, df, statistic: estimate / stdError, p: null };
  });
  const warnings = [...source.warnings, ...missing(plain)];
  return { rows: withP(rows, familyOf, inference), method: source.method, adjustment, nullValue, warnings };
}

const NOT_ESTIMABLE = {
  estimate: null,
  stdError: null,
  df: null,
  lower: null,
  upper: null,
  statistic: null,
  p: null,
} as const;

function estimated(fit: LiveFit, source: DfSource, { weights, offset }: LinearFunction) {
  const row = Float64Array.from(fit.kept, (column) => weights[column]);
  const estimate = row.reduce((sum, weight, i) => sum + weight * fit.beta[i], offset);
  if (!Number.isFinite(estimate)) return null;
  return { estimate, stdError: deviationOf(source, row), df: source.single(row) };
}

function shownScale({ scale, biasSigma }: Inference): ResponseScale | null {
  return scale !== null && biasSigma !== null ? biasAdjustedScale(scale, biasSigma) : scale;
}

interface Interval {
  readonly estimate: number;
  readonly stdError: number;
  readonly lower: number;
  readonly upper: number;
}

/** By the delta method; limits are those of the linear predictor, transformed. */
function onScale(scale: ResponseScale | null, interval: Interval): Interval {
  if (scale === null) return interval;
  const { estimate, stdError } = interval;
  const ends = [scale.inverse(interval.lower), scale.inverse(interval.upper)];
  return {
    estimate: scale.inverse(estimate),
    stdError: Math.abs(scale.derivative(estimate)) * stdError,
    lower: Math.min(...ends),
    upper: Math.max(...ends),
  };
}

/** Multiples of the standard error, each found once. */
function multipliers({ adjust, level }: Inference): (df: number, family: TestFamily) => number {
  const known = new Map<string, number>();
  return (df, family) => {
    const key = `${df} ${family.tests} ${family.compared}`;
    const limits = limitAdjustment(effectiveAdjustment(adjust, family));
    const value = known.get(key) ?? criticalValue(level, df, limits, family);
    known.set(key, value);
    return value;
  };
}

function withP(
  rows: readonly MarginalRow[],
  familyOf: readonly TestFamily[],
  { by, adjust }: Inference,
): MarginalRow[] {
  const out = [...rows];
  for (const group of groupsBy(rows, by)) {
    const family = familyOf[group[0]];
    const members = group.map((i) => rows[i]);
    const statistics = members.map(({ statistic }) => statistic);
    const df = members.map((row) => row.df);
    const p = adjustedP(statistics, df, effectiveAdjustment(adjust, family), family);
    group.forEach((at, i) => {
      out[at] = { ...rows[at], p: p[i] };
    });
  }
  return out;
}

/** Positions of the rows that share their levels of `by`, in order of appearance. */
export function groupsBy(rows: readonly LinearFunction[], by: readonly string[]): number[][] {
  const groups = new Map<string, number[]>();
  rows.forEach(({ levels }, i) => {
    const key = JSON.stringify(by.map((name) => levels[name]));
    const group = groups.get(key) ?? [];
    group.push(i);
    groups.set(key, group);
  });
  return [...groups.values()];
}

function missing(plain: readonly unknown[]): Warning[] {
  const count = plain.filter((found) => found === null).length;
  if (count === 0) return [];
  const message =
    `${count} of ${plain.length} estimates are not estimable: they depend on combinations of levels that the data ` +
    "do not have, or on columns that were dropped for rank";
  return [{ code: "W_NOT_ESTIMABLE", message }];
}
