// Whether a fit lies on the boundary of the parameter space, and in which directions: the principal components
// without variance (lme4's rePCA), told in the words of the formula.

import { covarianceStructure } from "../../covariance/registry.js";
import type { Likelihood } from "../../likelihood/likelihood.js";
import { splitTheta } from "../../likelihood/terms.js";
import { eachEntry, gram, matrixOf } from "../../math/matrix-product.js";
import { symmetricEigen } from "../../math/symmetric-eigen.js";

/** What singularity() looks at: one term's names, λ (column-major) and the root mean square of each column. */
export interface SingularityTerm {
  readonly group: string;
  readonly label: string;
  readonly structure: string;
  readonly names: readonly string[];
  readonly lambda: Float64Array;
  readonly scale: readonly number[];
}

/** One way in which a term's covariance matrix has no variance. */
export interface SingularDirection {
  readonly group: string;
  readonly term: string;
  readonly kind: "variance" | "correlation" | "combination";
  /** A combination Σ weight · effect whose variance is zero, by column name; empty where several are meant at once. */
  readonly weights: Readonly<Record<string, number>>;
  readonly words: string;
}

/** A principal standard deviation below this multiple of sigma counts as zero (lme4's tolerance) … */
const TOLERANCE = 1e-4;
/** … or below this multiple of the term's largest, where rounding in λλ' would hide a zero. */
const RELATIVE_TOLERANCE = 1e-7;

/** The singular directions of all terms; an empty list means that the fit is regular. */
export function singularDirections(terms: readonly SingularityTerm[]): SingularDirection[] {
  return terms.flatMap(directionsOf);
}

/** Those of a likelihood at theta. */
export function singularityOf(likelihood: Likelihood, theta: Float64Array): SingularDirection[] {
  const { terms, model } = likelihood;
  const { design } = model;
  const lambdas = splitTheta(terms, theta);
  const products = design.factors.map((_, factor) => likelihood.meanCrossProduct(factor));
  return singularDirections(
    design.random.map(({ factor, structure, names, label }, index) => {
      const { offset } = terms[index];
      const whole = Math.sqrt(products[factor].length);
      const scale = names.map((_, column) => Math.sqrt(products[factor][(offset + column) * (whole + 1)]));
      return { group: design.factors[factor].name, label, structure, names, lambda: lambdas[index], scale };
    }),
  );
}

function directionsOf(term: SingularityTerm): SingularDirection[] {
  const k = term.names.length;
  const scaled = eachEntry(k, gram(k, term.lambda), (value, i, j) => value * term.scale[i] * term.scale[j]);
  const active: number[] = [];
  const directions: SingularDirection[] = [];
  for (let i = 0; i < k; i++) {
    if (Math.sqrt(scaled[i + i * k]) >= TOLERANCE) active.push(i);
    else directions.push(direction(term, "variance", { [term.names[i]]: 1 }, zeroVariance(term, i)));
  }
  const structure = covarianceStructure(term.structure);
  const { correlations, isTied, call } = structure;
  const isKnown = active.length > 1;
  if (isTied && k > 1 && !isKnown) {
    const whole = `the variance of ${call}() by ${term.group} is zero`;
    const said = active.length > 0 ? directions.map(({ words }) => words).join(", ") : whole;
    const words = correlations === "tied" ? `${said}, so that rho is not determined` : said;
    return [direction(term, "variance", Object.assign({}, ...directions.map(({ weights }) => weights)), words)];
  }
  if (correlations === "none" || !isKnown) return directions;
  const joint = jointDirections(term, scaled, active);
  if (!isTied) return [...directions, ...joint];
  const rho = structure.toPar(k, term.lambda)[structure.parCount(k) - 1].toPrecision(3);
  const words = `rho of ${call}() by ${term.group} is ${Number(rho)}, a bound`;
  return [...directions, ...joint.map(({ weights }) => direction(term, "correlation", weights, words))];
}

function jointDirections(term: SingularityTerm, scaled: Float64Array, active: readonly number[]): SingularDirection[] {
  const k = term.names.length;
  const m = active.length;
  const block = matrixOf(m, m, (i, j) => scaled[active[i] + active[j] * k]);
  const { values, vectors } = symmetricEigen(m, block);
  const tolerance = Math.max(TOLERANCE, RELATIVE_TOLERANCE * Math.sqrt(values[0]));
  const flat = Array.from({ length: m }, (_, i) => i).filter((i) => Math.sqrt(Math.max(0, values[i])) < tolerance);
  if (flat.length === 0) return [];
  if (m === 2) {
    const [a, b] = active;
    const sign = scaled[a + b * k] > 0 ? 1 : -1;
    const slope = Math.sqrt(scaled[a + a * k] / scaled[b + b * k]) * (term.scale[b] / term.scale[a]);
    const weights = { [term.names[a]]: 1, [term.names[b]]: -sign * slope };
    const words = `the correlation of ${term.names[a]} and ${term.names[b]} by ${term.group} is ${sign}`;
    return [direction(term, "correlation", weights, words)];
  }
  if (flat.length > 1) {
    const words = `the ${m} random effects by ${term.group} vary in only ${m - flat.length} dimensions`;
    return [direction(term, "combination", {}, words.replace(/ 1 dimensions$/, " 1 dimension"))];
  }
  const vector = active.map((i, row) => vectors[row + flat[0] * m] * term.scale[i]);
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  const named = active.map((i, row): [string, number] => [term.names[i], vector[row] / largest]);
  const words = `the combination ${combination(named)} by ${term.group} has zero variance`;
  return [direction(term, "combination", Object.fromEntries(named), words)];
}

function direction(
  term: SingularityTerm,
  kind: SingularDirection["kind"],
  weights: Record<string, number>,
  words: string,
): SingularDirection {
  return { group: term.group, term: term.label, kind, weights, words };
}

function zeroVariance(term: SingularityTerm, column: number): string {
  return `the variance of ${term.names[column]} by ${term.group} is zero`;
}

function combination(named: readonly (readonly [string, number])[]): string {
  let text = "";
  for (const [name, weight] of named) {
    const size = Number(Math.abs(weight).toPrecision(3));
    if (size < 0.001) continue;
    const sign = weight < 0 ? "- " : "+ ";
    text += `${text === "" ? sign.replace("+ ", "").trim() : ` ${sign}`}${size === 1 ? "" : `${size}·`}${name}`;
  }
  return text;
}
