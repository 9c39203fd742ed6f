// The form in which a generalized model is fitted, and the way back. Without a scale it may have a row for all rows that
// share their covariates. With one it may be in another unit: a power of four brings responses far from one near it, and
// what was found goes back into their own. With y' = cy, η' is η + log c (link log, an offset) or pη, and σ' = sσ.
import { log } from "../../core/elementary.js";
import { DataError } from "../../errors.js";
import type { FamilyName, LinkName } from "../../family/family.js";
import { largest, powerNear } from "../../math/units.js";
import type { Iteration, MinimizeOptions } from "../../optimize/minimize.js";
import type { GivenPoint } from "../likelihood.js";
import type { Estimates } from "../point.js";
import { type CellRows, type Cells, cellRows, cellsOf } from "./cells.js";
import type { GlmmEstimates } from "./estimates.js";
import type { GlmmModel } from "./system.js";

/** Responses whose largest is of at most this size, and at least its inverse, are fitted as they are … */
const NEAR = 65536;
/** … and where only products of means could leave the range of numbers, the gamma with a log. */
const FREE = 1.2676506002282294e30;

/** Power of c by which linear predictors are multiplied; that of a log is moved. */
const POWERS: Partial<Record<LinkName, number>> = { identity: 1, log: 0, inverse: -1, "1/mu^2": -2 };

/** Power of μ to which variances are proportional. */
const VARIANCES: Partial<Record<FamilyName, number>> = { gaussian: 0, gamma: 2, "inverse-gaussian": 3 };

/** Variances, of rows or of coefficients, that doubles hold with room to spare. */
const MOST = 1e303;

export interface WorkingForm {
  /** By which the response is multiplied. */
  readonly response: number;
  /** By which linear predictors, coefficients and Λ are multiplied. */
  readonly predictor: number;
  /** What is added to linear predictors then. */
  readonly shift: number;
  /** By which sigma is multiplied. */
  readonly sigma: number;
  /** What stands for its rows; null where they stand for themselves. */
  readonly cells: Cells | null;
}

const OWN: WorkingForm = { response: 1, predictor: 1, shift: 0, sigma: 1, cells: null };

/**
 * The form of a model; `rows` as cellRows tells them, where that is known. Throws DataError where variances in the unit of
 * the response are no numbers.
 */
export function workingFormOf(model: GlmmModel, rows: CellRows | null = cellRows(model)): WorkingForm {
  const { design, spec } = model;
  const { family, link } = spec;
  const cells = rows && cellsOf(model, rows);
  if (cells !== null) return { ...OWN, cells };
  const near = family.name === "gamma" && link === "log" ? FREE : NEAR;
  const power = POWERS[link];
  const variance = VARIANCES[family.name];
  if (power === undefined || variance === undefined) return OWN;
  const size = largest(design.response);
  if (!(size > 0) || (size <= near && size >= 1 / near)) return OWN;
  const root = powerNear(Math.sqrt(size));
  const predictor = raised(root, 2 * power);
  const sigma = raised(root, 2 - variance);
  const shown = [raised(predictor, 2), raised(sigma, 2), raised(root, 2 * variance)];
  if (!shown.every((value) => value < MOST && value > 1 / MOST))
    throw tooFar(design.responseName, size, family.label, link);
  return { ...OWN, response: root * root, predictor, shift: power === 0 ? log(root * root) : 0, sigma };
}

/**
 * By which linear predictors are multiplied where standard deviations are judged to be none, so that those of a usual
 * response are near one; never less than in its unit.
 */
export function judgedPredictor({ predictor }: WorkingForm, { design, spec: { family, link } }: GlmmModel): number {
  const power = POWERS[link];
  if (predictor !== 1 || power === undefined || VARIANCES[family.name] === undefined) return predictor;
  const mean = design.response.reduce((sum, value) => sum + Math.abs(value), 0) / design.nobs;
  return Math.max(1, mean > 0 ? raised(powerNear(Math.sqrt(mean)), 2 * power) : 1);
}

function tooFar(name: string, size: number, family: string, link: LinkName): DataError {
  const text = `response "${name}" has values of up to ${size.toExponential(1)}: variances of the family ${family} with the link "${link}"`;
  return new DataError(
    `${text} are beyond the range of numbers there; give it in another unit, such as times ${(1 / size).toExponential(0)}`,
    { column: name },
  );
}

/** The model in that form. */
export function modelIn<M extends GlmmModel>(unit: WorkingForm, model: M): M {
  if (unit === OWN) return model;
  if (unit.cells !== null) return { ...model, trials: null, design: unit.cells.design };
  const { design } = model;
  const { response, predictor, shift } = unit;
  const given = design.offset ?? new Float64Array(design.nobs);
  const offset = shift === 0 && design.offset === null ? null : given.map((value) => value * predictor + shift);
  return { ...model, design: { ...design, offset, response: design.response.map((value) => value * response) } };
}

/** A point in that form. */
export function pointIn<P extends GivenPoint>({ predictor, sigma: s }: WorkingForm, point: P): P {
  const { theta, beta, lambdas, sigma, dispersion } = point;
  return {
    ...point,
    theta: times(theta, predictor),
    ...(beta && { beta: times(beta, predictor) }),
    ...(lambdas && { lambdas: lambdas.map((own) => times(own, predictor)) }),
    ...(sigma !== undefined && { sigma: sigma * s }),
    ...(dispersion !== undefined && { dispersion: dispersion * s * s }),
  };
}

/** Estimates out of it; `units` as the dispersion counts observations. */
export function estimatesOutOf<E extends Estimates>(unit: WorkingForm, units: number, found: E): E {
  if (unit === OWN) return found;
  const { predictor, sigma, response } = unit;
  return {
    ...found,
    theta: times(found.theta, 1 / predictor),
    beta: times(found.beta, 1 / predictor),
    lambdas: found.lambdas.map((own) => times(own, 1 / predictor)),
    sigma: found.sigma / sigma,
    response: unit.cells?.response ?? times(found.response, 1 / response),
    objective: objectiveOutOf(unit, units, found.objective),
  };
}

/** … and all that is known of a generalized model there, row by row. */
export function glmmEstimatesOutOf(unit: WorkingForm, units: number, found: GlmmEstimates): GlmmEstimates {
  if (unit === OWN) return found;
  const { predictor, shift, sigma, response } = unit;
  const { parts, vcovHessian } = found;
  const pearson = parts.pearson / raised(sigma, 2);
  return {
    ...estimatesOutOf(unit, units, found),
    parts: {
      ...parts,
      pwrss: pearson + parts.penalty,
      conditional: objectiveOutOf(unit, units, parts.conditional),
      devianceResidualSum: parts.devianceResidualSum / raised(sigma, 2),
      pearson,
      ldRX2: parts.ldRX2 + 2 * found.beta.length * log(predictor),
    },
    modes: found.modes.map((modes) => times(modes, 1 / predictor)),
    eta: unit.cells === null ? found.eta.map((value) => (value - shift) / predictor) : found.eta,
    mu: times(found.mu, 1 / response),
    workingWeights: times(found.workingWeights, raised(predictor, 2)),
    vcovHessian: vcovHessian && times(vcovHessian, raised(predictor, -2)),
    vcovRX: times(found.vcovRX, raised(predictor, -2)),
  };
}

/** −2 log of the density of the response as it is. */
export function objectiveOutOf({ response, cells }: WorkingForm, units: number, value: number): number {
  if (cells !== null) return value + cells.constant;
  return response === 1 ? value : value - 2 * units * log(response);
}

/** What a search tells on its way likewise. */
export function searchOutOf(unit: WorkingForm, units: number, search: MinimizeOptions): MinimizeOptions {
  const { onIteration } = search;
  if (unit === OWN || onIteration === undefined) return search;
  const told = (seen: Iteration) => onIteration({ ...seen, objective: objectiveOutOf(unit, units, seen.objective) });
  return { ...search, onIteration: told };
}

/** A power of two to a whole power. */
export function raised(base: number, power: number): number {
  let out = 1;
  for (let i = 0; i < Math.abs(power); i++) out *= base;
  return power < 0 ? 1 / out : out;
}

export function times(values: Float64Array, factor: number): Float64Array {
  return factor === 1 ? values : values.map((value) => value * factor);
}
