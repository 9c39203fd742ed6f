// What prediction and simulation need of a model, whether it was fitted here or restored from JSON.
import { covarianceStructure } from "../covariance/registry.js";
import type { AppliedDesign } from "../design/apply-design.js";
import type { FamilyName, LinkName, ResponseDraw } from "../family/family.js";
import type { ResolvedFormula } from "../frame/resolved-formula.js";
import type { Model } from "../model/build.js";
import type { FitRecord } from "./record.js";

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
  /** Whether sigma is one of its parameters. */
  readonly hasScale: boolean;
  readonly sigma: number;
  /** Of the negative binomial, null for other families. */
  readonly familyValues: Float64Array;
  /** Expected responses at these linear predictors; may return the very array. */
  mean(eta: Float64Array): Float64Array;
  /** Its derivative. */
  meanDerivative(eta: Float64Array): Float64Array;
  /** One response. */
  readonly draw: ResponseDraw;
}

/** How responses follow from the linear predictor. */
export type ResponsePart = Pick<
  Predictor,
  "family" | "link" | "hasScale" | "sigma" | "familyValues" | "effectScale" | "mean" | "meanDerivative" | "draw"
>;

/** The rows that a model was fitted to, as new data of its design. */
export interface FittedRows extends AppliedDesign {
  readonly weights: Float64Array | null;
  readonly trials: Float64Array | null;
}

/** The predictor of a fit at its coefficients and conditional modes. */
export function predictorOf(
  record: FitRecord,
  design: ResolvedFormula,
  response: ResponsePart,
  beta: Float64Array,
  modes: readonly Float64Array[],
): Predictor {
  const groups = Object.entries(record.ranef).map(([name, { names, levels }], factor) => {
    return { name, names, levels, modes: modes[factor] };
  });
  return {
    design,
    kept: record.kept,
    beta,
    betaNames: record.fixef.map(({ name }) => name),
    groups,
    terms: predictorTerms(record.varCorr, record.par ?? record.theta),
    needsOffset: record.arrays.includes("offset"),
    ...response,
  };
}

/** The rows of a fit as new data of its design. */
export function fittedRows({ design, trials }: Pick<Model, "design" | "trials">): FittedRows {
  const { nobs: rowCount, fixed, random, offset, weights } = design;
  const factors = design.factors.map((factor) => ({ ...factor, unknown: [], own: factor }));
  return { rowCount, fixed, factors, random, offset, weights, trials };
}

/** The terms of these components with the λ of par. */
export function predictorTerms(
  components: readonly Pick<PredictorTerm, "group" | "structure" | "names">[],
  par: Float64Array,
): PredictorTerm[] {
  const used = new Map<string, number>();
  let at = 0;
  return components.map(({ group, structure, names }) => {
    const kind = covarianceStructure(structure);
    const count = kind.parCount(names.length);
    const offset = used.get(group) ?? 0;
    used.set(group, offset + names.length);
    at += count;
    const lambda = kind.fromPar(names.length, par.subarray(at - count, at));
    return { group, structure, names, offset, lambda };
  });
}
