// Parameters given by hand, by name or in the model's order, in the place of estimates.
import { lowerFactor } from "../covariance/lower-factor.js";
import { covarianceStructure } from "../covariance/registry.js";
import { OptionError } from "../errors.js";
import { distributions } from "../family/distribution.js";
import { eachEntry, identity } from "../math/matrix-product.js";
import { symmetricEigen } from "../math/symmetric-eigen.js";
import { didYouMean } from "../names.js";
import { isNumbers, isRecordOf, valueText } from "../options.js";
import { type Predictor, type PredictorTerm, predictorTerms } from "./predictor.js";

/** In the model's order, or by name. */
export type GivenValues = ArrayLike<number> | Readonly<Record<string, number>>;

/** Parameters to predict or simulate at, in place of the estimates; a wrong count or name is an OptionError. */
export interface GivenParameters {
  /** Coefficients; those not named keep their values. */
  readonly beta?: GivenValues | undefined;
  /** lme4's theta, or par where they differ: of a linear model relative to sigma. Those not named keep their values. */
  readonly theta?: GivenValues | undefined;
  /** Residual standard deviation; of other families the root of the scale. */
  readonly sigma?: number | undefined;
  /** Of the negative binomial. */
  readonly shape?: number | undefined;
}

/** Correlations whose matrix has an eigenvalue below this are none. */
const IMPOSSIBLE = -1e-8;

/** The predictor with these parameters; throws OptionError for an unknown name, a wrong number of values or a bad one. */
export function withParameters(predictor: Predictor, given: GivenParameters): Predictor {
  const { betaNames, terms, sigma: before } = predictor;
  refuseOthers(predictor, given);
  const sigma = given.sigma ?? before;
  if (typeof sigma !== "number" || !(sigma >= 0 && sigma < Number.POSITIVE_INFINITY)) {
    throw new OptionError(`sigma must be a number that is not negative, not ${valueText(sigma)}`, "sigma");
  }
  const isRelative = predictor.family === "gaussian" && predictor.link === "identity";
  const beta = given.beta === undefined ? predictor.beta : valuesByName("beta", given.beta, betaNames, predictor.beta);
  const effectScale = isRelative ? sigma : predictor.effectScale;
  const familyValues = given.shape === undefined ? predictor.familyValues : Float64Array.of(given.shape);
  const changed = { ...predictor, beta, sigma, familyValues, effectScale };
  if (given.theta === undefined) return changed;
  const names = terms.flatMap(({ group, structure, names: columns }) => {
    return covarianceStructure(structure)
      .par(columns)
      .map(({ label }) => `${group}.${label}`);
  });
  const old = Float64Array.from(
    terms.flatMap(({ structure, names: columns, lambda }) => [
      ...covarianceStructure(structure).toPar(columns.length, lambda),
    ]),
  );
  return { ...changed, terms: predictorTerms(terms, valuesByName("theta", given.theta, names, old)) };
}

/** Throws OptionError for a parameter that the family does not have. */
export function refuseOthers(
  { family, hasScale, familyValues }: Pick<Predictor, "family" | "hasScale" | "familyValues">,
  {
    sigma,
    shape,
    trials,
  }: Pick<GivenParameters, "sigma" | "shape"> & { readonly trials?: ArrayLike<number> | undefined },
): void {
  if (trials !== undefined && distributions[family].support !== "shares") {
    throw new OptionError(`the family "${family}" has no trials; leave option "trials" out`, "trials");
  }
  if (shape !== undefined && familyValues.length === 0) {
    throw new OptionError(`the family "${family}" has no shape; leave option "shape" out`, "shape");
  }
  if (sigma !== undefined && !hasScale) {
    throw new OptionError(`the family "${family}" has no scale; leave option "sigma" out`, "sigma");
  }
}

/** `given` in the order of `names`; where it names some only, the others are those of `before`, which has them all. */
export function valuesByName(
  what: string,
  given: GivenValues,
  names: readonly string[],
  before: Float64Array | null,
): Float64Array {
  if (!isNumbers(given) && !isRecordOf(given, (value) => typeof value === "number")) {
    throw new OptionError(`${what} must be numbers, in order or by name, not ${valueText(given)}`, what);
  }
  const isList = Array.isArray(given) || ArrayBuffer.isView(given);
  const values = isList ? Float64Array.from(given as ArrayLike<number>) : named(what, given, names, before);
  if (values.length !== names.length) {
    const text = `${what} has ${values.length} values; the model has ${names.length}: ${names.join(", ")}`;
    throw new OptionError(text, what);
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return values;
  throw new OptionError(`${what} has "${values[bad]}" for "${names[bad]}"; expected a finite number`, what);
}

function named(what: string, given: GivenValues, names: readonly string[], before: Float64Array | null): Float64Array {
  const record = given as Readonly<Record<string, number>>;
  for (const name of Object.keys(record)) {
    if (names.includes(name)) continue;
    const hint = didYouMean(name, names, `they are ${names.join(", ")}`);
    throw new OptionError(`${what} names "${name}", which the model does not have; ${hint}`, what);
  }
  return Float64Array.from(names, (name, i) => {
    if (Object.hasOwn(record, name)) return record[name];
    if (before !== null) return before[i];
    throw new OptionError(`${what} has no value for "${name}"; the model has ${names.join(", ")}`, what);
  });
}

/**
 * Terms with the standard deviations and correlations of a record with lme4's names: "sd_Days|Subject",
 * "cor_Days.(Intercept)|Subject"; correlations not named are 0. Throws OptionError for a standard deviation that is
 * missing or negative, a name that the model does not have, and correlations that cannot be together.
 */
export function termsByDeviation(
  terms: readonly PredictorTerm[],
  given: Readonly<Record<string, number>>,
): PredictorTerm[] {
  const entries = terms.map(({ group, structure, names }) => {
    const named = covarianceStructure(structure)
      .parameters(names)
      .map(({ kind, label, row, column }) => ({ kind, name: `${kind}_${label}|${group}`, row, column }));
    const ofKind = (wanted: string) => named.filter(({ kind }) => kind === wanted);
    return { sd: ofKind("sd").map(({ name }) => name), correlations: ofKind("cor") };
  });
  const deviations = entries.flatMap(({ sd }) => sd);
  const known = [...deviations, ...entries.flatMap(({ correlations }) => correlations.map(({ name }) => name))];
  const zeros = Float64Array.from(known, (name) => (name.startsWith("cor_") ? 0 : Number.NaN));
  const values = named("random", given, known, zeros);
  const byName = new Map(known.map((name, i) => [name, values[i]]));
  for (const name of deviations) {
    const value = byName.get(name) as number;
    if (value >= 0 && value < Number.POSITIVE_INFINITY) continue;
    const found = Object.hasOwn(given, name) ? `"${value}" for` : "no value for";
    throw new OptionError(`random has ${found} "${name}"; expected a number that is not negative`, "random");
  }
  return terms.map((term, t) => {
    const k = term.names.length;
    const { sd, correlations } = entries[t];
    const structure = covarianceStructure(term.structure);
    if (structure.isTied) {
      const par = [...sd, ...correlations.map(({ name }) => name)].map((name) => byName.get(name) as number);
      return { ...term, lambda: structure.fromPar(k, Float64Array.from(par)) };
    }
    const matrix = identity(k);
    for (const { name, row, column } of correlations) {
      matrix[row + column * k] = matrix[column + row * k] = byName.get(name) as number;
    }
    const root = correlationRoot(k, matrix, term.group);
    const lambda = eachEntry(k, root, (entry, row) => entry * (byName.get(sd[row]) as number));
    return { ...term, lambda: lowerFactor(k, lambda) };
  });
}

function correlationRoot(k: number, matrix: Float64Array, group: string): Float64Array {
  const { values, vectors } = symmetricEigen(k, matrix);
  if (matrix.some((entry) => !(Math.abs(entry) <= 1)) || values.some((value) => value < IMPOSSIBLE)) {
    throw new OptionError(`correlations of the effects by "${group}" cannot be those of one distribution`, "random");
  }
  return eachEntry(k, vectors, (entry, _, v) => entry * Math.sqrt(Math.max(0, values[v])));
}
