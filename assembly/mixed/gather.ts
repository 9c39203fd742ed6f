// H_j = V_j'S̄V_j of every level of the sparse factors, from which their part of the gradient and their conditional
// covariances follow.
import { element, forwardSolve, tileCount } from "../linalg/dense";
import { add, at, bytes, clear, get, index, indexAfter, indexAt, set } from "../linalg/memory";
import { tileAdd } from "../linalg/microkernel";
import { multiply, multiplyByTransposed, solveRight } from "../linalg/small";
import { Factor, effects, factorAt, factorCount, rank, sparseCount, tailEffects, touchAt } from "./layout";
import { BOTH } from "./eliminate";
import { endTouch, firstStage, firstTouch, inPass, nextPass, passOver } from "./passes";
import { fillSolved, solvedStride } from "./right-hand-sides";
import {
  clearTile,
  columnBuffer,
  expandTile,
  inverse,
  lower,
  parkTile,
  parkedColumns,
  pivots,
  scratch,
  solved,
} from "./workspace";

/** H_j = |L⁻¹Λ'V_j|² for factor 0 as a panel: triangular solves instead of products with the inverse. */
export function gatherPanel(rows: i32): void {
  const factor = factorAt(0);
  const k = factor.columns;
  const stride = solvedStride();
  const tiles = tileCount(factor.levels * k);
  fillSolved();
  forwardSolve(lower, pivots, rows, solved, tiles, stride);
  const tile = at(scratch, 8 * (k * k));
  for (let level = 0; level < factor.levels; level++) {
    const h = at(factor.gather, level * k * k);
    const first = level * k;
    const last = first + k;
    for (let a = first >> 2; a << 2 < last; a++) {
      for (let b = first >> 2; b <= a; b++) {
        clear(tile, 16);
        tileAdd(solved + stride * a, solved + stride * b, rows, tile);
        for (let j = 0; j < 4; j++) {
          const column = (b << 2) + j - first;
          if (column < 0 || column >= k) continue;
          for (let i = 0; i < 4; i++) {
            const row = (a << 2) + i - first;
            if (row < 0 || row >= k) continue;
            const value = get(tile, (j << 2) + i);
            set(h, row + column * k, value);
            set(h, column + row * k, value);
          }
        }
      }
    }
    finishNode(factor, level);
  }
}

/** H_j = V_j'S̄V_j for sparse factors: each column of S̄ in turn goes to the levels it touches. */
export function gatherSparse(rows: i32): void {
  const fixed = rows - tailEffects;
  for (let s = 0; s < sparseCount; s++) {
    const factor = factorAt(s);
    const k = factor.columns;
    const size = bytes(factor.levels * k);
    memory.fill(factor.gather, 0, size * k);
    if (factor.eValue != 0) {
      clear(factor.eValue, index(factor.vStart, factor.levels) * k);
      memory.fill(factor.eBorder, 0, size * (rank + 1));
    }
  }
  passOver(0);
  let begun = false;
  let more: bool;
  do {
    more = nextPass();
    let column = 0;
    for (let f = sparseCount; f < factorCount; f++) {
      const factor = factorAt(f);
      for (let level = 0; level < factor.levels; level++) {
        for (let c = 0; c < factor.columns;) {
          const tile = column >> 2;
          if (!begun && (column & 3) == 0) {
            expandTile(inverse, tile);
            if (more) parkTile(tile);
          }
          const lane = column & 1;
          const both = lane == 0 && c + 1 < factor.columns;
          const half = column & 2;
          spreadColumn(f, level, c, both ? BOTH : lane, begun ? parkedColumns(tile, half) : columnBuffer(half), fixed);
          const step = 1 + <i32>both;
          c += step;
          column += step;
        }
      }
    }
    begun = true;
  } while (more);
  clearTile(0);
  for (let s = sparseCount - 1; s >= 0; s--) {
    const factor = factorAt(s);
    for (let level = factor.levels - 1; level >= 0; level--) {
      if (fixed > 0) gatherBorder(factor, level, fixed);
      if (factor.eValue != 0) closeNode(factor, level);
      finishNode(factor, level);
      if (s > 0) spreadNode(s, factor, level, fixed);
    }
  }
}

/** Column(s) c … of node (f, level) of S̄ to H (factor 0) or E (later factors) of the levels it touches. */
function spreadColumn(f: i32, level: i32, c: i32, lane: i32, buffer: usize, fixed: i32): void {
  for (let s = firstStage; inPass(s); s++) {
    const source = factorAt(s);
    const touch = touchAt(s, f);
    if (touch.start == 0) continue;
    const last = endTouch(s, touch, level);
    for (let e = firstTouch(s, touch, level); e < last; e++) {
      const node = index(touch.level, e);
      const position = index(touch.position, e) + c;
      if (source.eValue == 0 && source.columns == 1 && lane != BOTH) {
        spreadToScalar(source, node, position, at(buffer, lane), fixed);
      } else if (source.eValue == 0) spreadToBlock(source, node, position, lane, buffer, fixed);
      else {
        spreadToVectors(source, node, position, at(buffer, lane & 1), fixed);
        if (lane == BOTH) spreadToVectors(source, node, position + 1, buffer + 8, fixed);
      }
    }
  }
}

function spreadToScalar(source: Factor, node: i32, position: i32, column: usize, fixed: i32): void {
  const stop = indexAt(source.vRow, indexAfter(source.vStart, node));
  let row = indexAt(source.vRow, position);
  let value = at(source.vValue, position);
  const v = load<f64>(value);
  let sum = 0.5 * v * get(column, 2 * load<i32>(row));
  for (row += 4, value += 8; row < stop; row += 4, value += 8)
    sum += load<f64>(value) * get(column, 2 * load<i32>(row));
  value = at(source.vBorder, node * (rank + 1));
  const border = at(column, 2 * effects);
  for (let x: usize = 0; x < <usize>fixed; x++) sum += get(value, x) * get(border, 2 * x);
  add(source.gather, node, 2 * v * sum);
}

/** H += v s' + s v' for the row v of V of each column, s the column's product with the rows from there on, half of v's own. */
function spreadToBlock(source: Factor, node: i32, position: i32, lane: i32, buffer: usize, fixed: i32): void {
  const k = source.columns;
  const width = bytes(k);
  const stop = indexAt(source.vRow, indexAfter(source.vStart, node));
  let row = indexAt(source.vRow, position);
  const v = source.vValue + width * position;
  const border = source.vBorder + width * (node * (rank + 1));
  const end = at(buffer, 2 * effects);
  const h = source.gather + width * (node * k);
  const both = lane == BOTH;
  let x = f64x2.mul(rowAt(buffer, row), f64x2.splat(0.5));
  row += 4;
  let y = f64x2.splat(0);
  let value = v;
  if (both) {
    x = f64x2.replace_lane(x, 1, 0);
    y = f64x2.mul(rowAt(buffer, row), f64x2(1, 0.5));
    row += 4;
    value += width;
  }
  let sum = f64x2.add(f64x2.mul(x, v128.load64_splat(v)), f64x2.mul(y, v128.load64_splat(value)));
  if (k == 1) {
    for (; row < stop; row += 4) {
      value += 8;
      sum = f64x2.add(sum, f64x2.mul(rowAt(buffer, row), v128.load64_splat(value)));
    }
    for (let b = 0; b < fixed; b++) {
      sum = f64x2.add(sum, f64x2.mul(v128.load(at(end, 2 * b)), v128.load64_splat(at(border, b))));
    }
    add(h, 0, 2 * load<f64>(v) * f64x2.extract_lane(sum, 0));
    add(h, 0, 2 * load<f64>(v, 8) * f64x2.extract_lane(sum, 1));
    return;
  }
  if (k == 2) {
    let other = f64x2.add(f64x2.mul(x, v128.load64_splat(v, 8)), f64x2.mul(y, v128.load64_splat(value, 8)));
    for (; row < stop; row += 4) {
      value += 16;
      x = rowAt(buffer, row);
      sum = f64x2.add(sum, f64x2.mul(x, v128.load64_splat(value)));
      other = f64x2.add(other, f64x2.mul(x, v128.load64_splat(value, 8)));
    }
    v128.store(scratch, sum);
    v128.store(scratch, other, 16);
  } else {
    clear(scratch, 2 * k);
    addMultiple(k, x, v);
    addMultiple(k, y, value);
    for (; row < stop; row += 4) {
      value += width;
      addMultiple(k, rowAt(buffer, row), value);
    }
  }
  for (let b = 0; b < fixed; b++) addMultiple(k, v128.load(at(end, 2 * b)), border + width * b);
  addSymmetric(k, v, at(scratch, lane & 1), h);
  if (both) addSymmetric(k, v + width, scratch + 8, h);
}

/** Both columns of a buffer in the row that stands at `row`. */
@inline
function rowAt(buffer: usize, row: usize): v128 {
  return v128.load(at(buffer, 2 * load<i32>(row)));
}

/** The sums in `scratch` += x times k values. */
function addMultiple(k: i32, x: v128, value: usize): void {
  for (let i = 0; i < k; i++) {
    const sum = at(scratch, 2 * i);
    v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(x, v128.load64_splat(at(value, i)))));
  }
}

/** H += v s' + s v', s every other double. */
function addSymmetric(k: i32, v: usize, s: usize, h: usize): void {
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) {
      store<f64>(h, load<f64>(h) + (get(v, i) * get(s, 2 * j) + get(v, j) * get(s, 2 * i)));
      h += 8;
    }
  }
}

/** E += S̄V for one column of S̄ and its mirror row. */
function spreadToVectors(source: Factor, node: i32, position: i32, column: usize, fixed: i32): void {
  const k = source.columns;
  const width = bytes(k);
  const stop = indexAfter(source.vStart, node);
  const v = source.vValue + width * position;
  const e = source.eValue + width * position;
  for (let t = position; t < stop; t++) {
    const x = get(column, 2 * index(source.vRow, t));
    const value = source.vValue + width * t;
    for (let i: usize = 0; i < width; i += 8) {
      store<f64>(e + i, load<f64>(e + i) + x * load<f64>(value + i));
      if (t == position) continue;
      const other = source.eValue + width * t + i;
      store<f64>(other, load<f64>(other) + x * load<f64>(v + i));
    }
  }
  const offset = <usize>(node * (rank + 1)) * width;
  for (let f = 0; f < fixed; f++) {
    const x = get(column, 2 * (effects + f));
    const own = offset + width * f;
    for (let i: usize = 0; i < width; i += 8) {
      store<f64>(e + i, load<f64>(e + i) + x * load<f64>(source.vBorder + own + i));
      const other = source.eBorder + own + i;
      store<f64>(other, load<f64>(other) + x * load<f64>(v + i));
    }
  }
}

/** The part of S̄ over X alone: to H of factor 0, to E of a later factor. */
function gatherBorder(factor: Factor, level: i32, fixed: i32): void {
  const k = factor.columns;
  const width = bytes(k);
  const v = factor.vBorder + <usize>(level * (rank + 1)) * width;
  const h = factor.gather + <usize>(level * k) * width;
  for (let r = 0; r < fixed; r++) {
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let c = 0; c < fixed; c++) {
        const x = load<f64>(element(inverse, tailEffects + max(r, c), tailEffects + min(r, c)));
        sum += x * get(v + width * c, i);
      }
      if (factor.eValue != 0) {
        add(factor.eBorder + <usize>(level * (rank + 1) + r) * width, i, sum);
        continue;
      }
      for (let j = 0; j < k; j++) add(h, j + i * k, sum * get(v + width * r, j));
    }
  }
}

/** H_j = V_j'E_j. */
function closeNode(factor: Factor, level: i32): void {
  const k = factor.columns;
  const width = bytes(k);
  const node: usize = level;
  const h = factor.gather + node * width * k;
  const last = indexAfter(factor.vStart, level);
  for (let t = index(factor.vStart, level); t < last; t++) {
    addOuter(k, factor.vValue + width * t, factor.eValue + width * t, h);
  }
  for (let x = 0; x <= rank; x++) {
    const own = (node * (rank + 1) + x) * width;
    addOuter(k, factor.vBorder + own, factor.eBorder + own, h);
  }
}

function addOuter(k: i32, a: usize, b: usize, to: usize): void {
  for (let j = 0; j < k; j++) {
    const x = get(b, j);
    for (let i = 0; i < k; i++) {
      store<f64>(to, load<f64>(to) + get(a, i) * x);
      to += 8;
    }
  }
}

/** G += V̂_jj ΛD⁻¹ − (I − V̂_jj P) H_j ΛD⁻¹ and ΛD̄Λ' = P + P H_j P, with P = M M'. */
export function finishNode(factor: Factor, level: i32): void {
  const k = factor.columns;
  const block = bytes(k * k);
  const node: usize = level;
  const own = factor.vDiagonal + node * block;
  const half = factor.half + node * block;
  const h = factor.gather + node * block;
  const covariance = factor.covariance + node * block;
  const scaled = scratch;
  const first = scaled + block;
  const second = first + block;
  const product = second + block;
  solveRight(k, factor.cholesky + node * block, half, scaled);
  multiplyByTransposed(k, half, half, product);
  multiply(k, k, h, scaled, first);
  multiply(k, k, product, first, second);
  for (let i: usize = 0; i < block; i += 8) store<f64>(second + i, load<f64>(second + i) + load<f64>(scaled + i));
  multiply(k, k, own, second, covariance);
  for (let i: usize = 0; i < block; i += 8) {
    const to = factor.gradient + i;
    store<f64>(to, load<f64>(to) + load<f64>(covariance + i) - load<f64>(first + i));
  }
  multiply(k, k, h, product, first);
  multiply(k, k, product, first, covariance);
  for (let i: usize = 0; i < block; i += 8) {
    store<f64>(covariance + i, load<f64>(covariance + i) + load<f64>(product + i));
  }
}

/** Columns of S̄ at a node of a later sparse factor: −E P below, ΛD̄Λ' on the diagonal; then to the levels it touches. */
function spreadNode(s: i32, factor: Factor, level: i32, fixed: i32): void {
  const k = factor.columns;
  const width = bytes(k);
  const node: usize = level;
  const half = factor.half + node * width * k;
  const product = scratch + (width << 1);
  multiplyByTransposed(k, half, half, product);
  const first = index(factor.vStart, level);
  const last = indexAfter(factor.vStart, level);
  const own: usize = factor.row0 + level * k;
  const buffer = columnBuffer(0);
  passOver(s + 1);
  for (let c = 0; c < k; c++) {
    for (let i = 0; i < k; i++) {
      const value = get(factor.covariance, node * (k * k) + (i + c * k));
      set(buffer, 2 * (own + i), value);
    }
    for (let t = first; t < last; t++) {
      const value = -dot(k, factor.eValue + width * t, product + width * c);
      set(buffer, 2 * index(factor.vRow, t), value);
    }
    for (let x = 0; x < fixed; x++) {
      const e = factor.eBorder + (node * (rank + 1) + x) * width;
      const value = -dot(k, e, product + width * c);
      set(buffer, 2 * (effects + x), value);
    }
    spreadColumn(s, level, c, 0, buffer, fixed);
    clear(at(buffer, 2 * own), 2 * k);
    for (let t = first; t < last; t++) set(buffer, 2 * index(factor.vRow, t), 0);
    clear(at(buffer, 2 * effects), 2 * (rank + 1));
  }
}

function dot(k: i32, a: usize, b: usize): f64 {
  let sum = 0.0;
  for (let i = 0; i < k; i++) sum += get(a, i) * get(b, i);
  return sum;
}
