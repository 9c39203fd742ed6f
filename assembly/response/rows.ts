// The rows of a model whose weights change: linear predictor, density, and the weighted cross-products of [Z X].
import { factorAt, factorCount, rank } from "../mixed/layout";
import { fixedGram } from "../mixed/workspace";
import { BINOMIAL, density, kernel, observed, score, weight } from "./density";
import { LOGIT } from "./link";
import { respondLogit } from "./logit";

/** Rows worked on together: what they need should stay in the second cache, and 2 to this power is a number. */
export const CHUNK: i32 = 512;
/** Pivot of the row of y, which the blocks carry along as a right-hand side only. */
const UNUSED_PIVOT: f64 = 1e300;

export let rows: i32 = 0;
/** Tables of addresses: levels by factor, columns by factor [row][k] (0: a column of ones), places by pair of factors. */
export let codes: usize = 0;
export let columns: usize = 0;
export let places: usize = 0;
/** X T, [row][rank]. */
export let fixed: usize = 0;
/** By row: response, prior weights over dispersion, offset, offset + Xβ, η, W, right-hand side t; scratch of one value. */
export let response: usize = 0;
export let prior: usize = 0;
export let offset: usize = 0;
export let base: usize = 0;
export let predictor: usize = 0;
export let weights: usize = 0;
export let target: usize = 0;
export let work: usize = 0;

export let family: i32 = 0;
export let link: i32 = 0;
export let shape: f64 = 0;

export function setRows(
  n: i32,
  codesAt: usize,
  columnsAt: usize,
  placesAt: usize,
  fixedAt: usize,
  responseAt: usize,
  priorAt: usize,
  offsetAt: usize,
  baseAt: usize,
  predictorAt: usize,
  weightsAt: usize,
  targetAt: usize,
  workAt: usize,
): void {
  rows = n;
  codes = codesAt;
  columns = columnsAt;
  places = placesAt;
  fixed = fixedAt;
  response = responseAt;
  prior = priorAt;
  offset = offsetAt;
  base = baseAt;
  predictor = predictorAt;
  weights = weightsAt;
  target = targetAt;
  work = workAt;
}

export function setFamily(familyCode: i32, linkCode: i32, shapeValue: f64): void {
  family = familyCode;
  link = linkCode;
  shape = shapeValue;
}

/** base ← offset + X γ. */
export function setBase(gamma: usize): void {
  let x = fixed;
  for (let row = 0; row < rows; row++) {
    let sum = load<f64>(offset + ((<usize>row) << 3));
    for (let j = 0; j < rank; j++) {
      sum += load<f64>(x) * load<f64>(gamma + ((<usize>j) << 3));
      x += 8;
    }
    store<f64>(base + ((<usize>row) << 3), sum);
  }
}

/** to ← from + Z b for rows first … last − 1, by global row numbers; b over all random effects. */
export function addRandom(first: i32, last: i32, b: usize, from: usize, to: usize): void {
  for (let s = 0; s < factorCount; s++) {
    const factor = factorAt(s);
    const k = factor.columns;
    const effect = b + ((<usize>factor.row0) << 3);
    let code = load<usize>(codes + ((<usize>s) << 2)) + ((<usize>first) << 2);
    let z = load<usize>(columns + ((<usize>s) << 2));
    let source = (s == 0 ? from : to) + ((<usize>first) << 3);
    let at = to + ((<usize>first) << 3);
    const end = to + ((<usize>last) << 3);
    if (z == 0) {
      for (; at < end; at += 8) {
        store<f64>(at, load<f64>(source) + load<f64>(effect + ((<usize>load<i32>(code)) << 3)));
        code += 4;
        source += 8;
      }
      continue;
    }
    z += (<usize>first * <usize>k) << 3;
    const width = (<usize>k) << 3;
    for (; at < end; at += 8) {
      const own = effect + <usize>load<i32>(code) * width;
      let sum = load<f64>(source);
      for (let i: usize = 0; i < width; i += 8) sum += load<f64>(own + i) * load<f64>(z + i);
      store<f64>(at, sum);
      z += width;
      code += 4;
      source += 8;
    }
  }
}

/**
 * η ← base + Z b, and at it W, t = score + W (η − base); returns Σ −2 log p (constants left out), +Infinity where a row
 * is outside the domain of the link. `useObserved`: the observed weights W_o in the place of W.
 */
export function respond(b: usize, useObserved: bool): f64 {
  const isLogit = family == BINOMIAL && link == LOGIT;
  let total = 0.0;
  for (let first = 0; first < rows; first += CHUNK) {
    const last = min(first + CHUNK, rows);
    addRandom(first, last, b, base, work);
    if (isLogit) {
      total += respondLogit(first, last);
      continue;
    }
    let sum = 0.0;
    for (let row = first; row < last; row++) {
      const at = (<usize>row) << 3;
      const eta = load<f64>(work + at);
      if (!density(family, link, shape, load<f64>(response + at), load<f64>(prior + at), eta, useObserved)) {
        return Infinity;
      }
      sum += kernel;
      const w = useObserved ? observed : weight;
      store<f64>(predictor + at, eta);
      store<f64>(weights + at, w);
      store<f64>(target + at, score + w * (eta - load<f64>(base + at)));
    }
    total += sum;
  }
  return total;
}

/** W, or W_o, and t at the present η. */
export function reweight(useObserved: bool): void {
  for (let row = 0; row < rows; row++) {
    const at = (<usize>row) << 3;
    const eta = load<f64>(predictor + at);
    density(family, link, shape, load<f64>(response + at), load<f64>(prior + at), eta, useObserved);
    const w = useObserved ? observed : weight;
    store<f64>(weights + at, w);
    store<f64>(target + at, score + w * (eta - load<f64>(base + at)));
  }
}

/** All blocks of [Z X]'W[Z X] and [Z X]'t; without the fixed part its blocks are those of an identity. */
export function accumulateWeighted(withFixed: bool): void {
  const border = rank + 1;
  for (let s = 0; s < factorCount; s++) {
    const factor = factorAt(s);
    const size = (<usize>(factor.levels * factor.columns)) << 3;
    memory.fill(factor.aDiagonal, 0, size * <usize>factor.columns);
    memory.fill(factor.aBorder, 0, size * <usize>border);
    const list = load<i32>(factor.aStart + ((<usize>factor.levels) << 2));
    memory.fill(factor.aValue, 0, (<usize>list * <usize>factor.columns) << 3);
  }
  memory.fill(fixedGram, 0, (<usize>(border * border)) << 3);
  for (let first = 0; first < rows; first += CHUNK) {
    const last = min(first + CHUNK, rows);
    for (let s = 0; s < factorCount; s++) {
      accumulateOwn(s, first, last);
      if (withFixed) accumulateFixed(s, first, last);
      for (let t = s + 1; t < factorCount; t++) accumulatePair(s, t, first, last);
    }
    if (withFixed) accumulateGram(first, last);
  }
  if (withFixed) steady(border);
  else for (let j = 0; j < rank; j++) store<f64>(fixedGram + ((<usize>(j * (border + 1))) << 3), 1);
  store<f64>(fixedGram + ((<usize>(border * border - 1)) << 3), UNUSED_PIVOT);
}

/** Share of the largest diagonal entry of X'WX that is added to all: what weights of separated rows leave has pivots. */
const STEADY: f64 = 1e-13;

/** X'WX + εI; modes, their determinant and its gradient do not depend on it. */
function steady(border: i32): void {
  let largest: f64 = 0;
  for (let j = 0; j < rank; j++) {
    largest = max(largest, load<f64>(fixedGram + ((<usize>(j * (border + 1))) << 3)));
  }
  for (let j = 0; j < rank; j++) {
    const at = fixedGram + ((<usize>(j * (border + 1))) << 3);
    store<f64>(at, load<f64>(at) + STEADY * largest);
  }
}

function accumulateOwn(s: i32, first: i32, last: i32): void {
  const factor = factorAt(s);
  const k = factor.columns;
  let code = load<usize>(codes + ((<usize>s) << 2)) + ((<usize>first) << 2);
  let z = load<usize>(columns + ((<usize>s) << 2));
  const side = (<usize>(rank * k)) << 3;
  const stride = (<usize>((rank + 1) * k)) << 3;
  if (k == 1) {
    for (let row = first; row < last; row++) {
      const level = <usize>load<i32>(code);
      const x = z == 0 ? 1.0 : load<f64>(z + ((<usize>row) << 3));
      const w = x * load<f64>(weights + ((<usize>row) << 3));
      const own = factor.aDiagonal + (level << 3);
      store<f64>(own, load<f64>(own) + w * x);
      const at = factor.aBorder + level * stride + side;
      store<f64>(at, load<f64>(at) + x * load<f64>(target + ((<usize>row) << 3)));
      code += 4;
    }
    return;
  }
  const width = (<usize>k) << 3;
  z += <usize>first * width;
  for (let row = first; row < last; row++) {
    const level = <usize>load<i32>(code);
    const w = load<f64>(weights + ((<usize>row) << 3));
    const t = load<f64>(target + ((<usize>row) << 3));
    let own = factor.aDiagonal + level * width * <usize>k;
    const at = factor.aBorder + level * stride + side;
    for (let j: usize = 0; j < width; j += 8) {
      const x = load<f64>(z + j);
      store<f64>(at + j, load<f64>(at + j) + x * t);
      const wx = w * x;
      for (let i: usize = 0; i < width; i += 8) {
        store<f64>(own, load<f64>(own) + wx * load<f64>(z + i));
        own += 8;
      }
    }
    z += width;
    code += 4;
  }
}

function accumulateFixed(s: i32, first: i32, last: i32): void {
  const factor = factorAt(s);
  const k = factor.columns;
  const width = (<usize>k) << 3;
  const stride = <usize>(rank + 1) * width;
  let code = load<usize>(codes + ((<usize>s) << 2)) + ((<usize>first) << 2);
  let z = load<usize>(columns + ((<usize>s) << 2));
  const ones = z == 0;
  z += <usize>first * width;
  let x = fixed + ((<usize>first * <usize>rank) << 3);
  for (let row = first; row < last; row++) {
    const w = load<f64>(weights + ((<usize>row) << 3));
    let at = factor.aBorder + <usize>load<i32>(code) * stride;
    if (k == 1) {
      const wz = ones ? w : w * load<f64>(z);
      for (let j = 0; j < rank; j++) {
        store<f64>(at, load<f64>(at) + wz * load<f64>(x));
        at += 8;
        x += 8;
      }
    } else {
      for (let j = 0; j < rank; j++) {
        const wx = w * load<f64>(x);
        for (let i: usize = 0; i < width; i += 8) {
          store<f64>(at, load<f64>(at) + wx * load<f64>(z + i));
          at += 8;
        }
        x += 8;
      }
    }
    z += width;
    code += 4;
  }
}

function accumulatePair(s: i32, t: i32, first: i32, last: i32): void {
  const k = factorAt(s).columns;
  const kt = factorAt(t).columns;
  const values = factorAt(s).aValue;
  let place = load<usize>(places + ((<usize>(s * factorCount + t)) << 2)) + ((<usize>first) << 2);
  let z = load<usize>(columns + ((<usize>s) << 2));
  let other = load<usize>(columns + ((<usize>t) << 2));
  const width = (<usize>k) << 3;
  if (k == 1 && kt == 1) {
    for (let row = first; row < last; row++) {
      const at = (<usize>row) << 3;
      let w = load<f64>(weights + at);
      if (z != 0) w *= load<f64>(z + at);
      if (other != 0) w *= load<f64>(other + at);
      const cell = values + ((<usize>load<u32>(place)) << 3);
      store<f64>(cell, load<f64>(cell) + w);
      place += 4;
    }
    return;
  }
  for (let row = first; row < last; row++) {
    const w = load<f64>(weights + ((<usize>row) << 3));
    let cell = values + <usize>load<u32>(place) * width;
    const own = z + <usize>row * width;
    for (let b = 0; b < kt; b++) {
      const wx = other == 0 ? w : w * load<f64>(other + ((<usize>(row * kt + b)) << 3));
      if (z == 0) {
        store<f64>(cell, load<f64>(cell) + wx);
        cell += 8;
        continue;
      }
      for (let i: usize = 0; i < width; i += 8) {
        store<f64>(cell, load<f64>(cell) + wx * load<f64>(own + i));
        cell += 8;
      }
    }
    place += 4;
  }
}

/** X'WX and X't into the Gram matrix, both triangles. */
function accumulateGram(first: i32, last: i32): void {
  const border = rank + 1;
  const stride = (<usize>rank) << 3;
  const x = fixed + <usize>first * stride;
  for (let i = 0; i < rank; i++) {
    let product = 0.0;
    let right = x + ((<usize>i) << 3);
    for (let row = first; row < last; row++) {
      const at = (<usize>row) << 3;
      const value = load<f64>(right);
      product += value * load<f64>(target + at);
      store<f64>(work + at, value * load<f64>(weights + at));
      right += stride;
    }
    addSymmetric(border, rank, i, product);
    for (let j = 0; j <= i; j++) {
      let even = 0.0;
      let odd = 0.0;
      let left = x + ((<usize>j) << 3);
      let at = work + ((<usize>first) << 3);
      const end = work + ((<usize>last) << 3);
      for (; at + 8 < end; at += 16) {
        even += load<f64>(at) * load<f64>(left);
        odd += load<f64>(at, 8) * load<f64>(left + stride);
        left += stride << 1;
      }
      if (at < end) even += load<f64>(at) * load<f64>(left);
      addSymmetric(border, i, j, even + odd);
    }
  }
}

function addSymmetric(n: i32, i: i32, j: i32, value: f64): void {
  const lower = fixedGram + ((<usize>(i + j * n)) << 3);
  store<f64>(lower, load<f64>(lower) + value);
  if (i != j) store<f64>(fixedGram + ((<usize>(j + i * n)) << 3), load<f64>(lower));
}
