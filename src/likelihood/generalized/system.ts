// The numbers of a generalized model's design in the core.
import type { Design } from "../../design/design.js";
import { type ResponseChoice, ResponseSystem } from "../../engine/response-system.js";
import type { StructureChoice } from "../../engine/symbolic/structure.js";
import { familyValues, linkCodes, ownValue, responseFunctions } from "../../family/family.js";
import type { ResponseFunctions } from "../../family/response-functions.js";
import type { LikelihoodModel } from "../likelihood.js";
import type { Generalized } from "../spec.js";
import { engineInput, storedDesign, storedLayout, type TermBlock } from "../terms.js";

/** Between the weights of the least squares that decide on the basis of X. */
const MOST_SPREAD = 1e12;

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
  /** Linear predictor at the mean of the responses. */
  readonly level: number;
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
  const level = levelOf(functions, y, totalWeights);
  const eta = functions.linkFunction(mu);
  for (let i = 0; i < mu.length; i++) if (!Number.isFinite(eta[i])) mu[i] = mean;
  eta.set(functions.linkFunction(mu));
  const working = () => {
    const variance = functions.variance(mu);
    const slope = functions.meanDerivative(eta);
    return slope.map((value, i) => ((totalWeights?.[i] ?? 1) * value * value) / variance[i]);
  };
  let weights = working();
  if (!(spreadOf(weights) < MOST_SPREAD)) {
    mu.set(functions.linkInverse(eta.fill(level)));
    weights = working();
  }
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
  return { system, functions, spec, terms, stored, totalWeights, y, gamma: system.startingGamma, level };
}

/** The link of the mean response; of a tenth of their magnitude where the mean has none. */
function levelOf(functions: ResponseFunctions, y: Float64Array, weights: Float64Array | null): number {
  let sum = 0;
  let squares = 0;
  let total = 0;
  y.forEach((value, i) => {
    const weight = weights?.[i] ?? 1;
    sum += weight * value;
    squares += weight * value * value;
    total += weight;
  });
  const [level, other] = functions.linkFunction(Float64Array.of(sum / total, 0.1 * Math.sqrt(squares / total)));
  return Number.isFinite(level) ? level : other;
}

/** The largest weight as a multiple of the least that is not zero; NaN or infinite where one is. */
function spreadOf(weights: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const weight of weights) {
    if (!(weight < Number.POSITIVE_INFINITY)) return Number.NaN;
    if (weight > 0) least = Math.min(least, weight);
    most = Math.max(most, weight);
  }
  return most / least;
}

/** Prior weights times trials; null for ones. */
export function productOf(a: Float64Array | null, b: Float64Array | null): Float64Array | null {
  if (a === null || b === null) return a ?? b;
  return a.map((value, i) => value * b[i]);
}
