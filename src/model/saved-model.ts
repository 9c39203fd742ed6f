// What the JSON forms of fitted models of either kind have in common, and what a model read back from them can do.
import type { DesignState } from "../design/apply-design.js";
import { DataError } from "../errors.js";
import type { FittedModel } from "./fitted-model.js";
import { fixedEffects, fixedEffectsCorrelation } from "./fixed-effects.js";
import { type PredictingModel, type Predictor, predictorTerms } from "./predictor.js";
import { rowsOf } from "./random-effects.js";
import type { Convergence, FixedEffect, MixedModel, VarianceComponent, Warning } from "./types.js";

/** The JSON form of a fit; numbers in full double precision. */
export interface SavedModel {
  readonly blup: string;
  readonly version: 1;
  readonly formula: string;
  readonly method: "ML" | "REML";
  readonly nobs: number;
  readonly groups: Readonly<Record<string, number>>;
  readonly objective: number;
  readonly logLik: number;
  readonly df: number;
  readonly aic: number;
  readonly bic: number;
  readonly sigma: number;
  readonly theta: readonly number[];
  readonly thetaNames: readonly string[];
  readonly fixedNames: readonly string[];
  /** Columns of the model matrix that have a coefficient, ascending. */
  readonly kept: readonly number[];
  readonly beta: readonly number[];
  readonly vcov: readonly (readonly number[])[];
  readonly varCorr: readonly SavedComponent[];
  /** Conditional modes by grouping factor, levels × names. */
  readonly ranef: readonly SavedGroup[];
  readonly singular: boolean;
  readonly warnings: readonly Warning[];
  readonly convergence: Convergence;
  readonly needsOffset: boolean;
  readonly design: DesignState;
}

export interface SavedGroup {
  readonly group: string;
  readonly names: readonly string[];
  /** Rows in the order of `design.groups[group]`. */
  readonly values: readonly (readonly number[])[];
}

/** A variance component whose undefined correlations are null, since JSON has no NaN. */
export type SavedComponent = Omit<VarianceComponent, "corr"> & {
  readonly corr: readonly (readonly (number | null)[])[];
};

/** How the response follows from the linear predictor. */
type ResponsePart = Pick<Predictor, "family" | "link" | "sigma" | "shape" | "mean" | "meanDerivative" | "draw">;

/** A fit and the parts of it that are saved. */
type SavableModel = FittedModel & MixedModel & PredictingModel;

/** What models of either kind save, by the same keys. */
export function savedParts(
  fit: SavableModel,
  fixedNames: readonly string[],
  design: DesignState,
): Omit<SavedModel, "blup" | "version"> {
  const { formula, method, nobs, objective, logLik, df, aic, bic, sigma, thetaNames, kept } = fit;
  const { groups, needsOffset } = fit.predictor;
  return {
    formula,
    method,
    nobs,
    groups: fit.groups,
    objective,
    logLik,
    df,
    aic,
    bic,
    sigma,
    theta: Array.from(fit.theta),
    thetaNames,
    fixedNames,
    kept,
    beta: Array.from(fit.beta),
    vcov: fit.vcov(),
    varCorr: fit.varCorr().map((component) => ({ ...component, corr: component.corr.map(withoutNaN) })),
    ranef: groups.map(({ name, names, modes }) => ({
      group: name,
      names,
      values: rowsOf(modes, names.length),
    })),
    singular: fit.isSingular,
    warnings: fit.warnings,
    convergence: fit.convergence,
    needsOffset,
    design,
  };
}

/** A model read back from JSON: estimates and predictions, without the data. */
export abstract class RestoredModel<S extends SavedModel> implements PredictingModel {
  readonly predictor: Predictor;

  protected constructor(
    readonly saved: S,
    response: ResponsePart,
    effectScale: number,
  ) {
    this.predictor = {
      design: saved.design,
      kept: saved.kept,
      beta: Float64Array.from(saved.beta),
      betaNames: saved.kept.map((column) => saved.fixedNames[column]),
      needsOffset: saved.needsOffset,
      terms: predictorTerms(saved.varCorr, Float64Array.from(saved.theta)),
      effectScale,
      ...response,
      groups: saved.ranef.map(({ group, names, values }) => ({
        name: group,
        names,
        levels: saved.design.groups[group],
        modes: Float64Array.from(values.flat()),
      })),
    };
  }

  get formula(): string {
    return this.saved.formula;
  }

  get method(): "ML" | "REML" {
    return this.saved.method;
  }

  get sigma(): number {
    return this.saved.sigma;
  }

  get theta(): Float64Array {
    return Float64Array.from(this.saved.theta);
  }

  fixef(): FixedEffect[] {
    return fixedEffects(this.saved.fixedNames, this.saved.kept, this.predictor.beta, this.saved.vcov);
  }

  vcov(): number[][] {
    return this.saved.vcov.map((row) => [...row]);
  }

  correlation(): number[][] {
    return fixedEffectsCorrelation(this.saved.vcov);
  }

  varCorr(): VarianceComponent[] {
    return this.saved.varCorr.map((component) => ({
      ...component,
      corr: component.corr.map((row) => row.map((value) => value ?? Number.NaN)),
    }));
  }

  toJSON(): S {
    return this.saved;
  }
}

/** A saved model of the kind `blup`, given as text or parsed; throws DataError for anything else, called a `kind`. */
export function readSaved<S extends SavedModel>(json: string | S, blup: S["blup"], kind: string): S {
  const saved = typeof json === "string" ? (parsed(json) as S | null) : json;
  if (saved?.blup !== blup) throw new DataError(`saved model is not one of blup's ${kind}`);
  if (saved.version !== 1) {
    throw new DataError(`saved model has version "${saved.version}"; this blup reads version 1`);
  }
  return saved;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DataError("saved model is not JSON");
  }
}

function withoutNaN(row: readonly number[]): (number | null)[] {
  return row.map((value) => (Number.isNaN(value) ? null : value));
}
