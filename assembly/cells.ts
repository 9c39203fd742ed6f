// Products of the cells of two crossed factors with eight vectors side by side, a binary of its own: it is loaded with the
// iterative method, and the core stays as it is. A row of a panel is eight doubles, 64 bytes.
import { index, indexAfter } from "./linalg/memory";

const ROW: usize = 6;

/** The first address that is free. */
export function firstFree(): usize {
  return (__heap_base + 63) & ~63;
}

/** out_i += Σ_h B_ih x_h over the cells of each level i; B is k × l by columns, or 1 throughout where `values` is 0. */
export function gather(
  levels: i32,
  k: usize,
  l: usize,
  start: usize,
  other: usize,
  values: usize,
  x: usize,
  out: usize,
): void {
  for (let i = 0; i < levels; i++) {
    const first: usize = index(start, i);
    const last: usize = indexAfter(start, i);
    for (let a: usize = 0; a < k; a++) {
      let s0 = f64x2.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      if (values == 0) {
        for (let cell = first; cell < last; cell++) {
          const from = x + ((<usize>index(other, cell)) << ROW);
          s0 = f64x2.add(s0, v128.load(from));
          s1 = f64x2.add(s1, v128.load(from, 16));
          s2 = f64x2.add(s2, v128.load(from, 32));
          s3 = f64x2.add(s3, v128.load(from, 48));
        }
      } else {
        let value = values + ((first * k * l + a) << 3);
        for (let cell = first; cell < last; cell++) {
          let from = x + ((<usize>index(other, cell) * l) << ROW);
          for (let b: usize = 0; b < l; b++, value += k << 3, from += 64) {
            const factor = v128.load64_splat(value);
            s0 = f64x2.add(s0, f64x2.mul(factor, v128.load(from)));
            s1 = f64x2.add(s1, f64x2.mul(factor, v128.load(from, 16)));
            s2 = f64x2.add(s2, f64x2.mul(factor, v128.load(from, 32)));
            s3 = f64x2.add(s3, f64x2.mul(factor, v128.load(from, 48)));
          }
        }
      }
      const to = out + ((<usize>i * k + a) << ROW);
      v128.store(to, f64x2.add(v128.load(to), s0));
      v128.store(to, f64x2.add(v128.load(to, 16), s1), 16);
      v128.store(to, f64x2.add(v128.load(to, 32), s2), 32);
      v128.store(to, f64x2.add(v128.load(to, 48), s3), 48);
    }
  }
}

/** out_h += Σ_i B_ih'y_i. */
export function scatter(
  levels: i32,
  k: usize,
  l: usize,
  start: usize,
  other: usize,
  values: usize,
  y: usize,
  out: usize,
): void {
  for (let i = 0; i < levels; i++) {
    const first: usize = index(start, i);
    const last: usize = indexAfter(start, i);
    const own = y + ((<usize>i * k) << ROW);
    if (values == 0) {
      const y0 = v128.load(own);
      const y1 = v128.load(own, 16);
      const y2 = v128.load(own, 32);
      const y3 = v128.load(own, 48);
      for (let cell = first; cell < last; cell++) {
        const to = out + ((<usize>index(other, cell)) << ROW);
        v128.store(to, f64x2.add(v128.load(to), y0));
        v128.store(to, f64x2.add(v128.load(to, 16), y1), 16);
        v128.store(to, f64x2.add(v128.load(to, 32), y2), 32);
        v128.store(to, f64x2.add(v128.load(to, 48), y3), 48);
      }
      continue;
    }
    let value = values + ((first * k * l) << 3);
    for (let cell = first; cell < last; cell++) {
      let to = out + ((<usize>index(other, cell) * l) << ROW);
      for (let b: usize = 0; b < l; b++, to += 64) {
        let s0 = v128.load(to);
        let s1 = v128.load(to, 16);
        let s2 = v128.load(to, 32);
        let s3 = v128.load(to, 48);
        for (let a: usize = 0, from = own; a < k; a++, value += 8, from += 64) {
          const factor = v128.load64_splat(value);
          s0 = f64x2.add(s0, f64x2.mul(factor, v128.load(from)));
          s1 = f64x2.add(s1, f64x2.mul(factor, v128.load(from, 16)));
          s2 = f64x2.add(s2, f64x2.mul(factor, v128.load(from, 32)));
          s3 = f64x2.add(s3, f64x2.mul(factor, v128.load(from, 48)));
        }
        v128.store(to, s0);
        v128.store(to, s1, 16);
        v128.store(to, s2, 32);
        v128.store(to, s3, 48);
      }
    }
  }
}
