// How a model is to be fitted: the options of lmm() or glmm(), checked once, with the defaults filled in.

import { OptionError } from "../errors.js";
import { gaussian } from "../family/families/gaussian.js";
import type { Family } from "../family/family.js";
import { familyOf, linkOf } from "../family/registry.js";
import type { FrameOptions } from "../frame/model-frame.js";
import { type FitSpec, type Generalized, WHOLE_FACTORS } from "../likelihood/spec.js";
import type { Iteration, MinimizeOptions } from "../optimize/minimize.js";
import { checkOptions } from "../options.js";
import { GLMM_ALIASES, GLMM_RULES, type GlmmOptions, LMM_ALIASES, LMM_RULES, type LmmOptions } from "./options.js";

export interface ModelSpec extends FitSpec {
  readonly frame: Pick<LmmOptions, "subset" | "weights" | "offset" | "contrasts" | "naAction"> &
    Pick<FrameOptions, "zeroWeights">;
  readonly table: Pick<LmmOptions, "types" | "levels">;
  readonly dataName: string | null;
  /** Milliseconds. */
  readonly readTime: number;
  /** Options that JSON keeps, where they were given. */
  readonly saved: SavedOptions;
}

export type SavedOptions = Pick<
  LmmOptions,
  "method" | "probes" | "seed" | "contrasts" | "naAction" | "types" | "levels" | "maxIterations"
> &
  Pick<GlmmOptions, "shape" | "information" | "dispersion">;

/** Throws OptionError for what lmm() does not have or cannot do. */
export function linearSpec(options: LmmOptions): ModelSpec {
  checkOptions(null, options, LMM_RULES, LMM_ALIASES);
  const { method, probes, seed } = options;
  if (method !== "iterative" && (probes ?? seed) !== undefined) {
    const name = probes === undefined ? "seed" : "probes";
    throw new OptionError(`option "${name}" is for method "iterative"`, name);
  }
  return {
    family: gaussian,
    link: "identity",
    method: options.reml === false ? "ML" : "REML",
    approximation: null,
    known: {},
    structure: {},
    start: { theta: options.start },
    ...commonSpec(options),
  };
}

/** Throws OptionError for what glmm() does not have or cannot do. */
export function generalizedSpec(options: GlmmOptions): Generalized<ModelSpec> {
  refuseLinear(options);
  checkOptions(null, options, GLMM_RULES, GLMM_ALIASES);
  const family = familyOf(options.family ?? "binomial");
  const link = linkOf(family, options.link);
  const hasShape = family.parameters.some(({ name }) => name === "shape");
  refuse(family, options, "shape", hasShape, 'the family "negbinomial"');
  refuse(family, options, "dispersion", family.hasScale, "families with a scale: gamma, inverse-gaussian and gaussian");
  const common = commonSpec(options);
  const { nAGQ = 1, information = "expected", dispersion = "moment" } = options;
  return {
    family,
    link,
    method: "ML",
    approximation: { points: nAGQ, information, scale: dispersion },
    known: knownParameters(family, options),
    structure: WHOLE_FACTORS,
    start: options.start ?? {},
    ...common,
    frame: { ...common.frame, zeroWeights: family.response.zeroWeights },
  };
}

/** The spec of glmm() for options that name a family, else of lmm(). */
export function specOf(options: LmmOptions | GlmmOptions): ModelSpec {
  return isGeneralized(options) ? generalizedSpec(options) : linearSpec(options);
}

/** For other models of a fit's data, made on the way to an answer: they start at moments and report nothing. */
export function unreported<Spec extends ModelSpec>(spec: Spec): Spec {
  const { onIteration: _, ...search } = spec.search;
  return { ...spec, start: {}, search, readTime: 0 };
}

function isGeneralized(options: LmmOptions | GlmmOptions): options is GlmmOptions {
  return typeof options === "object" && options !== null && (options as GlmmOptions).family !== undefined;
}

/** REML is what a user of linear models asks for first, and the iterative method where one is large; they deserve answers. */
function refuseLinear(options: object): void {
  const name = ["reml", "REML", "method", "probes"].find((key) => Object.hasOwn(options ?? {}, key));
  if (name === undefined || (options as Record<string, unknown>)[name] === undefined) return;
  const text = `option "${name}" is for linear mixed models; a generalized one is fitted by maximum likelihood: leave it out`;
  throw new OptionError(text, name);
}

function knownParameters({ parameters }: Family, options: GlmmOptions): ModelSpec["known"] {
  const given = parameters.flatMap(({ name }) => (options[name] === undefined ? [] : [[name, options[name]]]));
  return Object.fromEntries(given);
}

function refuse(
  { name }: Family,
  options: GlmmOptions,
  option: "shape" | "dispersion",
  isThere: boolean,
  where: string,
): void {
  if (options[option] === undefined || isThere) return;
  throw new OptionError(`option "${option}" is for ${where}; the family "${name}" has none`, option);
}

const SAVED: readonly (keyof SavedOptions)[] = [
  "method",
  "probes",
  "seed",
  "contrasts",
  "naAction",
  "types",
  "levels",
  "maxIterations",
  "shape",
  "information",
  "dispersion",
];

function commonSpec(options: LmmOptions | GlmmOptions) {
  const { subset, weights, offset, contrasts, naAction, types, levels, dataName = null, readTime = 0 } = options;
  const given: SavedOptions = {
    ...options,
    contrasts: copied(contrasts),
    types: copied(types),
    levels: copied(levels),
  };
  return {
    search: searchOptions(options),
    frame: { subset, weights, offset, contrasts: given.contrasts, naAction },
    table: { types: given.types, levels: given.levels },
    dataName,
    readTime,
    saved: Object.fromEntries(SAVED.flatMap((key) => (given[key] === undefined ? [] : [[key, given[key]]]))),
  };
}

/** Of contrasts: variables, their matrices, rows and numbers. */
const DEPTH = 4;

/** Lists and objects all through, so that a fit does not change with what the caller does to its own. */
function copied<T>(value: T, depth = DEPTH): T {
  if (Array.isArray(value) && depth > 0) return value.map((entry) => copied(entry, depth - 1)) as T;
  if (typeof value !== "object" || value === null || depth === 0) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, copied(entry, depth - 1)])) as T;
}

function searchOptions(options: LmmOptions | GlmmOptions): MinimizeOptions {
  const { maxIterations, signal, onIteration, verbose } = options;
  const report = (iteration: Iteration) => {
    if (verbose) console.error(iterationLine(iteration));
    onIteration?.(iteration);
  };
  return {
    onIteration: report,
    ...(maxIterations !== undefined && { maxIterations }),
    ...(signal !== undefined && { signal }),
  };
}

function iterationLine({ iteration, evaluations, objective, gradientNorm }: Iteration): string {
  return `iteration ${iteration}: objective ${objective}, gradient ${gradientNorm.toPrecision(3)}, evaluations ${evaluations}`;
}
