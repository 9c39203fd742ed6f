// A family's and a link's functions over arrays of n doubles.
import { bytes } from "../linalg/memory";
import { constant, density, observed, unitDeviance, varianceFunction, weight } from "./density";
import { inverseLink, linkFunction, meanDerivative } from "./link";

export function linkInverseRows(link: i32, n: i32, from: usize, to: usize): void {
  for (let i: usize = 0; i < bytes(n); i += 8) store<f64>(to + i, inverseLink(link, load<f64>(from + i)));
}

export function linkFunctionRows(link: i32, n: i32, from: usize, to: usize): void {
  for (let i: usize = 0; i < bytes(n); i += 8) store<f64>(to + i, linkFunction(link, load<f64>(from + i)));
}

export function meanDerivativeRows(link: i32, n: i32, from: usize, to: usize): void {
  for (let i: usize = 0; i < bytes(n); i += 8) store<f64>(to + i, meanDerivative(link, load<f64>(from + i)));
}

export function varianceRows(family: i32, shape: f64, n: i32, from: usize, to: usize): void {
  for (let i: usize = 0; i < bytes(n); i += 8) store<f64>(to + i, varianceFunction(family, shape, load<f64>(from + i)));
}

export function unitDevianceRows(family: i32, shape: f64, n: i32, y: usize, mu: usize, to: usize): void {
  for (let i: usize = 0; i < bytes(n); i += 8) {
    store<f64>(to + i, unitDeviance(family, shape, load<f64>(y + i), load<f64>(mu + i)));
  }
}

/** Working weights of prior weight 1, the observed ones where asked for. */
export function workingWeightRows(
  family: i32,
  link: i32,
  shape: f64,
  n: i32,
  useObserved: bool,
  y: usize,
  eta: usize,
  to: usize,
): void {
  for (let i: usize = 0; i < bytes(n); i += 8) {
    density(family, link, shape, load<f64>(y + i), 1, load<f64>(eta + i), useObserved);
    store<f64>(to + i, useObserved ? observed : weight);
  }
}

/** Σ of what −2 log p has besides its kernel. */
export function constantRows(family: i32, shape: f64, n: i32, y: usize, a: usize, trials: usize, phi: f64): f64 {
  let sum = 0.0;
  for (let i: usize = 0; i < bytes(n); i += 8) {
    sum += constant(family, shape, load<f64>(y + i), load<f64>(a + i), load<f64>(trials + i), phi);
  }
  return sum;
}
