// The trace part of the tail's gradient where every level has two columns, two rows and two columns at a time.
import { element } from "../linalg/dense";
import { add, get } from "../linalg/memory";
import { Factor, factorAt, sparseCount, tailEffects } from "./layout";
import { inverse, schur } from "./workspace";

/** Block pairs below the diagonal blocks: pair (r, c) gives Ŝ'ΛN to c and ŜΛN' to r. */
export function tracePairs(rows: i32): void {
  let f = sparseCount - 1;
  let end = 0;
  for (let row = 0; row < rows; row += 2) {
    const isEffect = row < tailEffects;
    while (isEffect && row == end) end += 2 * factorAt(++f).levels;
    const factor = factorAt(f);
    let column = 0;
    for (let g = sparseCount; g <= f; g++) {
      const other = factorAt(g);
      const last = min(column + 2 * other.levels, row);
      traceRows(row, column, last, isEffect ? factor : null, other);
      column = last;
    }
  }
}

function traceRows(row: i32, column: i32, last: i32, factor: Factor | null, other: Factor): void {
  let own = f64x2.splat(1);
  let swapped = f64x2.splat(0);
  if (factor) {
    own = f64x2.replace_lane(v128.load64_splat(factor.lambda), 1, get(factor.lambda, 3));
    swapped = f64x2.replace_lane(v128.load64_splat(factor.lambda, 16), 1, get(factor.lambda, 1));
  }
  const b0 = v128.load64_splat(other.lambda);
  const b1 = v128.load64_splat(other.lambda, 8);
  const b2 = v128.load64_splat(other.lambda, 16);
  const b3 = v128.load64_splat(other.lambda, 24);
  let c0 = f64x2.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let same = c0;
  let cross = c0;
  let s = element(schur, row, column);
  let n = element(inverse, row, column);
  for (; column < last; column += 2) {
    const s0 = v128.load(s);
    const s1 = v128.load(s, 32);
    const n0 = v128.load(n);
    const n1 = v128.load(n, 32);
    const t0 = f64x2.add(f64x2.mul(n0, own), f64x2.mul(swap(n0), swapped));
    const t1 = f64x2.add(f64x2.mul(n1, own), f64x2.mul(swap(n1), swapped));
    c0 = f64x2.add(c0, f64x2.mul(s0, t0));
    c1 = f64x2.add(c1, f64x2.mul(s1, t0));
    c2 = f64x2.add(c2, f64x2.mul(s0, t1));
    c3 = f64x2.add(c3, f64x2.mul(s1, t1));
    const u0 = f64x2.add(f64x2.mul(b0, n0), f64x2.mul(b2, n1));
    const u1 = f64x2.add(f64x2.mul(b1, n0), f64x2.mul(b3, n1));
    same = f64x2.add(same, f64x2.add(f64x2.mul(s0, u0), f64x2.mul(s1, u1)));
    cross = f64x2.add(cross, f64x2.add(f64x2.mul(s0, swap(u0)), f64x2.mul(s1, swap(u1))));
    s += 64;
    n += 64;
  }
  add(other.gradient, 0, both(c0));
  add(other.gradient, 1, both(c1));
  add(other.gradient, 2, both(c2));
  add(other.gradient, 3, both(c3));
  if (!factor) return;
  add(factor.gradient, 0, f64x2.extract_lane(same, 0));
  add(factor.gradient, 1, f64x2.extract_lane(cross, 1));
  add(factor.gradient, 2, f64x2.extract_lane(cross, 0));
  add(factor.gradient, 3, f64x2.extract_lane(same, 1));
}


@inline
function swap(x: v128): v128 {
  return v128.shuffle<f64>(x, x, 1, 0);
}


@inline
function both(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}
