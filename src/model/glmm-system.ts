// The numbers of a generalized model's design in the core, and where its optimization starts.
import type { Design } from "../design/design.js";
import { Engine } from "../engine/engine.js";
import { ResponseFunctions } from "../engine/response-functions.js";
import { ResponseSystem } from "../engine/response-system.js";
import { DesignError } from "../errors.js";
import { linkCodes } from "./family.js";
import type { GlmmSettings } from "./glmm-options.js";
import { momentStart } from "./moment-start.js";
import { type DevianceTerm, whiteningBasis } from "./profiled-deviance.js";
import { engineInput } from "./term-layout.js";

/** Steps of the model without random effects: more would follow a separated coefficient to infinity. */
const START_STEPS = 12;
/** Shape of the negative binomial before anything is known of it. */
const FIRST_SHAPE = 1;

export interface GlmmSystem {
  readonly engine: Engine;
  readonly system: ResponseSystem;
  readonly functions: ResponseFunctions;
  /** Prior weights times trials; null means ones. */
  readonly totalWeights: Float64Array | null;
  /** γ to begin with: least squares on the link of the responses. */
  readonly gamma: Float64Array;
}

/** The system of a design whose response is on the scale of the mean. */
export function glmmSystem(design: Design, trials: Float64Array | null, settings: GlmmSettings): GlmmSystem {
  const { family, link } = settings;
  const shape = settings.shape ?? FIRST_SHAPE;
  const functions = new ResponseFunctions(family.code, linkCodes[link], shape);
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
  const engine = new Engine({ ...engineInput(design), response: eta, weights });
  const system = new ResponseSystem(engine, {
    response: {
      family: family.code,
      link: linkCodes[link],
      shape,
      dispersion: 1,
      y,
      weights: totalWeights,
      trials,
      offset: design.offset,
    },
    isCanonical: link === family.canonicalLink && family.name !== "negbinomial",
    useObserved: settings.information === "observed",
  });
  return { engine, system, functions, totalWeights, gamma: system.startingGamma() };
}

export interface GlmmStart {
  /** T and white basis of each term. */
  readonly covariances: Float64Array[];
  readonly bases: Float64Array[];
  readonly gamma: Float64Array;
}

/** From the model without random effects: its coefficients, and covariances by the moments of its working residuals. */
export function glmmStart({ engine, system, gamma }: GlmmSystem, terms: readonly DevianceTerm[]): GlmmStart {
  system.factors.forEach(({ columnCount }, f) => {
    system.setLambda(f, new Float64Array(columnCount * columnCount));
  });
  const mode = system.findMode(gamma, true, START_STEPS);
  if (mode === null) {
    const text = "no coefficients were found at which every mean is in the range of the family";
    throw new DesignError(`${text}; another link, such as log, may help`, "fixed effects");
  }
  const bases = terms.map((term) => whiteningBasis(engine, term));
  return { covariances: momentStart(engine, terms, 1), bases, gamma: mode.gamma };
}

function productOf(a: Float64Array | null, b: Float64Array | null): Float64Array | null {
  if (a === null || b === null) return a ?? b;
  return a.map((value, i) => value * b[i]);
}
