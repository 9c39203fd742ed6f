// Profile likelihood: how the deviance rises when one parameter is held and all others follow.
import { CancelledError } from "../../errors.js";

import { exactOnly } from "../../fit/exact-only.js";
import { type LiveFit, withSums } from "../../fit/fit.js";

import type { Live } from "../../fit/live.js";
import type { Warning } from "../../fit/types.js";
import { profiled } from "../../likelihood/around.js";
import { isUnbounded } from "../../likelihood/linear/unbounded.js";
import type { Estimates } from "../../likelihood/point.js";
import { normalQuantile } from "../../math/distributions/distributions.js";
import { inTurns, pause } from "../../optimize/turns.js";
import { checkOptions, FUNCTION, LEVEL, NAMES, type OptionRules, SIGNAL } from "../../options.js";
import {
  chosenParameters,
  estimatedPoint,
  type ModelParameter,
  modelParameters,
  type PlacedParameter,
  parameterValues,
} from "./model-parameters.js";
import { LOWER, ProfilePath } from "./profile-path.js";

/** Options of profile(). */
export interface ProfileOptions {
  /** Names, or "theta" for all of the covariances and "beta" for all coefficients; all unless given. */
  readonly parameters?: readonly string[] | undefined;
  /** Confidence level that the curves reach; 0.99 unless given. */
  readonly level?: number | undefined;
  /** Distance of points in ζ; 0.5 unless given. */
  readonly step?: number | undefined;
  /** Stops the profiles with a CancelledError. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each parameter. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The model with one parameter held. */
export interface ProfilePoint {
  /** At which it is held. */
  readonly value: number;
  /** Signed root of the rise of the deviance. */
  readonly zeta: number;
  /** −2 log-likelihood, maximized over all others. */
  readonly deviance: number;
  /** All parameters of the model there, in the order of `Profile.names`. */
  readonly parameters: readonly number[];
}

/** The profile of one parameter. */
export interface ParameterProfile extends ModelParameter {
  /** Maximum-likelihood estimate. */
  readonly estimate: number;
  /** Ascending by value. */
  readonly points: readonly ProfilePoint[];
}

/** Profiles of the likelihood, as profile() finds them. */
export interface Profile {
  /** −2 log-likelihood at its maximum. */
  readonly deviance: number;
  /** Names of all parameters of the model. */
  readonly names: readonly string[];
  /** One for each parameter asked for. */
  readonly parameters: readonly ParameterProfile[];
  /** Such as M_PROFILE_ML and W_PROFILE_NOT_MONOTONE (docs/warnings.md). */
  readonly warnings: readonly Warning[];
}

export interface ProfileLimits {
  readonly parameter: PlacedParameter;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

export const PROFILE_RULES: OptionRules<Omit<ProfileOptions, "step">> = {
  parameters: NAMES,
  level: LEVEL,
  signal: SIGNAL,
  onProgress: FUNCTION,
};
const RULES: OptionRules<ProfileOptions> = {
  ...PROFILE_RULES,
  step: [(value) => typeof value === "number" && value >= 0.01 && value <= 2, "a number from 0.01 to 2"],
};

/** Step of a profile that is only for its limits. */
const LIMIT_STEP = 1;
/** Share of its spread at which an estimated standard deviation is zero but for rounding. */
const NEARLY_ZERO = 1e-4;
/** Fall of the deviance below the fit's that is worth a warning. */
const NOTABLE = 1e-5;
/** How often a search may start again from a better maximum that it has found. */
const RESTARTS = 3;

/**
 * The profile of the −2 log-likelihood of each parameter, that of a REML fit as if it were fitted by maximum likelihood.
 * Throws OptionError, UnsupportedError where no likelihood has been maximized, and CancelledError. Bates et al. (2015),
 * J. Stat. Soft. 67(1), section 5.1.
 *
 * @example
 * const { parameters } = await profile(fit, { parameters: ["beta"] });
 * parameters[0].points;
 */
export async function profile(fit: LiveFit, options: ProfileOptions = {}): Promise<Profile> {
  withSums(fit, "profile()");
  exactOnly(fit, "profile()");
  checkOptions("profile()", options, RULES);
  const { level = 0.99, step = 0.5 } = options;
  const target = quantile(level);
  const all = modelParameters(fit);
  const { best, warnings, results } = await walked(fit, options, target, step, whole);
  const names = all.map(({ name }) => name);
  const parameters = results.map((path): ParameterProfile => {
    const { name, group, kind } = path.parameter;
    const points = path.points.map(({ value, zeta, fit: found }) => {
      const values = parameterValues(fit, all, found);
      return { value, zeta, deviance: found.objective, parameters: values };
    });
    return { name, group, kind, estimate: path.estimate, points };
  });
  return { deviance: best.objective, names, parameters, warnings };
}

/** The limits at which |ζ| is the normal quantile of `level`, each to 1e-7 in ζ. */
export async function profileLimits(
  fit: LiveFit,
  options: Omit<ProfileOptions, "step"> & { readonly level: number },
): Promise<{ readonly limits: readonly ProfileLimits[]; readonly warnings: readonly Warning[] }> {
  const target = quantile(options.level);
  const unbounded: string[] = [];
  const { warnings, results } = await walked(fit, options, target, LIMIT_STEP, function* (path) {
    const lower = (yield* path.limit(-1, target)).value;
    const upper = (yield* path.limit(1, target)).value;
    if (!Number.isFinite(lower) || !Number.isFinite(upper)) unbounded.push(path.parameter.name);
    return { parameter: path.parameter, estimate: path.estimate, lower, upper };
  });
  if (unbounded.length === 0) return { limits: results, warnings };
  const message =
    `profile: the deviance of ${unbounded.join(", ")} levels off before the limit, which is taken as infinite; ` +
    "look for separation or simplify the model";
  return { limits: results, warnings: [...warnings, { code: "W_PROFILE_UNBOUNDED", message }] };
}

interface Search<T> {
  readonly best: Estimates;
  readonly warnings: Warning[];
  readonly results: readonly T[];
}

/** Walks both ways along every parameter wanted; begins again where a lower deviance is found on the way. */
async function walked<T>(
  fit: LiveFit,
  options: ProfileOptions,
  target: number,
  step: number,
  read: (path: ProfilePath) => Generator<void, T>,
): Promise<Search<T>> {
  const all = modelParameters(fit);
  const wanted = chosenParameters(all, options.parameters);
  const live: Live = fit.live;
  const likelihood = profiled(live.likelihood, live.estimates);
  let done = 0;
  const cancelled = () => {
    return new CancelledError(`profile cancelled after ${done} of ${wanted.length} parameters`);
  };
  const heeding = <R>(search: Generator<void, R>) => {
    return inTurns(search, options.signal, likelihood.operations).catch((error) => {
      throw error instanceof CancelledError ? cancelled() : error;
    });
  };
  if (options.signal !== undefined) await pause();
  let best = await heeding(likelihood.maximize(estimatedPoint(fit)));
  const first = fit.method === "ML" ? fit.objective : best.objective;
  for (let attempt = 0; ; attempt++) {
    const paths: ProfilePath[] = [];
    const results: T[] = [];
    const estimates = parameterValues(fit, all, best);
    let lower: Estimates | null = null;
    for (const parameter of wanted) {
      const found = estimates[all.indexOf(parameter)];
      const isZero =
        parameter.kind === "sd" && found < NEARLY_ZERO * (await heeding(likelihood.spread(parameter, best)));
      const estimate = isZero ? 0 : found;
      const path = new ProfilePath(likelihood, parameter, best, estimate, parameter.range);
      if (!Number.isNaN(estimate)) {
        await heeding(path.walk(-1, target, step));
        await heeding(path.walk(1, target, step));
      }
      if (path.lowest.objective < best.objective - LOWER && attempt < RESTARTS) {
        lower = path.lowest;
        break;
      }
      results.push(await heeding(read(path)));
      paths.push(path);
      done = paths.length;
      options.onProgress?.(done, wanted.length);
      await pause();
      if (options.signal?.aborted) throw cancelled();
    }
    if (lower === null) return { best, warnings: warningsOf(fit, best, paths, first - best.objective), results };
    best = await heeding(likelihood.maximize(lower));
    done = 0;
  }
}

/** Nothing but the path. */
// biome-ignore lint/correctness/useYield: other readers search
function* whole(path: ProfilePath): Generator<void, ProfilePath> {
  return path;
}

function quantile(level: number): number {
  return normalQuantile((1 - level) / 2, "upper");
}

/** Residual deviation, beside that of the fit, at which a linear model reproduces its response. */
const GONE = 1e-4;

/** False where the likelihood of a linear model is known to grow without end, or was followed to where no residual is left. */
function hasMaximum({ live, sigma, isLinear }: LiveFit, best: Estimates): boolean {
  if (!isLinear) return true;
  const { likelihood, estimates } = live;
  const system = likelihood.lend(estimates);
  return best.sigma > GONE * sigma && !isUnbounded(system, likelihood.terms, false, estimates.lambdas);
}

function warningsOf(fit: LiveFit, best: Estimates, paths: readonly ProfilePath[], gain: number): Warning[] {
  const warnings: Warning[] = [];
  const named = (test: (path: ProfilePath) => boolean) =>
    paths
      .filter(test)
      .map(({ parameter }) => parameter.name)
      .join(", ");
  if (fit.method === "REML") {
    const message =
      "profile: the likelihood profiled, and its estimates, are those of maximum likelihood, not of the REML fit";
    warnings.push({ code: "M_PROFILE_ML", message });
  }
  if (gain > NOTABLE) {
    const message = hasMaximum(fit, best)
      ? `profile: a deviance lower by ${gain.toPrecision(3)} than at the fit was found and taken for the maximum; ` +
        "fit again from another start"
      : "profile: the likelihood has no maximum: fixed and random effects together reproduce the response, and a deviance " +
        `lower by ${gain.toPrecision(3)} than at the fit was come upon where hardly any residual is left; no start helps: ` +
        "use fewer random effects, or more rows for each level";
    warnings.push({ code: "W_PROFILE_LOWER", message });
  }
  const unknown = named(({ estimate }) => Number.isNaN(estimate));
  if (unknown !== "") {
    const message = `profile: ${unknown} cannot be profiled, because a standard deviation is zero; simplify the random effects`;
    warnings.push({ code: "W_PROFILE_UNDEFINED", message });
  }
  const falling = named(({ isMonotone }) => !isMonotone);
  if (falling !== "") {
    const message = `profile: non-monotonic profile of ${falling}; the limits are those nearest to the estimate`;
    warnings.push({ code: "W_PROFILE_NOT_MONOTONE", message });
  }
  const unsound = named(({ isSound }) => !isSound);
  if (unsound !== "") {
    const message = `profile: some fits with ${unsound} held did not converge; simplify the model or rescale its variables`;
    warnings.push({ code: "W_PROFILE_NOT_CONVERGED", message });
  }
  return warnings;
}
