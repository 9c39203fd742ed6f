// The parameters that have intervals, named as lme4's confint(oldNames = FALSE), and their values at a point.
import { covarianceStructure } from "../../covariance/registry.js";
import { OptionError } from "../../errors.js";
import { namedValues } from "../../family/family.js";
import type { LiveFit } from "../../fit/fit.js";
import type { ParameterPlace } from "../../likelihood/likelihood.js";
import type { Point } from "../../likelihood/point.js";
import { splitTheta } from "../../likelihood/terms.js";
import { gram } from "../../math/matrix-product.js";
import { didYouMean } from "../../names.js";

/** "statistic" is a number that the user computes. */
export type ParameterKind = ParameterPlace["kind"] | "statistic";

/** A parameter that has intervals. */
export interface ModelParameter {
  /** `sd_Days|Subject`, `cor_Days.(Intercept)|Subject`, `sigma`, `shape`, or the name of a coefficient. */
  readonly name: string;
  /** The grouping factor of a standard deviation or correlation, null for others. */
  readonly group: string | null;
  /** What it is: "sd", "cor", "sigma", "shape" or "fixef"; "statistic" for a number that the user computes. */
  readonly kind: ParameterKind;
}

export interface PlacedParameter extends ModelParameter, ParameterPlace {
  readonly kind: ParameterPlace["kind"];
  readonly range: readonly [number, number];
}

/** Term by term standard deviations then correlations, sigma or shape where it is estimated, then the coefficients. */
export function modelParameters(fit: LiveFit): PlacedParameter[] {
  const { design } = fit.live;
  const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;
  const nowhere = { term: -1, row: -1, column: -1, group: null, range: [0, POSITIVE_INFINITY] as const };
  const out: PlacedParameter[] = [];
  design.random.forEach(({ factor, structure, names }, term) => {
    const group = design.factors[factor].name;
    covarianceStructure(structure)
      .parameters(names)
      .forEach(({ label, ...entry }) => {
        out.push({ ...entry, name: `${entry.kind}_${label}|${group}`, group, term });
      });
  });
  for (const name of fit.live.likelihood.estimated) out.push({ ...nowhere, name, kind: name });
  fit.fixef().forEach(({ name }, row) => {
    out.push({ ...nowhere, name, kind: "fixef", row, range: [NEGATIVE_INFINITY, POSITIVE_INFINITY] });
  });
  return out;
}

/** Values of the parameters at a point; a correlation with a standard deviation of zero is NaN. */
export function parameterValues(
  fit: LiveFit,
  parameters: readonly PlacedParameter[],
  { theta, sigma, family, beta }: Point,
): number[] {
  const layout = fit.live.likelihood.terms;
  const named = namedValues(fit.live.spec.family, family);
  const scale = !fit.isLinear ? 1 : sigma;
  const covariances = splitTheta(layout, theta).map((lambda, t) => gram(layout[t].columnCount, lambda));
  return parameters.map(({ kind, term, row, column }) => {
    if (kind === "sigma") return sigma;
    if (kind === "fixef") return beta[row];
    if (kind !== "sd" && kind !== "cor") return named[kind] ?? Number.NaN;
    const k = layout[term].columnCount;
    const covariance = covariances[term];
    const deviation = (i: number) => Math.sqrt(covariance[i * (k + 1)]);
    if (kind === "sd") return scale * deviation(row);
    const product = deviation(row) * deviation(column);
    return product === 0 ? Number.NaN : Math.max(-1, Math.min(1, covariance[row + column * k] / product));
  });
}

/** The estimates of a fit. */
export function estimatedPoint(fit: LiveFit): Point {
  const { family, lambdas } = fit.live.estimates;
  return { theta: fit.par, lambdas, sigma: fit.sigma, family, beta: fit.beta };
}

const GROUPS = ["theta", "beta"];

/**
 * Those of `all` that `names` have, in their order: names of parameters, "theta" for all of the random effects and their
 * scale, "beta" for all coefficients; all where there are no names. Throws OptionError for a name that there is not.
 */
export function chosenParameters<T extends ModelParameter>(
  all: readonly T[],
  names: readonly string[] | undefined,
): readonly T[] {
  if (names === undefined) return all;
  const known = all.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name) || GROUPS.includes(name)) continue;
    const hint = didYouMean(String(name), [...known, ...GROUPS], `the parameters are ${known.join(", ")}`);
    throw new OptionError(`parameter "${name}" is not one of the model's; ${hint}`, "parameters");
  }
  return all.filter(({ name, kind }) => names.includes(name) || names.includes(kind === "fixef" ? "beta" : "theta"));
}
