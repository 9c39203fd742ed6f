// A model read back from JSON: estimates, reports and predictions, without the data.
import { resolvedFormula } from "../frame/resolved-formula.js";
import { fixedEffects, fixedEffectsCorrelation } from "./fixed-effects.js";
import { type PredictingModel, type Predictor, predictorTerms } from "./predictor.js";
import type { SavedModel } from "./saved-model.js";
import type {
  ConditionalModes,
  Convergence,
  FixedEffect,
  ModelTitle,
  ReportedModel,
  Timing,
  VarianceComponent,
  Warning,
} from "./types.js";

/** How the response follows from the linear predictor. */
type ResponsePart = Pick<Predictor, "family" | "link" | "sigma" | "shape" | "mean" | "meanDerivative" | "draw">;

export abstract class RestoredModel<S extends SavedModel> implements PredictingModel, ReportedModel {
  readonly predictor: Predictor;
  readonly formula: string;
  readonly method: "ML" | "REML";
  readonly nobs: number;
  readonly dropped: ReportedModel["dropped"];
  readonly groups: Readonly<Record<string, number>>;
  readonly objective: number;
  readonly logLik: number;
  readonly df: number;
  readonly residualDf: number;
  readonly aic: number;
  readonly aicc: number;
  readonly bic: number;
  readonly sigma: number;
  readonly theta: Float64Array;
  readonly thetaNames: readonly string[];
  readonly droppedFixef: readonly string[];
  readonly isSingular: boolean;
  readonly warnings: readonly Warning[];
  readonly convergence: Convergence;
  readonly timing: Timing;
  readonly dataName: string | null;
  readonly weightsLabel: string | null;
  readonly offsetLabel: string | null;
  readonly subsetLabel: string | null;
  abstract readonly family: string;
  abstract readonly link: string;
  abstract readonly hasScale: boolean;
  abstract readonly title: ModelTitle;
  abstract readonly particulars: ReportedModel["particulars"];

  protected constructor(
    readonly saved: S,
    response: ResponsePart,
    effectScale: number,
  ) {
    this.formula = saved.formula;
    this.method = saved.method;
    this.nobs = saved.nobs;
    this.dropped = saved.dropped;
    this.groups = saved.groups;
    this.objective = saved.objective;
    this.logLik = saved.logLik;
    this.df = saved.df;
    this.residualDf = saved.residualDf;
    this.aic = saved.AIC;
    this.aicc = saved.AICc ?? Number.POSITIVE_INFINITY;
    this.bic = saved.BIC;
    this.sigma = saved.sigma;
    this.theta = Float64Array.from(saved.theta);
    this.thetaNames = saved.thetaNames;
    this.droppedFixef = saved.droppedFixef;
    this.isSingular = saved.singular;
    this.warnings = saved.warnings;
    this.convergence = saved.convergence;
    this.timing = saved.timing;
    this.dataName = saved.data;
    this.weightsLabel = saved.weights;
    this.offsetLabel = saved.offset;
    this.subsetLabel = saved.subset;
    this.predictor = {
      design: resolvedFormula(saved.design),
      kept: saved.kept,
      beta: Float64Array.from(saved.fixef, ({ estimate }) => estimate),
      betaNames: saved.fixef.map(({ name }) => name),
      needsOffset: saved.arrays.includes("offset"),
      terms: predictorTerms(saved.varCorr, Float64Array.from(saved.theta)),
      effectScale,
      ...response,
      groups: Object.entries(saved.ranef).map(([name, { names, levels, values }]) => {
        return { name, names, levels, modes: Float64Array.from(values.flat()) };
      }),
    };
  }

  fixef(): FixedEffect[] {
    const names = this.saved.fixef.map(({ name }) => name);
    return fixedEffects(names, [...names.keys()], this.predictor.beta, this.vcov());
  }

  vcov(): number[][] {
    return withNaN(this.saved.vcov);
  }

  correlation(): number[][] {
    return fixedEffectsCorrelation(this.vcov());
  }

  varCorr(): VarianceComponent[] {
    return this.saved.varCorr.map((component) => ({ ...component, corr: withNaN(component.corr) }));
  }

  ranef(): Readonly<Record<string, ConditionalModes>> {
    return this.saved.ranef;
  }

  residualQuantiles(): number[] {
    return withNaN([this.saved.residualQuantiles])[0];
  }

  toJSON(): S {
    return this.saved;
  }
}

function withNaN(rows: readonly (readonly (number | null)[])[]): number[][] {
  return rows.map((row) => row.map((value) => value ?? Number.NaN));
}
