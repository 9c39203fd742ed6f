// Whether another minimum is lower than the one that a search has ended at: descents from covariances of several sizes,
// along a grid for a single parameter. How many there are follows from counts of operations alone.
import type { LinearSystem } from "../../engine/linear-system.js";
import { evaluationCost } from "../../engine/symbolic/limits.js";
import { FactorizationError } from "../../errors.js";
import { gram, sandwiched } from "../../math/matrix-product.js";
import { type MinimizeOptions, minimizing } from "../../optimize/minimize.js";
import { whiteningBasis } from "../coordinates.js";
import { isNear } from "../near.js";
import type { OtherStarts } from "../point.js";
import { covariancesAt, parCount, type TermBlock } from "../terms.js";
import { type Finished, finish } from "../zeros.js";
import { isBalanced } from "./balance.js";
import { gridMinima } from "./covariance-grid.js";
import { ProfiledDeviance } from "./deviance.js";
import { isReproduced, mayReproduce, vanishes } from "./unbounded.js";

/**
 * Operations of all evaluations times rows up to which a model is looked through: many rows leave less to be found. Times
 * more end them, those on directions included.
 */
const ADMITTED = 1.5e10;
const MORE = 20;
/** … or so many. */
const MOST = 1.6e9;
/** Evaluations that a descent takes about, their derivatives included. */
const OF_DESCENT = 60;

/** Standard deviations of white columns over σ: isotropic starts, a column beside others. */
const ISOTROPIC = { few: [30, 2, 0.3], many: [30, 10, 5, 2, 0.3, 0.01] };
const ALONE = { large: 1, small: 0.01 };
/** Parameters up to which the objective is looked at all over, and up to which finely enough that no other start is needed. */
const FEW = 3;
const FINE = 2;
/** Of each term in turn while the others stay at the best, for models of more than so many parameters, as long as it helps. */
const AROUND = {
  sizes: [3, 0.3, 0.03],
  alone: { large: 3, small: 0.03 },
  correlations: [0.05, 0.95],
  rounds: 3,
};
/** Iterations of a descent, and of one that has come below the best. */
const ITERATIONS = { some: 60, below: 200 };

/** Fall of the objective, as a share of 1 + |f|, that makes a minimum another one. */
const LOWER = 1e-8;
/**
 * Curvature by the logarithms of standard deviations from which on a balanced design determines them beyond another
 * minimum: of a single parameter, of more. Where levels differ in what they tell, no curvature does.
 */
const DETERMINED = { grid: 10, descents: 1.5 };

export interface Candidate extends Finished {
  readonly objective: ProfiledDeviance;
}

export interface Overall {
  readonly best: Candidate;
  /** Null where no other start was tried. */
  readonly otherStarts: OtherStarts | null;
}

/** `main`, or the lowest certified minimum below it that leaves a residual; the system is left there. */
export function* overall(
  system: LinearSystem,
  terms: readonly TermBlock[],
  reml: boolean,
  main: Candidate,
  { signal, maxIterations = Number.POSITIVE_INFINITY }: MinimizeOptions,
): Generator<void, Overall> {
  if (!main.converged && main.iterations >= maxIterations) return { best: main, otherStarts: null };
  const count = parCount(terms);
  const columns = terms.reduce((sum, { columnCount }) => sum + columnCount, 0);
  const planned = ISOTROPIC.many.length + (columns > 1 ? columns : 0);
  const factorization = evaluationCost(system.structure, system.rank);
  const operations = factorization * (count === 1 ? 4 * 24 : OF_DESCENT * planned);
  if (operations * system.nobs > ADMITTED) return { best: main, otherStarts: null };
  let left = Math.min(MOST, (MORE * ADMITTED) / system.nobs);
  let isLost = false;
  if (!main.converged || isReproduced(system)) {
    isLost = vanishes(system, reml, main.lambdas);
    main.objective.again();
  }
  const determined = count === 1 ? DETERMINED.grid : DETERMINED.descents;
  if (!isLost && main.converged && main.objective.logCurvature() >= determined && isBalanced(system)) {
    return { best: main, otherStarts: null };
  }
  const bases = terms.map((term) => whiteningBasis(system, term));
  const scales = system.factors.map((_, f) => system.meanCrossProduct(f));
  const known = [main];
  let best = main;
  let evaluations = 0;
  let starts = 0;
  let falls = isLost;
  const isLeft = () => !isReproduced(system);
  function* descend(start: readonly Float64Array[]): Generator<void, void> {
    if (left < 0) return;
    starts++;
    const objective = new ProfiledDeviance(system, terms, reml, start, factorization);
    let iterations = 0;
    const isKnown = (value: number) =>
      !isLeft() ||
      (++iterations > ITERATIONS.some && (falls || !isLower(value, best.value))) ||
      known.some((minimum) => isNear(objective.lambdas, value, minimum, scales));
    try {
      const options = { maxIterations: ITERATIONS.below, ...(signal !== undefined && { signal }) };
      const optimum = yield* minimizing(objective, objective.coordinates(), options, isKnown);
      evaluations += optimum.evaluations;
      if (!optimum.converged) {
        falls ||=
          mayReproduce(system) && isLower(optimum.value, best.value) && vanishes(system, reml, objective.lambdas);
        return;
      }
      const found = { ...finish(objective, optimum), objective };
      evaluations += found.evaluations - optimum.evaluations;
      known.push(found);
      if (isLeft() && ((isLost && best === main) || isLower(found.value, best.value))) best = found;
    } catch (error) {
      if (!(error instanceof FactorizationError)) throw error;
      evaluations++;
    } finally {
      left -= objective.operations;
    }
  }
  const grid = count > FEW ? null : gridMinima(system, terms, reml, bases, main);
  evaluations += grid?.evaluations ?? 0;
  for (const start of grid?.starts ?? []) yield* descend(start);
  for (const white of startsOf(terms, count)) yield* descend(white.map((T, t) => sandwiched(bases[t], T)));
  if (count > FEW) {
    for (let round = 0, from: Candidate | null = null; round < AROUND.rounds && from !== best; round++) {
      from = best;
      for (const start of startsAround(terms, from, bases)) yield* descend(start);
    }
  }
  best.objective.again();
  return { best, otherStarts: { starts, evaluations, gain: Math.max(0, main.value - best.value), vanishes: falls } };
}

/** T of each term in white units. */
function* startsOf(terms: readonly TermBlock[], count: number): Generator<Float64Array[]> {
  const of = (deviation: (t: number, column: number) => number) =>
    terms.map((term, t) => diagonal(term, (column) => deviation(t, column)));
  if (count <= FINE) return;
  for (const size of count > FEW ? ISOTROPIC.many : ISOTROPIC.few) yield of(() => size);
  for (const [t, { columnCount }] of terms.entries()) {
    for (let c = 0; c < columnCount; c++) {
      yield of((term, column) => (term === t && column === c ? ALONE.large : ALONE.small));
    }
  }
}

/** T of a term in white units whose columns are independent, or nearly so. */
function diagonal({ columnCount: k, structure }: TermBlock, deviation: (column: number) => number): Float64Array {
  const T = new Float64Array(k * k);
  for (let c = 0; c < k; c++) T[c * (k + 1)] = deviation(c) * deviation(c);
  return structure.nearest(k, T, 0);
}

/** T of each term from which to leave a minimum, one term at a time. */
function* startsAround(
  terms: readonly TermBlock[],
  from: Candidate,
  bases: readonly Float64Array[],
): Generator<Float64Array[]> {
  const covariances = covariancesAt(terms, from);
  for (const [t, term] of terms.entries()) {
    const { columnCount: k } = term;
    const { large, small } = AROUND.alone;
    const of = (deviation: (column: number) => number) => sandwiched(bases[t], diagonal(term, deviation));
    const alone = Array.from({ length: k > 1 ? k : 0 }, (_, own) => of((column) => (column === own ? large : small)));
    const own = [
      ...AROUND.sizes.map((size) => of(() => size)),
      ...alone,
      ...correlated(
        term,
        of(() => 1),
      ),
    ];
    for (const T of own) yield covariances.map((other, at) => (at === t ? T : other));
  }
}

/** T with these variances and each correlation of few parameters near either bound. */
function correlated({ structure, columnCount: k }: TermBlock, T: Float64Array): Float64Array[] {
  if (!structure.isTied) return [];
  const parameters = structure.parameters(new Array<string>(k).fill(""));
  if (parameters.every(({ kind }) => kind === "sd")) return [];
  return AROUND.correlations.map((share) => {
    const par = parameters.map(({ kind, row, range: [low, high] }) =>
      kind === "sd" ? Math.sqrt(T[row * (k + 1)]) : low + share * (high - low),
    );
    return gram(k, structure.fromPar(k, Float64Array.from(par)));
  });
}

function isLower(value: number, than: number): boolean {
  return value < than - LOWER * (1 + Math.abs(than));
}
