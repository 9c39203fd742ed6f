// Whether a fit lies on the boundary of the parameter space, and in which directions: the principal components
// without variance (lme4's rePCA), told in the words of the formula.

import { lowerFactor } from "../../covariance/lower-factor.js";
import { covarianceStructure } from "../../covariance/registry.js";
import type { Likelihood } from "../../likelihood/likelihood.js";
import { type CovariancePoint, chartLambdas, splitTheta } from "../../likelihood/terms.js";
import { linearSolve } from "../../math/linear-solve.js";
import { eachEntry, gram, identity, matrixOf, multiply, transpose } from "../../math/matrix-product.js";
import { symmetricEigen } from "../../math/symmetric-eigen.js";
import { unitOf } from "../../math/units.js";
import { isMixing, upperSolve } from "../../math/upper-triangular.js";
import { dot, norm } from "../../math/vectors.js";

/** What singularity() looks at: one term's names, λ (column-major) and the root mean square of what is left of each column. */
export interface SingularityTerm {
  readonly group: string;
  readonly label: string;
  readonly structure: string;
  readonly names: readonly string[];
  readonly lambda: Float64Array;
  readonly scale: readonly number[];
  /** Where columns are nearly dependent: λ and, in those of Z, the columns of unit root mean square that are judged instead. */
  readonly white?: { readonly lambda: Float64Array; readonly basis: Float64Array };
}

/** One way in which a term's covariance matrix has no variance. */
export interface SingularDirection {
  /** Grouping factor. */
  readonly group: string;
  /** The term as in varCorr()'s label: "Subject.1" is the second of Subject. */
  readonly term: string;
  /** One effect without variance, two effects tied together, or a weighted sum without variance. */
  readonly kind: "variance" | "correlation" | "combination";
  /** A combination Σ weight · effect whose variance is zero, by column name; empty where several are meant at once. */
  readonly weights: Readonly<Record<string, number>>;
  /** The same as a sentence. */
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

/** Those of a likelihood at a point. */
export function singularityOf(likelihood: Likelihood, point: CovariancePoint): SingularDirection[] {
  const { terms, model } = likelihood;
  const { design } = model;
  const lambdas = splitTheta(terms, point.theta);
  const inCharts = chartLambdas(terms, point);
  const products = design.factors.map((_, factor) => likelihood.meanCrossProduct(factor));
  return singularDirections(
    design.random.map(({ factor, structure, names, label }, index): SingularityTerm => {
      const term = terms[index];
      const { offset, transform, columnCount: k } = term;
      const whole = Math.sqrt(products[factor].length);
      const lengths = names.map((_, column) => Math.sqrt(products[factor][(offset + column) * (whole + 1)]));
      const R = upperSolve(transform, identity(k));
      const named = { group: design.factors[factor].name, label, structure, names, lambda: lambdas[index] };
      if (!isMixing(transform)) return { ...named, scale: lengths.map((length, i) => length * R[i * (k + 1)]) };
      const basis = eachEntry(k, R, (entry, row) => lengths[row] * entry);
      if (!term.structure.isInvariant) {
        return { ...named, scale: names.map((_, column) => norm(basis.subarray(column * k, (column + 1) * k))) };
      }
      const scale = names.map((_, column) => basis[column * (k + 1)]);
      const lambda = eachEntry(k, inCharts[index], (entry, row) => lengths[row] * entry);
      return { ...named, scale, white: { lambda, basis } };
    }),
  );
}

function directionsOf(term: SingularityTerm): SingularDirection[] {
  const k = term.names.length;
  const units = term.scale.map((scale) => unitOf(scale));
  const scale = term.scale.map((value, i) => value * units[i]);
  const lambda = eachEntry(k, term.lambda, (value, row) => value / units[row]);
  const scaled = eachEntry(k, gram(k, lambda), (value, i, j) => value * scale[i] * scale[j]);
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
  const { block, weigh } = activeBlock(term, scaled, active);
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
  const vector = weigh(vectors.subarray(flat[0] * m, (flat[0] + 1) * m));
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  const named = active.map((i, row): [string, number] => [term.names[i], vector[row] / largest]);
  const words = `the combination ${combination(named)} by ${term.group} has zero variance`;
  return [direction(term, "combination", Object.fromEntries(named), words)];
}

/** The covariance of the active effects in white columns, and the weights of these effects that are those of such columns. */
function activeBlock(
  { white, scale, names }: SingularityTerm,
  scaled: Float64Array,
  active: readonly number[],
): { block: Float64Array; weigh(vector: Float64Array): number[] } {
  const k = names.length;
  const m = active.length;
  const own = {
    block: matrixOf(m, m, (i, j) => scaled[active[i] + active[j] * k]),
    weigh: (vector: Float64Array) => active.map((i, row) => vector[row] * scale[i]),
  };
  if (white === undefined) return own;
  const { lambda, basis } = white;
  if (m === k) {
    const weigh = (vector: Float64Array) => active.map((i) => dot(basis.subarray(i * k, (i + 1) * k), vector));
    return { block: gram(k, lambda), weigh };
  }
  // With A the active columns of the basis at unit length, A'A = LL' and Q = A L'⁻¹: white columns of these effects alone.
  const lengths = active.map((i) => norm(basis.subarray(i * k, (i + 1) * k)));
  const rows = matrixOf(k, k, (i, row) => (i < m ? basis[row + active[i] * k] / lengths[i] : 0));
  const factor = lowerFactor(k, rows);
  const L = matrixOf(m, m, (i, j) => factor[i + j * k]);
  const axes = linearSolve(
    m,
    L,
    k,
    matrixOf(m, k, (i, row) => rows[i + row * k]),
  );
  if (axes === null) return own;
  const root = transpose(m, k, multiply(m, k, k, axes, lambda));
  const block = matrixOf(m, m, (i, j) => dot(root.subarray(i * k, (i + 1) * k), root.subarray(j * k, (j + 1) * k)));
  return { block, weigh: (vector) => lengths.map((length, i) => length * multiply(m, m, 1, L, vector)[i]) };
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
