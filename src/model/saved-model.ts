// The JSON form of fitted models of either kind: what a report prints, what prediction needs, and how to fit again.
import { DataError } from "../errors.js";
import { type DesignState, designState } from "../frame/resolved-formula.js";
import type { Model } from "./build.js";
import type { FittedModel } from "./fitted-model.js";
import type { LmmOptions } from "./options.js";
import type { PredictingModel } from "./predictor.js";
import type { SavedOptions } from "./spec.js";
import type {
  ConditionalModes,
  Convergence,
  DfMethod,
  MixedModel,
  Timing,
  VarianceComponent,
  Warning,
} from "./types.js";

/**
 * A fit as plain JSON, numbers in full double precision; docs/json.md describes every key. What JSON has no number for
 * (NaN, infinities) is null.
 */
export interface SavedModel {
  readonly blup: string;
  readonly version: 1;
  readonly formula: string;
  readonly data: string | null;
  readonly weights: string | null;
  readonly offset: string | null;
  readonly subset: string | null;
  readonly method: "ML" | "REML";
  readonly family: string;
  readonly link: string;
  readonly nobs: number;
  readonly dropped: MixedModel["dropped"];
  readonly groups: Readonly<Record<string, number>>;
  readonly objective: number;
  readonly remlCriterion?: number;
  readonly deviance?: number;
  readonly logLik: number;
  readonly df: number;
  readonly residualDf: number;
  readonly AIC: number;
  readonly AICc: number | null;
  readonly BIC: number;
  readonly sigma: number;
  readonly theta: readonly number[];
  readonly thetaNames: readonly string[];
  readonly fixef: readonly SavedEffect[];
  /** Where df and p of `fixef` come from. */
  readonly fixefTests: { readonly method: DfMethod | "none"; readonly warnings: readonly Warning[] };
  readonly droppedFixef: readonly string[];
  /** Columns of the model matrix that have a coefficient, ascending. */
  readonly kept: readonly number[];
  readonly vcov: readonly (readonly (number | null)[])[];
  readonly varCorr: readonly SavedComponent[];
  readonly residualQuantiles: readonly (number | null)[];
  readonly ranef: Readonly<Record<string, ConditionalModes>>;
  readonly singular: boolean;
  readonly warnings: readonly Warning[];
  readonly convergence: Convergence;
  readonly timing: Timing;
  /** Options of the fit that no other key tells. */
  readonly options: SavedOptions;
  /** Those of weights, offset and subset that were arrays, which are not saved. */
  readonly arrays: readonly ArrayOption[];
  readonly design: DesignState;
  /** How the command line read the data. */
  readonly reading?: SavedReading;
}

export interface SavedEffect {
  readonly name: string;
  readonly estimate: number;
  readonly stdError: number | null;
  readonly statistic: number | null;
  /** Null for infinitely many. */
  readonly df?: number | null;
  readonly p?: number | null;
}

/** A variance component whose undefined correlations are null. */
export type SavedComponent = Omit<VarianceComponent, "corr"> & {
  readonly corr: readonly (readonly (number | null)[])[];
};

export type ArrayOption = "weights" | "offset" | "subset";

/** A data file and how it was read, as readCsv() takes it. */
export interface SavedReading {
  readonly file: string;
  readonly types?: LmmOptions["types"];
  readonly levels?: LmmOptions["levels"];
  readonly naValues?: readonly string[];
  readonly delimiter?: string | undefined;
}

/** A fit and the parts of it that are saved. */
type SavableModel = FittedModel & MixedModel & PredictingModel;

/** What models of either kind save, by the same keys. */
export function savedParts(fit: SavableModel, { frame, spec }: Pick<Model, "frame" | "spec">): SavedParts {
  const { formula, method, family, link, nobs, dropped, groups, objective, logLik, df, residualDf, sigma } = fit;
  return plainJson({
    formula,
    data: fit.dataName,
    weights: fit.weightsLabel,
    offset: fit.offsetLabel,
    subset: fit.subsetLabel,
    method,
    family,
    link,
    ...fit.particulars,
    nobs,
    dropped,
    groups,
    objective,
    [method === "REML" ? "remlCriterion" : "deviance"]: -2 * logLik,
    logLik,
    df,
    residualDf,
    AIC: fit.aic,
    AICc: fit.aicc,
    BIC: fit.bic,
    sigma,
    theta: fit.theta,
    thetaNames: fit.thetaNames,
    fixef: fit.fixef(),
    fixefTests: { method: method === "ML" && fit.title.family !== null ? "asymptotic" : "none", warnings: [] },
    droppedFixef: fit.droppedFixef,
    kept: fit.kept,
    vcov: fit.vcov(),
    varCorr: fit.varCorr(),
    residualQuantiles: fit.residualQuantiles(),
    ranef: modesOf(fit),
    singular: fit.isSingular,
    warnings: fit.warnings,
    convergence: fit.convergence,
    timing: fit.timing,
    options: spec.saved,
    arrays: (["weights", "offset", "subset"] as const).filter((name) => typeof spec.frame[name] === "object"),
    design: designState(frame),
  }) as SavedParts;
}

export type SavedParts = Omit<SavedModel, "blup" | "version">;

/** A saved model of the kind `blup`, given as text or parsed; throws DataError for anything else, called a `kind`. */
export function readSaved<S extends SavedModel>(json: string | S, blup: S["blup"], kind: string): S {
  const saved = typeof json === "string" ? (parsed(json) as S | null) : json;
  if (saved?.blup !== blup) throw new DataError(`saved model is not one of blup's ${kind}`);
  if (saved.version !== 1) {
    throw new DataError(`saved model has version "${saved.version}"; this blup reads version 1`);
  }
  return saved;
}

/** A value as JSON has it: typed arrays as arrays, numbers that are not finite as null. */
export function plainJson(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as unknown[], plainJson);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => (entry === undefined ? [] : [[key, plainJson(entry)]])),
  );
}

/** Without the conditional covariances, which nobody has asked for and which cost as much as the fit. */
function modesOf(fit: SavableModel): Record<string, ConditionalModes> {
  const entries = Object.entries(fit.ranef()).map(([group, { names, levels, values }]) => {
    return [group, { names, levels, values }] as const;
  });
  return Object.fromEntries(entries);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DataError("saved model is not JSON");
  }
}
