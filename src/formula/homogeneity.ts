// What the arguments of a covariance structure say besides its bar.
import type { Argument } from "./ast.js";

/** Of `hom = TRUE` or `hom = FALSE`; null where there is nothing, undefined where there is something else. */
export function homogeneity(args: readonly Argument[]): boolean | null | undefined {
  if (args.length === 0) return null;
  const [{ name, value }] = args;
  return args.length === 1 && name === "hom" && value.kind === "logical" ? value.value : undefined;
}
