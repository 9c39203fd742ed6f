// Panels over all random effects, and the exact solutions of Henderson's equations for them.
import { conjugateGradients } from "./conjugate-gradients.js";
import type { CrossedSums } from "./crossed-sums.js";
import { WIDTH } from "./probes.js";
import { part, type SchurComplement } from "./schur-complement.js";
import { addProducts } from "./small-blocks.js";

/** Eight vectors over the random effects: those of the first factor, and those of all others. */
export interface Effects {
  readonly first: Float64Array;
  readonly tail: Float64Array;
}

/** e = ΛM⁻¹Λ'b of right-hand sides b, and b − Z'Z e. */
export interface SolvedEffects {
  readonly b: Effects;
  readonly e: Effects;
  readonly rest: Effects;
}

export function zeroEffects({ factors, tailRows }: CrossedSums): Effects {
  const { levelCount, k } = factors[0];
  return { first: new Float64Array(levelCount * k * WIDTH), tail: new Float64Array(tailRows * WIDTH) };
}

/** The rows of one factor. */
export function effectsOf({ factors }: CrossedSums, { first, tail }: Effects, s: number): Float64Array {
  return s === 0 ? first : part(factors[s], WIDTH, tail);
}

/** Solves to `tolerance` of what is left. */
export function solveEffects(schur: SchurComplement, b: Effects, tolerance: number): SolvedEffects {
  const { sums, eliminated } = schur;
  const { k, levelCount, diagonal } = sums.factors[0];
  const scaled = new Float64Array(b.first.length);
  addProducts(k, WIDTH, levelCount, eliminated.inverse, b.first, scaled);
  negate(scaled);
  const right = b.tail.slice();
  schur.scatter(WIDTH, scaled, right);
  const apply = (x: Float64Array, out: Float64Array) => schur.apply(WIDTH, x, out);
  const { x } = conjugateGradients(apply, schur.whitened(WIDTH, null, right), WIDTH, tolerance);
  const tail = schur.times(WIDTH, schur.unwhitened(WIDTH, x));
  const met = new Float64Array(b.first.length);
  schur.gather(WIDTH, tail, met);
  for (let i = 0; i < met.length; i++) met[i] = b.first[i] - met[i];
  const first = new Float64Array(met.length);
  addProducts(k, WIDTH, levelCount, eliminated.inverse, met, first);
  const e = { first, tail };
  const product = new Float64Array(met.length);
  addProducts(k, WIDTH, levelCount, diagonal, first, product);
  for (let i = 0; i < met.length; i++) met[i] -= product[i];
  const tailProduct = new Float64Array(tail.length);
  addTailProducts(sums, e, tailProduct);
  for (let i = 0; i < tailProduct.length; i++) tailProduct[i] = b.tail[i] - tailProduct[i];
  return { b, e, rest: { first: met, tail: tailProduct } };
}

/** Z'Z x. */
export function crossProducts(schur: SchurComplement, x: Effects): Effects {
  const { sums } = schur;
  const { k, levelCount, diagonal } = sums.factors[0];
  const out = zeroEffects(sums);
  addProducts(k, WIDTH, levelCount, diagonal, x.first, out.first);
  schur.gather(WIDTH, x.tail, out.first);
  addTailProducts(sums, x, out.tail);
  return out;
}

/** out += the rows of Z'Z x after the first factor. */
function addTailProducts(sums: CrossedSums, { first, tail }: Effects, out: Float64Array): void {
  for (const factor of sums.factors.slice(1)) {
    addProducts(
      factor.k,
      WIDTH,
      factor.levelCount,
      factor.diagonal,
      part(factor, WIDTH, tail),
      part(factor, WIDTH, out),
    );
  }
  for (const { s, t, cells } of sums.pairs) {
    const [a, b] = [sums.factors[s], sums.factors[t]];
    if (s === 0) cells.scatter(first, part(b, WIDTH, out));
    else {
      cells.gather(part(b, WIDTH, tail), part(a, WIDTH, out));
      cells.scatter(part(a, WIDTH, tail), part(b, WIDTH, out));
    }
  }
}

function negate(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) values[i] = -values[i];
}

/** Of each row the number in the first column. */
export function firstColumn(panel: Float64Array): Float64Array {
  return Float64Array.from({ length: panel.length / WIDTH }, (_, row) => panel[row * WIDTH]);
}

/** a'b of a column of either, over all random effects. */
export function effectsProduct(a: Effects, i: number, b: Effects, j: number): number {
  return panelProduct(a.first, i, b.first, j) + panelProduct(a.tail, i, b.tail, j);
}

function panelProduct(a: Float64Array, i: number, b: Float64Array, j: number): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += WIDTH) sum += a[at + i] * b[at + j];
  return sum;
}
