// What prediction and simulation need of a model, whether it was fitted here or restored from JSON.
import { covarianceStructure } from "../covariance/registry.js";
import type { AppliedDesign, DesignState } from "../design/apply-design.js";
import type { ResponseFunctions } from "../engine/response-functions.js";
import type { ConditionalForms, EffectRows } from "../engine/types.js";
import type { Family, FamilyName, LinkName, ResponseDraw } from "./family.js";
import { normalDraw } from "./normal-draw.js";

/** Conditional modes b of one grouping factor: levels × columns, row by row. */
export interface PredictorGroup {
  readonly name: string;
  readonly names: readonly string[];
  readonly levels: readonly string[];
  readonly modes: Float64Array;
}

/** One random term: columns `offset` … of its group. */
export interface PredictorTerm {
  readonly group: string;
  readonly structure: string;
  readonly names: readonly string[];
  readonly offset: number;
  /** λ, columns × columns; times the effect scale a root of the term's covariance matrix. */
  readonly lambda: Float64Array;
}

export interface Predictor {
  readonly design: DesignState;
  /** Columns of X that `beta` belongs to, ascending. */
  readonly kept: readonly number[];
  readonly beta: Float64Array;
  readonly betaNames: readonly string[];
  readonly groups: readonly PredictorGroup[];
  /** In the order of theta. */
  readonly terms: readonly PredictorTerm[];
  /** Standard deviation of a random effect whose λ is 1. */
  readonly effectScale: number;
  /** Whether the offset option was an array, which new data cannot be put into. */
  readonly needsOffset: boolean;
  readonly family: FamilyName;
  readonly link: LinkName;
  readonly sigma: number;
  /** Of the negative binomial, null for other families. */
  readonly shape: number | null;
  /** Expected responses at these linear predictors; may return the very array. */
  mean(eta: Float64Array): Float64Array;
  /** Its derivative. */
  meanDerivative(eta: Float64Array): Float64Array;
  /** One response. */
  readonly draw: ResponseDraw;
}

/** The rows that a model was fitted to, as new data of its design. */
export interface FittedRows extends AppliedDesign {
  readonly weights: Float64Array | null;
  readonly trials: Float64Array | null;
}

/** Anything that predict() and simulate() can be asked about; what follows `vcov` is there where the data are. */
export interface PredictingModel {
  readonly predictor: Predictor;
  /** Of the coefficients, rank × rank, rows. */
  vcov(): number[][];
  /** Xβ + Zb + offset of the rows fitted. */
  linearPredictor?(): Float64Array;
  /** Xβ + offset of the rows fitted. */
  fixedPart?(): Float64Array;
  fittedRows?(): FittedRows;
  /** Variances in the units of the linear predictor. */
  conditionalForms?(rows: EffectRows): ConditionalForms;
}

/** How a linear model's response follows from its linear predictor. */
export function identityResponse(sigma: number) {
  return {
    family: "gaussian",
    link: "identity",
    sigma,
    shape: null,
    mean: (eta: Float64Array) => eta,
    meanDerivative: (eta: Float64Array) => new Float64Array(eta.length).fill(1),
    draw: normalDraw,
  } as const;
}

/** How a generalized model's response follows from its linear predictor. */
export function familyResponse(
  { name, draw }: Pick<Family, "name" | "draw">,
  link: LinkName,
  functions: Pick<ResponseFunctions, "linkInverse" | "meanDerivative">,
  { sigma, shape }: { readonly sigma: number; readonly shape: number | null },
) {
  return {
    family: name,
    link,
    sigma,
    shape,
    mean: (eta: Float64Array) => functions.linkInverse(eta),
    meanDerivative: (eta: Float64Array) => functions.meanDerivative(eta),
    draw,
  };
}

/** The terms of these components with the λ of lme4's theta. */
export function predictorTerms(
  components: readonly Pick<PredictorTerm, "group" | "structure" | "names">[],
  theta: Float64Array,
): PredictorTerm[] {
  const used = new Map<string, number>();
  let at = 0;
  return components.map(({ group, structure, names }) => {
    const kind = covarianceStructure(structure);
    const count = kind.thetaCount(names.length);
    const offset = used.get(group) ?? 0;
    used.set(group, offset + names.length);
    at += count;
    const lambda = kind.fromTheta(names.length, theta.subarray(at - count, at));
    return { group, structure, names, offset, lambda };
  });
}
