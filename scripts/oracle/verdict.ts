// One design fitted, and what dense matrices say of the fit.
import { EngineBugError, MixedModelError } from "../../src/errors.js";
import type { LiveFit } from "../../src/fit/fit.js";
import { lmm } from "../../src/fit/fitting.js";
import type { Warning } from "../../src/fit/types.js";
import { coordinatesOf } from "./dense-covariance.js";
import { type DenseModel, denseModel } from "./dense-model.js";
import { exactObjective } from "./dense-objective.js";
import { denseMinima, isLowerAtVanishing } from "./dense-search.js";
import { type Case, Draws } from "./random-case.js";

/** Relative to 1 + |f|: how far a certified fit may be above another point, and its objective from that of its theta. */
export const ALLOWED = { above: 1e-6, mismatch: 1e-8 };

export interface Verdict {
  readonly id: string;
  readonly extreme: string | null;
  /** Parameters of the covariances. */
  readonly parameters: number;
  readonly converged: boolean;
  readonly outcome: "certified" | "unbounded" | "not converged" | "refused" | "raw";
  /** Of an error, or codes of the fit's warnings. */
  readonly words: string;
  /** Values that are not finite in a fit without a warning. */
  readonly silent: readonly string[];
  readonly objective: number;
  /** Distance of the objective from that of the fit's own theta. */
  readonly mismatch: number;
  /** Height above the best bounded point, and its coordinates. */
  readonly above: number;
  readonly lower: Float64Array | null;
  /** Whether no point that leaves no residual is below every bounded one. */
  readonly hasMaximum: boolean;
  /** Whether there is a minimum that is bounded, be it the least or not. */
  readonly hasBounded: boolean;
  readonly theta: Float64Array;
  /** Why dense matrices say nothing, or null. */
  readonly unchecked: string | null;
}

const NOTHING = {
  parameters: 0,
  converged: false,
  silent: [],
  objective: Number.NaN,
  mismatch: 0,
  above: 0,
  lower: null,
  hasMaximum: true,
  hasBounded: true,
  theta: new Float64Array(0),
  unchecked: null,
};

export interface Effort {
  /** Random starts besides those that follow from the model. */
  readonly random: number;
  /** Largest entry of λ in columns of unit root mean square. */
  readonly bound: number;
}

export async function judge(design: Case, { random, bound }: Effort): Promise<Verdict> {
  const { id, extreme, formula, data, reml, weights, offset } = design;
  let fit: LiveFit;
  try {
    const given = { ...(weights !== null && { weights }), ...(offset !== null && { offset }) };
    fit = await lmm(formula, data, { reml, ...given });
  } catch (error) {
    const isTyped = error instanceof MixedModelError && !(error instanceof EngineBugError);
    const outcome = isTyped ? "refused" : "raw";
    return {
      ...NOTHING,
      id,
      extreme,
      outcome,
      words: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    };
  }
  const { objective, par } = fit;
  const codes = fit.warnings.map(({ code }) => code);
  const isWarned = codes.some((code) => code.startsWith("W_") && code !== "W_SCALE_X");
  const common = {
    id,
    extreme,
    parameters: par.length,
    converged: fit.convergence.converged,
    outcome: outcomeOf(fit),
    words: codes.join(" "),
    silent: isWarned ? [] : notFinite(fit),
    objective,
    theta: par,
  };
  const model = denseModel(fit, reml);
  if (model === null) return { ...NOTHING, ...common, unchecked: "no dense model" };
  const own = ownCoordinates(model, par);
  const draws = new Draws(objective * 1e6);
  const effort = { random, bound, uniform: () => draws.uniform(), also: nearby(model, own) };
  const { bounded, vanishing } = denseMinima(model, effort);
  const least = bounded === null ? Number.POSITIVE_INFINITY : exactObjective(model, bounded.x);
  const scale = 1 + Math.abs(objective);
  const isLower = (value: number, than: number) => value < than - ALLOWED.above * (1 + Math.abs(value));
  const toVanishing = vanishing === null ? [own] : [own, vanishing.x];
  return {
    ...common,
    mismatch: Math.abs(exactObjective(model, own) - objective) / scale,
    above: Math.max(0, objective - least) / scale,
    lower: bounded?.x ?? null,
    hasMaximum: !isLowerAtVanishing(model, toVanishing, least, isLower),
    hasBounded: bounded !== null,
    unchecked: null,
  };
}

/** A fit that says its likelihood has no maximum claims none. */
function outcomeOf({ convergence, warnings }: LiveFit): Verdict["outcome"] {
  const isTold = ({ code, message }: Warning) => code === "W_UNBOUNDED" || message.includes("reproduce the response");
  if (warnings.some(isTold)) return "unbounded";
  return convergence.converged ? "certified" : "not converged";
}

/** Coordinates of the library's par. */
export function ownCoordinates({ terms }: DenseModel, par: Float64Array): Float64Array {
  let at = 0;
  const parts = terms.map((term) => {
    at += term.size;
    return [...coordinatesOf(term, par.subarray(at - term.size, at))];
  });
  return Float64Array.from(parts.flat());
}

/** Beside the fit: it may have stopped at a saddle point. */
function nearby({ terms }: DenseModel, own: Float64Array): Float64Array[] {
  const uniform = new Draws(own.length);
  const bounded = own.every((entry) => Math.abs(entry) < 40);
  if (!bounded || terms.length === 0) return [];
  return [own.map((entry) => entry + 0.1 * (uniform.uniform() - 0.5))];
}

/** Names of numbers of a fit that are not finite. */
function notFinite(fit: LiveFit): string[] {
  const effects = fit.fixef();
  const lists: Record<string, readonly number[]> = {
    objective: [fit.objective],
    logLik: [fit.logLik],
    AIC: [fit.aic],
    sigma: [fit.sigma],
    theta: [...fit.theta],
    estimate: effects.map(({ estimate }) => estimate),
    stdError: effects.map(({ stdError }) => stdError),
    vcov: fit.vcov().flat(),
    sd: fit.varCorr().flatMap(({ sd }) => [...sd]),
    modes: fit.modes.flatMap((modes) => [...modes]),
    fitted: [...fit.fitted()],
  };
  return Object.entries(lists).flatMap(([name, values]) =>
    values.every((value) => Number.isFinite(value)) ? [] : [name],
  );
}
