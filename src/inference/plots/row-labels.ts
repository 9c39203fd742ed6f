// The rows of the data behind the rows of a fit, 1-based.
import type { LiveFit } from "../../fit/fit.js";

export function rowLabels({ nobs, live }: LiveFit): string[] {
  const { rows } = live.frame;
  return Array.from({ length: nobs }, (_, i) => String((rows === null ? i : rows[i]) + 1));
}
