// From second derivatives of a deviance to the covariance matrix of what was estimated.
import { scaledInverse } from "../math/scaled-inverse.js";

/** 2H⁻¹ on the directions that have curvature, and whether all have. */
export function covarianceOf(n: number, hessian: Float64Array): { covariance: Float64Array; isRegular: boolean } {
  const { inverse, flat, negative } = scaledInverse(n, hessian);
  return { covariance: inverse.map((entry) => 2 * entry), isRegular: flat === 0 && negative === 0 };
}
