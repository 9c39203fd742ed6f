// The studentized range: the range of k standard normals over an independent estimate of their standard deviation.
// Both integrals are of analytic functions that fall off doubly fast, where the trapezoidal rule is exact to rounding.
import { cos, exp, expm1, log, log1p, pow } from "../../core/elementary.js";
import { falsePosition } from "../false-position.js";
import { normalTails } from "./distributions.js";
import { devianceTerm, stirlingError } from "./saddle-point.js";
import { NO_TAILS, type Tail, type Tails } from "./tails.js";

/** Exponent below which an integrand is nothing beside its peak. */
const NEGLIGIBLE = 42;
/** Nodes of the interpolation on an interval of length 1. */
const NODES = 24;
/** Numbers of groups for which the range's tail is remembered. */
const REMEMBERED = 4;
/** Steps at which the edge of the weights is looked for: they are at least as long as a 1/4200 of the way. */
const MOST_EDGE_STEPS = 5000;
/** Tails below this are computed and not interpolated. */
const TINY = 1e-250;

/** Groups beyond which the largest of them is not integrated. */
const MOST_GROUPS = 1e15;
/** From here on the steps over the largest are no shorter: it is as wide as 1/√(2 log k). */
const MANY_GROUPS = 400;
/** The tail of the range is below all numbers there. */
const FAR = 60;
/** The tail of the range is nothing beside 1 there. */
const ALL = 30;
/** A range that is nothing, whose reciprocal is still a number. */
const NONE = 1e-290;
/** Fewer degrees of freedom: weight stretches so far to small scales that the lower tail is summed. */
const FEW_DF = 0.01;
/** From here on the chi-squared density's exponent is not a plain difference. */
const MANY_DF = 1e6;
/** Beyond these the limit is the same number. */
const MOST_DF = 1e22;
const LEAST_LOWER = 1e-15;
const MOST_HALVINGS = 60;
/** Logarithms within which the numbers lie. */
const LOGS = { least: -745, most: 709.78 };

/**
 * Tails at q for k groups; the upper one is free of cancellation. NaN for NaN, less than two groups or more than 1e15,
 * and degrees of freedom that are not positive.
 */
export function studentizedRangeTails(q: number, groups: number, df: number): Tails {
  if (!(groups >= 2 && groups <= MOST_GROUPS && df > 0) || Number.isNaN(q)) return NO_TAILS;
  if (!(q > 0)) return { lower: 0, upper: 1 };
  if (q === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  const range = rangeTail(groups);
  if (df < FEW_DF) {
    const lower = overScale(q, df, (w) => (w > ALL ? 1 : 1 - range.interpolated(w)));
    return { lower, upper: 1 - lower };
  }
  const upper = df > MOST_DF ? range.upper(q) : overScale(q, df, (w) => range.interpolated(w));
  return { lower: Math.max(0, 1 - upper), upper: Math.min(1, upper) };
}

/**
 * The q with tail probability p, to ten digits; fewer where the lower tail, which is 1 less the upper one, is under 1e-6,
 * and 0 where it is under 1e-15. ∞ where q is beyond all numbers; NaN where there are no tails, and for p outside 0 … 1.
 */
export function studentizedRangeQuantile(p: number, tail: Tail, groups: number, df: number): number {
  if (!(p >= 0 && p <= 1) || Number.isNaN(studentizedRangeTails(1, groups, df).upper)) return Number.NaN;
  if (p === 0 || p === 1) return (p === 0) === (tail === "lower") ? 0 : Number.POSITIVE_INFINITY;
  const wanted = tail === "upper" ? p : 1 - p;
  const missing = tail === "lower" ? p : 1 - p;
  if (missing < LEAST_LOWER) return 0;
  const height = (s: number) => {
    const { lower, upper } = studentizedRangeTails(exp(s), groups, df);
    return wanted > 0.9 ? log(missing) - log(Math.max(0, lower)) : log(upper) - log(wanted);
  };
  let low = 0;
  let lowHeight = height(low);
  for (let step = 0; lowHeight < 0; lowHeight = height(low)) {
    if (low === LOGS.least) return 0;
    low = Math.max(LOGS.least, low - stride(step++));
  }
  let high = low + 1;
  let highHeight = height(high);
  for (let step = 0; highHeight > 0; highHeight = height(high)) {
    if (high === LOGS.most) return Number.POSITIVE_INFINITY;
    low = high;
    lowHeight = highHeight;
    high = Math.min(LOGS.most, high + stride(step++));
  }
  // Where a tail is no number its logarithm has no slope.
  for (let i = 0; i < MOST_HALVINGS && !Number.isFinite(highHeight - lowHeight); i++) {
    const middle = (low + high) / 2;
    const middleHeight = height(middle);
    if (middleHeight > 0) [low, lowHeight] = [middle, middleHeight];
    else [high, highHeight] = [middle, middleHeight];
  }
  return exp(falsePosition(height, low, lowHeight, high, highHeight));
}

/** How far the n-th step goes in the logarithm, at first by one. */
function stride(n: number): number {
  return n < 8 ? 1 : 1 << (n - 7);
}

/** ∫ g(t) tail(q e^t) dt with e^t the estimated standard deviation, whose square times df is chi-squared. */
function overScale(q: number, df: number, tail: (w: number) => number): number {
  const scale = 2 * Math.sqrt(df / (4 * Math.PI)) * exp(-stirlingError(df / 2));
  const exponent = (t: number) => {
    const growth = expm1(2 * t);
    return df > MANY_DF ? (-df / 2) * devianceTerm(1, 1 + growth, -growth) : df * (t - growth / 2);
  };
  const step = Math.min(0.1, 0.5 / Math.sqrt(2 * df));
  const left = df < FEW_DF ? lowest(q) : highest(q, df) + edge(exponent, -10 * step);
  const right = edge(exponent, 2 * step);
  // Weights below exp(−1.5 df (t² or |t|)) are no numbers.
  const reach = Math.max(800 / df, Math.sqrt(800 / df)) * 1.5;
  const first = Math.floor(Math.max(left, -reach) / step);
  const last = Math.ceil(right / step);
  let sum = 0;
  for (let i = first; i <= last; i++) {
    const t = i * step;
    const weight = exp(exponent(t));
    if (weight > 0) sum += weight * tail(q * exp(t));
  }
  return scale * step * sum;
}

/** The first multiple of `step` where the exponent is negligible; some thousands of them at 0.01 degrees of freedom. */
function edge(exponent: (t: number) => number, step: number): number {
  let t = 0;
  for (let i = 0; i < MOST_EDGE_STEPS && exponent(t) > -NEGLIGIBLE; i++) t += step;
  return t;
}

/** Where the integrand of the upper tail is largest. */
function highest(q: number, df: number): number {
  const ratio = q / Math.sqrt(2 * df);
  return ratio > 1e100 ? -log(ratio) : -0.5 * log(1 + (q * q) / (2 * df));
}

/** Where the range has no lower tail any more: it is like w^(k−1). */
function lowest(q: number): number {
  return -log(q) - NEGLIGIBLE;
}

const remembered = new Map<number, RangeTail>();

function rangeTail(groups: number): RangeTail {
  const known = remembered.get(groups);
  if (known !== undefined) return known;
  const [oldest] = remembered.keys();
  if (remembered.size >= REMEMBERED) remembered.delete(oldest);
  const range = new RangeTail(groups);
  remembered.set(groups, range);
  return range;
}

/** P(range of k normals > w) = k ∫ φ(z) [Φ(z)^(k−1) − (Φ(z) − Φ(z − w))^(k−1)] dz over the largest, z. */
class RangeTail {
  private readonly step: number;
  private readonly first: number;
  /** φ(z) from the lowest z on. */
  private readonly density: number[] = [];
  /** Φ(z). */
  private readonly lower: number[] = [];
  /** Φ(z)^(k−1). */
  private readonly power: number[] = [];
  /** Chebyshev's points on [0, 1]. */
  private readonly points: Float64Array;
  /** Log tails there by the interval [i, i + 1]; null where they are too small. */
  private readonly logs: (Float64Array | null)[] = [];

  constructor(private readonly groups: number) {
    this.step = 0.5 / Math.sqrt(Math.min(groups, MANY_GROUPS));
    this.first = Math.floor(-9 / this.step);
    const angle = Math.PI / (NODES - 1);
    this.points = Float64Array.from({ length: NODES }, (_, i) => (1 - cos(i * angle)) / 2);
  }

  /** upper(w) to rounding, by barycentric interpolation of its logarithm, which is as good as a polynomial. */
  interpolated(w: number): number {
    const at = Math.floor(w);
    if (!(at < FAR)) return 0;
    if (w < NONE) return 1;
    if (this.logs[at] === undefined) this.logs[at] = this.logsOn(at);
    const logs = this.logs[at];
    if (logs === null) return this.upper(w);
    let above = 0;
    let below = 0;
    for (let i = 0; i < NODES; i++) {
      const distance = w - at - this.points[i];
      if (distance === 0) return exp(logs[i]);
      const end = i === 0 || i === NODES - 1 ? 0.5 : 1;
      const weight = (i % 2 === 0 ? end : -end) / distance;
      above += weight * logs[i];
      below += weight;
    }
    return exp(above / below);
  }

  private logsOn(at: number): Float64Array | null {
    const tails = this.points.map((point) => (at + point === 0 ? 1 : this.upper(at + point)));
    return tails[NODES - 1] < TINY ? null : tails.map((tail) => log(tail));
  }

  upper(w: number): number {
    const { groups, step } = this;
    if (w >= FAR) return 0;
    const last = Math.ceil((w / 2 + 9) / step);
    this.extend(last);
    let sum = 0;
    for (let i = this.first; i <= last; i++) {
      const at = i - this.first;
      const share = normalTails(i * step - w).lower / this.lower[at];
      const missing = share >= 1 ? 1 : -expm1((groups - 1) * log1p(-share));
      sum += this.density[at] * this.power[at] * missing;
    }
    return groups * step * sum;
  }

  private extend(last: number): void {
    const { groups, step } = this;
    for (let i = this.first + this.density.length; i <= last; i++) {
      const z = i * step;
      const { lower, upper } = normalTails(z);
      this.density.push(exp((-z * z) / 2) / Math.sqrt(2 * Math.PI));
      this.lower.push(lower);
      this.power.push(groups > MANY_GROUPS ? exp((groups - 1) * log1p(-upper)) : pow(lower, groups - 1));
    }
  }
}
