// Fits of one design without some of its rows, plain data in and plain data out, so that a worker can make them.
import type { Design, GroupingFactor } from "../design/design.js";
import { LinearSystem } from "../engine/linear-system.js";
import { MixedModelError } from "../errors.js";
import { engineInput, termLayout } from "../likelihood/terms.js";
import { checkResidualSpace, checkResponse } from "./checks.js";
import { estimateGlmm } from "./estimate-glmm.js";
import type { FittedGlmm } from "./fitted-glmm.js";
import type { FittedLmm } from "./fitted-lmm.js";
import { optimizeThetaAtOnce } from "./optimize-theta.js";
import { type FitSpec, fitSpec, type Generalized, isApproximate, type PlainSpec, plainSpec } from "./spec.js";
import { residualDeviation } from "./variance-components.js";

/** A fitted model, and where the fits of less data start. */
export interface DeletionModel {
  readonly design: Design;
  /** Columns of X that the whole fit kept. */
  readonly kept: readonly number[];
  readonly theta: Float64Array;
  readonly trials: Float64Array | null;
  readonly spec: PlainSpec;
}

/** Estimates from fewer rows; NaN throughout where there is an `error`. */
export interface DeletionFit {
  /** Of the columns that the whole fit kept; NaN for one that the rows left do not determine. */
  readonly beta: Float64Array;
  /** Their covariances, column-major. */
  readonly vcov: Float64Array;
  readonly theta: Float64Array;
  readonly sigma: number;
  readonly evaluations: number;
  readonly converged: boolean;
  readonly error: { readonly kind: string; readonly message: string } | null;
}

export function deletionModel(fit: FittedLmm | FittedGlmm): DeletionModel {
  const { design, trials, spec } = fit.parts;
  const { kept, theta } = fit;
  return { design, kept, theta, trials, spec: plainSpec({ ...spec, start: { theta } }) };
}

/** A function from lists of rows, each to be left out, to the fits of the others. */
export function deletionTask(model: DeletionModel): (deletions: readonly Int32Array[]) => Promise<DeletionFit[]> {
  const spec = fitSpec(model.spec);
  return async (deletions) => {
    const fits: DeletionFit[] = [];
    for (const rows of deletions) fits.push(await fitWithout(model, spec, rows));
    return fits;
  };
}

async function fitWithout(model: DeletionModel, spec: FitSpec, rows: Int32Array): Promise<DeletionFit> {
  try {
    return await (isApproximate(spec) ? generalizedFit(model, spec, rows) : linearFit(model, spec, rows));
  } catch (error) {
    if (!(error instanceof MixedModelError)) throw error;
    const p = model.kept.length;
    const [beta, vcov, theta] = [p, p * p, model.theta.length].map((n) => new Float64Array(n).fill(Number.NaN));
    const { kind, message } = error;
    const nothing = { beta, vcov, theta, sigma: Number.NaN, evaluations: 0, converged: false };
    return { ...nothing, error: { kind, message } };
  }
}

function linearFit(model: DeletionModel, { method, search }: FitSpec, rows: Int32Array): DeletionFit {
  const { design } = withoutRows(model.design, rows);
  checkResponse(design);
  const system = new LinearSystem(engineInput(design));
  checkResidualSpace(design, system);
  const layout = termLayout(design);
  const reml = method === "REML";
  const { theta, convergence } = optimizeThetaAtOnce(system, layout, reml, search.maxIterations, model.theta);
  const sigma = residualDeviation(system, reml);
  const vcov = system.unscaledVcov().map((entry) => entry * sigma * sigma);
  const { evaluations, converged } = convergence;
  const found = inPlace(model.kept, system.kept, system.solve().beta, vcov);
  return { ...found, theta, sigma, evaluations, converged, error: null };
}

async function generalizedFit(
  model: DeletionModel,
  spec: Generalized<FitSpec>,
  rows: Int32Array,
): Promise<DeletionFit> {
  const { design, select } = withoutRows(model.design, rows);
  const trials = model.trials === null ? null : select(model.trials);
  const estimate = await estimateGlmm({ design, trials, layout: termLayout(design), spec });
  const { kept, beta, theta, sigma, convergence } = estimate;
  const found = inPlace(model.kept, kept, beta, estimate.vcovHessian ?? estimate.vcovRX);
  const { evaluations, converged } = convergence;
  return { ...found, theta, sigma, evaluations, converged, error: null };
}

/** Coefficients and covariances of the columns `own` at the places that they have among `kept`. */
function inPlace(kept: readonly number[], own: readonly number[], beta: Float64Array, vcov: Float64Array) {
  const p = kept.length;
  const places = own.map((column) => kept.indexOf(column));
  const out = { beta: new Float64Array(p).fill(Number.NaN), vcov: new Float64Array(p * p).fill(Number.NaN) };
  places.forEach((to, from) => {
    if (to < 0) return;
    out.beta[to] = beta[from];
    places.forEach((other, j) => {
      if (other >= 0) out.vcov[to + other * p] = vcov[from + j * own.length];
    });
  });
  return out;
}

/** A design without some rows, and without the levels that had no others; `select` takes the rows left of a column. */
function withoutRows(design: Design, rows: Int32Array): { design: Design; select(values: Float64Array): Float64Array } {
  const dropped = new Uint8Array(design.nobs);
  for (const row of rows) dropped[row] = 1;
  const left = Int32Array.from({ length: design.nobs }, (_, i) => i).filter((row) => dropped[row] === 0);
  const select = (values: Float64Array) => Float64Array.from(left, (row) => values[row]);
  const optional = (values: Float64Array | null) => (values === null ? null : select(values));
  const { fixed, factors, random, response, weights, offset } = design;
  return {
    select,
    design: {
      ...design,
      nobs: left.length,
      fixed: { ...fixed, columns: fixed.columns.map(select) },
      factors: factors.map((factor) => leftLevels(factor, left)),
      random: random.map((term) => ({ ...term, columns: term.columns.map(optional) })),
      response: select(response),
      weights: optional(weights),
      offset: optional(offset),
    },
  };
}

function leftLevels({ name, levels, codes }: GroupingFactor, left: Int32Array): GroupingFactor {
  const place = new Int32Array(levels.length).fill(-1);
  for (const row of left) place[codes[row]] = 0;
  let count = 0;
  for (let level = 0; level < place.length; level++) if (place[level] === 0) place[level] = count++;
  return { name, levels: levels.filter((_, level) => place[level] >= 0), codes: left.map((row) => place[codes[row]]) };
}
