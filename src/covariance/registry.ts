// The covariance structures by name.
import { UnsupportedError } from "../errors.js";
import { diagonal } from "./diagonal.js";
import type { CovarianceStructure } from "./structure.js";
import { unstructured } from "./unstructured.js";

const structures: readonly CovarianceStructure[] = [unstructured, diagonal];

/** Names of the structures of a term with all correlations, and of one without any. */
export const CORRELATED = unstructured.name;
export const INDEPENDENT = diagonal.name;

/** What formulas call the structures that there are, in words. */
export const supportedStructures = "us and diag";

export function hasStructure(name: string): boolean {
  return structures.some((structure) => structure.name === name);
}

/** The structure of a name; throws UnsupportedError for one that is not there. */
export function covarianceStructure(name: string): CovarianceStructure {
  const found = structures.find((structure) => structure.name === name);
  if (found !== undefined) return found;
  const supported = structures.map((structure) => `${structure.name}()`).join(" and ");
  throw new UnsupportedError(`covariance structure "${name}()" is not supported yet; use ${supported}`);
}
