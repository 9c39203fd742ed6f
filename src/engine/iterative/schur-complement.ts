// S = Λ'ŜΛ + I, the system of all factors after the first once that is eliminated level by level, which is never formed, and
// C = R⁻¹SR⁻ᵀ with the Cholesky factors R of the diagonal blocks of S. Equations are those of docs/math.md, section 17.
import type { CrossedFactor, CrossedSums } from "./crossed-sums.js";
import { addProducts, solveTriangles } from "./small-blocks.js";

/** What Λ makes of one level of the first factor. */
export interface Eliminated {
  /** K_i = T(I + A_iT)⁻¹ by level. */
  readonly inverse: Float64Array;
  /** Σ log|I + A_iT|. */
  logDeterminant: number;
}

/** What Λ makes of the levels of another factor. */
export interface TailBlock {
  readonly factor: CrossedFactor;
  /** Diagonal blocks of Ŝ by level. */
  readonly diagonal: Float64Array;
  /** R_h, lower triangles. */
  readonly root: Float64Array;
  lambda: Float64Array;
}

export class SchurComplement {
  readonly eliminated: Eliminated;
  readonly tail: readonly TailBlock[];
  /** Of the first factor. */
  lambda: Float64Array = new Float64Array(0);
  /** Σ log|P_h|. */
  logPreconditioner = 0;
  /** Panels of the first factor, for products. */
  private room: Float64Array[] | null = null;

  constructor(
    readonly sums: CrossedSums,
    private readonly log: (x: number) => number,
  ) {
    const [first, ...others] = sums.factors;
    this.eliminated = { inverse: new Float64Array(first.levelCount * first.k * first.k), logDeterminant: 0 };
    this.tail = others.map((factor) => {
      const size = factor.levelCount * factor.k * factor.k;
      return { factor, diagonal: new Float64Array(size), root: new Float64Array(size), lambda: new Float64Array(0) };
    });
  }

  /** Λ of every factor in the order of the sums; false where a block is not positive definite. */
  move(lambdas: readonly Float64Array[]): boolean {
    this.lambda = lambdas[0];
    this.tail.forEach((block, t) => {
      block.lambda = lambdas[t + 1];
    });
    return this.eliminate() && this.precondition();
  }

  /** out = Ŝ x; `t` gets V_i'x of the levels of the first factor where it is given. */
  applyTail(width: number, x: Float64Array, out: Float64Array, t?: Float64Array): void {
    const { sums, tail } = this;
    const first = sums.factors[0];
    this.room ??= [0, 0].map(() => new Float64Array(first.levelCount * first.k * width));
    const [met, scaled] = [t ?? this.room[0], this.room[1]];
    met.fill(0);
    this.gather(width, x, met);
    scaled.fill(0);
    addProducts(first.k, width, first.levelCount, this.eliminated.inverse, met, scaled);
    for (let i = 0; i < scaled.length; i++) scaled[i] = -scaled[i];
    out.fill(0);
    for (const { factor } of tail) {
      addProducts(
        factor.k,
        width,
        factor.levelCount,
        factor.diagonal,
        part(factor, width, x),
        part(factor, width, out),
      );
    }
    for (const { s, t: other, cells } of sums.later) {
      const [a, b] = [sums.factors[s], sums.factors[other]];
      cells.gather(part(b, width, x), part(a, width, out));
      cells.scatter(part(a, width, x), part(b, width, out));
    }
    this.scatter(width, scaled, out);
  }

  /** out = C v. */
  apply(width: number, v: Float64Array, out: Float64Array): void {
    const y = this.unwhitened(width, v);
    const x = this.times(width, y);
    const product = new Float64Array(x.length);
    this.applyTail(width, x, product);
    out.set(this.whitened(width, y, product));
  }

  /** R⁻¹(Λ'z + y). */
  whitened(width: number, y: Float64Array | null, z: Float64Array): Float64Array {
    const out = y === null ? new Float64Array(z.length) : y.slice();
    for (const { factor, lambda, root } of this.tail) {
      const own = part(factor, width, out);
      const options = { common: true, transposed: true };
      addProducts(factor.k, width, factor.levelCount, lambda, part(factor, width, z), own, options);
      solveTriangles(factor.k, width, factor.levelCount, root, own);
    }
    return out;
  }

  /** R⁻ᵀv. */
  unwhitened(width: number, v: Float64Array): Float64Array {
    const out = v.slice();
    for (const { factor, root } of this.tail) {
      solveTriangles(factor.k, width, factor.levelCount, root, part(factor, width, out), true);
    }
    return out;
  }

  /** Λy. */
  times(width: number, y: Float64Array): Float64Array {
    const out = new Float64Array(y.length);
    for (const { factor, lambda } of this.tail) {
      const own = part(factor, width, out);
      addProducts(factor.k, width, factor.levelCount, lambda, part(factor, width, y), own, { common: true });
    }
    return out;
  }

  /** out += V_i'x of the levels of the first factor. */
  gather(width: number, x: Float64Array, out: Float64Array): void {
    for (const { t, cells } of this.sums.first) cells.gather(part(this.sums.factors[t], width, x), out);
  }

  /** out += Σ_i V_iy_i. */
  scatter(width: number, y: Float64Array, out: Float64Array): void {
    for (const { t, cells } of this.sums.first) cells.scatter(y, part(this.sums.factors[t], width, out));
  }

  private eliminate(): boolean {
    const { diagonal, levelCount, k } = this.sums.factors[0];
    const { inverse } = this.eliminated;
    const lambda = this.lambda;
    const block = new Float64Array(k * k);
    const half = new Float64Array(k * k);
    let sum = 0;
    for (let level = 0, at = 0; level < levelCount; level++, at += k * k) {
      congruence(k, lambda, diagonal, at, block);
      for (let a = 0; a < k; a++) block[a * (k + 1)] += 1;
      const pivots = factorInPlace(k, block);
      if (!(pivots > 0)) return false;
      sum += this.log(pivots);
      // H = L⁻¹Λ', K = H'H.
      for (let b = 0; b < k; b++) {
        for (let a = 0; a < k; a++) {
          let value = lambda[b + a * k];
          for (let c = 0; c < a; c++) value -= block[a + c * k] * half[c + b * k];
          half[a + b * k] = value / block[a * (k + 1)];
        }
      }
      for (let b = 0; b < k; b++) {
        for (let a = 0; a < k; a++) {
          let value = 0;
          for (let c = 0; c < k; c++) value += half[c + a * k] * half[c + b * k];
          inverse[at + a + b * k] = value;
        }
      }
    }
    this.eliminated.logDeterminant = 2 * sum;
    return true;
  }

  private precondition(): boolean {
    const { sums, tail, eliminated } = this;
    const k = sums.factors[0].k;
    for (const { factor, diagonal } of tail) diagonal.set(factor.diagonal);
    for (const { t, cells } of sums.first)
      subtractCongruences(k, sums.factors[t].k, cells, eliminated.inverse, tail[t - 1].diagonal);
    let sum = 0;
    for (const { factor, diagonal, root, lambda } of tail) {
      const size = factor.k * factor.k;
      const block = new Float64Array(size);
      for (let at = 0; at < diagonal.length; at += size) {
        congruence(factor.k, lambda, diagonal, at, block);
        for (let a = 0; a < factor.k; a++) block[a * (factor.k + 1)] += 1;
        const pivots = factorInPlace(factor.k, block);
        if (!(pivots > 0)) return false;
        sum += this.log(pivots);
        root.set(block, at);
      }
    }
    this.logPreconditioner = 2 * sum;
    return true;
  }
}

/** The rows of one factor after the first in a panel of them all. */
export function part({ firstRow, levelCount, k }: CrossedFactor, width: number, panel: Float64Array): Float64Array {
  return panel.subarray(firstRow * width, (firstRow + levelCount * k) * width);
}

/** ŝ_h −= Z_h'Z_iK_iZ_i'Z_h of every cell. */
function subtractCongruences(
  k: number,
  l: number,
  cells: CrossedSums["pairs"][number]["cells"],
  inverse: Float64Array,
  diagonal: Float64Array,
): void {
  if (k === 1 && l === 1) {
    const { start, other, values } = cells;
    for (let level = 0; level + 1 < start.length; level++) {
      for (let cell = start[level]; cell < start[level + 1]; cell++) {
        const value = values === null ? 1 : values[cell];
        diagonal[other[cell]] -= inverse[level] * (value * value);
      }
    }
    return;
  }
  const half = new Float64Array(k * l);
  cells.each((block, level, other) => {
    for (let b = 0; b < l; b++) {
      for (let a = 0; a < k; a++) {
        let value = 0;
        for (let c = 0; c < k; c++) value += inverse[level * k * k + a + c * k] * block[c + b * k];
        half[a + b * k] = value;
      }
    }
    for (let b = 0; b < l; b++) {
      for (let d = 0; d < l; d++) {
        let value = 0;
        for (let a = 0; a < k; a++) value += block[a + d * k] * half[a + b * k];
        diagonal[other * l * l + d + b * l] -= value;
      }
    }
  });
}

/** out = Λ'A Λ of the block at `at`. */
function congruence(k: number, lambda: Float64Array, blocks: Float64Array, at: number, out: Float64Array): void {
  for (let b = 0; b < k; b++) {
    for (let a = 0; a < k; a++) {
      let value = 0;
      for (let j = 0; j < k; j++) {
        let own = 0;
        for (let i = 0; i < k; i++) own += lambda[i + a * k] * blocks[at + i + j * k];
        value += own * lambda[j + b * k];
      }
      out[a + b * k] = value;
    }
  }
}

/** Replaces a block by its lower Cholesky factor; the product of the pivots, NaN where there is none. */
function factorInPlace(k: number, block: Float64Array): number {
  let product = 1;
  for (let j = 0; j < k; j++) {
    let pivot = block[j * (k + 1)];
    for (let c = 0; c < j; c++) pivot -= block[j + c * k] * block[j + c * k];
    if (!(pivot > 0)) return Number.NaN;
    const root = Math.sqrt(pivot);
    block[j * (k + 1)] = root;
    product *= root;
    for (let i = j + 1; i < k; i++) {
      let value = block[i + j * k];
      for (let c = 0; c < j; c++) value -= block[i + c * k] * block[j + c * k];
      block[i + j * k] = value / root;
      block[j + i * k] = 0;
    }
  }
  return product;
}
