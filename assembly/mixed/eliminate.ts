// Left-looking elimination: two columns of the matrix at once, with the sparse factors eliminated so far. The columns lie
// in a buffer [row][2]; both where they belong to one level, which meets what its first column meets, else one of them.
import { at, bytes, get, index, indexAfter, indexAt, set } from "../linalg/memory";
import { Factor, Touch, effects, factorAt, rank, touchAt } from "./layout";
import { endTouch, firstStage, firstTouch, inPass } from "./passes";
import { scratch } from "./workspace";

/** Which columns of a buffer: the first, the second, or both as columns c and c + 1 of a level. */
export const BOTH: i32 = 2;

/** Adds column `c` of node (f, level) of the cross-products to every other double of the buffer: own block, later factors, X and y. */
export function scatterColumn(factor: Factor, level: i32, c: i32, buffer: usize): void {
  const k: usize = factor.columns;
  const own = at(buffer, 2 * (<usize>factor.row0 + <usize>level * k));
  const block = at(factor.aDiagonal, <usize>level * k * k + <usize>c * k);
  for (let i: usize = 0; i < k; i++) set(own, 2 * i, get(block, i));
  const first = index(factor.aStart, level);
  const last = indexAfter(factor.aStart, level);
  for (let t = first; t < last; t++) set(buffer, 2 * index(factor.aRow, t), get(factor.aValue, k * t + c));
  const border = at(factor.aBorder, <usize>level * (rank + 1) * k + c);
  const end = at(buffer, 2 * effects);
  for (let x: usize = 0; x <= <usize>rank; x++) set(end, 2 * x, get(border, x * k));
}

/** The weights of two columns: row `i` of W for each, or for one of them and nothing for the other. */
@inline
function weights(w: usize, i: i32, k: i32, lane: i32): v128 {
  const first = v128.load64_splat(at(w, i));
  if (lane == BOTH) return v128.load64_lane(at(w, i + k), first, 1);
  return v128.and(first, lane ? i64x2(0, -1) : i64x2(-1, 0));
}

/** Subtracts from column(s) `c` … of node (f, level) what eliminating the levels of the present pass takes away. */
export function subtractTouching(f: i32, level: i32, c: i32, lane: i32, buffer: usize): void {
  for (let s = firstStage; inPass(s); s++) {
    const source = factorAt(s);
    const touch = touchAt(s, f);
    if (touch.start == 0) continue;
    const first = firstTouch(s, touch, level);
    const last = endTouch(s, touch, level);
    if (source.columns == 1) subtractScalar(source, touch, first, last, c, lane, buffer);
    else subtractBlocks(source, touch, first, last, c, lane, buffer);
  }
}

function subtractScalar(source: Factor, touch: Touch, first: i32, last: i32, c: i32, lane: i32, buffer: usize): void {
  const border: usize = rank + 1;
  const end = at(buffer, 2 * effects);
  for (let e = first; e < last; e++) {
    const node = index(touch.level, e);
    const position = index(touch.position, e) + c;
    const stop = indexAt(source.vRow, indexAfter(source.vStart, node));
    let value = at(source.wValue, position);
    const w = weights(value, 0, 1, lane);
    for (let row = indexAt(source.vRow, position); row < stop; row += 4) {
      subtractFrom(at(buffer, 2 * load<i32>(row)), f64x2.mul(v128.load64_splat(value), w));
      value += 8;
    }
    value = at(source.wBorder, border * node);
    for (let x: usize = 0; x < border; x++) subtractFrom(at(end, 2 * x), f64x2.mul(v128.load64_splat(at(value, x)), w));
  }
}

function subtractBlocks(source: Factor, touch: Touch, first: i32, last: i32, c: i32, lane: i32, buffer: usize): void {
  const k = source.columns;
  const width = bytes(k);
  const border = rank + 1;
  const end = at(buffer, 2 * effects);
  for (let e = first; e < last; e++) {
    const node = index(touch.level, e);
    const position = index(touch.position, e) + c;
    const stop = indexAt(source.vRow, indexAfter(source.vStart, node));
    let row = indexAt(source.vRow, position);
    let value = source.wValue + width * position;
    const w0 = weights(value, 0, k, lane);
    const w1 = weights(value, 1, k, lane);
    if (k == 2) {
      for (; row < stop; row += 4) {
        subtractFrom(at(buffer, 2 * load<i32>(row)), product(value, w0, w1));
        value += 16;
      }
    } else {
      for (let i = 2; i < k; i++) v128.store(at(scratch, 2 * i), weights(source.wValue + width * position, i, k, lane));
      for (; row < stop; row += 4) {
        subtractFrom(at(buffer, 2 * load<i32>(row)), longProduct(k, value, w0, w1));
        value += width;
      }
    }
    value = source.wBorder + width * (border * node);
    for (let x = 0; x < border; x++) subtractFrom(at(end, 2 * x), longProduct(k, value + width * x, w0, w1));
  }
}


@inline
function subtractFrom(to: usize, x: v128): void {
  v128.store(to, f64x2.sub(v128.load(to), x));
}

/** A row of W times the weights of two columns. */
@inline
function product(value: usize, w0: v128, w1: v128): v128 {
  return f64x2.add(f64x2.mul(v128.load64_splat(value), w0), f64x2.mul(v128.load64_splat(value, 8), w1));
}

/** The same for more than two weights, the others in `scratch`. */
@inline
function longProduct(k: i32, value: usize, w0: v128, w1: v128): v128 {
  let sum = product(value, w0, w1);
  for (let i = 2; i < k; i++) {
    sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(at(value, i)), v128.load(at(scratch, 2 * i))));
  }
  return sum;
}
