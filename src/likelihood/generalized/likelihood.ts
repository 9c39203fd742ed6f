// The likelihood of a generalized linear mixed model, its integral over the random effects approximated as the spec says.

import { keep } from "../../core/kept-systems.js";
import type { Design } from "../../design/design.js";
import type { LinearSystem } from "../../engine/linear-system.js";
import { DesignError, UnsupportedError } from "../../errors.js";
import { responseFunctions } from "../../family/family.js";
import { glmmResiduals } from "../../family/residuals.js";
import { checkVaries } from "../../family/response.js";
import { type Convergence, convergenceOf, type MinimizeOptions, NOT_SEARCHED } from "../../optimize/minimize.js";
import { atOnce, inTurns } from "../../optimize/turns.js";
import type { GivenPoint, KnownOfPoint, Likelihood, LikelihoodModel } from "../likelihood.js";
import { factorizeAt } from "../linear/deviance.js";
import type { OtherStarts, Point } from "../point.js";
import type { Generalized } from "../spec.js";
import { checkStart } from "../start-values.js";
import {
  covariancesAt,
  covariancesOutOf,
  effectsOutOf,
  lambdasAt,
  parNames,
  storedDesign,
  type TermBlock,
} from "../terms.js";
import { devianceAround, estimatedParameter, jointDeviance } from "./around.js";
import { cellRows as cellRowsOf } from "./cells.js";
import { checkQuadrature } from "./checks.js";
import type { GlmmDeviance } from "./deviance.js";
import type { GlmmEstimates } from "./estimates.js";
import {
  doubtedValue,
  hasQuadrature,
  type LaplaceOptimum,
  laplaceOptimum,
  quadratureOptimum,
} from "./quadrature-check.js";
import { refuse } from "./refuse.js";
import { rowValues } from "./row-values.js";
import { searched } from "./search.js";
import { glmmStart } from "./start.js";
import { type GlmmSystem, glmmSystem, productOf } from "./system.js";
import { unweightedProducts } from "./unweighted-products.js";
import { vcovByHessian, vcovByRX } from "./vcov.js";
import {
  glmmEstimatesOutOf,
  judgedPredictor,
  modelIn,
  objectiveOutOf,
  pointIn,
  raised,
  searchOutOf,
  times,
  type WorkingForm,
  workingFormOf,
} from "./working-form.js";
import { workingSystem } from "./working-system.js";

/** What a system says of its model. */
interface Shape extends Pick<GlmmSystem, "terms"> {
  readonly rank: number;
  readonly kept: readonly number[];
  readonly factors: GlmmSystem["system"]["factors"];
  /** Observations as the dispersion counts them. */
  readonly units: number;
}

export class GeneralizedLikelihood implements Likelihood {
  /** Null where it was let go. */
  private current: GlmmSystem | null = null;
  private readonly own = new WeakRef(this);
  private readonly shape: Shape;
  private readonly start: { readonly theta: Float64Array | null; readonly beta: Float64Array | null };
  /** Where the system is, what its covariances of the modes are there, and the linear model it has there. */
  private place: GlmmEstimates | null = null;
  private covariances: readonly Float64Array[] | null = null;
  private working: { readonly at: GlmmEstimates; readonly system: LinearSystem } | null = null;
  private readonly meanCrossProducts: readonly Float64Array[];
  /** Rank of X and Z together, once that is known. */
  private saturated = 0;
  private optimum: (LaplaceOptimum & { readonly at: GlmmEstimates }) | null = null;
  /** Goes to `place` again as it was gone to, to the last bit. */
  private again: () => GlmmEstimates = () => this.maximizeAtOnce();
  /** In which the system has the model; the model in that form. */
  private readonly unit: WorkingForm;
  private readonly inUnit: LikelihoodModel & { readonly spec: Generalized };
  readonly stored: Design;
  readonly totalWeights: Float64Array | null;

  /** `cellRows`: of a model that has another response. */
  constructor(
    readonly model: LikelihoodModel & { readonly spec: Generalized },
    private readonly cellRows = cellRowsOf(model),
  ) {
    const { design, trials, spec } = model;
    checkQuadrature(design, spec.approximation.points);
    this.unit = workingFormOf(model, cellRows);
    this.inUnit = modelIn(this.unit, model);
    const { system, terms, stored } = this.glmm();
    const { rank, blocks, factors, rows } = system;
    this.shape = { terms, rank, kept: [...blocks.kept], factors, units: rows.units };
    const { random } = this.unit.cells === null ? stored : storedDesign(design, terms);
    this.stored = { ...design, random };
    this.totalWeights = productOf(design.weights, trials);
    this.start = {
      theta: checkStart(spec.start.theta, () => parNames(design)),
      beta: checkStart(spec.start.beta, () => this.kept.map((column) => design.fixed.names[column])),
    };
    const judged = raised(judgedPredictor(this.unit, model), 2);
    this.meanCrossProducts = design.factors.map((_, f) => times(unweightedProducts(this.stored, f), judged));
  }

  get terms(): readonly TermBlock[] {
    return this.shape.terms;
  }

  get rank(): number {
    return this.shape.rank;
  }

  get kept(): readonly number[] {
    return this.shape.kept;
  }

  get estimated(): Likelihood["estimated"] {
    const { family, known } = this.model.spec;
    const own = family.parameters.map(({ name }) => name).filter((name) => known[name] === undefined);
    return family.hasScale ? ["sigma", ...own] : own;
  }

  withResponse(response: Float64Array): GeneralizedLikelihood {
    const { design, trials, rows, spec } = this.model;
    const place = { label: design.responseName, rowOf: (i: number) => (rows === null ? i : rows[i]) };
    const values = spec.family.response.check(response, trials, place);
    checkVaries(values, String(values[0]), place);
    return new GeneralizedLikelihood({ ...this.model, design: { ...design, response: values } }, this.cellRows);
  }

  unrestricted(): GeneralizedLikelihood {
    return this;
  }

  maximize(search: MinimizeOptions = {}): Promise<GlmmEstimates> {
    const operations = OF_STEP * this.glmm().system.stepCost;
    return inTurns(this.maximizing(search), search.signal, operations).catch((error) =>
      refuse(error, this.model.spec, this.saturated, this.shape.units),
    );
  }

  maximizeAtOnce(search: MinimizeOptions = {}): GlmmEstimates {
    try {
      return atOnce(this.maximizing(search));
    } catch (error) {
      return refuse(error, this.model.spec, this.saturated, this.shape.units);
    }
  }

  at(point: GivenPoint, known: KnownOfPoint = {}): GlmmEstimates {
    const { convergence = NOT_SEARCHED, vcovHessian = null, otherStarts = null } = known;
    const own = pointIn(this.unit, point);
    const objective = this.devianceAt(own);
    objective.at(own);
    this.again = () => this.at(point, known);
    return this.estimates(
      own.theta,
      objective,
      convergence,
      vcovHessian && times(vcovHessian, raised(this.unit.predictor, 2)),
      otherStarts,
    );
  }

  objectiveAt(point: GivenPoint): number {
    this.place = null;
    const own = pointIn(this.unit, point);
    return objectiveOutOf(this.unit, this.shape.units, this.devianceAt(own).at(own));
  }

  vcov({ vcovHessian, vcovRX }: GlmmEstimates, kind?: "RX"): Float64Array {
    return kind === "RX" ? vcovRX : (vcovHessian ?? vcovRX);
  }

  meanCrossProduct(factor: number): Float64Array {
    return this.meanCrossProducts[factor];
  }

  modes(at: GlmmEstimates): readonly Float64Array[] {
    return at.modes.map((stored, factor) => effectsOutOf(this.terms, factor, stored));
  }

  storedModes(at: GlmmEstimates): readonly Float64Array[] {
    return at.modes;
  }

  rowWeights(at: GlmmEstimates): Float64Array {
    return at.workingWeights;
  }

  conditionalCovariance(at: GlmmEstimates, factor: number): Float64Array {
    if (this.place !== at) {
      this.at(at);
      this.place = at;
    }
    if (this.covariances === null) {
      const { system } = this.atPlace();
      system.gradient();
      const square = raised(this.unit.predictor, -2);
      this.covariances = this.model.design.factors.map((_, f) => times(system.conditionalCovariance(f), square));
    }
    return covariancesOutOf(this.terms, factor, this.covariances[factor]);
  }

  /** Working weights for precisions, σ of 1. Throws UnsupportedError where weights of zero leave coefficients undetermined. */
  lend(at: GlmmEstimates): LinearSystem {
    keep(this.own);
    if (this.working?.at !== at) {
      this.working = { at, system: workingSystem(this.stored, this.kept, at.workingWeights, this.lambdasAt(at)) };
    }
    return this.working.system;
  }

  borrow<T>(at: GlmmEstimates, _evaluations: number, use: (system: LinearSystem) => T): T {
    const system = this.lend(at);
    try {
      return use(system);
    } finally {
      factorizeAt(system, this.lambdasAt(at));
    }
  }

  /** The estimates by quadrature, where a look at it says that Laplace's approximation may be far from them; else null. */
  byQuadrature(at: GlmmEstimates): GlmmEstimates | null {
    const { model } = this;
    const { spec } = model;
    if (!hasQuadrature({ spec, terms: this.terms }) || at.theta[0] === 0) return null;
    if (this.place === at) this.atPlace();
    const { optimum, place } = this;
    const known = optimum?.at === at && place === at ? optimum : laplaceOptimum(this.inUnit, pointIn(this.unit, at));
    const doubted = known && doubtedValue(known);
    if (doubted === null) return null;
    const least = objectiveOutOf(this.unit, this.shape.units, doubted);
    return quadratureOptimum<GlmmEstimates>(at, least, (points, { theta, beta }) => {
      const approximation = { ...spec.approximation, points };
      const another = { ...spec, approximation, start: { theta, beta } };
      return new GeneralizedLikelihood({ ...model, spec: another }, this.cellRows);
    });
  }

  /** Where Λ is zero, the joint mode of β and u maximizes the likelihood of the fixed part. */
  withoutRandom({ theta }: GlmmEstimates): number {
    const { family } = this.model.spec;
    if (family.hasScale || family.parameters.length > 0) {
      const text = `a ${family.label} model without random effects is not fitted here`;
      throw new UnsupportedError(`${text}; compare with one that keeps a random intercept`);
    }
    const glmm = glmmSystem(this.inUnit);
    const deviance = jointDeviance(glmm, { ...glmmStart(glmm), gamma: glmm.gamma });
    return objectiveOutOf(this.unit, this.shape.units, deviance.at({ theta: new Float64Array(theta.length) }));
  }

  /** Lets the system go where a fit has left it, unless it would be long on its way there again. */
  release(): boolean {
    const { place, current } = this;
    if (current !== null) {
      const stretches = (place?.convergence.evaluations ?? Number.POSITIVE_INFINITY) + 1;
      if (!(stretches * OF_STEP * current.system.stepCost < QUICK)) return false;
    }
    this.current = null;
    this.working = null;
    this.optimum = null;
    return true;
  }

  private glmm(): GlmmSystem {
    keep(this.own);
    this.current ??= glmmSystem(this.inUnit);
    return this.current;
  }

  /** The system at `place`. */
  private atPlace(): GlmmSystem {
    const { place } = this;
    if (this.current === null) {
      const found = this.again();
      this.place = place;
      if (place !== null && this.optimum?.at === found) this.optimum = { ...this.optimum, at: place };
    }
    return this.glmm();
  }

  private devianceAt(point: GivenPoint): GlmmDeviance {
    const { terms } = this;
    const glmm = this.glmm();
    const { beta, dispersion, sigma, family } = point;
    const own = glmmStart(glmm);
    const scale = dispersion ?? (sigma === undefined ? own.dispersion : sigma * sigma);
    const gamma = beta === undefined ? glmm.gamma : glmm.system.toGamma(beta);
    const start = { ...own, gamma, dispersion: scale, family: family ?? own.family };
    return devianceAround(glmm, start, { covariances: covariancesAt(terms, point) });
  }

  private *maximizing(search: MinimizeOptions): Generator<void, GlmmEstimates> {
    const { terms } = this;
    const glmm = this.glmm();
    const { theta, beta } = this.start;
    const isOnly = this.model.spec.start.only === true;
    const { predictor } = this.unit;
    const gamma = beta && glmm.system.toGamma(times(beta, predictor));
    const covariances = theta && covariancesAt(terms, { theta: times(theta, predictor) });
    const wanted = { covariances, gamma, isOnly };
    const another = () => glmmSystem(this.inUnit);
    const own = glmmStart(glmm, gamma);
    this.saturated = own.saturated;
    const { maxIterations } = search;
    this.again = () => this.maximizeAtOnce(maxIterations === undefined ? {} : { maxIterations });
    yield;
    const found = yield* searched(glmm, own, wanted, searchOutOf(this.unit, this.shape.units, search), another);
    const { hessian, objective } = found;
    this.current = found.glmm;
    const first = objective.dimension - this.rank - (estimatedParameter(this.model.spec) === "none" ? 0 : 1);
    const vcov = hessian === null ? null : vcovByHessian(found.glmm.system, hessian, first);
    const estimates = this.estimates(found.theta, objective, convergenceOf(found), vcov, found.otherStarts);
    const { withoutEffects } = own;
    if (hessian !== null) this.optimum = { at: estimates, glmm: found.glmm, objective, hessian, withoutEffects };
    return estimates;
  }

  /** What the system says where it is. */
  private estimates(
    theta: Float64Array,
    objective: GlmmDeviance,
    convergence: Convergence,
    vcovHessian: Float64Array | null,
    otherStarts: OtherStarts | null,
  ): GlmmEstimates {
    const { spec } = this.model;
    const glmm = this.glmm();
    const { system } = glmm;
    const found = objective.lastEvaluation();
    if (found === null) throw new DesignError(LOST, "random effects");
    const { mode, value, dispersion, family } = found;
    const functions = responseFunctions(spec.family, spec.link, family);
    const { y, eta, mu, workingWeights } = rowValues(glmm, functions, this.unit.cells);
    system.complete();
    const ldRX2 = system.logDeterminantFixed;
    const vcovRX = vcovByRX(system);
    const rows = { functions, y, mu, eta, totalWeights: this.totalWeights, sigma: 1 };
    const pearson = sumOfSquares(glmmResiduals(rows, "pearson"));
    this.covariances = null;
    this.place = glmmEstimatesOutOf(this.unit, this.shape.units, {
      theta,
      beta: system.toBeta(mode.gamma),
      sigma: spec.family.hasScale ? Math.sqrt(dispersion) : 1,
      family,
      response: y,
      objective: value,
      lambdas: objective.lambdas,
      convergence,
      otherStarts,
      parts: {
        pwrss: pearson + mode.penalty,
        conditional: mode.conditional,
        devianceResidualSum: sumOfSquares(glmmResiduals(rows, "deviance")),
        pearson,
        penalty: mode.penalty,
        ldL2: mode.logDeterminant,
        ldRX2,
      },
      functions,
      spherical: system.modes("spherical"),
      modes: system.modes("conditional"),
      eta,
      mu,
      workingWeights,
      vcovHessian,
      vcovRX,
    });
    return this.place;
  }

  private lambdasAt(point: Point): Float64Array[] {
    return lambdasAt(this.shape, this.terms, point);
  }
}

/** Steps to the mode, or what takes as long, in a step of the search, about. */
const OF_STEP = 4;
/** Operations after which a model is searched for again within a tenth of a second or so. */
const QUICK = 5e8;

const LOST =
  "the conditional modes of the random effects cannot be computed at the estimates; look for responses that the " +
  "model cannot explain, such as offsets of another magnitude, or use another link";

function sumOfSquares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
