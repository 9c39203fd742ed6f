// The likelihood of a linear model with one parameter given: σ and standard deviations in closed form, correlations by
// coordinates that hold them, a coefficient by a system without its column.
import { LinearSystem } from "../../engine/linear-system.js";
import type { EngineInput } from "../../engine/types.js";
import { whiteningBasis } from "../../likelihood/coordinates.js";
import { isSmall } from "../../likelihood/exact-curvature.js";
import { type GivenScale, ProfiledDeviance, ScaledDeviance } from "../../likelihood/linear/deviance.js";
import { covariancesAt, engineInput, entryTerm, type TermBlock, whiteDeviation } from "../../likelihood/terms.js";
import type { FittedLmm } from "../../model/fitted-lmm.js";
import { systemOf } from "../../model/lmm-parts.js";
import { residualDeviation } from "../../model/variance-components.js";
import { ConstrainedObjective, correlationCone } from "../../optimize/surface.js";
import type { ModelPoint, PlacedParameter } from "./model-parameters.js";
import {
  correlationPlaces,
  minimized,
  type ProfiledLikelihood,
  type ProfileFit,
  startingCovariances,
  varianceSpread,
  withVariance,
} from "./profiled-likelihood.js";

/** A standard deviation that stands for zero, of a white column and over σ. */
const NEARLY_ZERO = 1e-6;

export class LmmLikelihood implements ProfiledLikelihood {
  private readonly system: LinearSystem;
  private readonly input: EngineInput;
  private readonly layout: readonly TermBlock[];
  private readonly bases: readonly Float64Array[];
  private readonly isSmall: boolean;
  private without: { readonly row: number; readonly system: LinearSystem; readonly column: Float64Array } | null = null;

  constructor(fit: FittedLmm) {
    const { design, layout } = fit.parts;
    const input = engineInput(design);
    this.layout = layout;
    this.input = { ...input, fixed: fit.kept.map((column) => input.fixed[column]) };
    this.isSmall = isSmall(systemOf(fit.parts), fit.nobs);
    this.system = this.build(this.input);
    this.bases = layout.map((term) => whiteningBasis(this.system, term));
  }

  maximize(from: ModelPoint): ProfileFit {
    return this.profiled(this.system, this.layout, this.start(from), from);
  }

  maximizeAt(parameter: PlacedParameter, value: number, near: ModelPoint): ProfileFit {
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
    start[term] = withVariance(this.layout[term].columnCount, start[term], row, relative * relative);
    return this.scaled({ deviation, term, column: row }, start, near);
  }

  spread(parameter: PlacedParameter, best: ProfileFit): number {
    const { kind, term, row } = parameter;
    const { system } = this;
    if (kind === "sigma") return best.sigma / Math.sqrt(2 * system.nobs);
    if (kind === "fixef") {
      this.maximize(best);
      return best.sigma * Math.sqrt(system.unscaledVcov()[row * (system.rank + 1)]);
    }
    const levels = system.factors[this.layout[term].factor].levelCount;
    const T = covariancesAt(this.layout, best.theta)[term];
    const unit = kind === "sd" ? this.unit(parameter) : 0;
    return varianceSpread(parameter, T, { levels, nobs: system.nobs, unit, scale: best.sigma });
  }

  private build(input: EngineInput): LinearSystem {
    return new LinearSystem(input, this.isSmall ? { smallTail: Number.POSITIVE_INFINITY } : {});
  }

  private start(from: ModelPoint): Float64Array[] {
    return startingCovariances(this.layout, from.theta, this.bases);
  }

  /** Standard deviation of a term's column, over σ, at which it is white. */
  private unit({ term, row }: PlacedParameter): number {
    return whiteDeviation(this.layout[term], this.bases[term], row);
  }

  private profiled(
    system: LinearSystem,
    layout: readonly TermBlock[],
    start: readonly Float64Array[],
    near: ModelPoint,
    beta: (found: Float64Array) => Float64Array = (found) => found,
  ): ProfileFit {
    const objective = new ProfiledDeviance(system, layout, false, start);
    return minimized(objective, near, () => ({
      theta: objective.theta(),
      sigma: residualDeviation(system, false),
      shape: 1,
      beta: beta(system.solve().beta),
    }));
  }

  private scaled(given: GivenScale, start: readonly Float64Array[], near: ModelPoint): ProfileFit {
    const { system } = this;
    const objective = new ScaledDeviance(system, this.layout, given, start);
    return minimized(objective, near, () => ({
      theta: objective.theta(),
      sigma: Math.sqrt(objective.variance),
      shape: 1,
      beta: system.solve().beta,
    }));
  }

  private withCorrelation({ term, row, column }: PlacedParameter, value: number, near: ModelPoint): ProfileFit {
    const { system } = this;
    const layout = this.layout.map((other, t) => (t === term ? entryTerm(other, [column, row]) : other));
    const inner = new ProfiledDeviance(system, layout, false, this.start(near));
    const surface = correlationCone(inner.dimension, correlationPlaces(this.layout, term), value);
    const objective = new ConstrainedObjective(inner, surface, inner.coordinates());
    return minimized(objective, near, () => ({
      theta: inner.theta(),
      sigma: residualDeviation(system, false),
      shape: 1,
      beta: system.solve().beta,
    }));
  }

  private withCoefficient(row: number, value: number, near: ModelPoint): ProfileFit {
    if (this.without?.row !== row) {
      this.without = null;
      const { fixed } = this.input;
      const system = this.build({ ...this.input, fixed: fixed.filter((_, column) => column !== row) });
      this.without = { row, system, column: fixed[row] };
    }
    const { system, column } = this.without;
    system.setResponse(this.input.response.map((y, i) => y - value * column[i]));
    const whole = (found: Float64Array) => Float64Array.of(...found.subarray(0, row), value, ...found.subarray(row));
    return this.profiled(system, this.layout, this.start(near), near, whole);
  }
}
