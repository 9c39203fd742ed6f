// Cross-products made from rows, as a database would make them: in bases of their own, by level and by pair of levels.
import type { CrossProducts, FactorProducts, PairProducts } from "../../src/engine/cross-products.js";
import type { EngineInput, FactorInput } from "../../src/engine/types.js";
import { dot } from "../../src/math/vectors.js";
import { independentColumns } from "./dense-algebra.js";

export interface SummedRows {
  readonly products: CrossProducts;
  /** The rows with the columns of Z that were summed, and T of each term of each factor. */
  readonly input: EngineInput;
  readonly transforms: readonly (readonly (Float64Array | null)[])[];
}

/** Sizes of the terms of each factor; `raw`: columns and response as they are, no basis. */
export function crossProductsOf(
  input: EngineInput,
  termSizes: readonly (readonly number[])[],
  raw = false,
): SummedRows {
  const root = Float64Array.from({ length: input.nobs }, (_, i) => Math.sqrt(input.weights?.[i] ?? 1));
  const weigh = (column: Float64Array | null) => root.map((w, i) => w * (column?.[i] ?? 1));
  const fixed = input.fixed.map(weigh);
  const kept = independentColumns(fixed);
  const rank = kept.length;
  const basis = raw
    ? kept.map((column, j) => ({
        column: fixed[column],
        weights: Float64Array.from(kept, (_, i) => (i === j ? 1 : 0)),
      }))
    : orthonormal(kept.map((column) => fixed[column]));
  const triangle = Float64Array.from(basis.flatMap(({ weights }) => [...weights]));
  const x = basis.map(({ column }) => column);
  const y = weigh(input.response.map((value, i) => value - (input.offset?.[i] ?? 0)));
  const coefficients = new Float64Array(fixed.length);
  for (let pass = 0; pass < (raw ? 0 : 2); pass++) {
    const along = x.map((column) => dot(column, y));
    along.forEach((gamma, j) => {
      for (let i = 0; i < y.length; i++) y[i] -= gamma * x[j][i];
      kept.forEach((column, i) => {
        coefficients[column] += triangle[i + j * rank] * gamma;
      });
    });
  }
  const border = [...x, y];
  const gram = Float64Array.from(border.flatMap((a) => border.map((b) => dot(a, b))));
  const parts = input.factors.map((factor, f) => storedColumns(factor, termSizes[f], weigh, raw));
  const products = {
    nobs: input.nobs,
    logWeights: root.reduce((sum, w) => sum + 2 * Math.log(w), 0),
    fixed: { kept, triangle },
    coefficients,
    gram,
    factors: input.factors.map((factor, f) => ({
      ...factorSums(factor, parts[f].columns, border),
      terms: termSizes[f],
    })),
    pairs: input.factors.flatMap((one, f) =>
      input.factors.slice(0, f).map((other, g) => pairSums(f, one, parts[f].columns, g, other, parts[g].columns)),
    ),
  };
  const factors = input.factors.map((factor, f) => {
    return { ...factor, columns: parts[f].columns.map((column) => column.map((value, row) => value / root[row])) };
  });
  return { products, input: { ...input, factors }, transforms: parts.map(({ transforms }) => transforms) };
}

/** Columns q of the same span with q'q = 1, and their weights by the columns given, upper triangular. */
function orthonormal(columns: readonly Float64Array[]) {
  const found: { column: Float64Array; weights: Float64Array }[] = [];
  columns.forEach((given, j) => {
    const column = given.slice();
    const weights = Float64Array.from(columns, (_, i) => (i === j ? 1 : 0));
    for (let pass = 0; pass < 2; pass++) {
      for (const before of found) {
        const along = dot(before.column, column);
        for (let i = 0; i < column.length; i++) column[i] -= along * before.column[i];
        for (let i = 0; i < weights.length; i++) weights[i] -= along * before.weights[i];
      }
    }
    const length = Math.sqrt(dot(column, column));
    found.push({ column: column.map((entry) => entry / length), weights: weights.map((entry) => entry / length) });
  });
  return found;
}

/** Columns of mean square 1 that are orthogonal within each term, and T of the term: z̃ = T'z by row. */
function storedColumns(
  { columns }: FactorInput,
  sizes: readonly number[],
  weigh: (column: Float64Array | null) => Float64Array,
  raw: boolean,
): { columns: Float64Array[]; transforms: (Float64Array | null)[] } {
  const stored: Float64Array[] = [];
  const transforms = sizes.map((k) => {
    const own = columns.slice(stored.length, stored.length + k).map(weigh);
    if (raw) {
      stored.push(...own);
      return null;
    }
    const scale = Math.sqrt(own[0].length);
    const axes = orthonormal(own);
    stored.push(...axes.map(({ column }) => column.map((entry) => entry * scale)));
    return Float64Array.from(axes.flatMap(({ weights }) => Array.from(weights, (entry) => entry * scale)));
  });
  return { columns: stored, transforms };
}

function factorSums(
  { levelCount, codes }: FactorInput,
  z: readonly Float64Array[],
  border: readonly Float64Array[],
): Omit<FactorProducts, "terms"> {
  const k = z.length;
  const rank = border.length - 1;
  const ztz = new Float64Array(levelCount * k * k);
  const ztx = new Float64Array(levelCount * k * rank);
  const zty = new Float64Array(levelCount * k);
  codes.forEach((level, row) => {
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) ztz[level * k * k + a + b * k] += z[a][row] * z[b][row];
      for (let j = 0; j < rank; j++) ztx[level * k * rank + a + j * k] += z[a][row] * border[j][row];
      zty[level * k + a] += z[a][row] * border[rank][row];
    }
  });
  return { levelCount, ztz, ztx, zty };
}

/** By pair of levels; every pair is split in two by the parity of rows, as data in two places would have it. */
function pairSums(
  first: number,
  one: FactorInput,
  z: readonly Float64Array[],
  second: number,
  other: FactorInput,
  w: readonly Float64Array[],
): PairProducts {
  const size = z.length * w.length;
  const sums = new Map<string, { levels: readonly [number, number]; products: Float64Array }>();
  one.codes.forEach((level, row) => {
    const key = `${level} ${other.codes[row]} ${row % 2}`;
    const sum = sums.get(key) ?? { levels: [level, other.codes[row]], products: new Float64Array(size) };
    sums.set(key, sum);
    for (let b = 0; b < w.length; b++) {
      for (let a = 0; a < z.length; a++) sum.products[a + b * z.length] += z[a][row] * w[b][row];
    }
  });
  const pairs = [...sums.values()];
  return {
    first,
    firstLevels: Int32Array.from(pairs, ({ levels }) => levels[0]),
    second,
    secondLevels: Int32Array.from(pairs, ({ levels }) => levels[1]),
    products: Float64Array.from(pairs.flatMap(({ products }) => [...products])),
  };
}
