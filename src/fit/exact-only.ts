// What wants the exact method.
import { UnsupportedError } from "../errors.js";
import { type Fit, type LiveFit, withData } from "./fit.js";

/** Throws as withData(), and UnsupportedError for a fit by the iterative method. */
export function withExact(fit: Fit, question: string): asserts fit is LiveFit {
  withData(fit, question);
  exactOnly(fit, question);
}

/** Throws UnsupportedError for a fit by the iterative method. */
export function exactOnly(fit: Fit, question: string): void {
  if (fit.monteCarlo === null) return;
  const text = `${question} wants the exact method, and this model was fitted by the iterative one; fit it without option "method"`;
  throw new UnsupportedError(text);
}
