// The likelihood of a generalized model with one parameter given, on planes and cones in the coordinates of its deviance.
import { UnsupportedError } from "../../errors.js";
import { GlmmDeviance } from "../../likelihood/generalized/deviance.js";
import { covariancesAt, entryTerm, type TermBlock, whiteDeviation } from "../../likelihood/terms.js";
import type { FittedGlmm } from "../../model/fitted-glmm.js";
import { type GlmmStart, type GlmmSystem, glmmStart, glmmSystem, logOf } from "../../model/glmm-system.js";
import { approximationOf, estimatedParameter, isMoment } from "../../model/optimize-glmm.js";
import { ConstrainedObjective, correlationCone, plane, type Surface } from "../../optimize/surface.js";
import type { ModelPoint, PlacedParameter } from "./model-parameters.js";
import {
  correlationPlaces,
  firstCoordinate,
  minimized,
  type ProfiledLikelihood,
  type ProfileFit,
  startingCovariances,
  varianceSpread,
  withVariance,
} from "./profiled-likelihood.js";

/** A standard deviation that stands for zero, of a white column. */
const NEARLY_ZERO = 1e-6;

export class GlmmLikelihood implements ProfiledLikelihood {
  private readonly glmm: GlmmSystem;
  private readonly origin: GlmmStart;
  private readonly layout: readonly TermBlock[];
  private readonly stdErrors: readonly number[];

  /** Throws UnsupportedError where what was maximized is no likelihood of all parameters. */
  constructor(fit: FittedGlmm) {
    const { design, trials, spec, layout } = fit.parts;
    refuseApproximate(spec.approximation.points, isMoment(spec));
    this.glmm = glmmSystem(design, trials, spec);
    this.origin = glmmStart(this.glmm, layout);
    this.layout = layout;
    this.stdErrors = fit.fixef().map(({ stdError }) => stdError);
  }

  maximize(from: ModelPoint): ProfileFit {
    const deviance = this.devianceAt(from, this.layout, this.start(from));
    return minimized(deviance, from, () => this.pointOf(deviance));
  }

  maximizeAt(parameter: PlacedParameter, value: number, near: ModelPoint): ProfileFit {
    const { kind, term, row, column } = parameter;
    const covariances = this.start(near);
    const layout = this.layout.map((other, t) => {
      if (t !== term) return other;
      return entryTerm(other, kind === "sd" ? [row] : [column, row]);
    });
    const least = NEARLY_ZERO * (kind === "sd" ? this.unit(parameter) : 0);
    const given = kind === "sd" ? Math.max(value, least) : value;
    if (kind === "sd") {
      covariances[term] = withVariance(layout[term].columnCount, covariances[term], row, given * given);
    }
    const deviance = this.devianceAt(near, layout, covariances);
    const surface = this.surface(deviance, parameter, given);
    const objective = new ConstrainedObjective(deviance, surface, deviance.coordinates());
    return minimized(objective, near, () => this.pointOf(deviance));
  }

  spread(parameter: PlacedParameter, best: ProfileFit): number {
    const { kind, term, row } = parameter;
    const { system } = this.glmm;
    if (kind === "fixef") return this.stdErrors[row];
    if (kind === "sigma") return best.sigma / Math.sqrt(2 * system.nobs);
    if (kind === "shape") return best.shape * Math.sqrt(8 / system.nobs);
    const levels = system.factors[this.layout[term].factor].levelCount;
    const T = covariancesAt(this.layout, best.theta)[term];
    const unit = kind === "sd" ? this.unit(parameter) : 0;
    return varianceSpread(parameter, T, { levels, nobs: system.nobs, unit, scale: 1 });
  }

  private start(from: ModelPoint): Float64Array[] {
    return startingCovariances(this.layout, from.theta, this.origin.bases);
  }

  private devianceAt(
    { sigma, shape, beta }: ModelPoint,
    layout: readonly TermBlock[],
    covariances: readonly Float64Array[],
  ): GlmmDeviance {
    const { glmm, origin } = this;
    const parameter = estimatedParameter(glmm.settings);
    const logParameter = parameter === "none" ? 0 : logOf(parameter === "shape" ? shape : sigma * sigma);
    const approximation = approximationOf(glmm, origin, parameter);
    const { bases } = origin;
    const start = { covariances, bases, gamma: glmm.system.toGamma(beta), logParameter };
    return new GlmmDeviance(glmm.system, layout, approximation, false, start);
  }

  private pointOf(deviance: GlmmDeviance): ModelPoint {
    const { system, settings } = this.glmm;
    const found = deviance.lastEvaluation();
    const hasScale = settings.family.dispersion === "scale";
    return {
      theta: deviance.theta(),
      sigma: hasScale ? Math.sqrt(found?.dispersion ?? Number.NaN) : 1,
      shape: settings.family.dispersion === "shape" ? (found?.shape ?? Number.NaN) : 1,
      beta: system.toBeta(found?.mode.gamma ?? new Float64Array(system.rank).fill(Number.NaN)),
    };
  }

  private surface({ dimension: n }: GlmmDeviance, parameter: PlacedParameter, value: number): Surface {
    const { kind, term, row } = parameter;
    const { rank } = this.glmm.system;
    if (kind === "cor") return correlationCone(n, correlationPlaces(this.layout, term), value);
    const weights = new Float64Array(n);
    if (kind === "sd") {
      const first = firstCoordinate(this.layout, term);
      weights[first] = this.unit(parameter);
      return plane(weights, first, value);
    }
    if (kind === "fixef") {
      const start = firstCoordinate(this.layout, this.layout.length);
      for (let j = 0; j < rank; j++) {
        weights[start + j] = this.glmm.system.toBeta(Float64Array.from({ length: rank }, (_, i) => (i === j ? 1 : 0)))[
          row
        ];
      }
      return plane(weights, start + row, value);
    }
    weights[n - 1] = 1;
    return plane(weights, n - 1, logOf(kind === "sigma" ? value * value : value));
  }

  /** Standard deviation of a term's column at which it is white. */
  private unit({ term, row }: PlacedParameter): number {
    return whiteDeviation(this.layout[term], this.origin.bases[term], row);
  }
}

function refuseApproximate(nAGQ: number, isMoment: boolean): void {
  if (nAGQ === 0) {
    const text = "a fit with nAGQ 0 has no likelihood over all parameters to profile";
    throw new UnsupportedError(`${text}; fit with nAGQ 1, or use method "wald" or "boot"`);
  }
  if (isMoment) {
    const text = "a model whose scale is a moment estimate has no likelihood of the scale to profile";
    throw new UnsupportedError(`${text}; fit with dispersion "ml", or use method "wald" or "boot"`);
  }
}
