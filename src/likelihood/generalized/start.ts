// Where the optimization of a generalized model starts: at the model without random effects, found from the responses or,
// where that leads nowhere, from their mean; and at the moments of its working residuals.
import type { Mode } from "../../engine/pirls.js";
import { saturatedRank } from "../../engine/questions/saturated-rank.js";
import type { ResponseSystem } from "../../engine/response-system.js";
import { DesignError, FactorizationError } from "../../errors.js";
import { familyValues, type LinkName, ownValue } from "../../family/family.js";
import { identity, sandwiched } from "../../math/matrix-product.js";
import { whiteningBasis } from "../coordinates.js";
import { momentStart } from "../linear/start.js";
import { mergeLambdas, type TermBlock } from "../terms.js";
import type { DevianceStart } from "./deviance.js";
import type { GlmmSystem } from "./system.js";

/** Steps of the model without random effects: more would follow a separated coefficient to infinity. */
const START_STEPS = 12;
/** … and from the mean of the responses, which may be far. */
const MEAN_STEPS = 60;
/** Decrement, in units of the scale, at which the model without random effects will do. */
const SETTLED = 0.01;
/** Deviance, likewise, that is worth another start. */
const WORTH = 1;
/** Projections after which no coefficients are looked for any more that give every row a mean. */
const MAX_PROJECTIONS = 200;
/** Share of its expected weight below which a row's observed one makes no working residual. */
const LEAST_SHARE = 1e-3;

export interface GlmmStart extends Omit<DevianceStart, "logParameter"> {
  readonly dispersion: number;
  /** Values of the parameters of the family. */
  readonly family: Float64Array;
  /** Rank of X and Z together; only for families with a scale, else 0. */
  readonly saturated: number;
  /** The deviance without random effects; +Infinity where the family has a scale or parameters to be estimated. */
  readonly withoutEffects: number;
}

/**
 * From the model without random effects: its coefficients, and covariances by the moments of its working residuals.
 * `given`: γ that will do where no other gives every row a mean.
 */
export function glmmStart(glmm: GlmmSystem, given: Float64Array | null = null): GlmmStart {
  const { system, spec } = glmm;
  const { blocks } = system;
  const { hasScale } = spec.family;
  let { gamma, conditional } = withoutEffects(glmm, glmm.gamma, given);
  let family = familyValues(spec.family, spec.known, ({ first }) => first);
  if (spec.family.parameters.some(({ name }) => spec.known[name] === undefined)) {
    family = guessedValues(glmm);
    system.rows.setDispersion(ownValue(family), 1);
    ({ gamma } = withoutEffects(glmm, gamma, given));
    conditional = Number.POSITIVE_INFINITY;
  }
  if (hasScale) conditional = Number.POSITIVE_INFINITY;
  const found = { gamma, family, withoutEffects: conditional };
  if (hasScale && blocks.rank >= blocks.nobs) {
    const text = `fixed effects take ${blocks.rank} coefficients for ${blocks.nobs} observations`;
    throw new DesignError(`${text}; a family with a scale needs more observations than coefficients`, "fixed effects");
  }
  const { information } = spec.approximation;
  if (hasScale && information === "observed" && system.hasWeightsBelow(LEAST_SHARE)) system.weighAsExpected();
  try {
    return { ...scatter(glmm), ...found };
  } catch (error) {
    if (!(error instanceof FactorizationError)) throw error;
    withoutCovariances(glmm);
    system.weighAsExpected();
    return { ...scatter(glmm), ...found };
  }
}

/** Covariances, and the scale, by the moments of the working residuals. */
function scatter({ system, spec, terms }: GlmmSystem): Omit<GlmmStart, "gamma" | "family" | "withoutEffects"> {
  const { blocks } = system;
  const bases = terms.map((term) => whiteningBasis(blocks, term));
  if (!spec.family.hasScale) return { covariances: momentStart(blocks, terms, 1), bases, dispersion: 1, saturated: 0 };
  system.takeWorkingResiduals();
  const relative = momentStart(blocks, terms);
  setLambdas(
    system,
    terms,
    relative.map((T, t) => rootOf(terms[t], T)),
  );
  blocks.factorize();
  const dispersion = blocks.pwrss / (blocks.nobs - blocks.rank);
  const saturated = saturatedRank(blocks, mergeLambdas(blocks, terms, bases));
  return {
    covariances: relative.map((T) => T.map((entry) => entry * dispersion)),
    bases: bases.map((basis) => basis.map((entry) => entry * Math.sqrt(dispersion))),
    dispersion,
    saturated,
  };
}

/** Where all rows are taken to be. */
export interface Level {
  /** Linear predictor. */
  readonly level: number;
  /** Of a family with a scale. */
  readonly dispersion?: number;
}

/**
 * From a level alone, that of the mean response where none is given: γ of a constant, and variances of the random effects a
 * `share` of that of one row. For likelihoods of several maxima, where the model without random effects may lie beside a
 * small one.
 */
export function levelStart(
  glmm: GlmmSystem,
  { family, saturated, withoutEffects }: GlmmStart,
  share: number,
  { level, dispersion: given }: Level = glmm,
): GlmmStart | null {
  const { system, spec, terms } = glmm;
  const { blocks } = system;
  withoutCovariances(glmm);
  system.rows.setDispersion(ownValue(family), 1);
  const gamma = levelGamma({ ...glmm, level });
  const mode = gamma === null ? null : stepsFrom(system, gamma, 0);
  if (gamma === null || mode === null) return null;
  const moment = (mode.conditional - system.rows.constant) / (blocks.nobs - blocks.rank);
  const dispersion = given ?? (spec.family.hasScale ? moment : 1);
  const bases = terms.map((term) => whiteningBasis(blocks, term).map((entry) => entry * Math.sqrt(dispersion)));
  const covariances = terms.map(({ columnCount }, t) =>
    sandwiched(
      bases[t],
      identity(columnCount).map((entry) => share * entry),
    ),
  );
  return { covariances, bases, gamma, dispersion, family, saturated, withoutEffects };
}

/** The model without random effects, at which the system is left. */
function withoutEffects(glmm: GlmmSystem, gamma: Float64Array, given: Float64Array | null): Mode {
  const { system, spec } = glmm;
  withoutCovariances(glmm);
  // With a canonical link there is one maximum: what settles there needs nothing to compare with.
  const isConcave = spec.link === spec.family.canonicalLink;
  let level = isConcave ? null : (levelGamma(glmm) ?? given);
  const limit = level === null ? Number.POSITIVE_INFINITY : system.kernelAt(level);
  const unitOf = (kernel: number) => (spec.family.hasScale ? kernel / (system.nobs - system.rank) : 1);
  const kernelOf = (mode: Mode | null) =>
    mode === null ? Number.POSITIVE_INFINITY : mode.conditional - system.rows.constant;
  const first = system.findMode(gamma, true, { patience: START_STEPS, mayStop: true });
  const value = kernelOf(first);
  if (first !== null && value <= limit && first.decrement <= SETTLED * unitOf(value)) return first;
  if (isConcave) level = levelGamma(glmm) ?? given;
  const second = level === null ? null : stepsFrom(system, level, MEAN_STEPS);
  if (first !== null && !(kernelOf(second) < value - WORTH * unitOf(value))) {
    stepsFrom(system, first.gamma, 0);
    return first;
  }
  if (second !== null) return second;
  const text = "no coefficients were found at which every row has a mean that the family can have";
  throw new DesignError(
    `${text}; look for offsets or predictors of extreme size, or ${adviceFor(spec)}`,
    "fixed effects",
  );
}

/** Links whose linear predictors are bounded; that of a log only where means are. */
const BOUNDED: readonly LinkName[] = ["identity", "inverse", "1/mu^2", "log"];

/** What to do where rows have no mean. */
export function adviceFor({ family, link }: GlmmSystem["spec"]): string {
  const open = family.links.includes("logit") ? "logit" : "log";
  const begin = "say where to begin (start: { beta })";
  if (link === open || !BOUNDED.includes(link)) return begin;
  return `take the link "${open}", which unlike "${link}" gives a mean at any linear predictor, or ${begin}`;
}

/** Where so many steps of the model without random effects lead from γ. */
function stepsFrom(system: ResponseSystem, gamma: Float64Array, patience: number): Mode | null {
  const spherical = new Float64Array(system.blocks.structure.effects);
  return system.findMode(gamma, true, { patience, mayStop: true, prediction: { spherical, gamma } });
}

function withoutCovariances({ system }: GlmmSystem): void {
  system.factors.forEach(({ columnCount }, f) => {
    system.setLambda(f, new Float64Array(columnCount * columnCount));
  });
}

/** γ whose linear predictors come nearest to that of the mean response, as far as all of them give a mean; null if none do. */
function levelGamma({ system, functions, y, level }: GlmmSystem): Float64Array | null {
  const target = new Float64Array(system.nobs).fill(level);
  for (let round = 0; round < MAX_PROJECTIONS; round++) {
    const gamma = system.leastSquares(target);
    if (system.kernelAt(gamma) < Number.POSITIVE_INFINITY) return gamma;
    const eta = system.rows.base();
    const mu = functions.linkInverse(eta);
    const variance = functions.variance(mu);
    const deviance = functions.unitDeviance(y, mu);
    for (let i = 0; i < target.length; i++) {
      target[i] = variance[i] > 0 && Number.isFinite(deviance[i]) ? eta[i] : level;
    }
  }
  return null;
}

/** The parameters of the family as they are given, else as means and responses say. */
function guessedValues({ system, spec, functions, y, totalWeights }: GlmmSystem): Float64Array {
  const mu = functions.linkInverse(system.rows.eta());
  return familyValues(spec.family, spec.known, ({ guess, first }) => {
    const guessed = guess(y, mu, totalWeights);
    return Number.isNaN(guessed) ? first : guessed;
  });
}

function setLambdas(system: ResponseSystem, terms: readonly TermBlock[], lambdas: readonly Float64Array[]): void {
  mergeLambdas(system, terms, lambdas).forEach((lambda, factor) => {
    system.setLambda(factor, lambda);
  });
}

/** λ with λλ' = T. */
function rootOf({ columnCount: k, structure }: TermBlock, T: Float64Array): Float64Array {
  return structure.chart(k, T, identity(k)).factor(0);
}
