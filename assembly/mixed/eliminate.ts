// Left-looking elimination: one column of the matrix with the sparse factors eliminated so far.
import { at, bytes, get, index, indexAfter, indexAt, set, subtract } from "../linalg/memory";
import { Factor, Touch, effects, factorAt, rank, touchAt } from "./layout";

/** Adds column `c` of node (f, level) of the cross-products to the buffer, own block, later factors, X and y. */
export function scatterColumn(factor: Factor, level: i32, c: i32, buffer: usize): void {
  const k: usize = factor.columns;
  const own = at(buffer, <usize>factor.row0 + <usize>level * k);
  const block = at(factor.aDiagonal, <usize>level * k * k + <usize>c * k);
  for (let i: usize = 0; i < k; i++) set(own, i, get(block, i));
  const first = index(factor.aStart, level);
  const last = indexAfter(factor.aStart, level);
  for (let t = first; t < last; t++) set(buffer, index(factor.aRow, t), get(factor.aValue, k * t + c));
  const border = at(factor.aBorder, <usize>level * (rank + 1) * k + c);
  const end = at(buffer, effects);
  for (let x: usize = 0; x <= <usize>rank; x++) set(end, x, get(border, x * k));
}

/** Subtracts from column `c` of node (f, level) what eliminating the levels before it of the first `stages` factors takes away. */
export function subtractTouching(f: i32, level: i32, c: i32, stages: i32, buffer: usize): void {
  for (let s = 0; s < stages; s++) {
    const source = factorAt(s);
    const touch = touchAt(s, f);
    if (touch.start == 0) continue;
    if (source.columns == 1) subtractScalar(source, touch, level, c, buffer);
    else subtractBlocks(source, touch, level, c, buffer);
  }
}

function subtractScalar(source: Factor, touch: Touch, level: i32, c: i32, buffer: usize): void {
  const border: usize = rank + 1;
  const end = at(buffer, effects);
  const last = indexAfter(touch.start, level);
  for (let e = index(touch.start, level); e < last; e++) {
    const node = index(touch.level, e);
    const position = index(touch.position, e);
    const stop = indexAt(source.vRow, indexAfter(source.vStart, node));
    const w = get(source.wValue, position + c);
    let value = at(source.wValue, position);
    for (let row = indexAt(source.vRow, position); row < stop; row += 4) {
      subtract(buffer, load<i32>(row), w * load<f64>(value));
      value += 8;
    }
    value = at(source.wBorder, border * node);
    for (let x: usize = 0; x < border; x++) subtract(end, x, w * get(value, x));
  }
}

function subtractBlocks(source: Factor, touch: Touch, level: i32, c: i32, buffer: usize): void {
  const k: usize = source.columns;
  const border: usize = rank + 1;
  const end = at(buffer, effects);
  const last = indexAfter(touch.start, level);
  for (let e = index(touch.start, level); e < last; e++) {
    const node = index(touch.level, e);
    const position = index(touch.position, e);
    const stop = indexAfter(source.vStart, node);
    const w = at(source.wValue, <usize>(position + c) * k);
    let value = at(source.wValue, k * position);
    for (let t = position; t < stop; t++) {
      let sum = 0.0;
      for (let i: usize = 0; i < k; i++) sum += get(value, i) * get(w, i);
      subtract(buffer, index(source.vRow, t), sum);
      value += bytes(k);
    }
    value = at(source.wBorder, border * node * k);
    for (let x: usize = 0; x < border; x++) {
      let sum = 0.0;
      for (let i: usize = 0; i < k; i++) sum += get(value, i) * get(w, i);
      subtract(end, x, sum);
      value += bytes(k);
    }
  }
}
