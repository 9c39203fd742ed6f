// Left-looking elimination: one column of the matrix with the sparse factors eliminated so far.
import { Factor, Touch, effects, factorAt, rank, touchAt } from "./layout";

/** Adds column `c` of node (f, level) of the cross-products to the buffer, own block, later factors, X and y. */
export function scatterColumn(factor: Factor, level: i32, c: i32, buffer: usize): void {
  const k = <usize>factor.columns;
  const own = buffer + ((<usize>factor.row0 + <usize>level * k) << 3);
  const block = factor.aDiagonal + ((<usize>level * k * k + <usize>c * k) << 3);
  for (let i: usize = 0; i < k; i++) store<f64>(own + (i << 3), load<f64>(block + (i << 3)));
  const first = load<i32>(factor.aStart + ((<usize>level) << 2));
  const last = load<i32>(factor.aStart + ((<usize>level) << 2), 4);
  for (let t = first; t < last; t++) {
    const row = <usize>load<i32>(factor.aRow + ((<usize>t) << 2));
    store<f64>(buffer + (row << 3), load<f64>(factor.aValue + ((<usize>t * k + <usize>c) << 3)));
  }
  const border = factor.aBorder + ((<usize>level * <usize>(rank + 1) * k + <usize>c) << 3);
  const end = buffer + ((<usize>effects) << 3);
  for (let x: usize = 0; x <= <usize>rank; x++) store<f64>(end + (x << 3), load<f64>(border + ((x * k) << 3)));
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
  const border = <usize>(rank + 1);
  const end = buffer + ((<usize>effects) << 3);
  const last = load<i32>(touch.start + ((<usize>level) << 2), 4);
  for (let e = load<i32>(touch.start + ((<usize>level) << 2)); e < last; e++) {
    const node = <usize>load<i32>(touch.level + ((<usize>e) << 2));
    const position = load<i32>(touch.position + ((<usize>e) << 2));
    const stop = source.vRow + ((<usize>load<i32>(source.vStart + (node << 2), 4)) << 2);
    const w = load<f64>(source.wValue + ((<usize>(position + c)) << 3));
    let value = source.wValue + ((<usize>position) << 3);
    for (let row = source.vRow + ((<usize>position) << 2); row < stop; row += 4) {
      const at = buffer + ((<usize>load<i32>(row)) << 3);
      store<f64>(at, load<f64>(at) - w * load<f64>(value));
      value += 8;
    }
    value = source.wBorder + ((node * border) << 3);
    for (let x: usize = 0; x < border; x++) {
      const at = end + (x << 3);
      store<f64>(at, load<f64>(at) - w * load<f64>(value + (x << 3)));
    }
  }
}

function subtractBlocks(source: Factor, touch: Touch, level: i32, c: i32, buffer: usize): void {
  const k = <usize>source.columns;
  const border = <usize>(rank + 1);
  const end = buffer + ((<usize>effects) << 3);
  const last = load<i32>(touch.start + ((<usize>level) << 2), 4);
  for (let e = load<i32>(touch.start + ((<usize>level) << 2)); e < last; e++) {
    const node = <usize>load<i32>(touch.level + ((<usize>e) << 2));
    const position = load<i32>(touch.position + ((<usize>e) << 2));
    const stop = load<i32>(source.vStart + (node << 2), 4);
    const w = source.wValue + ((<usize>(position + c) * k) << 3);
    let value = source.wValue + ((<usize>position * k) << 3);
    for (let t = position; t < stop; t++) {
      let sum = 0.0;
      for (let i: usize = 0; i < k; i++) sum += load<f64>(value + (i << 3)) * load<f64>(w + (i << 3));
      const at = buffer + ((<usize>load<i32>(source.vRow + ((<usize>t) << 2))) << 3);
      store<f64>(at, load<f64>(at) - sum);
      value += k << 3;
    }
    value = source.wBorder + ((node * border * k) << 3);
    for (let x: usize = 0; x < border; x++) {
      let sum = 0.0;
      for (let i: usize = 0; i < k; i++) sum += load<f64>(value + (i << 3)) * load<f64>(w + (i << 3));
      store<f64>(end + (x << 3), load<f64>(end + (x << 3)) - sum);
      value += k << 3;
    }
  }
}
