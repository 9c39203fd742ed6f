// The rows of a model whose weights change: linear predictor, density, and the weighted cross-products of [Z X].
import { add, at, bytes, clear, get, index, indexAt, pointer, set } from "../linalg/memory";
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
    let sum = get(offset, row);
    for (let j = 0; j < rank; j++) {
      sum += load<f64>(x) * get(gamma, j);
      x += 8;
    }
    set(base, row, sum);
  }
}

/** to ← from + Z b for rows first … last − 1, by global row numbers; b over all random effects. */
export function addRandom(first: i32, last: i32, b: usize, from: usize, to: usize): void {
  for (let s = 0; s < factorCount; s++) {
    const factor = factorAt(s);
    const k = factor.columns;
    const effect = at(b, factor.row0);
    let code = indexAt(pointer(codes, s), first);
    let z = pointer(columns, s);
    let source = at(s == 0 ? from : to, first);
    let cell = at(to, first);
    const end = at(to, last);
    if (z == 0) {
      for (; cell < end; cell += 8) {
        store<f64>(cell, load<f64>(source) + get(effect, load<i32>(code)));
        code += 4;
        source += 8;
      }
      continue;
    }
    z += bytes(first * k);
    const width = bytes(k);
    for (; cell < end; cell += 8) {
      const own = effect + <usize>load<i32>(code) * width;
      let sum = load<f64>(source);
      for (let i: usize = 0; i < width; i += 8) sum += load<f64>(own + i) * load<f64>(z + i);
      store<f64>(cell, sum);
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
      const here = bytes(row);
      const eta = load<f64>(work + here);
      if (!density(family, link, shape, load<f64>(response + here), load<f64>(prior + here), eta, useObserved)) {
        return Infinity;
      }
      sum += kernel;
      const w = useObserved ? observed : weight;
      store<f64>(predictor + here, eta);
      store<f64>(weights + here, w);
      store<f64>(target + here, score + w * (eta - load<f64>(base + here)));
    }
    total += sum;
  }
  return total;
}

/** W, or W_o, and t at the present η. */
export function reweight(useObserved: bool): void {
  for (let row = 0; row < rows; row++) {
    const eta = get(predictor, row);
    density(family, link, shape, get(response, row), get(prior, row), eta, useObserved);
    const w = useObserved ? observed : weight;
    set(weights, row, w);
    set(target, row, score + w * (eta - get(base, row)));
  }
}

/** All blocks of [Z X]'W[Z X] and [Z X]'t; without the fixed part its blocks are those of an identity. */
export function accumulateWeighted(withFixed: bool): void {
  const border = rank + 1;
  for (let s = 0; s < factorCount; s++) {
    const factor = factorAt(s);
    const size = bytes(factor.levels * factor.columns);
    memory.fill(factor.aDiagonal, 0, size * factor.columns);
    memory.fill(factor.aBorder, 0, size * border);
    const list = index(factor.aStart, factor.levels);
    clear(factor.aValue, list * factor.columns);
  }
  clear(fixedGram, border * border);
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
  else for (let j = 0; j < rank; j++) set(fixedGram, j * (border + 1), 1);
  set(fixedGram, border * border - 1, UNUSED_PIVOT);
}

/** Share of the largest diagonal entry of X'WX that is added to all: what weights of separated rows leave has pivots. */
const STEADY: f64 = 1e-13;

/** X'WX + εI; modes, their determinant and its gradient do not depend on it. */
function steady(border: i32): void {
  let largest: f64 = 0;
  for (let j = 0; j < rank; j++) largest = max(largest, get(fixedGram, j * (border + 1)));
  for (let j = 0; j < rank; j++) add(fixedGram, j * (border + 1), STEADY * largest);
}

function accumulateOwn(s: i32, first: i32, last: i32): void {
  const factor = factorAt(s);
  const k = factor.columns;
  let code = indexAt(pointer(codes, s), first);
  let z = pointer(columns, s);
  const side = bytes(rank * k);
  const stride = bytes((rank + 1) * k);
  if (k == 1) {
    for (let row = first; row < last; row++) {
      const level = load<i32>(code);
      const x = z == 0 ? 1.0 : get(z, row);
      const w = x * get(weights, row);
      add(factor.aDiagonal, level, w * x);
      const cell = factor.aBorder + stride * level + side;
      store<f64>(cell, load<f64>(cell) + x * get(target, row));
      code += 4;
    }
    return;
  }
  const width = bytes(k);
  z += width * first;
  for (let row = first; row < last; row++) {
    const level = load<i32>(code);
    const w = get(weights, row);
    const t = get(target, row);
    let own = factor.aDiagonal + width * level * k;
    const cell = factor.aBorder + stride * level + side;
    for (let j: usize = 0; j < width; j += 8) {
      const x = load<f64>(z + j);
      store<f64>(cell + j, load<f64>(cell + j) + x * t);
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

/** X'WZ of the levels of factor s. */
@inline
function accumulateFixed(s: i32, first: i32, last: i32): void {
  const factor = factorAt(s);
  const k = factor.columns;
  const width = bytes(k);
  const stride = <usize>(rank + 1) * width;
  let code = indexAt(pointer(codes, s), first);
  let z = pointer(columns, s);
  const ones = z == 0;
  z += width * first;
  let x = at(fixed, first * rank);
  for (let row = first; row < last; row++) {
    const w = get(weights, row);
    let cell = factor.aBorder + <usize>load<i32>(code) * stride;
    if (k == 1) {
      const wz = ones ? w : w * load<f64>(z);
      for (let j = 0; j < rank; j++) {
        store<f64>(cell, load<f64>(cell) + wz * load<f64>(x));
        cell += 8;
        x += 8;
      }
    } else {
      for (let j = 0; j < rank; j++) {
        const wx = w * load<f64>(x);
        for (let i: usize = 0; i < width; i += 8) {
          store<f64>(cell, load<f64>(cell) + wx * load<f64>(z + i));
          cell += 8;
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
  let place = indexAt(pointer(places, s * factorCount + t), first);
  let z = pointer(columns, s);
  let other = pointer(columns, t);
  const width = bytes(k);
  if (k == 1 && kt == 1) {
    for (let row = first; row < last; row++) {
      const here = bytes(row);
      let w = load<f64>(weights + here);
      if (z != 0) w *= load<f64>(z + here);
      if (other != 0) w *= load<f64>(other + here);
      add(values, load<u32>(place), w);
      place += 4;
    }
    return;
  }
  for (let row = first; row < last; row++) {
    const w = get(weights, row);
    let cell = values + <usize>load<u32>(place) * width;
    const own = z + width * row;
    for (let b = 0; b < kt; b++) {
      const wx = other == 0 ? w : w * get(other, row * kt + b);
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
  const stride = bytes(rank);
  const x = fixed + stride * first;
  for (let i = 0; i < rank; i++) {
    let product = 0.0;
    let right = at(x, i);
    for (let row = first; row < last; row++) {
      const value = load<f64>(right);
      product += value * get(target, row);
      set(work, row, value * get(weights, row));
      right += stride;
    }
    addSymmetric(border, rank, i, product);
    for (let j = 0; j <= i; j++) {
      let even = 0.0;
      let odd = 0.0;
      let left = at(x, j);
      let cell = at(work, first);
      const end = at(work, last);
      for (; cell + 8 < end; cell += 16) {
        even += load<f64>(cell) * load<f64>(left);
        odd += load<f64>(cell, 8) * load<f64>(left + stride);
        left += stride << 1;
      }
      if (cell < end) even += load<f64>(cell) * load<f64>(left);
      addSymmetric(border, i, j, even + odd);
    }
  }
}

function addSymmetric(n: i32, i: i32, j: i32, value: f64): void {
  const lower = at(fixedGram, i + j * n);
  store<f64>(lower, load<f64>(lower) + value);
  if (i != j) set(fixedGram, j + i * n, load<f64>(lower));
}
