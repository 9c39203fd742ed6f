// The numbers of a generalized model's design in the core, and where its optimization starts.
import type { Design } from "../../design/design.js";
import { saturatedRank } from "../../engine/questions/saturated-rank.js";
import { type ResponseChoice, ResponseSystem } from "../../engine/response-system.js";
import type { StructureChoice } from "../../engine/symbolic/structure.js";
import { DesignError } from "../../errors.js";
import { familyValues, linkCodes, ownValue, responseFunctions } from "../../family/family.js";
import type { ResponseFunctions } from "../../family/response-functions.js";
import { identity } from "../../math/matrix-product.js";
import { whiteningBasis } from "../coordinates.js";
import type { LikelihoodModel } from "../likelihood.js";
import { momentStart } from "../linear/start.js";
import type { Generalized } from "../spec.js";
import { engineInput, mergeLambdas, storedDesign, storedLayout, type TermBlock } from "../terms.js";
import type { DevianceStart } from "./deviance.js";

/** Steps of the model without random effects: more would follow a separated coefficient to infinity. */
const START_STEPS = 12;

/** What the numbers of a generalized model are made of. */
export type GlmmModel = Pick<LikelihoodModel, "design" | "trials"> & {
  readonly spec: Pick<Generalized, "family" | "link" | "known" | "structure" | "approximation">;
};

export interface GlmmSystem {
  readonly system: ResponseSystem;
  readonly functions: ResponseFunctions;
  readonly spec: GlmmModel["spec"];
  readonly terms: readonly TermBlock[];
  /** The design with the columns of Z as the system has them. */
  readonly stored: Design;
  /** Prior weights times trials; null means ones. */
  readonly totalWeights: Float64Array | null;
  readonly y: Float64Array;
  /** γ to begin with: least squares on the link of the responses. */
  readonly gamma: Float64Array;
}

/** The system of a model; `choice` as for Blocks. */
export function glmmSystem({ design, trials, spec }: GlmmModel, choice: StructureChoice = {}): GlmmSystem {
  const { family, link } = spec;
  const values = familyValues(family, spec.known, ({ first }) => first);
  const functions = responseFunctions(family, link, values);
  const totalWeights = productOf(design.weights, trials);
  const y = design.response;
  const mu = y.map((value, i) => family.startingMean(value, totalWeights?.[i] ?? 1));
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  const eta = functions.linkFunction(mu);
  for (let i = 0; i < mu.length; i++) if (!Number.isFinite(eta[i])) mu[i] = mean;
  eta.set(functions.linkFunction(mu));
  const slope = functions.meanDerivative(eta);
  const variance = functions.variance(mu);
  const weights = slope.map((value, i) => ((totalWeights?.[i] ?? 1) * value * value) / variance[i]);
  const terms = storedLayout(design);
  const stored = storedDesign(design, terms);
  const input = { ...engineInput(stored), response: eta, weights };
  const responseChoice: ResponseChoice = {
    response: {
      family: family.code,
      link: linkCodes[link],
      own: ownValue(values),
      dispersion: 1,
      y,
      weights: totalWeights,
      weightsArePrecisions: family.name === "gaussian",
      trials,
      offset: design.offset,
    },
    isCanonical: link === family.canonicalLink,
    useObserved: spec.approximation.information === "observed",
  };
  const system = new ResponseSystem(input, responseChoice, { ...spec.structure, ...choice });
  return { system, functions, spec, terms, stored, totalWeights, y, gamma: system.startingGamma };
}

export interface GlmmStart extends Omit<DevianceStart, "logParameter"> {
  readonly dispersion: number;
  /** Values of the parameters of the family. */
  readonly family: Float64Array;
  /** Rank of X and Z together; only for families with a scale, else 0. */
  readonly saturated: number;
}

/** From the model without random effects: its coefficients, and covariances by the moments of its working residuals. */
export function glmmStart(glmm: GlmmSystem): GlmmStart {
  const { system, spec, terms } = glmm;
  const { blocks } = system;
  const { hasScale } = spec.family;
  let gamma = withoutEffects(glmm, glmm.gamma);
  let family = familyValues(spec.family, spec.known, ({ first }) => first);
  if (spec.family.parameters.some(({ name }) => spec.known[name] === undefined)) {
    family = guessedValues(glmm);
    system.rows.setDispersion(ownValue(family), 1);
    gamma = withoutEffects(glmm, gamma);
  }
  const bases = terms.map((term) => whiteningBasis(blocks, term));
  if (!hasScale) {
    return { covariances: momentStart(blocks, terms, 1), bases, gamma, dispersion: 1, family, saturated: 0 };
  }
  if (blocks.rank >= blocks.nobs) {
    const text = `fixed effects take ${blocks.rank} coefficients for ${blocks.nobs} observations`;
    throw new DesignError(`${text}; a family with a scale needs more observations than coefficients`, "fixed effects");
  }
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
    gamma,
    dispersion,
    family,
    saturated,
  };
}

function withoutEffects({ system }: GlmmSystem, gamma: Float64Array): Float64Array {
  system.factors.forEach(({ columnCount }, f) => {
    system.setLambda(f, new Float64Array(columnCount * columnCount));
  });
  const mode = system.findMode(gamma, true, { patience: START_STEPS, mayStop: true });
  if (mode !== null) return mode.gamma;
  const text = "no coefficients were found at which every mean is in the range of the family";
  throw new DesignError(`${text}; another link, such as log, may help`, "fixed effects");
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

function productOf(a: Float64Array | null, b: Float64Array | null): Float64Array | null {
  if (a === null || b === null) return a ?? b;
  return a.map((value, i) => value * b[i]);
}
