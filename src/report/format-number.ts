// Numbers in the way R prints them: one layout for a whole column, fixed or scientific, whichever is narrower.

const EXACT_DECIMALS = 100;

/** How a set of numbers is written: decimals after the point, and the width that holds the longest. */
interface NumberLayout {
  readonly scientific: boolean;
  readonly decimals: number;
  readonly width: number;
}

/**
 * Strings of one width for `values`, as R's `format(values, digits, nsmall = minDecimals)`: as few digits as show
 * every value with `digits` significant ones where it needs them.
 */
export function formatNumbers(values: ArrayLike<number>, digits: number, minDecimals = 0): string[] {
  const layout = numberLayout(values, digits, minDecimals);
  return Array.from(values, (x) => encode(x, layout).padStart(layout.width));
}

/** One number as R's `cat()` and `paste()` write it, up to `digits` significant digits. */
export function formatNumber(x: number, digits = 7): string {
  return encode(x, numberLayout([x], digits, 0));
}

/** `x` with `decimals` digits after the point; an exact half goes to the even digit, as in C's `%.*f`. */
export function toFixedEven(x: number, decimals: number): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  const magnitude = Math.abs(x);
  const places = BigInt(EXACT_DECIMALS - decimals);
  const scaled =
    magnitude < 1e21
      ? BigInt(magnitude.toFixed(EXACT_DECIMALS).replace(".", ""))
      : BigInt(magnitude) * 10n ** BigInt(EXACT_DECIMALS);
  const text = divideHalfEven(scaled, 10n ** places)
    .toString()
    .padStart(decimals + 1, "0");
  const point = text.length - decimals;
  const number = decimals > 0 ? `${text.slice(0, point)}.${text.slice(point)}` : text;
  return x < 0 ? `-${number}` : number;
}

/** R's `round(x, decimals)`: of the two neighbors with that many decimals the nearer one, the even one if both are. */
export function roundDecimals(x: number, decimals: number): number {
  if (!Number.isFinite(x) || x === 0) return x;
  if (decimals > Math.min(308, 15 - Math.ceil(Math.log10(Math.abs(x))))) return x;
  const scale = 10 ** decimals;
  const magnitude = Math.abs(x);
  const below = Math.floor(magnitude * scale);
  const low = below / scale;
  const high = Math.ceil(magnitude * scale) / scale;
  const difference = high - magnitude - (magnitude - low);
  const rounded = difference < 0 || (difference === 0 && below % 2 === 1) ? high : low;
  return x < 0 ? -rounded : rounded;
}

/** R's `zapsmall` (before R 4.4): rounds so that the largest value keeps about `digits` significant digits. */
export function zapSmall(values: readonly number[], digits: number): number[] {
  const largest = values.reduce((max, x) => (Number.isNaN(x) ? max : Math.max(max, Math.abs(x))), 0);
  const decimals = largest > 0 ? Math.max(0, Math.round(digits - Math.log10(largest))) : digits;
  return values.map((x) => roundDecimals(x, decimals));
}

function numberLayout(values: ArrayLike<number>, digits: number, minDecimals: number): NumberLayout {
  let decimals = 0;
  let left = 0;
  let negative = 0;
  let mantissa = 0;
  let bigExponent = false;
  let finite = false;
  let special = 0;
  for (const x of Array.from(values)) {
    if (!Number.isFinite(x)) {
      special = Math.max(special, nonFinite(x).length);
      continue;
    }
    finite = true;
    const { exponent, significant, widened } = decimalShape(x, digits);
    const sign = x < 0 ? 1 : 0;
    const integerDigits = exponent + 1 - (widened ? 1 : 0);
    decimals = Math.max(decimals, significant - exponent - 1);
    left = Math.max(left, sign + Math.max(1, integerDigits));
    negative = Math.max(negative, sign);
    mantissa = Math.max(mantissa, significant - 1);
    bigExponent ||= exponent >= 100 || exponent <= -100;
  }
  if (!finite) return { scientific: false, decimals: 0, width: special };
  const fixedWidth = left + (decimals > 0 ? decimals + 1 : 0);
  const scientificWidth = negative + 1 + (mantissa > 0 ? mantissa + 1 : 0) + (bigExponent ? 5 : 4);
  if (fixedWidth > scientificWidth) {
    return { scientific: true, decimals: mantissa, width: Math.max(scientificWidth, special) };
  }
  const shown = Math.max(decimals, minDecimals);
  return { scientific: false, decimals: shown, width: Math.max(left + (shown > 0 ? shown + 1 : 0), special) };
}

function encode(x: number, layout: NumberLayout): string {
  if (!Number.isFinite(x)) return nonFinite(x);
  if (!layout.scientific) return toFixedEven(x === 0 ? 0 : x, layout.decimals);
  const { text, exponent } = roundedDigits(x, layout.decimals + 1);
  const mantissa = layout.decimals > 0 ? `${text[0]}.${text.slice(1)}` : text;
  const power = String(Math.abs(exponent)).padStart(2, "0");
  return `${x < 0 ? "-" : ""}${mantissa}e${exponent < 0 ? "-" : "+"}${power}`;
}

interface DecimalShape {
  readonly exponent: number;
  /** Significant digits left after trailing zeros are dropped. */
  readonly significant: number;
  /** Rounding to `digits` digits makes an integer digit that fixed notation does not have: 9996 to 1e+04. */
  readonly widened: boolean;
}

function decimalShape(x: number, digits: number): DecimalShape {
  if (x === 0) return { exponent: 0, significant: 1, widened: false };
  const { text, exponent } = roundedDigits(x, digits);
  const significant = Math.max(1, text.replace(/0+$/, "").length);
  const half = 0.5 / 10 ** Math.max(0, digits - exponent);
  const widened = exponent > 0 && Math.abs(x) < Number(`1e${exponent}`) - half;
  return { exponent, significant, widened };
}

function roundedDigits(x: number, digits: number): { text: string; exponent: number } {
  if (x === 0) return { text: "0".repeat(digits), exponent: 0 };
  const [mantissa, power] = Math.abs(x).toExponential(EXACT_DECIMALS).split("e") as [string, string];
  const dropped = EXACT_DECIMALS + 1 - digits;
  const text = divideHalfEven(BigInt(mantissa.replace(".", "")), 10n ** BigInt(dropped)).toString();
  const carried = text.length > digits;
  return { text: carried ? text.slice(0, digits) : text, exponent: Number(power) + (carried ? 1 : 0) };
}

function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = 2n * (numerator - quotient * denominator);
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

function nonFinite(x: number): string {
  if (Number.isNaN(x)) return "NaN";
  return x > 0 ? "Inf" : "-Inf";
}
