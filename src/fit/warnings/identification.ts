// Covariance parameters that no response could tell apart, in words.
import { covarianceStructure } from "../../covariance/registry.js";
import type { Design } from "../../design/design.js";
import {
  type CovariancePlace,
  type Determinacy,
  type DeterminacyInput,
  determinacy,
  type NullDirection,
} from "../../likelihood/determinacy.js";
import { flatDirections } from "../../likelihood/linear/flat-directions.js";
import { splitTheta } from "../../likelihood/terms.js";
import { identity } from "../../math/matrix-product.js";
import { triangularFactor } from "../../math/triangular-factor.js";
import { upperProduct, upperSolve, upperTransposedProduct } from "../../math/upper-triangular.js";
import { dot } from "../../math/vectors.js";
import type { Live } from "../live.js";
import type { Warning } from "../types.js";

/** A warning where parameters of the covariances are not determined by data of this design. */
export function identificationWarnings(live: Live, hasScale: boolean): Warning[] {
  const { design } = live;
  const found = identifiable(live, hasScale);
  const restricted = live.spec.method === "REML";
  const sentences = [...absorbedSentences(design, found, restricted), ...directionSentences(design, found.directions)];
  if (sentences.length === 0) return [];
  return [warning(sentences, FROM_DESIGN)];
}

/** Curvature of a converged optimum, in the optimizer's units, from which on no direction is looked for. */
const CURVED = 1e-3;
/** Relative change of a covariance from which on it is part of what was moved. */
const MOVED = 0.02;

/** The same where it is the response that leaves covariances of a linear model open, in the face of columns that are not zero. */
export function flatnessWarnings({ design, likelihood, estimates, spec }: Live): Warning[] {
  const { converged, smallestCurvature } = estimates.convergence;
  if (!converged || !(smallestCurvature < CURVED)) return [];
  const { terms } = likelihood;
  const { theta } = estimates;
  const flat = likelihood.borrow(estimates, 2 * theta.length, (system) =>
    flatDirections(system, terms, spec.method === "REML", estimates),
  );
  const sentences = flat.flatMap((moved) => {
    const places = moved.flatMap(({ before, after }, term) => movedPlaces(term, before, after));
    if (places.length === 0) return [];
    return [
      `the response hardly tells ${placesOf(design, places)}, which can be moved by half without a change of the deviance`,
    ];
  });
  return sentences.length === 0
    ? []
    : [warning(sentences, "Simplify the random effects until what is left is determined")];
}

function movedPlaces(term: number, before: Float64Array, after: Float64Array): CovariancePlace[] {
  const k = Math.round(Math.sqrt(before.length));
  const sd = Array.from({ length: k }, (_, i) => Math.sqrt(Math.max(before[i * (k + 1)], after[i * (k + 1)])));
  const places: CovariancePlace[] = [];
  for (let column = 0; column < k; column++) {
    for (let row = column; row < k; row++) {
      const change = Math.abs(after[row + column * k] - before[row + column * k]);
      if (change > MOVED * sd[row] * sd[column]) places.push({ term, row, column, own: null });
    }
  }
  return places;
}

const FROM_DESIGN =
  "That follows from the design, whatever the response: the estimates of what is not determined mean nothing, while fixed " +
  "effects and predictions can be used; drop a term or a column that says the same as another";

function warning(sentences: readonly string[], advice: string): Warning {
  const shown = sentences.slice(0, 4);
  if (sentences.length > shown.length) shown.push(`and ${sentences.length - shown.length} more`);
  return { code: "W_NOT_IDENTIFIED", message: `covariances not identified: ${shown.join("; ")}. ${advice}` };
}

/** What of the covariances any response could determine. */
export function identifiable(live: Live, hasScale: boolean): Determinacy {
  const { design, likelihood, estimates, spec } = live;
  const { terms, totalWeights } = likelihood;
  const rootWeights = totalWeights?.map(Math.sqrt) ?? null;
  return determinacy({
    design,
    terms,
    lambdas: splitTheta(terms, estimates.theta),
    rootWeights,
    takeOut: complementOf(live, rootWeights),
    restricted: spec.method === "REML",
    hasScale,
  });
}

/** Multiplications up to which a basis of X is made for this question alone. */
const AFFORDABLE = 1e8;

/** By an orthonormal basis X T, of a linear model that of its penalised least squares; null where it would cost too much. */
function complementOf(
  { design, likelihood, estimates, spec }: Live,
  rootWeights: Float64Array | null,
): DeterminacyInput["takeOut"] {
  const { kept } = likelihood;
  const columns = kept.map((column) => design.fixed.columns[column]);
  const rank = kept.length;
  const weighted = (vector: Float64Array) =>
    rootWeights === null ? vector : vector.map((value, i) => value * rootWeights[i]);
  if (spec.approximation !== null && design.nobs * rank * rank > AFFORDABLE) return null;
  const triangle =
    spec.approximation === null
      ? likelihood.lend(estimates).fixed.triangle
      : upperSolve(triangularFactor(columns.map(weighted)), identity(rank));
  return (vector) => {
    const own = weighted(vector);
    const products = Float64Array.from(columns, (column) => dot(column, own));
    const shares = upperProduct(triangle, upperTransposedProduct(triangle, products));
    const fitted = new Float64Array(vector.length);
    columns.forEach((column, j) => {
      for (let i = 0; i < fitted.length; i++) fitted[i] += shares[j] * column[i];
    });
    weighted(fitted).forEach((value, i) => {
      vector[i] -= value;
    });
  };
}

function absorbedSentences(design: Design, { absorbed }: Determinacy, restricted: boolean): string[] {
  return design.random.flatMap(({ names, factor, structure }, term) => {
    const columns = absorbed.filter((other) => other.term === term).map(({ column }) => names[column]);
    if (columns.length === 0) return [];
    const isOne = columns.length === 1;
    const what = `the ${isOne ? "variance" : "variances"} of ${listed(columns)} by ${design.factors[factor].name}`;
    // By a correlation, the likelihood of all rows can bend what an absorbed column adds to the others of its term.
    const isTied = columns.length < names.length && covarianceStructure(structure).correlations !== "none";
    const fate = restricted
      ? `${what} ${isOne ? "is" : "are"} not determined`
      : isTied
        ? `by maximum likelihood ${what} only ${isOne ? "follows" : "follow"} the other effects of the term`
        : `maximum likelihood puts ${what} to zero`;
    return [`the fixed effects hold all differences between levels that it could explain, so that ${fate}`];
  });
}

/** A sentence for each set of directions that have parameters in common. */
function directionSentences(design: Design, directions: readonly NullDirection[]): string[] {
  const sets: NullDirection[][] = [];
  for (const direction of directions) {
    const touches = (set: NullDirection[]) =>
      set.some((other) => other.some(({ place }) => direction.some((part) => part.place === place)));
    const joined = sets.filter(touches);
    for (const set of joined) sets.splice(sets.indexOf(set), 1);
    sets.push([...joined.flat(), direction]);
  }
  return sets.map((set) => sentence(design, set));
}

/** From so many on, parameters are told by their terms. */
const MANY = 4;
/** Weights up to this, or one over it, are told as numbers; others are of units only. */
const TOLD = 1e4;

function sentence(design: Design, set: readonly NullDirection[]): string {
  const name = (place: CovariancePlace) => placeName(design, place);
  const pivots = set.map(([{ place }]) => place);
  const others = [...new Set(set.flatMap((direction) => direction.slice(1).map(({ place }) => place)))];
  if (others.length === 0) {
    return `${placesOf(design, pivots)} ${pivots.length === 1 ? "is" : "are"} not determined`;
  }
  const isFar = set.some((direction) =>
    direction.some(({ weight }) => !(Math.abs(weight) <= TOLD && Math.abs(weight) >= 1 / TOLD)),
  );
  if (isFar || others.length >= MANY || [...pivots, ...others].some(({ own }) => own !== null)) {
    return `${placesOf(design, pivots)} cannot be told from ${placesOf(design, others)}`;
  }
  const weights = (place: CovariancePlace) =>
    set.map((direction) => direction.find((part) => part.place === place)?.weight ?? 0);
  if (pivots.length === 1 && others.length === 1) {
    const [weight] = weights(others[0]);
    if (rounded(Math.abs(weight)) === "1") {
      const what = weight < 0 ? "sum" : "difference";
      return `only the ${what} of ${name(pivots[0])} and ${name(others[0])} is determined`;
    }
  }
  const combinations = others.map((place) => {
    const terms = weights(place).flatMap((weight, d) => {
      if (weight === 0) return [];
      const size = rounded(Math.abs(weight));
      return `${weight < 0 ? "+" : "−"} ${size === "1" ? "" : `${size} `}${shortName(design, pivots[d])}`;
    });
    return [shortName(design, place), ...terms].join(" ");
  });
  return `only ${listed(combinations)} ${combinations.length === 1 ? "is" : "are"} determined`;
}

/** The names of parameters, of a term with many of them all at once. */
function placesOf(design: Design, places: readonly CovariancePlace[]): string {
  const terms = [...new Set(places.map(({ term }) => term))];
  const words = terms.flatMap((term) => {
    const own = places.filter((place) => place.term === term);
    if (own.length < MANY) return own.map((place) => placeName(design, place));
    return [`${own.length} variances and covariances of (${design.random[term].label})`];
  });
  return listed(words);
}

function placeName({ random, factors }: Design, { term, row, column, own }: CovariancePlace): string {
  if (term < 0) return "the residual variance";
  const { names, factor, structure } = random[term];
  const where = `by ${factors[factor].name}${whereTwice(random, term)}`;
  const kind = covarianceStructure(structure);
  if (own !== null) {
    const parameter = kind.parameters(names)[own];
    return parameter.kind === "cor"
      ? `rho of ${kind.call}() ${where}`
      : `the standard deviation ${parameter.label === "*" ? `of ${kind.call}()` : `of ${names[row]}`} ${where}`;
  }
  return row === column
    ? `the variance of ${names[row]} ${where}`
    : `the covariance of ${names[row]} and ${names[column]} ${where}`;
}

/** Var(x | g), Cov(x, y | g). */
function shortName({ random, factors }: Design, { term, row, column }: CovariancePlace): string {
  if (term < 0) return "the residual variance";
  const { names, factor } = random[term];
  const what = row === column ? `Var(${names[row]}` : `Cov(${names[column]}, ${names[row]}`;
  return `${what} | ${factors[factor].name})${whereTwice(random, term)}`;
}

/** Says which term is meant where another of the same factor has a column of the same name. */
function whereTwice(random: Design["random"], term: number): string {
  const { factor, names, label } = random[term];
  const isTwice = random.some((other, t) => {
    return t !== term && other.factor === factor && other.names.some((name) => names.includes(name));
  });
  return isTwice ? ` in (${label})` : "";
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}
