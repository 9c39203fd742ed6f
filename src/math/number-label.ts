// Numbers as R writes them: in formulas, and as names of factor levels.

/**
 * The text of a number as R's as.character() has it, to 15 significant digits.
 * Whole numbers below 1e15 are written out, as R does for its integers: an identifier stays "100000".
 */
export function numberLabel(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value === 0 ? 0 : value);
  return formatNumber(value);
}

/** The number with up to 15 significant digits, in the shorter of R's fixed and scientific notations. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "Inf" : "-Inf";
  if (Number.isInteger(value) && Math.abs(value) < 100_000) return String(value);
  const [mantissa, power] = value.toExponential(14).split("e") as [string, string];
  const digits = mantissa.replace(/\.?0+$/, "");
  const exponent = Number(power);
  const decimals = Math.max(0, digits.replace(/[-.]/g, "").length - 1 - exponent);
  const sign = exponent < 0 ? "-" : "+";
  const scientific = `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  if (decimals > 100) return scientific;
  const fixed = value.toFixed(decimals);
  return fixed.length <= scientific.length ? fixed : scientific;
}
