// The rows of the data behind the rows of a fit, 1-based.
import type { Fitted } from "../diagnostics/row-influence.js";

export function rowLabels({ nobs, parts }: Fitted): string[] {
  return Array.from({ length: nobs }, (_, i) => String((parts.rows === null ? i : parts.rows[i]) + 1));
}
