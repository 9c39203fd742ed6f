// The studentized range: the range of k standard normals over an independent estimate of their standard deviation.
// Both integrals are of analytic functions that fall off doubly fast, where the trapezoidal rule is exact to rounding.
import { cos, exp, expm1, log, log1p, pow } from "../../core/elementary.js";
import { normalTails } from "./distributions.js";
import { stirlingError } from "./saddle-point.js";
import type { Tail, Tails } from "./tails.js";

/** Exponent below which an integrand is nothing beside its peak. */
const NEGLIGIBLE = 42;
/** Nodes of the interpolation on an interval of length 1. */
const NODES = 24;
/** Numbers of groups for which the range's tail is remembered. */
const REMEMBERED = 4;
/** Tails below this are computed and not interpolated. */
const TINY = 1e-250;

/** Tails at q for k groups; the upper one is free of cancellation. */
export function studentizedRangeTails(q: number, groups: number, df: number): Tails {
  if (!(q > 0)) return Number.isNaN(q) ? { lower: q, upper: q } : { lower: 0, upper: 1 };
  const range = rangeTail(groups);
  const upper = df === Number.POSITIVE_INFINITY ? range.upper(q) : overScale(q, df, range);
  return { lower: 1 - upper, upper: Math.min(1, upper) };
}

/** The q with tail probability p, to ten digits. */
export function studentizedRangeQuantile(p: number, tail: Tail, groups: number, df: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0 || p === 1) return (p === 0) === (tail === "lower") ? 0 : Number.POSITIVE_INFINITY;
  const wanted = tail === "upper" ? p : 1 - p;
  const goal = log(wanted);
  const height = (s: number) => {
    const { upper } = studentizedRangeTails(exp(s), groups, df);
    return log(upper) - goal;
  };
  let low = 0;
  let lowHeight = height(low);
  while (lowHeight < 0) lowHeight = height(--low);
  let high = low + 1;
  let highHeight = height(high);
  for (; highHeight > 0; highHeight = height(++high)) {
    low = high;
    lowHeight = highHeight;
  }
  return exp(falsePosition(height, low, lowHeight, high, highHeight));
}

/** ∫ g(t) P(range > q e^t) dt with e^t the estimated standard deviation, whose square times df is chi-squared. */
function overScale(q: number, df: number, range: RangeTail): number {
  const scale = 2 * Math.sqrt(df / (4 * Math.PI)) * exp(-stirlingError(df / 2));
  const exponent = (t: number) => df * (t - expm1(2 * t) / 2);
  const step = Math.min(0.1, 0.5 / Math.sqrt(2 * df));
  const peak = -0.5 * log(1 + (q * q) / (2 * df));
  let left = 0;
  while (exponent(left) > -NEGLIGIBLE) left -= 10 * step;
  let right = 0;
  while (exponent(right) > -NEGLIGIBLE) right += 2 * step;
  const first = Math.floor((peak + left) / step);
  const last = Math.ceil(right / step);
  let sum = 0;
  for (let i = first; i <= last; i++) {
    const t = i * step;
    const weight = exp(exponent(t));
    if (weight > 0) sum += weight * range.interpolated(q * exp(t));
  }
  return scale * step * sum;
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
    this.step = 0.5 / Math.sqrt(groups);
    this.first = Math.floor(-9 / this.step);
    const angle = Math.PI / (NODES - 1);
    this.points = Float64Array.from({ length: NODES }, (_, i) => (1 - cos(i * angle)) / 2);
  }

  /** upper(w) to rounding, by barycentric interpolation of its logarithm, which is as good as a polynomial. */
  interpolated(w: number): number {
    const at = Math.floor(w);
    if (!(at < 60)) return this.upper(w);
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
      const { lower } = normalTails(z);
      this.density.push(exp((-z * z) / 2) / Math.sqrt(2 * Math.PI));
      this.lower.push(lower);
      this.power.push(pow(lower, groups - 1));
    }
  }
}

/** Root of a decreasing function between low and high, by false position with halved weights (Illinois). */
function falsePosition(
  height: (s: number) => number,
  low: number,
  lowHeight: number,
  high: number,
  highHeight: number,
): number {
  let [a, fa, b, fb] = [low, lowHeight, high, highHeight];
  for (let i = 0; i < 60; i++) {
    const c = b - (fb * (b - a)) / (fb - fa);
    const fc = height(c);
    if (fc === 0 || Math.abs(fc) < 1e-13) return c;
    if (fc * fb < 0) {
      a = b;
      fa = fb;
    } else {
      fa /= 2;
    }
    const moved = Math.abs(c - b);
    b = c;
    fb = fc;
    if (moved < 1e-12 * Math.max(1, Math.abs(c))) return c;
  }
  return b;
}
