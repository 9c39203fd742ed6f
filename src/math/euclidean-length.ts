// The Euclidean length of a vector.
import { unitOfAll } from "./units.js";
import { norm } from "./vectors.js";

/** Also where squares leave the range of numbers. */
export function euclideanLength(values: Float64Array): number {
  const unit = unitOfAll(values);
  return unit === 1 ? norm(values) : norm(values.map((value) => value * unit)) / unit;
}
