// Confidence intervals of everything that a model estimates.
import { OptionError } from "../../errors.js";
import { exactOnly } from "../../fit/exact-only.js";
import { type LiveFit, withSums } from "../../fit/fit.js";
import { didYouMean } from "../../names.js";
import {
  checkArgument,
  checkOptions,
  isName,
  isNumber,
  isNumbers,
  isText,
  LEVEL,
  NAMES,
  nameText,
  type OptionRules,
  oneOf,
  record,
  resultOf,
  valueText,
} from "../../options.js";
import { DF_RULE, type DfMethod } from "../df-method.js";
import { type Bootstrap, type BootstrapOptions, bootstrap, DRAWN_RULES } from "./bootstrap.js";
import { bootstrapLimits } from "./bootstrap-limits.js";
import type { BootstrapType, ConfidenceInterval, ConfidenceIntervals, IntervalMethod } from "./confidence-interval.js";
import { chosenParameters, modelParameters } from "./model-parameters.js";
import { PROFILE_RULES, profileLimits } from "./profile.js";
import { waldIntervals } from "./wald-intervals.js";

interface CommonOptions {
  /** 0.95 unless given. */
  readonly level?: number | undefined;
  /** Names, or "theta" for all of the covariances and "beta" for all coefficients; all unless given. */
  readonly parameters?: readonly string[] | undefined;
}

/** Options of confint() by the normal or t distribution of the estimates. */
export interface WaldConfintOptions extends CommonOptions {
  /** Which interval; that of standard deviations is Wald's on the log scale. */
  readonly method: "wald";
  /** Degrees of freedom of coefficients; "asymptotic" unless given, and for generalized models. */
  readonly df?: DfMethod | undefined;
}

/** Options of confint() by profile likelihood. */
export interface ProfileConfintOptions extends CommonOptions {
  /** The default. */
  readonly method?: "profile" | undefined;
  /** Stops the profiles with a CancelledError. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each parameter. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Options of confint() by parametric bootstrap; `seed` must be given. */
export interface BootConfintOptions extends CommonOptions, Omit<BootstrapOptions, "statistic"> {
  /** Which interval. */
  readonly method: "boot";
  /** "percentile" unless given. */
  readonly type?: BootstrapType | undefined;
}

/** Options of confint(), by `method`; one that the method does not have is an OptionError. */
export type ConfintOptions = WaldConfintOptions | ProfileConfintOptions | BootConfintOptions;

const METHODS: readonly IntervalMethod[] = ["wald", "profile", "boot"];
const COMMON = {
  method: oneOf(...METHODS),
  level: LEVEL,
  parameters: NAMES,
} as const;
const TYPE_RULE = oneOf("percentile", "basic", "normal");

const RULES = {
  wald: { ...COMMON, df: DF_RULE } as OptionRules<WaldConfintOptions>,
  profile: { ...PROFILE_RULES, ...COMMON } as OptionRules<ProfileConfintOptions>,
  boot: { ...DRAWN_RULES, ...COMMON, type: TYPE_RULE } as OptionRules<BootConfintOptions>,
};

/**
 * Intervals by profile likelihood (the default), from standard errors ("wald") or by the parametric bootstrap ("boot").
 * Throws OptionError, UnsupportedError, CancelledError and WorkerError.
 *
 * @example
 * const { intervals } = await confint(fit);
 * intervals[0].lower;
 */
export async function confint(fit: LiveFit, options: ConfintOptions = {}): Promise<ConfidenceIntervals> {
  withSums(fit, "confint()");
  checkArgument("options", options, record("an object"));
  const { method = "profile", level = 0.95 } = options;
  if (!METHODS.includes(method)) {
    const hint = didYouMean(nameText(method), METHODS, `the methods are ${METHODS.join(", ")}`);
    throw new OptionError(`method ${valueText(method)} of confint() is not known; ${hint}`, "method");
  }
  checkOptions(`confint() by method "${method}"`, options, RULES[method] as OptionRules<ConfintOptions>, {
    nsim: "replicates",
    parm: "parameters",
    "boot.type": "type",
  });
  const parameters = chosenParameters(modelParameters(fit), options.parameters);
  if (options.method === "wald") {
    const dfMethod = options.df ?? "asymptotic";
    return { method, level, dfMethod, ...waldIntervals(fit, parameters, level, dfMethod) };
  }
  exactOnly(fit, `confint() by method "${method}"`);
  if (options.method === "boot") {
    const { method: _method, level: _level, parameters: names, type, ...drawn } = options;
    return bootstrapIntervals(await bootstrap(fit, drawn), { level, parameters: names, type });
  }
  const { limits, warnings } = await profileLimits(fit, { ...options, level });
  const intervals = limits.map(({ parameter: { name, group, kind }, estimate, lower, upper }) => {
    return { name, group, kind, estimate, lower, upper };
  });
  return { method, level, intervals, warnings };
}

/** Options of bootstrapIntervals(). */
export interface BootstrapIntervalOptions extends CommonOptions {
  /** "percentile" unless given. */
  readonly type?: BootstrapType | undefined;
}

const BOOTSTRAPPED = resultOf<Bootstrap>("bootstrap()", {
  parameters: [
    { name: isText, group: isName, kind: isText, estimate: isNumber, stdError: isNumber, values: isNumbers },
  ],
  warnings: [{ message: isText }],
});

/**
 * Intervals from bootstrap replicates at hand. Throws OptionError.
 *
 * @example
 * const replicates = await bootstrap(fit, { seed: 1, replicates: 100 });
 * const { intervals } = bootstrapIntervals(replicates, { type: "basic" });
 */
export function bootstrapIntervals(result: Bootstrap, options: BootstrapIntervalOptions = {}): ConfidenceIntervals {
  checkArgument("result", result, BOOTSTRAPPED);
  const { parameters, warnings: before } = result;
  checkOptions("bootstrapIntervals()", options, { level: LEVEL, parameters: NAMES, type: TYPE_RULE });
  const { level = 0.95, type = "percentile" } = options;
  const extreme: string[] = [];
  const chosen = chosenParameters(parameters, options.parameters);
  const intervals = chosen.map(({ name, group, kind, estimate, stdError, values }): ConfidenceInterval => {
    const { lower, upper, isExtreme } = bootstrapLimits(values, estimate, level, type);
    if (isExtreme) extreme.push(name);
    return { name, group, kind, estimate, stdError, lower, upper };
  });
  const warnings = [...before];
  if (extreme.length > 0) {
    const message = `bootstrap: limits of ${extreme.join(", ")} are the least or largest of the replicates; take more`;
    warnings.push({ code: "W_BOOT_EXTREME", message });
  }
  return { method: "boot", level, type, intervals, warnings };
}
