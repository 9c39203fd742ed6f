// The deviance of a generalized model around a start: from its system to what can be minimized.
import { log } from "../../core/elementary.js";
import { UnsupportedError } from "../../errors.js";
import { ownValue } from "../../family/family.js";
import type { TermBlock } from "../terms.js";
import {
  GaussHermite,
  type IntegralApproximation,
  Laplace,
  MomentLaplace,
  type MovedParameter,
} from "./approximation.js";
import { type DevianceStart, GlmmDeviance } from "./deviance.js";
import type { GlmmStart } from "./start.js";
import type { GlmmModel, GlmmSystem } from "./system.js";

/** What to change of a start: its point, the terms' coordinates, whether β is found with the modes. */
interface Change extends Partial<Pick<DevianceStart, "covariances" | "gamma">> {
  readonly terms?: readonly TermBlock[];
  /** In the place of the start's dispersion or parameter of the family, where the optimizer moves it. */
  readonly parameter?: number;
  readonly free?: boolean;
}

/** The deviance that the spec asks for; dispersion and parameters of the family begin as at the start. */
export function devianceAround(glmm: GlmmSystem, start: GlmmStart, change: Change = {}): GlmmDeviance {
  const { system, spec } = glmm;
  const { terms = glmm.terms, free = spec.approximation.points === 0, ...point } = change;
  const parameter = estimatedParameter(spec);
  const logParameter =
    parameter === "none"
      ? 0
      : log(point.parameter ?? (parameter === "scale" ? start.dispersion : ownValue(start.family)));
  const approximation = approximationOf(glmm, start, parameter);
  return new GlmmDeviance(system, terms, approximation, free, { ...start, ...point, logParameter }, isDiscrete(spec));
}

/** Laplace's, of β and the modes of the random effects together, at the dispersion and parameters of the start. */
export function jointDeviance({ system, terms }: GlmmSystem, start: GlmmStart): GlmmDeviance {
  return new GlmmDeviance(system, terms, new Laplace(system, "none", start), true, { ...start, logParameter: 0 });
}

/** How the integral over the random effects is approximated, from dispersion and parameters of the start. */
function approximationOf(glmm: GlmmSystem, start: GlmmStart, parameter: MovedParameter): IntegralApproximation {
  const { system, spec } = glmm;
  const { points } = spec.approximation;
  if (isMoment(spec)) {
    if (points <= 1) return new MomentLaplace(system, start.dispersion, system.rows.units - start.saturated);
    throw new UnsupportedError(
      `nAGQ ${points} is not there for the moment estimate of a scale; use dispersion "ml", or nAGQ 1`,
    );
  }
  if (points <= 1) return new Laplace(system, parameter, start);
  return new GaussHermite(system, parameter, start, points);
}

/** Whether the likelihood is a probability, and its approximation no more than one. */
function isDiscrete({ family, link, approximation }: GlmmModel["spec"]): boolean {
  return !family.hasScale && (approximation.information === "expected" || link === family.canonicalLink);
}

/** What of the family is estimated together with θ and β. */
export function estimatedParameter(spec: GlmmModel["spec"]): MovedParameter {
  const { family, known } = spec;
  if (family.parameters.some(({ name }) => known[name] === undefined)) return "own";
  return family.hasScale && !isMoment(spec) ? "scale" : "none";
}

/** A linear mixed model, gaussian with the identity link, knows maximum likelihood only. */
export function isMoment({ family, link, approximation }: GlmmModel["spec"]): boolean {
  return family.hasScale && approximation.scale === "moment" && !(family.name === "gaussian" && link === "identity");
}
