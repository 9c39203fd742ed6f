// Special functions: the normal distribution with both tails, log-gamma, digamma. Relative errors of a few 1e-16.
import { at } from "../linalg/memory";

const ROOT_HALF: f64 = 0.7071067811865476;
/** √(2/π). */
const ROOT_TWO_OVER_PI: f64 = 0.7978845608028654;
export const HALF_LOG_TWO_PI: f64 = 0.9189385332046727;

/** erfc(x) exp(x²) / y over y = 4/(4 + x): eight intervals, Chebyshev interpolants of degree 10 as polynomials. */
const SCALED_ERFC = memory.data<f64>([
  0.1504296684028222, 0.00998410372742367, 0.0006389219579490178, 3.927688229154664e-5, 2.3086321728772386e-6,
  1.289696651521889e-7, 6.792374237325883e-9, 3.334069490172397e-10, 1.498826850819797e-11, 6.002540875845574e-13,
  2.0024602733773588e-14, 0.17330932544516583, 0.01309677828794608, 0.0009421920799769245, 6.420862097623439e-5,
  4.118716176125697e-6, 2.4658182865629065e-7, 1.3615338553130706e-8, 6.810868024819175e-10, 2.9959233133114094e-11,
  1.0926446178672441e-12, 2.7954690666804236e-14, 0.2038600762045288, 0.017790528134283622, 0.0014498039558385506,
  0.00010964147636604096, 7.630493808502943e-6, 4.830259412191742e-7, 2.733315800635012e-8, 1.3440181629574215e-9,
  5.4413252875133804e-11, 1.5772415862498998e-12, 1.4222708069626088e-14, 0.24625696094500288, 0.025194169052263553,
  0.0023369947864972304, 0.00019523857049360389, 1.454449866376178e-5, 9.515442008056379e-7, 5.3324492319792935e-8,
  2.444833503684203e-9, 8.243164287718201e-11, 1.2961175808332586e-12, -5.264521714214834e-14, 0.3078220955665328,
  0.03743797922422796, 0.0039482115237202626, 0.00035971109610757597, 2.804065696020911e-5, 1.8358084434582462e-6,
  9.741746048916955e-8, 3.876614259365657e-9, 9.01747268004225e-11, -8.279785215293081e-13, -1.6042332193167837e-13,
  0.40188273867685387, 0.05861205463047303, 0.0069524596756192925, 0.0006753809448067324, 5.342461143478873e-5,
  3.3677913362578005e-6, 1.6064328536079254e-7, 5.027731219009323e-9, 4.190930592687747e-11, -4.7037035145323455e-12,
  -2.0578671488125525e-13, 0.5532932301359598, 0.09653860251433484, 0.01259834344205007, 0.0012660546616332841,
  9.817416714749623e-5, 5.725532450863296e-6, 2.319070679281009e-7, 4.837497807688311e-9, -7.56125695864555e-11,
  -7.933740592354246e-12, -8.925128223229371e-14, 0.8086616876893364, 0.16577084541593015, 0.023067629590958066,
  0.002320104178046433, 0.0001705808421521238, 8.864409288476605e-6, 2.856566257639479e-7, 2.446985540347223e-9,
  -2.2195675300143382e-10, -7.503880059621554e-12, 1.3760523603906654e-13,
]);
const INTERVALS: f64 = 8;
const TERMS: usize = 11;

/** erfc(x) exp(x²) for x ≥ 0. */
function scaledErfc(x: f64): f64 {
  const y = 4 / (4 + x);
  const interval = min(Math.floor(y * INTERVALS), INTERVALS - 1);
  const s = 2 * (y * INTERVALS - interval) - 1;
  const first = at(SCALED_ERFC, <usize>interval * TERMS);
  let term = at(first, TERMS - 1);
  let sum = load<f64>(term);
  while (term > first) {
    term -= 8;
    sum = sum * s + load<f64>(term);
  }
  return sum * y;
}

/** exp(−x²/2), the square split so that its rounding does not reach the exponential. */
function gauss(x: f64): f64 {
  const coarse = Math.trunc(x * 16) * 0.0625;
  return NativeMath.exp(-0.5 * coarse * coarse) * NativeMath.exp(-0.5 * (x - coarse) * (x + coarse));
}

/** P(Z > x) of the standard normal. */
export function normalTail(x: f64): f64 {
  const tail = 0.5 * scaledErfc(Math.abs(x) * ROOT_HALF) * gauss(x);
  return x >= 0 ? tail : 1 - tail;
}

/** log P(Z > x). */
export function logNormalTail(x: f64): f64 {
  const scaled = 0.5 * scaledErfc(Math.abs(x) * ROOT_HALF);
  return x >= 0 ? NativeMath.log(scaled) - 0.5 * x * x : NativeMath.log1p(-scaled * gauss(x));
}

/** φ(x) / P(Z > x). */
export function normalHazard(x: f64): f64 {
  const scaled = scaledErfc(Math.abs(x) * ROOT_HALF);
  if (x >= 0) return ROOT_TWO_OVER_PI / scaled;
  const density = gauss(x);
  return (0.5 * ROOT_TWO_OVER_PI * density) / (1 - 0.5 * scaled * density);
}

/** log Γ(x) for x ≥ 0, by Stirling's series from 12 on; NaN below. */
export function logGamma(x: f64): f64 {
  if (x < 0) return NaN;
  let product = 1.0;
  while (x < 12) {
    product *= x;
    x += 1;
  }
  return (x - 0.5) * NativeMath.log(x) - x + HALF_LOG_TWO_PI + stirling(x) - NativeMath.log(product);
}

/** log Γ(x) − (x − ½) log x + x − ½ log 2π, for x ≥ 12. */
export function stirling(x: f64): f64 {
  const z = 1 / (x * x);
  let sum = 0.00641025641025641;
  sum = sum * z - 0.0019175269175269176;
  sum = sum * z + 0.0008417508417508417;
  sum = sum * z - 0.0005952380952380953;
  sum = sum * z + 0.0007936507936507937;
  sum = sum * z - 0.002777777777777778;
  return (sum * z + 0.08333333333333333) / x;
}

/** log Γ(x + n) − log Γ(x) − n log x for x > 0 and a count n: without cancellation where x is large. */
export function logRising(x: f64, n: f64): f64 {
  if (n < 24) {
    let product = 1.0;
    for (let i = 1.0; i < n; i += 1) product *= 1 + i / x;
    return NativeMath.log(product);
  }
  if (x < 12) return logGamma(x + n) - logGamma(x) - n * NativeMath.log(x);
  const ratio = NativeMath.log1p(n / x);
  return (x + n - 0.5) * ratio - n + stirling(x + n) - stirling(x);
}

/** Derivative of logRising(x, n) by x, times x. */
export function risingSlope(x: f64, n: f64): f64 {
  if (n < 24) {
    let sum = 0.0;
    for (let i = 1.0; i < n; i += 1) sum -= i / (x + i);
    return sum;
  }
  return x * (digamma(x + n) - digamma(x)) - n;
}

/** d log Γ(x) / dx for x ≥ 0; NaN below. */
export function digamma(x: f64): f64 {
  if (x < 0) return NaN;
  let sum = 0.0;
  while (x < 12) {
    sum -= 1 / x;
    x += 1;
  }
  const z = 1 / (x * x);
  let series = 0.08333333333333333;
  series = series * z - 0.021092796092796094;
  series = series * z + 0.007575757575757576;
  series = series * z - 0.004166666666666667;
  series = series * z + 0.003968253968253968;
  series = series * z - 0.008333333333333333;
  series = series * z + 0.08333333333333333;
  return sum + NativeMath.log(x) - 0.5 / x - series * z;
}
