// Numbers as names of factor levels.
import { formatNumber } from "../formula/deparse.js";

/**
 * The text of a number as R's as.character() has it, to 15 significant digits.
 * Whole numbers below 1e15 are written out, as R does for its integers: an identifier stays "100000".
 */
export function numberLabel(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value === 0 ? 0 : value);
  return formatNumber(value);
}
