// Kenward & Roger (1997), Biometrics 53:983: the covariance of β adjusted for estimated variances, and the F test that
// goes with it. Everything is by level of the grouping factors: D = Z'V⁻¹X(X'V⁻¹X)⁻¹ and Q = Z'PZ, never n × n.
import type { EffectVector, MixedSystem } from "../engine/types.js";
import { OptionError, UnsupportedError } from "../errors.js";
import type { LiveFit } from "../fit/fit.js";
import type { Warning } from "../fit/types.js";
import { coordinatesAt } from "../likelihood/coordinates.js";
import { factorizeAt } from "../likelihood/linear/deviance.js";
import type { TermBlock } from "../likelihood/terms.js";
import { linearSolve } from "../math/linear-solve.js";
import { eachEntry, matrixOf } from "../math/matrix-product.js";
import { scaledInverse } from "../math/scaled-inverse.js";
import { dot } from "../math/vectors.js";
import { rowInUnits } from "./coefficient-units.js";
import { type Component, componentInformation, components } from "./component-information.js";
import { levelProducts } from "./level-sums.js";
import { sandwich } from "./quadratic-forms.js";
import { type RootedSystem, type VarianceEstimates, type VarianceUnits, varianceUnits } from "./satterthwaite.js";

export interface KenwardRoger {
  /** The adjusted covariance matrix of β, rank × rank, in the units of Satterthwaite's. */
  readonly vcov: Float64Array;
  readonly warnings: readonly Warning[];
  /** Denominator degrees of freedom and the factor on F for Lβ = 0; the rows of L must be independent. */
  test(rows: readonly ArrayLike<number>[]): FAdjustment;
}

export interface FAdjustment {
  readonly df: number;
  readonly scaling: number;
}

const known = new WeakMap<LiveFit, KenwardRoger>();

/** Computed once a fit. Throws OptionError for a fit by maximum likelihood, UnsupportedError for terms of few parameters. */
export function kenwardRoger(fit: LiveFit): KenwardRoger {
  if (fit.method !== "REML") {
    const text =
      'df "kenward-roger" is for REML fits, and this one is by maximum likelihood; ' +
      'fit it with REML, or use df "satterthwaite"';
    throw new OptionError(text, "df");
  }
  const before = known.get(fit);
  if (before !== undefined) return before;
  const result = computed(fit);
  known.set(fit, result);
  return result;
}

function computed(fit: LiveFit): KenwardRoger {
  const { likelihood, estimates } = fit.live;
  return likelihood.borrow(estimates, 2 * fit.par.length, (system) =>
    kenwardRogerIn(system, likelihood.terms, fit, estimates.lambdas),
  );
}

/** From a system in which Λ may be moved, and Λ by factor where it is known. */
export function kenwardRogerIn(
  system: RootedSystem,
  terms: readonly TermBlock[],
  fit: VarianceEstimates,
  lambdas?: readonly Float64Array[],
): KenwardRoger {
  const other = terms.find(({ structure }) => structure.isTied)?.structure;
  if (other !== undefined) {
    throw new UnsupportedError(`df "kenward-roger" is not there for ${other.write("… | g")}; use "satterthwaite"`);
  }
  const p = fit.rank;
  const plain = Float64Array.from(fit.vcov().flat());
  const coordinates = coordinatesAt(system, terms, { theta: fit.par, lambdas });
  factorizeAt(system, coordinates.base());
  const list = components(system, coordinates);
  const own = varianceUnits(system, fit, plain);
  const { unit, scaled: vcov, variance } = own;
  const { changes, products } = sensitivities(system, own, list);
  const information = componentInformation(system, coordinates, list);
  const m = list.length;
  const { inverse, flat, negative } = scaledInverse(m + 1, information);
  // The last component is V itself: it changes vcov in proportion and has no products, since PX = 0.
  changes.push(vcov.map((entry) => entry / variance));
  const weights = inverse.map((entry) => 2 * variance * variance * entry);
  return {
    vcov: adjusted(p, m, vcov, products, inverse, variance).map((entry) => entry / unit),
    warnings: informationWarnings(flat + negative),
    test: (rows) =>
      adjustment(
        rows.map((row) => rowInUnits(own, row).row),
        vcov,
        changes,
        weights,
      ),
  };
}

/** Σ_l (e'D_l)'(e'D_l) of each component, p × p, and h_a'Qh_b of the vectors e e'D, m p × m p. */
function sensitivities(system: MixedSystem, { sensitivities: byFactor }: VarianceUnits, list: readonly Component[]) {
  const p = system.rank;
  const vectors: EffectVector[] = [];
  const changes = list.map(({ factor, padded }) => {
    const k = padded.length;
    const along = levelProducts(p, byFactor[factor], padded);
    for (const values of along) {
      vectors.push({
        factor,
        values: matrixOf(k, values.length, (i, level) => values[level] * padded[i]),
      });
    }
    return matrixOf(p, p, (i, j) => dot(along[i], along[j]));
  });
  return { changes, products: system.projectedGram(vectors) };
}

/** Φ + 4σ² Σ_ij I⁻¹_ij (D'E_iQE_jD). */
function adjusted(
  p: number,
  m: number,
  vcov: Float64Array,
  products: Float64Array,
  inverse: Float64Array,
  variance: number,
): Float64Array {
  const sum = new Float64Array(p * p);
  for (let j = 0; j < m; j++) {
    for (let i = 0; i < m; i++) {
      const weight = 4 * variance * inverse[i + j * (m + 1)];
      for (let b = 0; b < p; b++) {
        for (let a = 0; a < p; a++) sum[a + b * p] += weight * products[i * p + a + (j * p + b) * m * p];
      }
    }
  }
  return eachEntry(p, vcov, (entry, i, j) => entry + (sum[i + j * p] + sum[j + i * p]) / 2);
}

/** The match of two moments of F, Kenward & Roger's section 3, with the denominators that vanish guarded. */
function adjustment(
  rows: readonly ArrayLike<number>[],
  vcov: Float64Array,
  changes: readonly Float64Array[],
  weights: Float64Array,
): FAdjustment {
  const q = rows.length;
  const count = changes.length;
  const own = sandwich(rows, vcov);
  const relative = changes.map((change) => linearSolve(q, own, q, sandwich(rows, change)) as Float64Array);
  const traces = relative.map((matrix) => matrix.reduce((sum, entry, i) => sum + (i % (q + 1) === 0 ? entry : 0), 0));
  let a1 = 0;
  let a2 = 0;
  for (let j = 0; j < count; j++) {
    for (let i = 0; i < count; i++) {
      let product = 0;
      for (let r = 0; r < q; r++)
        for (let c = 0; c < q; c++) product += relative[i][r + c * q] * relative[j][c + r * q];
      a1 += weights[i + j * count] * traces[i] * traces[j];
      a2 += weights[i + j * count] * product;
    }
  }
  const b = (a1 + 6 * a2) / (2 * q);
  const g = ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2);
  const divisor = 3 * q + 2 * (1 - g);
  const v0 = nearZero(1 + (g / divisor) * b);
  const v1 = nearZero(1 - ((q - g) / divisor) * b);
  const v2 = nearZero(1 - ((q + 2 - g) / divisor) * b);
  const mean = 1 - a2 / q;
  const ratio = Math.abs(mean) < 1e-14 && Math.abs(v1) < 1e-14 ? 1 : mean / v1;
  const rho = ((ratio * ratio) / q) * (v0 / v2);
  const df = 4 + (q + 2) / (q * rho - 1);
  return { df, scaling: Math.abs(df - 2) < 1e-2 ? 1 : (df * mean) / (df - 2) };
}

function nearZero(x: number): number {
  return Math.abs(x) < 1e-10 ? 0 : x;
}

function informationWarnings(flat: number): Warning[] {
  if (flat === 0) return [];
  const what = flat > 1 ? `${flat} combinations` : "a combination";
  const message =
    `degrees of freedom: the data hold no information about ${what} of the variances, left out of the adjustment; ` +
    "simplify the random effects";
  return [{ code: "W_DF_CURVATURE", message }];
}
