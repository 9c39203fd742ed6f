// Marginal means of models of sums of rows: all but what counts rows or reads their values.
import { type LiveFit, withData, withSums } from "../../fit/fit.js";
import type { EmmeansOptions } from "./emmeans-options.js";

/** Throws UnsupportedError for a fit without its data, and where the options need rows that are not there. */
export function withGrid(
  fit: LiveFit,
  question: string,
  { weights, reduce, offset }: Pick<EmmeansOptions, "weights" | "reduce" | "offset"> = {},
): void {
  withSums(fit, question);
  if (reduce !== undefined) withData(fit, `${question} with option "reduce"`);
  if (weights !== undefined && weights !== "equal" && weights !== "flat") {
    withData(fit, `${question} with weights "${weights}"`);
  }
  const { formula, offsetText } = fit.live.frame;
  if (offset === undefined && (formula.offsets.length > 0 || offsetText !== null)) {
    withData(fit, `${question} of a model with an offset, unless option "offset" gives one,`);
  }
}
