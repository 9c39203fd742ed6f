// A fitted model fitted to many other responses: what the bootstrap and studies of power are made of.
import { DataError } from "../errors.js";
import { type Family, type FamilyParameterName, namedValues } from "../family/family.js";
import { drawnPredictor, drawResponse } from "../fit/drawn-rows.js";
import { withExact } from "../fit/exact-only.js";
import type { LiveFit } from "../fit/fit.js";
import { givenResponse, notFinite } from "../fit/refit.js";
import type { Outcome } from "../likelihood/point.js";
import { RandomStream } from "../math/random-stream.js";
import { checkOptions, RUN_RULES } from "../options.js";
import { type FitJobs, fitMany, type RunOptions } from "./fit-many.js";

/** An array of responses, or any object that gives them one at a time; each as refit() of the model takes it. */
export interface Responses {
  /** How many responses there are. */
  readonly length: number;
  /** The response of a number from 0 on: one value a row used, or a row of the data. */
  at(index: number): ArrayLike<number> | undefined;
}

/** Options of refitMany(): how the work is shared, stopped and told. */
export type RefitManyOptions = RunOptions;

/** The estimates of one refit, the shape of a negative binomial among them; NaN throughout where there is an `error`. */
export interface Refit extends Omit<Outcome, "vcov" | "family">, Partial<Record<FamilyParameterName, number>> {
  /** Of `beta`. */
  readonly stdError: Float64Array;
}

/**
 * The estimates of `fit`'s model for each response, as fit.refit() would find them, bit for bit; the number of workers
 * changes nothing. A response to which no model can be fitted is a refit with an `error`. Throws DataError for a response
 * of the wrong length or no list of them, OptionError, CancelledError, and WorkerError where a worker fails.
 *
 * @example
 * const refits = await refitMany(fit, simulate(fit, { seed: 1, count: 20 }));
 * refits[0].beta;
 */
export async function refitMany(fit: LiveFit, responses: Responses, options: RefitManyOptions = {}): Promise<Refit[]> {
  withExact(fit, "refitMany()");
  checkOptions("refitMany()", options, RUN_RULES);
  if (typeof responses?.at !== "function") {
    throw new DataError("responses are an array of them, or an object with length and at(index)");
  }
  const { live } = fit;
  if (Array.isArray(responses)) responses.forEach((response, i) => void givenResponse(live, response, nameOf(i + 1)));
  const jobs: FitJobs = {
    length: responses.length,
    at(index) {
      const response = givenResponse(live, responses.at(index) ?? [], nameOf(index + 1));
      return notFinite(live, response, "response") ?? { response };
    },
    start: "own",
    question: "refitMany()",
    unit: "responses",
    range: (first, last) => (first === last ? nameOf(first) : `responses ${first} to ${last}`),
  };
  return (await fitMany(fit, jobs, options)).map((outcome) => refitOf(outcome, live.spec.family));
}

/** What of an outcome a refit tells. */
function refitOf({ objective, sigma, beta, vcov, theta, ...rest }: Outcome, family: Family): Refit {
  const { evaluations, converged, singular, error } = rest;
  const stdError = beta.map((_, i) => Math.sqrt(vcov[i * (beta.length + 1)]));
  const found = { objective, sigma, beta, stdError, theta, evaluations, converged, singular };
  return { ...found, ...namedValues(family, rest.family), error };
}

function nameOf(number: number): string {
  return `response ${number}`;
}

/** Responses drawn from a fit, each with a stream of its own, so that any of them can be drawn again at any time. */
export function drawnResponses(
  fit: LiveFit,
  seed: number,
  length: number,
  randomEffects: "new" | "fitted" = "new",
): Responses {
  const fitted = randomEffects === "fitted" ? fit.linearPredictor() : null;
  return {
    length,
    at(index) {
      const stream = new RandomStream(seed, index);
      return drawResponse(fit, fitted ?? drawnPredictor(fit, stream), stream);
    },
  };
}
