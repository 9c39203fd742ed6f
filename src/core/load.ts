// Compiles the embedded core once and makes instances of it.

import bytes from "../../build/core.wasm";
import { UnsupportedError } from "../errors.js";
import { letGo } from "./kept-systems.js";

/** The functions of assembly/index.ts; addresses are bytes, and may come out negative past 2 GiB. */
export interface CoreExports extends Record<string, unknown> {
  readonly memory: WebAssembly.Memory;
  allocate(bytes: number): number;
  allocateZeroed(bytes: number): number;
  mark(): number;
  release(position: number): void;
  factorBytes(): number;
  setLayout(factors: number, touches: number, count: number, sparse: number, p: number, n: number, dense: number): void;
  columnLength(): number;
  setWorkspace(...addresses: number[]): void;
  gramRows(rows: number, columns: number, first: number, values: number, gram: number): void;
  transformRows(
    rows: number,
    columns: number,
    kept: number,
    from: number,
    transform: number,
    coefficients: number,
    to: number,
  ): void;
  accumulateRows(rows: number, codes: number, z: number, position: number, fixed: number): void;
  factorize(): number;
  profiled(restricted: number, logFixedScale: number): number;
  readonly pwrss: { value: number };
  readonly logDeterminant: { value: number };
  readonly logDeterminantFixed: { value: number };
  solve(): void;
  solveFixed(): void;
  scoreTail(): void;
  gradient(restricted: number): void;
  selectedInverse(withFixed: number): void;
  vectorRows(): number;
  averageInformation(
    restricted: number,
    tiles: number,
    tileFactor: number,
    pieces: number,
    slot: number,
    column: number,
    vectors: number,
    width: number,
    h: number,
    v: number,
    out: number,
  ): void;
  projectedGram(tiles: number, tileFactor: number, h: number, v: number, out: number): void;
  forwardEffects(v: number, tiles: number): void;
  effectSquares(v: number, to: number): void;
  projectedCross(restricted: number, wide: number, q: number): void;
  fourthMoment(s: number, t: number, q: number, pack: number, out: number): void;
  crossMoment(s: number, t: number, left: number, right: number, pack: number, out: number): void;
  productPanelLength(): number;
  setProducts(products: number, panels: number): void;
  setRows(rows: number, ...addresses: number[]): void;
  setFamily(family: number, link: number, shape: number): void;
  setBase(gamma: number): void;
  respond(b: number, useObserved: number): number;
  reweight(useObserved: number): void;
  accumulateWeighted(withFixed: number): void;
  solveModes(given: number, to: number): void;
  scaleModes(u: number, b: number): number;
  modeDecrement(now: number, next: number, b: number, step: number): number;
  mixModes(a: number, b: number, alpha: number, to: number): void;
  setVectors(s: number, values: number, border: number): void;
  setLeverage(pairs: number, coefficients: number): void;
  invertPairs(): void;
  leverageChunk(count: number, to: number): void;
  leverageRows(useObserved: number): void;
  projectRows(x: number, to: number): void;
  solveSystem(x: number, y: number, withFixed: number, v: number, b: number): void;
  weighMove(b: number, to: number): void;
  slopeRows(slope: number): void;
  gradientRows(b: number, withFixed: number, kappa: number, slope: number, total: number): void;
  readonly leverageSum: { value: number };
  parameterSlope(byShape: number, useObserved: number): number;
  constantSlope(family: number, dispersion: number): number;
  combineGradient(q: number, u: number, slope: number, v: number): void;
  setQuadrature(count: number, ...addresses: number[]): void;
  quadratureDeviance(u: number): number;
  quadratureGradient(u: number, useObserved: number, parameter: number, total: number): void;
  readonly quadratureByScale: { value: number };
  readonly quadratureByParameter: { value: number };
  constantRows(
    family: number,
    shape: number,
    rows: number,
    response: number,
    weights: number,
    trials: number,
    dispersion: number,
  ): number;
  log(x: number): number;
  log2(x: number): number;
  log10(x: number): number;
  log1p(x: number): number;
  exp(x: number): number;
  expm1(x: number): number;
  sin(x: number): number;
  cos(x: number): number;
  tan(x: number): number;
  pow(x: number, y: number): number;
  linkInverseRows(link: number, rows: number, from: number, to: number): void;
  linkFunctionRows(link: number, rows: number, from: number, to: number): void;
  meanDerivativeRows(link: number, rows: number, from: number, to: number): void;
  varianceRows(family: number, shape: number, rows: number, from: number, to: number): void;
  unitDevianceRows(family: number, shape: number, rows: number, y: number, mu: number, to: number): void;
  workingWeightRows(
    family: number,
    link: number,
    shape: number,
    rows: number,
    useObserved: number,
    y: number,
    eta: number,
    to: number,
  ): void;
  startProduct(): void;
  multiplyProduct(x: number): void;
  logProduct(): number;
  element(matrix: number, row: number, column: number): number;
  tileRowBytes(n: number): number;
}

let compiled: WebAssembly.Module | undefined;

/**
 * A fresh instance of the core, with a memory of its own. Where the system has none to give, that of kept fits is let go.
 * Throws UnsupportedError.
 */
export function instantiateCore(): CoreExports {
  compiled ??= new WebAssembly.Module(bytes);
  for (;;) {
    try {
      return new WebAssembly.Instance(compiled).exports as unknown as CoreExports;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      if (letGo(0)) continue;
      throw new UnsupportedError(
        "the system gives no memory to WebAssembly, which asks for 10 GiB of addresses at a time and uses few of them; " +
          "raise the limit of addresses (ulimit -v)",
      );
    }
  }
}
