// The likelihood of a linear mixed model, profiled over β and σ.
import type { Design } from "../../design/design.js";
import { LinearSystem } from "../../engine/linear-system.js";
import { evaluationCost } from "../../engine/symbolic/limits.js";
import type { EngineInput } from "../../engine/types.js";
import { FactorizationError } from "../../errors.js";
import {
  type Convergence,
  convergenceOf,
  DEFAULT_ITERATIONS,
  type MinimizeOptions,
  minimizing,
  NOT_SEARCHED,
} from "../../optimize/minimize.js";
import { atOnce, inTurns } from "../../optimize/turns.js";
import { whiteningBasis } from "../coordinates.js";
import { directionCost } from "../direction-cost.js";
import { elsewhere, lowest } from "../elsewhere.js";
import { isExactCheaper, isSmall } from "../exact-curvature.js";
import type { GivenPoint, KnownOfPoint, Likelihood, LikelihoodModel } from "../likelihood.js";
import type { Estimates, OtherStarts } from "../point.js";
import { checkStart } from "../start-values.js";
import {
  type CovariancePoint,
  covariancesAt,
  covariancesOutOf,
  effectsOutOf,
  engineInput,
  lambdasAt,
  parCount,
  parNames,
  storedDesign,
  storedLayout,
  type TermBlock,
} from "../terms.js";
import { finish } from "../zeros.js";
import { checkResidualSpace, checkResponse } from "./checks.js";
import { DenseDeviance } from "./dense-deviance.js";
import { evaluate, factorizeAt, ProfiledDeviance, residualDeviation } from "./deviance.js";
import { overall } from "./other-starts.js";
import { type SecondLook, secondLook } from "./second-look.js";
import { SharedSystem, type SystemOf } from "./shared-system.js";
import { momentStart } from "./start.js";
import { isUnbounded } from "./unbounded.js";

/** Where the system is. */
interface Place {
  readonly theta: Float64Array;
  readonly lambdas: readonly Float64Array[];
  /** By the system. */
  readonly objective: number;
  readonly look: SecondLook | null;
  readonly otherStarts: OtherStarts | null;
}

/** Operations of a step, derivatives included, over those of an evaluation, about. */
const OF_STEP = 1.5;
/** Operations for each row that a search by the rows may take. */
const BY_ROWS = 1.5e7;
/** … and one by cross-products, and how many steps it may at least. */
const BY_SUMS = 5e7;
const LEAST = 10;

const NO_PARAMETERS = new Float64Array(0);

export class LinearLikelihood implements Likelihood {
  readonly terms: readonly TermBlock[];
  readonly stored: Design;
  private readonly reml: boolean;
  private readonly start: Float64Array | null;
  private readonly shared: SharedSystem;

  /** `other` is a likelihood of the same design, where there is one; `build` makes its system, blocks unless given. */
  constructor(
    readonly model: LikelihoodModel,
    other?: LinearLikelihood,
    build?: SystemOf,
  ) {
    const { design, spec } = model;
    this.terms = other?.terms ?? storedLayout(design);
    this.stored = other === undefined ? storedDesign(design, this.terms) : { ...design, random: other.stored.random };
    this.reml = spec.method === "REML";
    checkResponse(design);
    this.start = checkStart(spec.start.theta, () => parNames(design));
    this.shared = other?.shared ?? new SharedSystem(this.stored, build);
    checkResidualSpace(design, this.system());
  }

  get rank(): number {
    return this.shared.shape.rank;
  }

  get kept(): readonly number[] {
    return this.shared.shape.kept;
  }

  get estimated(): readonly ["sigma"] {
    return ["sigma"];
  }

  get totalWeights(): Float64Array | null {
    return this.model.design.weights;
  }

  withResponse(response: Float64Array): LinearLikelihood {
    const { design, spec } = this.model;
    return new LinearLikelihood({ ...this.model, design: { ...design, response }, spec: { ...spec, start: {} } }, this);
  }

  unrestricted(): LinearLikelihood {
    if (!this.reml) return this;
    return new LinearLikelihood({ ...this.model, spec: { ...this.model.spec, method: "ML", start: {} } }, this);
  }

  maximize(search: MinimizeOptions = {}): Promise<Estimates> {
    const { structure, rank } = this.system();
    return inTurns(this.maximizing(search), search.signal, OF_STEP * evaluationCost(structure, rank));
  }

  maximizeAtOnce(search: MinimizeOptions = {}): Estimates {
    return atOnce(this.maximizing(search));
  }

  at(point: GivenPoint, known: KnownOfPoint = {}): Estimates {
    const { theta } = point;
    const { lambdas = this.lambdasAt(point), convergence = NOT_SEARCHED, otherStarts = null } = known;
    const objective = evaluate(this.system(), lambdas, this.reml);
    return this.estimates({ theta, lambdas, objective, otherStarts, look: this.secondLook(lambdas) }, convergence);
  }

  objectiveAt(point: GivenPoint): number {
    const lambdas = this.lambdasAt(point);
    const objective = evaluate(this.system(), lambdas, this.reml);
    return this.secondLook(lambdas)?.dense?.objective ?? objective;
  }

  vcov(at: Estimates): Float64Array {
    return this.lend(at)
      .unscaledVcov()
      .map((entry) => entry * at.sigma * at.sigma);
  }

  vcovRoot(at: Estimates): Float64Array {
    return this.lend(at)
      .vcovRoot()
      .map((entry) => entry * at.sigma);
  }

  meanCrossProduct(factor: number): Float64Array {
    return this.shared.shape.meanCrossProduct(factor);
  }

  modes(at: Estimates): readonly Float64Array[] {
    return this.storedModes(at).map((stored, factor) => effectsOutOf(this.terms, factor, stored));
  }

  storedModes(at: Estimates): readonly Float64Array[] {
    return this.lend(at).solve().conditionalMode;
  }

  rowWeights(): Float64Array | null {
    return this.totalWeights;
  }

  conditionalCovariance(at: Estimates, factor: number): Float64Array {
    return covariancesOutOf(this.terms, factor, this.lend(at).conditionalCovariance(factor));
  }

  lend(at: Estimates): LinearSystem {
    return this.shared.lend(at);
  }

  /**
   * Calls `use` with a system in which Λ may be moved: this one, put back afterwards, or for a small model without exact
   * second derivatives a new one that has them. `evaluations` is what differences would cost.
   */
  borrow<T>(at: Estimates, evaluations: number, use: (system: LinearSystem) => T): T {
    const system = this.lend(at);
    if (!this.shared.build && !isExactCheaper(system, evaluations) && isSmall(system, this.model.design.nobs)) {
      return use(new LinearSystem(this.input(at.response), { smallTail: Number.POSITIVE_INFINITY }));
    }
    return this.shared.borrow(at, use);
  }

  withoutRandom({ response }: Estimates): number {
    const system = this.shared.take(response);
    factorizeAt(
      system,
      system.factors.map(({ columnCount }) => new Float64Array(columnCount * columnCount)),
    );
    return system.objective(this.reml);
  }

  private *maximizing(search: MinimizeOptions): Generator<void, Estimates> {
    const { terms, start, reml } = this;
    const system = this.system();
    const limited = { ...search, maxIterations: search.maxIterations ?? this.iterations() };
    let last: ProfiledDeviance | null = null;
    function* searchFrom(from: readonly Float64Array[]) {
      const objective = new ProfiledDeviance(system, terms, reml, from);
      last = objective;
      return { ...finish(objective, yield* minimizing(objective, objective.coordinates(), limited)), objective };
    }
    const given = start === null ? null : covariancesAt(terms, { theta: start });
    /** Null where a start is too far from any minimum to lead to one. */
    function* fromGiven(given: readonly Float64Array[]) {
      if (!given.every((T) => T.every(Number.isFinite))) return null;
      try {
        const found = yield* searchFrom(given);
        return found.converged || found.iterations >= (search.maxIterations ?? Number.POSITIVE_INFINITY) ? found : null;
      } catch (error) {
        if (error instanceof FactorizationError) return null;
        throw error;
      }
    }
    const found = yield* lowest(
      (given !== null && (yield* fromGiven(given))) || (yield* searchFrom(momentStart(system, terms))),
      (found) => elsewhere(terms, found, (term) => whiteningBasis(system, term)),
      searchFrom,
    );
    if (found.objective !== last) found.objective.again();
    const { best, otherStarts } = this.model.spec.start.only
      ? { best: found, otherStarts: null }
      : yield* overall(system, terms, reml, found, search);
    const { theta, lambdas } = best;
    const place = { theta, lambdas, otherStarts, objective: system.objective(reml), look: this.secondLook(lambdas) };
    const convergence = convergenceOf(best);
    if (place.look === null) return this.estimates(place, convergence);
    return yield* this.looking(place, convergence, search);
  }

  /** Steps of a search that does not say how many: fewer where so many effects and parameters are more than the rows tell of. */
  private iterations(): number {
    const { structure, rank, nobs, factors } = this.system();
    const ofStep = OF_STEP * evaluationCost(structure, rank) + directionCost(parCount(this.terms), factors);
    return Math.min(DEFAULT_ITERATIONS, Math.max(LEAST, Math.floor((BY_SUMS * nobs) / ofStep)));
  }

  /** From a point at which cross-products do not hold the digits: on by the rows, where these are few, else not certified. */
  private *looking(place: Place, convergence: Convergence, search: MinimizeOptions): Generator<void, Estimates> {
    const { terms, reml } = this;
    const { theta, lambdas, otherStarts, look } = place;
    const isOver = look?.dense === null || otherStarts?.vanishes === true;
    if (!convergence.converged && isOver) return this.estimates(place, convergence);
    if (look?.dense == null) {
      const message =
        "variances of random effects are so large beside that of the residuals that the objective is known to " +
        `${(look?.apart ?? 0).toPrecision(2)} of itself only`;
      return this.estimates(place, { ...convergence, converged: false, message });
    }
    const system = this.system();
    factorizeAt(system, lambdas);
    const { rows } = look.dense;
    const objective = new DenseDeviance(system, rows, terms, reml, covariancesAt(terms, { theta, lambdas }));
    const ofStep = rows.operations * 2 * (objective.dimension + 1);
    const steps = Math.floor((BY_ROWS * system.nobs) / ofStep);
    if (steps === 0) {
      const message =
        "cross-products do not hold the digits of the objective, and there are too few rows to search by them";
      return this.estimates(place, { ...convergence, converged: false, message });
    }
    const some = { ...search, maxIterations: search.maxIterations ?? Math.min(DEFAULT_ITERATIONS, steps) };
    const found = finish(objective, yield* minimizing(objective, objective.coordinates(), some));
    const value = evaluate(system, found.lambdas, reml);
    if (value === Number.POSITIVE_INFINITY) {
      // The rows lead where nothing else can be asked of the model.
      factorizeAt(system, lambdas);
      return this.estimates(place, { ...convergence, converged: false });
    }
    const again = { theta: found.theta, lambdas: found.lambdas, otherStarts, objective: value };
    const iterations = convergence.iterations + found.iterations;
    const evaluations = convergence.evaluations + found.evaluations;
    const whole = { ...convergenceOf(found), iterations, evaluations };
    return this.estimates({ ...again, look: this.secondLook(found.lambdas) }, whole);
  }

  /** What the system says where it is, and where it does not hold the digits, the rows. */
  private estimates({ theta, lambdas, otherStarts, look, ...own }: Place, convergence: Convergence): Estimates {
    const { response } = this.model.design;
    const system = this.system();
    const isEndless = isUnbounded(system, this.terms, this.reml, lambdas);
    const { nobs, rank } = system;
    const objective = look?.dense?.objective ?? own.objective;
    const { ldL2, ldRX2, pwrss: stored } = look?.dense?.found ?? system;
    const { responseUnit } = system;
    const sigma = residualDeviation({ nobs, rank, responseUnit, pwrss: stored }, this.reml);
    const pwrss = stored / responseUnit / responseUnit;
    const found: Estimates = {
      theta,
      beta: system.solve().beta,
      sigma,
      family: NO_PARAMETERS,
      convergence,
      otherStarts,
      isUnbounded: isEndless,
      response,
      objective,
      lambdas,
      parts: { pwrss, ldL2, ldRX2 },
    };
    this.shared.leave(found);
    return found;
  }

  private secondLook(lambdas: readonly Float64Array[]): SecondLook | null {
    const { response } = this.model.design;
    return secondLook(this.system(), lambdas, this.reml, () => this.input(response));
  }

  private system(): LinearSystem {
    return this.shared.take(this.model.design.response);
  }

  private lambdasAt(point: CovariancePoint): Float64Array[] {
    return lambdasAt(this.shared.shape, this.terms, point);
  }

  private input(response: Float64Array): EngineInput {
    return { ...engineInput(this.stored), response };
  }
}
