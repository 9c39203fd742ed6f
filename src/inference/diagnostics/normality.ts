// Whether residuals and random effects look like draws from a normal distribution.
import { type LiveFit, withData } from "../../fit/fit.js";
import { SHAPIRO_WILK_SIZES, shapiroWilk } from "../../math/shapiro-wilk.js";
import { unitOf } from "../../math/units.js";
import { standardizedResiduals } from "./rows.js";

/** Shapiro and Wilk's test with the shape of the sample. */
export interface NormalityTest {
  /** "residuals", or a random effect as "Subject: Days". */
  readonly of: string;
  /** W of Shapiro and Wilk. */
  readonly statistic: number;
  /** Small where values do not look like draws from a normal distribution. */
  readonly p: number;
  /** Values tested; fewer than there are where these are over 5,000: then every k-th one. */
  readonly count: number;
  /** Third standardized moment; 0 of a normal distribution. */
  readonly skewness: number;
  /** Excess over that of a normal distribution. */
  readonly kurtosis: number;
}

/**
 * Shapiro and Wilk's test, skewness and kurtosis of the standardized residuals (of a linear model) and of the
 * conditional modes of each random effect, as performance::check_normality(). What has fewer than 3 different values is left out.
 *
 * @example
 * const [residuals] = normality(fit);
 * residuals.p;
 */
export function normality(fit: LiveFit): NormalityTest[] {
  withData(fit, "normality()");
  const samples: [string, Float64Array][] = [];
  if (fit.isLinear) samples.push(["residuals", standardizedResiduals(fit).filter(Number.isFinite)]);
  for (const [group, { names, values }] of Object.entries(fit.ranef())) {
    names.forEach((name, column) => {
      samples.push([`${group}: ${name}`, Float64Array.from(values, (row) => row[column])]);
    });
  }
  return samples.flatMap(([of, values]) => {
    const different = new Set(values).size;
    return different < SHAPIRO_WILK_SIZES.least ? [] : [{ of, ...tested(values) }];
  });
}

function tested(given: Float64Array): Omit<NormalityTest, "of"> {
  const n = given.length;
  const unit = unitOf(given.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  const values = given.map((value) => value * unit);
  const count = Math.min(n, SHAPIRO_WILK_SIZES.most);
  const sample = Float64Array.from({ length: count }, (_, i) => values[Math.floor((i * n) / count)]);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const moment = (power: number) =>
    values.reduce((sum, value) => {
      let product = 1;
      for (let i = 0; i < power; i++) product *= value - mean;
      return sum + product;
    }, 0) / n;
  const second = moment(2);
  const skewness = moment(3) / (second * Math.sqrt(second));
  const kurtosis = moment(4) / (second * second) - 3;
  return { ...shapiroWilk(sample), count, skewness, kurtosis };
}
