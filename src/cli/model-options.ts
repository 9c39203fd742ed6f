// Options that say which model to fit, shared by every command that fits one.
import type { TableLike } from "../data/to-table.js";
import type { Fit } from "../fit/fit.js";
import { glmm, lmm } from "../fit/fitting.js";
import type { GlmmOptions, LmmOptions } from "../model/options.js";
import { type ModelPlan, plan } from "../model/plan.js";
import { collectContrast, numberOf } from "./arguments.js";
import type { Flags } from "./command.js";
import { UsageError } from "./failure.js";
import { conditionOf, familyOf, keyboard, linkOf } from "./typed.js";

export type ModelOptions = Flags<typeof MODEL_OPTIONS>;

/** What a command line asks for: a model of one kind, to be fitted or planned. */
export interface RequestedModel {
  fit(formula: string, data: TableLike, run: RunOptions): Promise<Fit>;
  plan(formula: string, data: TableLike): Promise<ModelPlan>;
}

/** Options of a fit that say nothing about the model. */
export type RunOptions = Pick<LmmOptions, "dataName" | "readTime" | "signal" | "onIteration">;

export const WEIGHTS = [
  "--weights <COL>",
  "weights, with --family prior weights or trials: a column or an expression",
  keyboard,
] as const;
export const OFFSET = ["--offset <EXPR>", "known part of the predictor: a column or an expression", keyboard] as const;
export const WHERE = ["--where <EXPR>", "use only the rows where this holds", conditionOf] as const;

export const MODEL_OPTIONS = [
  "Model:",
  ["--reml", "restricted maximum likelihood (the default)", null, { conflicts: ["ml", "family"] }],
  ["--ml", "maximum likelihood", null, { conflicts: ["reml"] }],
  [
    "--iterative",
    "the iterative method, for crossed factors with too many levels for a dense matrix",
    null,
    { conflicts: ["family"] },
  ],
  ["--probes <COUNT>", "its random vectors (16 unless given)", numberOf, { conflicts: ["family"] }],
  ["--seed <NUMBER>", "what decides them (1 unless given)", numberOf, { conflicts: ["family"] }],
  WEIGHTS,
  OFFSET,
  [
    "--contrasts <VAR=CODING>",
    "coding of a factor of the fixed part: treatment, treatment(BASE), sum, helmert, poly, sdif (repeatable)",
    collectContrast,
  ],
  WHERE,
  "Generalized model:",
  ["--family <NAME>", "binomial, poisson, gamma, inverse-gaussian, gaussian or negbinomial", familyOf],
  ["--link <NAME>", "logit, probit, cloglog, cauchit, log, sqrt, identity, inverse or 1/mu^2", linkOf],
  ["--nagq <POINTS>", "quadrature points: 1 is Laplace (the default), 0 the fast approximate fit", numberOf],
  ["--shape <NUMBER>", "shape of the negative binomial (estimated if not given)", numberOf],
  ["--theta <NUMBER>", "", refuseTheta, { isHidden: true }],
  ["--dispersion <HOW>", "scale of gamma, inverse-gaussian, gaussian: moment (the default) or ml"],
  ["--information <KIND>", "weights in the determinant: expected (the default) or observed"],
] as const;

/** The model that the options ask for; throws UsageError for an option of generalized models without a family. */
export function requestedModel(options: ModelOptions): RequestedModel {
  if (options.family !== undefined) {
    const asked = glmmOptionsOf(options);
    return {
      fit: (formula, data, run) => glmm(formula, data, { ...asked, ...run }),
      plan: (formula, data) => plan(formula, data, asked),
    };
  }
  const stray = (["link", "nagq", "shape", "dispersion", "information"] as const).find((name) => name in options);
  if (stray !== undefined) throw new UsageError(`option --${stray} is for generalized models; give --family, too`);
  const { probes, seed } = options;
  const method = options.iterative ? "iterative" : undefined;
  const asked = { reml: options.ml !== true, method, probes, seed, ...commonOptionsOf(options) } as const;
  return {
    fit: (formula, data, run) => lmm(formula, data, { ...asked, ...run }),
    plan: (formula, data) => plan(formula, data, asked),
  };
}

/** The shape's name in R, where theta are also the covariances. */
function refuseTheta(): never {
  throw new UsageError('unknown option "--theta"; the shape of the negative binomial is --shape');
}

function glmmOptionsOf(options: ModelOptions): GlmmOptions {
  const { family: named, nagq: nAGQ, shape, dispersion, information } = options;
  if (named?.link !== undefined && options.link !== undefined && named.link !== options.link) {
    throw new UsageError(`--family and --link name two links, "${named.link}" and "${options.link}"`);
  }
  const asked = {
    family: named?.family,
    link: options.link ?? named?.link,
    nAGQ,
    shape,
    dispersion,
    information,
    ...commonOptionsOf(options),
  };
  return asked as GlmmOptions;
}

function commonOptionsOf(options: ModelOptions): Pick<LmmOptions, "weights" | "offset" | "subset" | "contrasts"> {
  return {
    weights: options.weights,
    offset: options.offset,
    subset: options.where,
    contrasts: options.contrasts as LmmOptions["contrasts"],
  };
}
