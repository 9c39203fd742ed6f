// Whether an answer for data in other units is the answer in other units.
import type { Units } from "./designs.js";

export interface Difference {
  readonly question: string;
  readonly path: string;
  readonly first: unknown;
  readonly second: unknown;
}

const NO_NUMBER = /^(NaN|-?Infinity)$/;

/** Tails of distributions, whose relative error is that of the statistic many times over. */
const TAIL = /\.p$/;

/** Satterthwaite's degrees of freedom for several rows depend on the units of the rows. */
const JOINT = /^contrastTest\(joint/;
const DF = /^(denDf|p)$/;

/** Keys whose numbers move by a sum when the unit changes, and what has no unit and no use here. */
const SKIPPED =
  /^(objective|caicFixedCovariance|bias|raw|logLik|AIC|AICc|BIC|aic|aicc|bic|caic|cAIC|deviance|deviances|remlCriterion|minus2LogLik|ldRX2|ldL2|weights?|advantage|criterion|timing|text|message|words|formula|version|lambdas|gradientNorm|decrement|smallestCurvature|iterations|evaluations|design|ticks|formatted|xLabel|yLabel|label|title|reason|names?)$/;

export interface Compared {
  /** Numbers compared, and how many of them have the same bits but for the unit. */
  readonly leaves: number;
  readonly exact: number;
  readonly differences: readonly Difference[];
}

/** Answers to all questions, in two units. */
export function compared(
  plain: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
  units: Units,
): Compared {
  const allowed = allowedPowers(...Object.values(units).filter((unit) => unit !== 0));
  const parts = Object.keys(plain).map((question) => {
    const comparison = new Comparison(question, allowed);
    comparison.compare("", withoutScale(plain[question]), withoutScale(other[question]));
    return comparison;
  });
  return {
    leaves: parts.reduce((sum, { leaves }) => sum + leaves, 0),
    exact: parts.reduce((sum, { exact }) => sum + exact, 0),
    differences: parts.flatMap(({ differences }) => differences),
  };
}

/** An answer without what says that scales are far apart. */
function withoutScale(answer: unknown): unknown {
  return JSON.parse(
    JSON.stringify(answer ?? null, (_, value) => {
      if (typeof value === "number" && !Number.isFinite(value)) return String(value);
      if (ArrayBuffer.isView(value))
        return Array.from(value as Float64Array, (x) => (Number.isFinite(x) ? x : String(x)));
      if (!Array.isArray(value)) return value;
      return value.filter((item) => item?.code !== "W_SCALE_X" && !/very different scales/.test(item?.words ?? ""));
    }),
  );
}

/** Every leaf must be the other times a power of two that is one of the data's units to some half power. */
export class Comparison {
  readonly differences: Difference[] = [];
  leaves = 0;
  exact = 0;

  constructor(
    private readonly question: string,
    private readonly allowed: ReadonlySet<number>,
  ) {}

  compare(path: string, first: unknown, second: unknown, scaleFirst = 0, scaleSecond = 0): void {
    if (typeof first === "number" && typeof second === "number") {
      this.number(path, first, second, scaleFirst, scaleSecond);
      return;
    }
    if (typeof first === "string" && typeof second === "string") {
      if (NO_NUMBER.test(first) !== NO_NUMBER.test(second)) this.note(path, first, second);
      return;
    }
    if (isList(first) && isList(second)) {
      if (first.length !== second.length) {
        this.note(`${path}.length`, first.length, second.length);
        return;
      }
      const [a, b] = [largest(first), largest(second)];
      for (let i = 0; i < first.length; i++) this.compare(`${path}[${i}]`, first[i], second[i], a, b);
      return;
    }
    if (first !== null && second !== null && typeof first === "object" && typeof second === "object") {
      const one = first as Record<string, unknown>;
      const other = second as Record<string, unknown>;
      for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
        if (SKIPPED.test(key) || (JOINT.test(this.question) && DF.test(key))) continue;
        this.compare(`${path}.${key}`, one[key], other[key], scaleFirst, scaleSecond);
      }
      return;
    }
    if (!Object.is(first, second)) this.note(path, first, second);
  }

  private number(path: string, first: number, second: number, scaleFirst: number, scaleSecond: number): void {
    this.leaves++;
    if (Object.is(first, second) || first === second) {
      this.exact++;
      return;
    }
    if (Number.isNaN(first) !== Number.isNaN(second) || Number.isFinite(first) !== Number.isFinite(second)) {
      this.note(path, first, second);
      return;
    }
    if (Math.abs(first) <= 1e-9 * scaleFirst && Math.abs(second) <= 1e-9 * scaleSecond) return;
    const power = Math.log2(Math.abs(second)) - Math.log2(Math.abs(first));
    const nearest = Math.round(power * 2) / 2;
    const isClose =
      Math.abs(power - nearest) < (TAIL.test(path) ? 1e-3 : 2e-5) && Math.sign(first) === Math.sign(second);
    if (!isClose || !this.allowed.has(nearest)) {
      this.note(path, first, second);
      return;
    }
    if (second === first * 2 ** nearest) this.exact++;
  }

  private note(path: string, first: unknown, second: unknown): void {
    this.differences.push({ question: this.question, path, first, second });
  }
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function largest(values: ArrayLike<unknown>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === "number" && Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  }
  return most;
}

/** Sums of the units to small powers, times ½. */
export function allowedPowers(...units: readonly number[]): Set<number> {
  let sums = new Set([0]);
  for (const unit of units) {
    const next = new Set<number>();
    for (const sum of sums) for (let half = -8; half <= 8; half++) next.add(sum + (half * unit) / 2);
    sums = next;
  }
  return sums;
}
