// The 4 × 4 register tile: eight f64x2 accumulators. The only SIMD loop over depth; everything dense is built on it.

/** C ← C − B'A over `depth`; A and B packed [depth][4]; C sixteen doubles, C[j][i] for column j of B and i of A. */

import { at } from "./memory";

export function tileSubtract(a: usize, b: usize, depth: i32, c: usize): void {
  let c0 = f64x2.splat(0),
    d0 = c0,
    c1 = c0,
    d1 = c0,
    c2 = c0,
    d2 = c0,
    c3 = c0,
    d3 = c0;
  const end = at(a, 4 * depth);
  while (a < end) {
    const x = v128.load(a);
    const y = v128.load(a, 16);
    let s = v128.load64_splat(b);
    c0 = f64x2.add(c0, f64x2.mul(x, s));
    d0 = f64x2.add(d0, f64x2.mul(y, s));
    s = v128.load64_splat(b, 8);
    c1 = f64x2.add(c1, f64x2.mul(x, s));
    d1 = f64x2.add(d1, f64x2.mul(y, s));
    s = v128.load64_splat(b, 16);
    c2 = f64x2.add(c2, f64x2.mul(x, s));
    d2 = f64x2.add(d2, f64x2.mul(y, s));
    s = v128.load64_splat(b, 24);
    c3 = f64x2.add(c3, f64x2.mul(x, s));
    d3 = f64x2.add(d3, f64x2.mul(y, s));
    a += 32;
    b += 32;
  }
  v128.store(c, f64x2.sub(v128.load(c), c0));
  v128.store(c, f64x2.sub(v128.load(c, 16), d0), 16);
  v128.store(c, f64x2.sub(v128.load(c, 32), c1), 32);
  v128.store(c, f64x2.sub(v128.load(c, 48), d1), 48);
  v128.store(c, f64x2.sub(v128.load(c, 64), c2), 64);
  v128.store(c, f64x2.sub(v128.load(c, 80), d2), 80);
  v128.store(c, f64x2.sub(v128.load(c, 96), c3), 96);
  v128.store(c, f64x2.sub(v128.load(c, 112), d3), 112);
}

/** C ← C + B'A, otherwise as tileSubtract. */
export function tileAdd(a: usize, b: usize, depth: i32, c: usize): void {
  let c0 = v128.load(c),
    d0 = v128.load(c, 16),
    c1 = v128.load(c, 32),
    d1 = v128.load(c, 48);
  let c2 = v128.load(c, 64),
    d2 = v128.load(c, 80),
    c3 = v128.load(c, 96),
    d3 = v128.load(c, 112);
  const end = at(a, 4 * depth);
  while (a < end) {
    const x = v128.load(a);
    const y = v128.load(a, 16);
    let s = v128.load64_splat(b);
    c0 = f64x2.add(c0, f64x2.mul(x, s));
    d0 = f64x2.add(d0, f64x2.mul(y, s));
    s = v128.load64_splat(b, 8);
    c1 = f64x2.add(c1, f64x2.mul(x, s));
    d1 = f64x2.add(d1, f64x2.mul(y, s));
    s = v128.load64_splat(b, 16);
    c2 = f64x2.add(c2, f64x2.mul(x, s));
    d2 = f64x2.add(d2, f64x2.mul(y, s));
    s = v128.load64_splat(b, 24);
    c3 = f64x2.add(c3, f64x2.mul(x, s));
    d3 = f64x2.add(d3, f64x2.mul(y, s));
    a += 32;
    b += 32;
  }
  v128.store(c, c0);
  v128.store(c, d0, 16);
  v128.store(c, c1, 32);
  v128.store(c, d1, 48);
  v128.store(c, c2, 64);
  v128.store(c, d2, 80);
  v128.store(c, c3, 96);
  v128.store(c, d3, 112);
}
