// Columns stored in a basis of their own, one upper-triangular R a random term.
import { congruent, identity, kronecker } from "../math/matrix-product.js";
import type { ColumnBasis } from "./column-basis.js";

/** `transforms`: R of each term of a factor, k × k column-major upper triangles in the order of their columns. */
export function triangularBasis(transforms: readonly Float64Array[]): ColumnBasis {
  const { k, R } = blockDiagonal(transforms);

  const into = eachVector((x, at, out) => {
    for (let i = 0; i < k; i++) for (let j = i; j < k; j++) out[at + i] += R[i + j * k] * x[at + j];
  });
  const outOf = eachVector((x, at, out) => {
    for (let i = k - 1; i >= 0; i--) {
      let sum = x[at + i];
      for (let j = i + 1; j < k; j++) sum -= R[i + j * k] * out[at + j];
      out[at + i] = sum / R[i * (k + 1)];
    }
  });
  const formsInto = eachVector((x, at, out) => {
    for (let j = 0; j < k; j++) {
      let sum = x[at + j];
      for (let i = 0; i < j; i++) sum -= R[i + j * k] * out[at + i];
      out[at + j] = sum / R[j * (k + 1)];
    }
  });
  const formsOutOf = eachVector((x, at, out) => {
    for (let j = 0; j < k; j++) for (let i = 0; i <= j; i++) out[at + j] += R[i + j * k] * x[at + i];
  });

  /** Other columns of the blocks that moments are of. */
  const others = (moments: Float64Array) => identity(Math.round(Math.sqrt(moments.length)) / k);
  return {
    into,
    outOf,
    formsInto,
    formsOutOf,
    productsOutOf: (a) => formsOutOf(transposed(formsOutOf(a))),
    covariancesOutOf: (c) => outOf(transposed(outOf(c))),
    weightsInto: (b) => transposed(into(transposed(b))),
    rowMomentsOutOf: (moments) => congruent(kronecker(R, others(moments)), moments),
    columnMomentsOutOf: (moments) => congruent(kronecker(others(moments), R), moments),
  };

  function eachVector(one: (x: Float64Array, at: number, out: Float64Array) => void) {
    return (x: Float64Array): Float64Array => {
      const out = new Float64Array(x.length);
      for (let at = 0; at < x.length; at += k) one(x, at, out);
      return out;
    };
  }

  function transposed(blocks: Float64Array): Float64Array {
    const out = new Float64Array(blocks.length);
    for (let at = 0; at < blocks.length; at += k * k) {
      for (let j = 0; j < k; j++) for (let i = 0; i < k; i++) out[at + j + i * k] = blocks[at + i + j * k];
    }
    return out;
  }
}

function blockDiagonal(transforms: readonly Float64Array[]): { readonly k: number; readonly R: Float64Array } {
  const sizes = transforms.map(({ length }) => Math.round(Math.sqrt(length)));
  const k = sizes.reduce((sum, size) => sum + size, 0);
  const R = new Float64Array(k * k);
  let first = 0;
  transforms.forEach((transform, t) => {
    for (let j = 0; j < sizes[t]; j++) {
      for (let i = 0; i <= j; i++) R[first + i + (first + j) * k] = transform[i + j * sizes[t]];
    }
    first += sizes[t];
  });
  return { k, R };
}
