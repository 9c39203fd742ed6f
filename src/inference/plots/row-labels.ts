// The rows of the data behind the rows of a fit, 1-based.
import type { Fitted } from "../diagnostics/row-influence.js";

export function rowLabels({ nobs, parts }: Fitted): string[] {
  const { rows } = parts.frame;
  return Array.from({ length: nobs }, (_, i) => String((rows === null ? i : rows[i]) + 1));
}
