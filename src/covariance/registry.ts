// The covariance structures by the names that formulas use.
import { UnsupportedError } from "../errors.js";
import { diagonal } from "./diagonal.js";
import type { CovarianceStructure } from "./structure.js";
import { unstructured } from "./unstructured.js";

const structures: readonly CovarianceStructure[] = [unstructured, diagonal];

/** The structure of a name; throws UnsupportedError for one that is not there yet. */
export function covarianceStructure(name: string): CovarianceStructure {
  const found = structures.find((structure) => structure.name === name);
  if (found !== undefined) return found;
  const supported = structures.map((structure) => `${structure.name}()`).join(" and ");
  throw new UnsupportedError(`covariance structure "${name}()" is not supported yet; use ${supported}`);
}
