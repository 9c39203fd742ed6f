// Responses of a scenario, each replicate from streams of its own.

import { exp, log } from "../core/elementary.js";
import { covarianceStructure } from "../covariance/registry.js";
import { termsByDeviation, valuesByName } from "../fit/given-parameters.js";
import type { Predictor } from "../fit/predictor.js";
import { restore } from "../fit/reopen.js";
import { unfitted } from "../fit/unfitted.js";
import { type PredictionRows, predictionRows } from "../inference/prediction/prediction-rows.js";
import { drawnResponse } from "../inference/simulation/drawn-responses.js";
import { RandomStream } from "../math/random-stream.js";
import { rowNumbers } from "./pilot-rows.js";
import type { Analysis, PlainColumns, Prior, Scenario, Truth } from "./scenario.js";

/** Seeds of streams that a replicate opens. */
const SEEDS = 4503599627370496;

/** A model to draw from and the rows to draw for. */
export interface Drawn {
  readonly predictor: Predictor;
  readonly rows: PredictionRows;
}

/** The true model on these columns. Throws what unfitted() throws, and OptionError for parameters that it does not have. */
export function drawnFrom(truth: Truth, columns: PlainColumns, trials: Float64Array | null): Drawn {
  const request = { selected: new Map(), others: "levels", offset: undefined, question: "power()" } as const;
  if (truth.kind === "given") {
    const source = unfitted(truth.formula, columns, { ...truth.options, trials: trials ?? undefined }, "zero");
    return { predictor: source.predictor, rows: predictionRows(source, null, request) };
  }
  const fit = restore(truth.saved);
  const { weights, offset } = rowNumbers(columns);
  const rows = predictionRows(fit, columns, { ...request, offset });
  return { predictor: pilotPredictor(fit.predictor, truth), rows: { ...rows, trials, weights } };
}

/** Random effects in units of their own, so that another sigma leaves them as they are. */
function pilotPredictor(
  { terms, effectScale, ...fitted }: Predictor,
  { beta, random, sigma }: Extract<Truth, { kind: "pilot" }>,
): Predictor {
  const own = terms.map((term) => ({ ...term, lambda: term.lambda.map((entry) => entry * effectScale) }));
  const isChanged = Object.keys(random).length > 0;
  const changed = isChanged ? termsByDeviation(own, { ...deviationsOf(own), ...random }) : own;
  const coefficients = valuesByName("effects", beta, fitted.betaNames, fitted.beta);
  return { ...fitted, terms: changed, effectScale: 1, beta: coefficients, sigma: sigma ?? fitted.sigma };
}

/** Standard deviations and correlations by lme4's names, of terms in units of their own. */
export function deviationsOf(terms: Predictor["terms"]): Record<string, number> {
  const entries = terms.flatMap(({ group, structure, names, lambda }) => {
    const k = names.length;
    const covariance = (i: number, j: number) => {
      let sum = 0;
      for (let c = 0; c < k; c++) sum += lambda[i + c * k] * lambda[j + c * k];
      return sum;
    };
    const sd = (i: number) => Math.sqrt(covariance(i, i));
    return covarianceStructure(structure)
      .parameters(names)
      .map(({ kind, label, row, column }) => {
        const size = sd(row) * sd(column);
        const value = kind === "sd" ? sd(row) : size === 0 ? 0 : covariance(row, column) / size;
        return [`${kind}_${label}|${group}`, value] as const;
      });
  });
  return Object.fromEntries(entries);
}

/** Variance of a row's linear predictor around its fixed part, averaged over the rows. */
export function meanRandomVariance({ predictor, rows }: Drawn): number {
  let sum = 0;
  for (const { terms, columns } of rows.groups) {
    for (const { offset, names, lambda } of terms) {
      const k = names.length;
      const own = columns.slice(offset, offset + k);
      for (let row = 0; row < rows.count; row++) {
        for (let c = 0; c < k; c++) {
          let along = 0;
          for (let i = 0; i < k; i++) along += lambda[i + c * k] * (own[i]?.[row] ?? 1);
          sum += along * along;
        }
      }
    }
  }
  return (sum * predictor.effectScale * predictor.effectScale) / rows.count;
}

/**
 * Response number `index` of a seed, NaN where it is missing. Effects of each grouping factor, residuals and what is
 * missing have streams of their own, so that neighbors on a curve share all that they have in common.
 */
export function drawnReplicate(
  { predictor, rows }: Drawn,
  { distortion, priors }: Pick<Scenario, "distortion" | "priors">,
  seed: number,
  index: number,
) {
  const master = new RandomStream(seed, index);
  const own = () => new RandomStream(Math.floor(master.uniform() * SEEDS));
  const gaps = own();
  const residuals = own();
  // In the order of names: that of the factors depends on their sizes.
  const names = rows.groups.map(({ name }) => name).sort();
  const streams = new Map(names.map((name) => [name, own()]));
  const streamOf = (group: string) => streams.get(group) as RandomStream;
  const truth = Object.keys(priors).length === 0 ? predictor : drawnTruth(predictor, priors, own());
  const response = drawnResponse(rows, truth, "draw", residuals, streamOf);
  const { lognormal, missing, dropout } = distortion;
  if (lognormal !== null) distort(response, lognormal);
  for (const { name, own: units } of rows.groups) {
    if (!Object.hasOwn(dropout, name)) continue;
    const counts = new Int32Array(units.levels.length);
    for (const code of units.codes) counts[code]++;
    const kept = counts.map((count) => {
      const leaves = gaps.uniform() < dropout[name];
      const share = gaps.uniform();
      return leaves ? Math.floor(share * count) : count;
    });
    for (let row = 0; row < response.length; row++) if (kept[units.codes[row]]-- <= 0) response[row] = Number.NaN;
  }
  if (missing > 0) {
    for (let row = 0; row < response.length; row++) if (gaps.uniform() < missing) response[row] = Number.NaN;
  }
  return response;
}

/** The model at values that are drawn from the priors. Throws OptionError for parameters that it does not have. */
function drawnTruth(
  { terms, effectScale, ...rest }: Predictor,
  priors: Readonly<Record<string, Prior>>,
  stream: RandomStream,
): Predictor {
  const own = terms.map((term) => ({ ...term, lambda: term.lambda.map((entry) => entry * effectScale) }));
  const deviations = deviationsOf(own);
  const beta: Record<string, number> = {};
  let { sigma } = rest;
  for (const [name, prior] of Object.entries(priors)) {
    const value =
      "mean" in prior ? prior.mean + prior.sd * stream.normal() : prior[0] + (prior[1] - prior[0]) * stream.uniform();
    if (name === "sigma") sigma = Math.abs(value);
    else if (Object.hasOwn(deviations, name)) deviations[name] = name.startsWith("sd_") ? Math.abs(value) : value;
    else beta[name] = value;
  }
  const coefficients = valuesByName("priors", beta, rest.betaNames, rest.beta);
  return { ...rest, sigma, terms: termsByDeviation(own, deviations), effectScale: 1, beta: coefficients };
}

function distort(response: Float64Array, { shift, analyzed }: NonNullable<Scenario["distortion"]["lognormal"]>): void {
  for (let row = 0; row < response.length; row++) {
    const raw = shift + exp(response[row]);
    response[row] = analyzed === "raw" ? raw : analyzed === "log" ? log(raw) : -1000 / raw;
  }
}

/** The columns of the analysis with a response in them. */
export function withResponse(
  columns: PlainColumns,
  { response, trials }: Pick<Analysis, "response" | "trials">,
  values: Float64Array,
): PlainColumns {
  if (trials === null) return { ...columns, [response]: values };
  const successes = values.map((share, row) => Math.round(share * trials[row]));
  return {
    ...columns,
    [response]: successes,
    [failuresOf(response)]: successes.map((count, row) => trials[row] - count),
  };
}

/** The column of failures beside that of successes. */
export function failuresOf(response: string): string {
  return `${response} failures`;
}
