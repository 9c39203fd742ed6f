// Average information: for direction a the vector h_a with Z h_a = V_a Py, and (c/r²)(h_a'Z'Zh_b − r_a'r_b) with r the
// forward solve of Z'Zh through the bordered factor. Gilmour, Thompson & Cullis (1995), profiled over σ.
import { forwardSolve, tileCount } from "../linalg/dense";
import { tileAdd, tileSubtract } from "../linalg/microkernel";
import {
  Factor,
  densePanel,
  effects,
  factorAt,
  factorCount,
  nobs,
  rank,
  sparseCount,
  tailRows,
  tailStart,
} from "./layout";
import { scaleRows, vectorRows } from "./right-hand-sides";
import { pwrss } from "./system";
import { lower, panel, pivots, scratch } from "./workspace";

/**
 * Directions come in tiles of four of one factor, `tileFactor` by tile, as `pieces` that each change one column of Λ: `slot`
 * is 4 · tile + place of the direction that a piece is of, `column` and `vectors` (one every `width` doubles) are by piece.
 * `h` and `v` are column tiles over `vectorRows()` rows; `out` takes one tile of sixteen doubles for each pair of tiles
 * a ≥ b, at (a (a + 1) / 2 + b).
 */
export function averageInformation(
  restricted: bool,
  tiles: i32,
  tileFactor: usize,
  pieces: i32,
  slot: usize,
  column: usize,
  vectors: usize,
  width: i32,
  h: usize,
  v: usize,
  out: usize,
): void {
  const stride = (<usize>vectorRows()) << 5;
  memory.fill(h, 0, stride * <usize>tiles);
  for (let piece = 0; piece < pieces; piece++) {
    const place = load<i32>(slot + ((<usize>piece) << 2));
    const tile = place >> 2;
    addPiece(
      factorAt(load<i32>(tileFactor + ((<usize>tile) << 2))),
      load<i32>(column + ((<usize>piece) << 2)),
      vectors + ((<usize>(piece * width)) << 3),
      h + <usize>tile * stride + ((<usize>(place & 3)) << 3),
    );
  }
  reducedGram(tiles, tileFactor, h, v, out, tailRows);
  const factor = (restricted ? nobs - <f64>rank : nobs) / pwrss;
  const end = out + ((<usize>(tiles * (tiles + 1))) << 6);
  for (let at = out; at < end; at += 8) store<f64>(at, factor * load<f64>(at));
}

/** h_a'Z'PZh_b of any vectors `h`, with X projected out; laid out as in averageInformation. */
export function projectedGram(tiles: i32, tileFactor: usize, h: usize, v: usize, out: usize): void {
  reducedGram(tiles, tileFactor, h, v, out, tailRows - 1);
}

/** h_a'Z'Zh_b − r_a'r_b over the sparse factors and the first `rows` rows of the tail. */
function reducedGram(tiles: i32, tileFactor: usize, h: usize, v: usize, out: usize, rows: i32): void {
  const stride = (<usize>vectorRows()) << 5;
  memory.fill(v, 0, stride * <usize>tiles);
  memory.fill(out, 0, (<usize>(tiles * (tiles + 1))) << 6);
  for (let a = 0; a < tiles; a++) {
    multiplyCross(load<i32>(tileFactor + ((<usize>a) << 2)), h + <usize>a * stride, v + <usize>a * stride);
  }
  for (let a = 0; a < tiles; a++) {
    const factor = factorAt(load<i32>(tileFactor + ((<usize>a) << 2)));
    const first = (<usize>factor.row0) << 5;
    for (let b = 0; b <= a; b++) {
      const at = out + ((<usize>((a * (a + 1)) / 2 + b)) << 7);
      tileAdd(h + <usize>a * stride + first, v + <usize>b * stride + first, factor.total * factor.columns, at);
    }
  }
  forwardEffects(v, tiles);
  for (let a = 0; a < tiles; a++) {
    for (let b = 0; b <= a; b++) {
      const at = out + ((<usize>((a * (a + 1)) / 2 + b)) << 7);
      tileSubtract(v + <usize>a * stride, v + <usize>b * stride, tailStart + rows, at);
    }
  }
}

/** v ← L⁻¹Λ'v on the random effects, then R_X⁻ᵀ times what is left on the rows of X, for `tiles` column tiles. */
export function forwardEffects(v: usize, tiles: i32): void {
  const stride = (<usize>vectorRows()) << 5;
  for (let a = 0; a < tiles; a++) forwardSparse(v + <usize>a * stride);
  const tail = v + ((<usize>tailStart) << 5);
  scaleRows(tail, tiles, stride);
  forwardSolve(lower, pivots, tailRows, tail, tiles, stride);
}

/** Sums of squares of four columns over all random effects, to four doubles. */
export function effectSquares(v: usize, to: usize): void {
  let low = f64x2.splat(0);
  let high = low;
  const end = v + ((<usize>effects) << 5);
  for (let at = v; at < end; at += 32) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  v128.store(to, low);
  v128.store(to, high, 16);
}

/** h_j += p u_jc + Λ_c (p'g_j) in each level j, every fourth double from `h` on. */
function addPiece(factor: Factor, c: i32, p: usize, h: usize): void {
  const k = factor.columns;
  const lambda = factor.lambda + ((<usize>(c * k)) << 3);
  for (let level = 0; level < factor.total; level++) {
    const at = (<usize>(level * k)) << 3;
    const u = load<f64>(factor.spherical + at + ((<usize>c) << 3));
    let projection = 0.0;
    for (let i = 0; i < k; i++) {
      projection += load<f64>(p + ((<usize>i) << 3)) * load<f64>(factor.score + at + ((<usize>i) << 3));
    }
    for (let i = 0; i < k; i++) {
      const value = load<f64>(p + ((<usize>i) << 3)) * u + load<f64>(lambda + ((<usize>i) << 3)) * projection;
      const to = h + ((<usize>(factor.row0 + level * k + i)) << 5);
      store<f64>(to, load<f64>(to) + value);
    }
  }
}

function addScaled(to: usize, x: f64, from: usize): void {
  const s = f64x2.splat(x);
  v128.store(to, f64x2.add(v128.load(to), f64x2.mul(s, v128.load(from))));
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.mul(s, v128.load(from, 16))), 16);
}

/** v ← [Z X y]'Z h for h that lives on factor f. */
function multiplyCross(f: i32, h: usize, v: usize): void {
  const factor = factorAt(f);
  const firstRow = factor.row0;
  const lastRow = firstRow + factor.total * factor.columns;
  for (let g = 0; g < f; g++) {
    const other = factorAt(g);
    const k = other.columns;
    for (let level = 0; level < other.levels; level++) {
      const to = v + ((<usize>(other.row0 + level * k)) << 5);
      const last = load<i32>(other.aStart + ((<usize>level) << 2), 4);
      for (let t = load<i32>(other.aStart + ((<usize>level) << 2)); t < last; t++) {
        const row = load<i32>(other.aRow + ((<usize>t) << 2));
        if (row < firstRow) continue;
        if (row >= lastRow) break;
        const value = other.aValue + ((<usize>t * <usize>k) << 3);
        for (let i = 0; i < k; i++) {
          addScaled(to + ((<usize>i) << 5), load<f64>(value + ((<usize>i) << 3)), h + ((<usize>row) << 5));
        }
      }
    }
  }
  const k = factor.columns;
  for (let level = 0; level < factor.total; level++) {
    const at = (<usize>(firstRow + level * k)) << 5;
    const own = factor.aDiagonal + ((<usize>(level * k * k)) << 3);
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < k; i++) {
        addScaled(v + at + ((<usize>i) << 5), load<f64>(own + ((<usize>(i + j * k)) << 3)), h + at + ((<usize>j) << 5));
      }
    }
    const last = load<i32>(factor.aStart + ((<usize>level) << 2), 4);
    for (let t = load<i32>(factor.aStart + ((<usize>level) << 2)); t < last; t++) {
      const to = v + ((<usize>load<i32>(factor.aRow + ((<usize>t) << 2))) << 5);
      addBlockRow(k, factor.aValue + ((<usize>t * <usize>k) << 3), h + at, to, 1);
    }
    for (let x = 0; x <= rank; x++) {
      const value = factor.aBorder + ((<usize>((level * (rank + 1) + x) * k)) << 3);
      addBlockRow(k, value, h + at, v + ((<usize>(effects + x)) << 5), 1);
    }
  }
}

/** to += sign · Σ_i value_i from_i. */
function addBlockRow(k: i32, value: usize, from: usize, to: usize, sign: f64): void {
  for (let i = 0; i < k; i++) addScaled(to, sign * load<f64>(value + ((<usize>i) << 3)), from + ((<usize>i) << 5));
}

/** r_j = L_j⁻¹Λ'v_j = M_j'v_j in place for the sparse factors, and v less W r on all later rows. */
function forwardSparse(v: usize): void {
  for (let s = 0; s < sparseCount; s++) {
    const factor = factorAt(s);
    const k = factor.columns;
    for (let level = 0; level < factor.levels; level++) {
      const at = v + ((<usize>(factor.row0 + level * k)) << 5);
      if (isZero(at, k)) continue;
      transposeMultiply(k, factor.half + ((<usize>(level * k * k)) << 3), at);
      if (densePanel) continue;
      const last = load<i32>(factor.vStart + ((<usize>level) << 2), 4);
      for (let t = load<i32>(factor.vStart + ((<usize>level) << 2)); t < last; t++) {
        const to = v + ((<usize>load<i32>(factor.vRow + ((<usize>t) << 2))) << 5);
        addBlockRow(k, factor.wValue + ((<usize>t * <usize>k) << 3), at, to, -1);
      }
      for (let x = 0; x <= rank; x++) {
        const value = factor.wBorder + ((<usize>((level * (rank + 1) + x) * k)) << 3);
        addBlockRow(k, value, at, v + ((<usize>(effects + x)) << 5), -1);
      }
    }
  }
  if (!densePanel) return;
  const depth = factorAt(0).levels * factorAt(0).columns;
  const tiles = tileCount(tailRows);
  for (let r = 0; r < tiles; r++) {
    tileSubtract(v, panel + <usize>r * ((<usize>depth) << 5), depth, v + ((<usize>(tailStart + (r << 2))) << 5));
  }
}

function isZero(at: usize, k: i32): bool {
  const end = at + ((<usize>k) << 5);
  for (; at < end; at += 8) if (load<f64>(at) != 0) return false;
  return true;
}

/** k rows of four ← M' times them. */
function transposeMultiply(k: i32, m: usize, x: usize): void {
  if (k == 1) {
    const s = v128.load64_splat(m);
    v128.store(x, f64x2.mul(v128.load(x), s));
    v128.store(x, f64x2.mul(v128.load(x, 16), s), 16);
    return;
  }
  for (let d: usize = 0; d < 32; d += 8) {
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) {
        sum += load<f64>(m + ((<usize>(l + i * k)) << 3)) * load<f64>(x + ((<usize>l) << 5) + d);
      }
      store<f64>(scratch + ((<usize>i) << 3), sum);
    }
    for (let i = 0; i < k; i++) store<f64>(x + ((<usize>i) << 5) + d, load<f64>(scratch + ((<usize>i) << 3)));
  }
}
