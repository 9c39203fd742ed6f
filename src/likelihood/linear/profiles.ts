// The likelihood of a linear model with one parameter given: σ and standard deviations in closed form, correlations by
// coordinates that hold them, a coefficient by a system without its column.
import { LinearSystem } from "../../engine/linear-system.js";
import { evaluationCost } from "../../engine/symbolic/limits.js";
import type { StructureChoice } from "../../engine/symbolic/structure.js";
import type { EngineInput } from "../../engine/types.js";
import { ConstrainedObjective, correlationCone } from "../../optimize/surface.js";
import { whiteningBasis } from "../coordinates.js";
import { correlationPlaces, heldAlone, minimized, startingCovariances, varianceSpread, withVariance } from "../held.js";
import type { ParameterPlace, ProfiledLikelihood } from "../likelihood.js";
import type { Estimates, Point } from "../point.js";
import { entryTerm, splitTheta, type TermBlock, whiteDeviation } from "../terms.js";
import { type GivenScale, ProfiledDeviance, residualDeviation, ScaledDeviance } from "./deviance.js";

/** Operations of a step, derivatives included, over those of an evaluation, about. */
const OF_STEP = 1.5;
/** A standard deviation that stands for zero, of a white column and over σ. */
const NEARLY_ZERO = 1e-6;

export class LinearProfiles implements ProfiledLikelihood {
  private readonly system: LinearSystem;
  private readonly bases: readonly Float64Array[];
  private readonly choice: StructureChoice;
  private without: { readonly row: number; readonly system: LinearSystem; readonly column: Float64Array } | null = null;

  /** `fixed` of the input: the columns kept. */
  constructor(
    private readonly input: EngineInput,
    private readonly terms: readonly TermBlock[],
    isSmall: boolean,
  ) {
    this.choice = isSmall ? { smallTail: Number.POSITIVE_INFINITY } : {};
    this.system = this.build(input);
    this.bases = terms.map((term) => whiteningBasis(this.system, term));
  }

  get operations(): number {
    const { structure, rank } = this.system;
    return OF_STEP * evaluationCost(structure, rank);
  }

  maximize(from: Point): Generator<void, Estimates> {
    return this.profiled(this.system, this.terms, this.start(from), from);
  }

  maximizeAt(parameter: ParameterPlace, value: number, near: Point): Generator<void, Estimates> {
    const { kind, term, row } = parameter;
    if (kind === "fixef") return this.withCoefficient(row, value, near);
    if (kind === "cor") return this.withCorrelation(parameter, value, near);
    const start = this.start(near);
    if (kind === "sigma") {
      const ratio = (near.sigma * near.sigma) / (value * value);
      const moved = start.map((T) => T.map((entry) => entry * ratio));
      return this.scaled({ sigma: value }, moved, near);
    }
    const deviation = Math.max(value, NEARLY_ZERO * this.unit(parameter) * near.sigma);
    const relative = deviation / near.sigma;
    const alone = heldAlone(this.terms, parameter, relative, start);
    start[term] = alone?.start[term] ?? withVariance(this.terms[term], start[term], row, relative * relative);
    return this.scaled({ deviation, term, column: row }, start, near);
  }

  *spread(parameter: ParameterPlace, best: Estimates): Generator<void, number> {
    const { kind, term, row } = parameter;
    const { system } = this;
    if (kind === "sigma") return best.sigma / Math.sqrt(2 * system.nobs);
    if (kind === "fixef") {
      yield* this.maximize(best);
      return best.sigma * Math.sqrt(system.unscaledVcov()[row * (system.rank + 1)]);
    }
    const levels = system.factors[this.terms[term].factor].levelCount;
    const lambda = splitTheta(this.terms, best.theta)[term];
    const unit = kind === "sd" ? this.unit(parameter) : 0;
    return varianceSpread(parameter, this.terms[term], lambda, { levels, nobs: system.nobs, unit, scale: best.sigma });
  }

  private build(input: EngineInput): LinearSystem {
    return new LinearSystem(input, this.choice);
  }

  private start(from: Point): Float64Array[] {
    return startingCovariances(this.terms, from, this.bases);
  }

  /** Standard deviation of a term's column, over σ, at which it is white. */
  private unit({ term, row }: ParameterPlace): number {
    return whiteDeviation(this.terms[term], this.bases[term], row);
  }

  private profiled(
    system: LinearSystem,
    terms: readonly TermBlock[],
    start: readonly Float64Array[],
    near: Point,
    beta: (found: Float64Array) => Float64Array = (found) => found,
  ): Generator<void, Estimates> {
    const objective = new ProfiledDeviance(system, terms, false, start);
    return minimized(objective, near, () => ({
      ...this.found(system, objective),
      beta: beta(system.solve().beta),
    }));
  }

  private scaled(given: GivenScale, start: readonly Float64Array[], near: Point): Generator<void, Estimates> {
    const { system } = this;
    const objective = new ScaledDeviance(system, this.terms, given, start);
    return minimized(objective, near, () => ({
      ...this.found(system, objective),
      sigma: objective.sigma,
    }));
  }

  private withCorrelation(parameter: ParameterPlace, value: number, near: Point): Generator<void, Estimates> {
    const { system } = this;
    const { term, row, column } = parameter;
    const start = this.start(near);
    const alone = heldAlone(this.terms, parameter, value, start);
    if (alone !== null) return this.profiled(system, alone.terms, alone.start, near);
    const terms = this.terms.map((other, t) => (t === term ? entryTerm(other, [column, row]) : other));
    const inner = new ProfiledDeviance(system, terms, false, start);
    const surface = correlationCone(inner.dimension, correlationPlaces(this.terms, term), value);
    const objective = new ConstrainedObjective(inner, surface, inner.coordinates());
    return minimized(objective, near, () => this.found(system, inner));
  }

  private *withCoefficient(row: number, value: number, near: Point): Generator<void, Estimates> {
    if (this.without?.row !== row) {
      this.without = null;
      const { fixed } = this.input;
      const system = this.build({ ...this.input, fixed: fixed.filter((_, column) => column !== row) });
      this.without = { row, system, column: fixed[row] };
      yield;
    }
    const { system, column } = this.without;
    system.setResponse(this.input.response.map((y, i) => y - value * column[i]));
    const whole = (found: Float64Array) => Float64Array.of(...found.subarray(0, row), value, ...found.subarray(row));
    return yield* this.profiled(system, this.terms, this.start(near), near, whole);
  }

  /** What a system says at the minimum of its objective. */
  private found(
    system: LinearSystem,
    objective: ProfiledDeviance,
  ): Omit<Estimates, "objective" | "convergence" | "parts"> {
    const { response } = this.input;
    const theta = objective.theta();
    const { lambdas } = objective;
    return {
      theta,
      beta: system.solve().beta,
      sigma: residualDeviation(system, false),
      family: new Float64Array(0),
      response,
      lambdas,
    };
  }
}
