// The parametric bootstrap: the model fitted again to responses drawn from it.

import { familyValues } from "../../family/family.js";
import { withExact } from "../../fit/exact-only.js";
import type { LiveFit } from "../../fit/fit.js";
import type { Warning } from "../../fit/types.js";
import type { Point } from "../../likelihood/point.js";
import {
  checkOptions,
  DRAWS,
  FUNCTION,
  isWhole,
  type OptionRules,
  oneOf,
  RUN_RULES,
  SEED,
  wanted,
} from "../../options.js";
import type { RunOptions } from "../fit-many.js";
import { drawnResponses, type Refit, refitMany } from "../refit-many.js";
import { finiteMoments } from "./bootstrap-limits.js";
import { estimatedPoint, type ModelParameter, modelParameters, parameterValues } from "./model-parameters.js";

/** What a statistic is computed from: the parameters of one fit by name, its objective and theta. */
export interface BootstrapEstimates {
  /** Standard deviations, correlations, sigma and coefficients by the names that confint() has. */
  readonly parameters: Readonly<Record<string, number>>;
  /** In deviance units. */
  readonly objective: number;
  /** As that of a fit: par where a structure ties entries of theta. */
  readonly theta: Float64Array;
}

/** Options of bootstrap(); `seed` must be given. */
export interface BootstrapOptions extends RunOptions {
  /** A whole number; the same seed gives the same replicates on every machine, whatever the number of workers. */
  readonly seed: number;
  /** 500 unless given. */
  readonly replicates?: number | undefined;
  /** Random effects drawn anew for each response (the default), or those of the fit. */
  readonly randomEffects?: "new" | "fitted" | undefined;
  /** Other numbers by name, in place of the model's parameters. */
  readonly statistic?: ((estimates: BootstrapEstimates) => Readonly<Record<string, number>>) | undefined;
}

/** One parameter in all replicates. */
export interface BootstrapParameter extends ModelParameter {
  /** Of the fit. */
  readonly estimate: number;
  /** Mean of the finite replicates less the estimate. */
  readonly bias: number;
  /** Their standard deviation. */
  readonly stdError: number;
  /** One a replicate; NaN where none could be fitted, or a correlation has no value. */
  readonly values: Float64Array;
}

/** Estimates of responses drawn from a fit. */
export interface Bootstrap {
  /** Responses drawn. */
  readonly replicates: number;
  /** As given. */
  readonly seed: number;
  /** Parameters of the model, or the numbers that `statistic` gave. */
  readonly parameters: readonly BootstrapParameter[];
  /** Replicates without a fit, and why. */
  readonly failures: readonly {
    /** Number of the replicate, from 0 on. */
    readonly index: number;
    /** Why nothing could be fitted. */
    readonly message: string;
  }[];
  /** How many replicates are singular. */
  readonly singular: number;
  /** How many are not certified to be a minimum. */
  readonly notConverged: number;
  /** Such as W_BOOT_FAILED (docs/warnings.md). */
  readonly warnings: readonly Warning[];
}

/** What limits by the bootstrap have, too. */
export const DRAWN_RULES: OptionRules<Omit<BootstrapOptions, "statistic">> = {
  seed: SEED,
  replicates: [
    (value) => isWhole(value, 2) && DRAWS[0](value),
    (value) => (isWhole(value, 2) ? wanted(DRAWS, value) : "a whole number from 2 on"),
  ],
  randomEffects: oneOf("new", "fitted"),
  ...RUN_RULES,
};

const BOOTSTRAP_RULES: OptionRules<BootstrapOptions> = { ...DRAWN_RULES, statistic: FUNCTION };

/**
 * Estimates of `replicates` responses drawn from the fit, each from a random stream of its own. Throws OptionError, and
 * what refitMany() throws.
 *
 * @example
 * const replicates = await bootstrap(fit, { seed: 1, replicates: 100, workers: "auto" });
 * bootstrapIntervals(replicates).intervals;
 */
export async function bootstrap(fit: LiveFit, options: BootstrapOptions): Promise<Bootstrap> {
  withExact(fit, "bootstrap()");
  checkOptions("bootstrap()", options, BOOTSTRAP_RULES, { nsim: "replicates", count: "replicates" });
  const { seed, replicates = 500, randomEffects, statistic, ...running } = options;
  const refits = await refitMany(fit, drawnResponses(fit, seed, replicates, randomEffects), running);
  const placed = modelParameters(fit);
  const valuesOf = (point: Point) => parameterValues(fit, placed, point);
  let described: readonly ModelParameter[] = placed;
  let estimates = valuesOf(estimatedPoint(fit));
  let read = (refit: Refit) => valuesOf(pointOf(fit, refit));
  if (statistic !== undefined) {
    const named = (values: readonly number[]) => Object.fromEntries(placed.map(({ name }, i) => [name, values[i]]));
    const own = statistic({ parameters: named(estimates), objective: fit.objective, theta: fit.par });
    const names = Object.keys(own);
    estimates = names.map((name) => own[name]);
    described = names.map((name) => ({ name, group: null, kind: "statistic" }));
    read = (refit) => {
      const parameters = named(valuesOf(pointOf(fit, refit)));
      const values = statistic({ parameters, objective: refit.objective, theta: refit.theta });
      return names.map((name) => values[name]);
    };
  }
  const rows = refits.map((refit) => (refit.error === null ? read(refit) : null));
  const parameters = described.map(({ name, group, kind }, i): BootstrapParameter => {
    const values = Float64Array.from(rows, (row) => row?.[i] ?? Number.NaN);
    const { mean, stdError } = finiteMoments(values);
    return { name, group, kind, estimate: estimates[i], bias: mean - estimates[i], stdError, values };
  });
  const failures = refits.flatMap(({ error }, index) => (error === null ? [] : [{ index, message: error.message }]));
  const singular = refits.filter((refit) => refit.singular).length;
  const notConverged = refits.filter(({ error, converged }) => error === null && !converged).length;
  const warnings = bootstrapWarnings(replicates, failures, notConverged, parameters);
  return { replicates, seed, parameters, failures, singular, notConverged, warnings };
}

function pointOf({ live: { spec, estimates } }: LiveFit, { theta, sigma, beta, ...named }: Refit): Point {
  return { theta, sigma, beta, family: familyValues(spec.family, named, () => estimates.family[0]) };
}

function bootstrapWarnings(
  replicates: number,
  failures: Bootstrap["failures"],
  notConverged: number,
  parameters: readonly BootstrapParameter[],
): Warning[] {
  const warnings: Warning[] = [];
  if (failures.length > 0) {
    const message = `bootstrap: ${failures.length} of ${replicates} replicates could not be fitted: ${failures[0].message}`;
    warnings.push({ code: "W_BOOT_FAILED", message });
  }
  if (notConverged > 0) {
    const message = `bootstrap: ${notConverged} of ${replicates} replicates did not converge, and are used as they are`;
    warnings.push({ code: "W_BOOT_NOT_CONVERGED", message });
  }
  const partial = parameters.filter(({ values }) => {
    return values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0) > failures.length;
  });
  if (partial.length > 0) {
    const names = partial.map(({ name }) => name).join(", ");
    const message = `bootstrap: ${names} has no value in some replicates, which are left out of its interval`;
    warnings.push({ code: "M_BOOT_UNDEFINED", message });
  }
  return warnings;
}
