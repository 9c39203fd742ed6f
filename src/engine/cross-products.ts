// Sums of products that somebody else has made, a database say, as a source of blocks: of columns that are already in a
// basis. Whoever sums chooses the basis; raw sums will do where no accuracy is lost by them.
import { instantiateCore } from "../core/load.js";
import { CoreMemory } from "../core/memory.js";
import { UnsupportedError } from "../errors.js";
import { type BlockShape, storedOrder } from "./block-layout.js";
import { Blocks, type Source } from "./blocks.js";
import type { FixedColumns } from "./fixed-columns.js";
import { CLEAR } from "./orthonormal-columns.js";
import type { StructureChoice } from "./symbolic/structure.js";

/**
 * Products of rows [z̃ x̃ y₀]: z̃ = T'z for the columns z of a random term, whose T the terms of the likelihood have, x̃ the
 * columns of X T, y₀ = y − offset − Xb.
 * Rows are multiplied by the square roots of precision weights. Matrices are column-major.
 */
export interface CrossProducts {
  /** Rows that were summed. */
  readonly nobs: number;
  /** Σ log w of the weights; 0 without. */
  readonly logWeights: number;
  readonly fixed: FixedColumns;
  /** b, a value for each column of X, zeros where one is not kept. */
  readonly coefficients: Float64Array;
  /** [x̃ y₀]'[x̃ y₀], (rank + 1)²; its lower triangle will do. */
  readonly gram: Float64Array;
  readonly factors: readonly FactorProducts[];
  /** Of every two factors, in any order. */
  readonly pairs: readonly PairProducts[];
}

/** Sums over the rows of each level of one grouping factor, level by level. */
export interface FactorProducts {
  readonly levelCount: number;
  /** How many columns each of its random terms has, term after term. */
  readonly terms: readonly number[];
  /** z̃z̃', levels × k × k. */
  readonly ztz: Float64Array;
  /** z̃x̃', levels × k × rank. */
  readonly ztx: Float64Array;
  /** z̃y₀, levels × k. */
  readonly zty: Float64Array;
}

/** Sums over the rows that two levels share, pair by pair; those of a pair that comes twice are added. */
export interface PairProducts {
  /** Index of one factor and, pair by pair, its level. */
  readonly first: number;
  readonly firstLevels: Int32Array;
  /** … of the other. */
  readonly second: number;
  readonly secondLevels: Int32Array;
  /** z̃_first z̃_second', pairs × k_first × k_second. */
  readonly products: Float64Array;
}

/**
 * The system that sums describe; `choice` as for Blocks. Throws UnsupportedError where columns are so nearly dependent
 * that sums of their products have lost what tells them apart.
 */
export function crossProductBlocks(products: CrossProducts, choice: StructureChoice = {}): Blocks {
  refuseUnclear(products);
  const source = new SummedProducts(products);
  const core = instantiateCore();
  const blocks = new Blocks(source.shape, choice, core, new CoreMemory(core));
  source.fill(blocks);
  return blocks;
}

class SummedProducts implements Source {
  readonly shape: BlockShape;

  constructor(private readonly products: CrossProducts) {
    const { nobs, logWeights, fixed, factors } = products;
    this.shape = {
      nobs,
      logWeights,
      fixed,
      factors: factors.map(({ levelCount, terms }) => ({ levelCount, columnCount: columnsOf(terms) })),
      meetings: (f, g) => {
        const pair = this.pairOf(f, g);
        if (pair === undefined) return [new Int32Array(0), new Int32Array(0)];
        const { firstLevels, secondLevels } = pair;
        return pair.first === f ? [firstLevels, secondLevels] : [secondLevels, firstLevels];
      },
    };
  }

  fill(blocks: Blocks): void {
    const { order, total } = blocks.structure;
    order.forEach((f, s) => {
      if (total[s] === 0) return;
      this.fillFactor(blocks, f);
      order.forEach((g, t) => {
        const position = blocks.structure.position[s][t];
        const pair = this.pairOf(f, g);
        if (position !== null && pair !== undefined) fillPair(blocks, f, g, pair, position);
      });
    });
    blocks.takeResponse(this.products);
  }

  private fillFactor(blocks: Blocks, f: number): void {
    const { memory, rank, structure } = blocks;
    const { aDiagonal, aBorder, total, columns: k } = blocks.block(f);
    const { ztz, ztx, zty } = this.products.factors[f];
    const place = structure.place[f];
    memory.f64(aDiagonal, ztz.length).set(storedOrder(ztz, place, k * k));
    const border = memory.f64(aBorder, total * (rank + 1) * k);
    const [x, y] = [storedOrder(ztx, place, rank * k), storedOrder(zty, place, k)];
    for (let level = 0, at = 0; level < total; level++, at += (rank + 1) * k) {
      border.set(x.subarray(level * rank * k, (level + 1) * rank * k), at);
      border.set(y.subarray(level * k, (level + 1) * k), at + rank * k);
    }
  }

  private pairOf(f: number, g: number): PairProducts | undefined {
    return this.products.pairs.find(({ first, second }) => (first === f ? second === g : first === g && second === f));
  }
}

/** The products of factor f, which is eliminated first, with g; `position`: where each pair's block begins, in scalar rows. */
function fillPair(blocks: Blocks, f: number, g: number, { first, products }: PairProducts, position: Int32Array): void {
  const { aValue, columns: k } = blocks.block(f);
  const { columns: other } = blocks.block(g);
  const values = blocks.memory.f64(aValue, blocks.structure.cross[blocks.place[f]].rows.length * k);
  position.forEach((row, pair) => {
    const at = pair * k * other;
    for (let b = 0; b < other; b++) {
      for (let a = 0; a < k; a++) values[(row + b) * k + a] += products[at + (first === f ? a + k * b : b + other * a)];
    }
  });
}

function columnsOf(terms: readonly number[]): number {
  return terms.reduce((sum, count) => sum + count, 0);
}

/** Throws where a Gram matrix alone does not tell columns apart: where the basis from rows would pass over them again. */
function refuseUnclear({ fixed, gram, factors }: CrossProducts): void {
  const rank = fixed.kept.length;
  const unclear = unclearColumn(rank + 1, gram);
  if (unclear !== null) refuse(unclear < rank ? `column ${unclear + 1} of the fixed effects` : "the response");
  factors.forEach(({ terms, ztz }, f) => {
    const k = columnsOf(terms);
    let offset = 0;
    terms.forEach((columnCount, t) => {
      const column = unclearColumn(columnCount, levelSum(ztz, k, offset, columnCount));
      if (column !== null) refuse(`column ${column + 1} of random term ${t + 1} of grouping factor ${f + 1}`);
      offset += columnCount;
    });
  });
}

function refuse(what: string): never {
  throw new UnsupportedError(
    `sums of products have lost what sets ${what} apart from the columns before it: less than ${CLEAR} of its sum of ` +
      "squares is left beside them; sum columns that are centered or orthogonalized first, with the transform given",
  );
}

/** The first column of which the ones before it leave less than a share of CLEAR, of n with this Gram matrix. */
function unclearColumn(n: number, gram: Float64Array): number | null {
  const factor = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    let left = gram[j * (n + 1)];
    for (let c = 0; c < j; c++) {
      let sum = gram[j + c * n];
      for (let i = 0; i < c; i++) sum -= factor[j + i * n] * factor[c + i * n];
      factor[j + c * n] = factor[c * (n + 1)] === 0 ? 0 : sum / factor[c * (n + 1)];
      left -= factor[j + c * n] * factor[j + c * n];
    }
    if (left < CLEAR * gram[j * (n + 1)]) return j;
    factor[j * (n + 1)] = Math.sqrt(left);
  }
  return null;
}

/** Σ over levels of the block of `size` columns from `offset` on, of k × k blocks. */
function levelSum(blocks: Float64Array, k: number, offset: number, size: number): Float64Array {
  const sum = new Float64Array(size * size);
  for (let at = 0; at < blocks.length; at += k * k) {
    for (let j = 0; j < size; j++) {
      for (let i = 0; i < size; i++) sum[i + j * size] += blocks[at + offset + i + (offset + j) * k];
    }
  }
  return sum;
}
