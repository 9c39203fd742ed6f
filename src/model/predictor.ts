// What prediction and simulation need of a model, whether it was fitted here or restored from JSON.
import { covarianceStructure } from "../covariance/registry.js";
import type { AppliedDesign } from "../design/apply-design.js";
import type { ConditionalForms, EffectRows } from "../engine/types.js";
import type { FamilyName, LinkName, ResponseDraw } from "../family/family.js";
import type { ResolvedFormula } from "../frame/resolved-formula.js";

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
  readonly design: ResolvedFormula;
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
