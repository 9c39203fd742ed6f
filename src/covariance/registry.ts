// The covariance structures by name, and by how formulas call them.
import { UnsupportedError } from "../errors.js";
import { autoregressive, heterogeneousAutoregressive } from "./autoregressive.js";
import { compoundSymmetric, homogeneousCompoundSymmetric } from "./compound-symmetric.js";
import { diagonal } from "./diagonal.js";
import { homogeneousDiagonal } from "./homogeneous-diagonal.js";
import type { CovarianceStructure } from "./structure.js";
import { unstructured } from "./unstructured.js";

const structures: readonly CovarianceStructure[] = [
  unstructured,
  diagonal,
  homogeneousDiagonal,
  compoundSymmetric,
  homogeneousCompoundSymmetric,
  autoregressive,
  heterogeneousAutoregressive,
];

/** Names of the structures of a term with all correlations, and of one without any. */
export const CORRELATED = unstructured.name;
export const INDEPENDENT = diagonal.name;

/** What formulas call those that there are. */
export const STRUCTURE_CALLS: readonly string[] = [...new Set(structures.map(({ call }) => call))];

/** The structure that a formula calls so, `hom` null where it does not say; undefined where there is none. */
export function calledStructure(name: string, hom: boolean | null): CovarianceStructure | undefined {
  return structures.find((one) => one.call === name && (hom === null ? one.name === name : one.hom === hom));
}

/** The structure of a name; throws UnsupportedError for one that is not there. */
export function covarianceStructure(name: string): CovarianceStructure {
  const found = structures.find((structure) => structure.name === name);
  if (found !== undefined) return found;
  const known = structures.map((structure) => structure.name).join(", ");
  throw new UnsupportedError(`covariance structure "${name}" is not there; there are ${known}`);
}
