// The interval of an estimate that is Student's t over its standard error.
import { studentQuantile } from "../../math/distributions/distributions.js";

/** Estimate less and plus the quantile times the standard error; `df` infinite for the normal distribution. */
export function studentLimits(
  estimate: number,
  stdError: number,
  df: number,
  level: number,
): { lower: number; upper: number } {
  const margin = studentQuantile((1 - level) / 2, "upper", df) * stdError;
  return { lower: estimate - margin, upper: estimate + margin };
}
