// Powers of two that bring numbers of extreme size near one. Nothing is rounded by them: what is computed in such a unit
// has the bits that it would have in any other.

/** Sizes from 1/LIMIT to LIMIT stay as they are. */
const LIMIT = 1.2676506002282294e30;
const STEP = 4294967296;
/** Ratio of diagonal entries from which on they are brought to one size. */
const SPREAD = 67108864;

/** Products between these are exact to the last bits. */
const PRODUCT = { least: 1.1830521861667747e-271, most: 8.452712498170644e270 };

/** 1, or for a size that is far from it the power of two that brings it near. */
export function unitOf(size: number): number {
  return size <= LIMIT && size >= 1 / LIMIT ? 1 : powerWithin(size, STEP);
}

/** That of the largest of some numbers. */
export function unitOfAll(values: Float64Array): number {
  return unitOf(largest(values));
}

/** The largest absolute value; 0 of none. */
export function largest(values: Float64Array): number {
  let size = 0;
  for (let i = 0; i < values.length; i++) size = Math.max(size, Math.abs(values[i]));
  return size;
}

/**
 * Powers of two d for which d_i A_ij d_j of a covariance matrix A, n × n, has a diagonal between ¼ and 4; null where
 * that is of no use, since the diagonal has nearly one size already.
 */
export function diagonalUnits(n: number, matrix: Float64Array): Float64Array | null {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < n; i++) {
    const size = Math.abs(matrix[i * (n + 1)]);
    if (size > 0 && size < least) least = size;
    if (size > most) most = size;
  }
  if (!(most / least > SPREAD)) return null;
  return Float64Array.from({ length: n }, (_, i) => powerNear(Math.sqrt(Math.abs(matrix[i * (n + 1)]))));
}

/** √(ab) of positive numbers whose product may be none. */
export function rootOfProduct(a: number, b: number): number {
  const product = a * b;
  return product > PRODUCT.least && product < PRODUCT.most ? Math.sqrt(product) : Math.sqrt(a) * Math.sqrt(b);
}

/** The power of two that brings a size to at least one and below two, the same for a size in any unit; 1 where none does. */
export function powerNear(size: number): number {
  const unit = powerWithin(size, 2);
  const near = size * unit;
  if (near >= 2 && near < Number.POSITIVE_INFINITY) return unit / 2;
  return near < 1 && near > 0 ? unit * 2 : unit;
}

/** The power of `step` that brings a size between 1/step and step; 1 where none does. */
function powerWithin(size: number, step: number): number {
  if (!(size > 0 && size < Number.POSITIVE_INFINITY)) return 1;
  let unit = 1;
  for (let far = STEP; far >= step; far = far > step ? Math.max(step, Math.sqrt(far)) : 0) {
    while (size * unit > far) unit /= far;
    while (size * unit < 1 / far) unit *= far;
  }
  return unit;
}
