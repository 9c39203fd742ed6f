// The exact test of the only variance of a model: the finite-sample distribution of the restricted likelihood ratio under
// a variance of zero, simulated from its spectral form. Crainiceanu & Ruppert (2004), J. R. Stat. Soc. B 66:165.
import { log } from "../../core/elementary.js";
import { OptionError, UnsupportedError } from "../../errors.js";
import { withExact } from "../../fit/exact-only.js";
import type { LiveFit } from "../../fit/fit.js";
import { withoutRandom } from "../../fit/reduced.js";
import { factorizeAt } from "../../likelihood/linear/deviance.js";
import { RandomStream } from "../../math/random-stream.js";
import { gammaVariate } from "../../math/random-variates.js";
import { symmetricEigen } from "../../math/symmetric-eigen.js";
import { checkOptions, DRAWS, type OptionRules, SEED } from "../../options.js";

/** Options of exactRlrt(); `seed` must be given. */
export interface ExactRlrtOptions {
  /** A whole number; the same seed gives the same test on every machine. */
  readonly seed: number;
  /** Ratios drawn; 10000 unless given. */
  readonly simulations?: number | undefined;
}

/** A restricted likelihood-ratio test against its exact distribution, drawn from. */
export interface ExactRlrt {
  /** Twice the difference of the restricted log-likelihoods with and without the random effects. */
  readonly statistic: number;
  /** (ratios as large + 1) / (simulations + 1). */
  readonly p: number;
  /** Of p, from the number of simulations. */
  readonly stdError: number;
  /** Ratios drawn. */
  readonly simulations: number;
}

const RULES: OptionRules<ExactRlrtOptions> = { seed: SEED, simulations: DRAWS };

/** Levels up to which eigenvalues are computed. */
const MOST_LEVELS = 2000;
/** Eigenvalues that differ by less than this share of the largest count as one. */
const SAME = 1e-9;
/** Variances relative to the residual one, times the largest eigenvalue, at which the supremum is looked for. */
const LEAST = 1e-4;
const GROWTH = 1.3;
const POINTS = 90;

/**
 * Of a model by REML with a single random term of one column, against the same without it. Throws OptionError,
 * UnsupportedError for other models.
 *
 * @example
 * const { p } = exactRlrt(smaller, { seed: 1 });
 */
export function exactRlrt(fit: LiveFit, options: ExactRlrtOptions): ExactRlrt {
  withExact(fit, "exactRlrt()");
  checkOptions("exactRlrt()", options, RULES, { nsim: "simulations", replicates: "simulations" });
  const { seed, simulations = 10_000 } = options;
  const model = single(fit);
  const statistic = Math.max(0, 2 * (model.logLik - withoutRandom(model).logLik));
  const draw = ratioSampler(model, new RandomStream(seed));
  let extreme = 0;
  for (let i = 0; i < simulations; i++) if (draw() >= statistic) extreme++;
  const p = (extreme + 1) / (simulations + 1);
  return { statistic, p, stdError: Math.sqrt((p * (1 - p)) / simulations), simulations };
}

function single(fit: LiveFit): LiveFit {
  const advice = "ranova() and bootstrapLrt() are for all models";
  if (!fit.isLinear) {
    throw new UnsupportedError(`exactRlrt() is for linear mixed models, not for ${fit.family} ones; ${advice}`);
  }
  const { random, factors } = fit.live.design;
  if (random.length > 1 || random[0].names.length > 1) {
    throw new UnsupportedError(`exactRlrt() tests the only variance of a model; this one has several; ${advice}`);
  }
  if (factors[0].levels.length > MOST_LEVELS) {
    throw new UnsupportedError(`exactRlrt() is for up to ${MOST_LEVELS} levels; ${advice}`);
  }
  if (fit.method === "ML") {
    throw new OptionError("exactRlrt() is about restricted likelihoods; fit the model by REML", "fit");
  }
  return fit;
}

/**
 * With the eigenvalues μ of Z'(I − X(X'X)⁻¹X')Z, independent w_s ~ χ²_1 and a rest ~ χ²_{n−p−K}, the ratio is the supremum
 * over λ ≥ 0 of (n − p) log(1 + N/D) − Σ log(1 + λμ_s), N = Σ w_s λμ_s/(1 + λμ_s), D = Σ w_s/(1 + λμ_s) + rest.
 */
function ratioSampler(fit: LiveFit, stream: RandomStream): () => number {
  const groups = eigenvalueGroups(fit);
  const freedom = fit.nobs - fit.rank;
  const rest = freedom - groups.reduce((sum, { count }) => sum + count, 0);
  const lambdas: number[] = [];
  for (let lambda = LEAST / groups[0].value; lambdas.length < POINTS; lambda *= GROWTH) lambdas.push(lambda);
  const table = lambdas.map((lambda) => {
    const shrunk = groups.map(({ value }) => 1 / (1 + lambda * value));
    const logs = groups.reduce((sum, { value, count }) => sum + count * log(1 + lambda * value), 0);
    return { shrunk, logs };
  });
  const chiSquare = (df: number) => (df === 0 ? 0 : 2 * gammaVariate(df / 2, stream));
  return () => {
    const draws = groups.map(({ count }) => chiSquare(count));
    const noise = chiSquare(rest);
    const total = draws.reduce((sum, value) => sum + value, noise);
    const at = ({ shrunk, logs }: (typeof table)[number]) => {
      const left = draws.reduce((sum, value, s) => sum + value * shrunk[s], noise);
      return freedom * log(total / left) - logs;
    };
    return supremum(table.map(at));
  };
}

/** At least 0, the value at λ = 0; between the points, that of the parabola through the highest and its neighbors. */
function supremum(values: readonly number[]): number {
  const top = values.reduce((best, value, i) => (value > values[best] ? i : best), 0);
  const [before, peak, after] = [values[top - 1], values[top], values[top + 1]];
  if (before === undefined || after === undefined || peak <= 0) return Math.max(0, peak);
  const slope = before - after;
  return peak + (slope * slope) / (8 * (2 * peak - before - after));
}

/** Positive eigenvalues, decreasing, equal ones together; balanced designs have one. */
function eigenvalueGroups(fit: LiveFit): { value: number; count: number }[] {
  const levels = fit.live.design.factors[0].levels.length;
  const { likelihood, estimates } = fit.live;
  const gram = likelihood.borrow(estimates, 0, (system) => {
    factorizeAt(system, [new Float64Array(1)]);
    const vectors = Array.from({ length: levels }, (_, level) => {
      return { factor: 0, values: Float64Array.from({ length: levels }, (_, l) => (l === level ? 1 : 0)) };
    });
    return system.projectedGram(vectors);
  });
  const { values } = symmetricEigen(levels, gram);
  const groups: { value: number; count: number }[] = [];
  for (const value of values) {
    if (!(value > SAME * values[0])) break;
    const last = groups.at(-1);
    if (last !== undefined && last.value - value < SAME * values[0]) last.count++;
    else groups.push({ value, count: 1 });
  }
  return groups;
}
