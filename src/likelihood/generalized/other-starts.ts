// From where a generalized model is searched for a lower minimum besides its own start: random effects of several sizes,
// a tied correlation with either sign. Whether it is follows from counts of operations and the data alone.
import { sandwiched } from "../../math/matrix-product.js";
import { quantiles } from "../../math/quantiles.js";
import type { GlmmDeviance } from "./deviance.js";
import type { GlmmMinimum } from "./minimum.js";
import { isRough } from "./rough-links.js";
import type { GlmmStart, Level } from "./start.js";
import type { GlmmSystem } from "./system.js";

/** Standard deviations of white columns in units of a row's: where one maximum is to be expected, and elsewhere. */
const SIZES = { few: [0.1, 1], some: [0.1, 1, 5], many: [0.03, 0.1, 0.3, 1, 3] };
/** Squares of such sizes where a row's deviation is told by the median of the responses. */
const MEDIAN_SHARES = [0.01, 0.09, 1];
/** … and where slopes are twice as large. */
const STRETCHED_SHARES = [0.01, 1];
/** Correlations of the columns of a term, where one is a parameter. */
const CORRELATIONS = { tied: [-0.7, 0.7], free: [0, -0.9, 0.9], none: [0] };

/** Operations of all searches times rows up to which a model is looked through: many rows leave less to be found. */
const ADMITTED = 1.5e10;
/** Steps of PIRLS that a search takes about, its exact derivatives included. */
const OF_SEARCH = 300;
/** Curvature by the logarithms of standard deviations from which on the data determine them beyond another minimum. */
const DETERMINED = 3;
/** Standard deviation of a normal response, over its median distance from the median. */
const DEVIATION = 1.4826;

/**
 * Starts besides that of a search which has ended at `found`; null where it has ended nowhere. `isSure`: whether that is a
 * minimum where no row's observed weight is negative.
 */
export function otherStarts(
  { system, terms, spec }: GlmmSystem,
  own: GlmmStart,
  found: (GlmmMinimum & { readonly objective: GlmmDeviance }) | null,
  isSure: boolean,
): GlmmStart[] {
  const isTied = terms.some(({ structure, columnCount }) => structure.correlations === "tied" && columnCount > 1);
  const isHard = isRough(spec);
  const hasOne = isSure && !isHard;
  const sizes = SIZES[isHard ? "many" : isSure ? "some" : "few"];
  const isFree = terms.some(({ structure, columnCount }) => structure.correlations === "free" && columnCount === 2);
  const correlations = CORRELATIONS[isTied ? "tied" : isFree ? "free" : "none"];
  const operations = sizes.length * correlations.length * OF_SEARCH * system.stepCost;
  if (operations * system.nobs > ADMITTED) return [];
  if (hasOne && !isTied && found !== null) {
    const { hessian, objective } = found;
    if (hessian === null || objective.logCurvature(hessian) >= DETERMINED) return [];
  }
  return sizes.flatMap((size) =>
    correlations.map((correlation) => ({ ...own, covariances: covariancesOf(terms, own, size, correlation) })),
  );
}

/** A start from a level, γ so far from that as the model without random effects has it times `stretch`. */
interface Farther {
  readonly level: Level;
  readonly share: number;
  readonly stretch: number;
}

/**
 * Starts besides for models that are not log-concave. With a scale at the median of the responses, the scale by their
 * median distance from it: the model without random effects and the mean may follow a few large responses to where all
 * others have no weight to speak of. Without one at twice the slopes of the model without random effects, which may have
 * another maximum where rows are beyond the turn of a link.
 */
export function fartherStarts(glmm: GlmmSystem): Farther[] {
  const { system, spec, functions, y } = glmm;
  if (!isRough(spec) || MEDIAN_SHARES.length * OF_SEARCH * system.stepCost * system.nobs > ADMITTED) return [];
  if (!spec.family.hasScale) {
    return STRETCHED_SHARES.map((share) => ({ level: { level: glmm.level }, share, stretch: 2 }));
  }
  const [median] = quantiles(y, [0.5]);
  const distances = y.map((value) => Math.abs(value - median));
  const deviation = DEVIATION * quantiles(distances, [0.5])[0];
  const at = Float64Array.of(median);
  const [level] = functions.linkFunction(at);
  const dispersion = (deviation * deviation) / functions.variance(at)[0];
  if (!Number.isFinite(level) || !(dispersion > 0 && dispersion < Number.POSITIVE_INFINITY)) return [];
  return MEDIAN_SHARES.map((share) => ({ level: { level, dispersion }, share, stretch: 0 }));
}

/** T of each term with one standard deviation, and one correlation where that is a parameter. */
function covariancesOf(
  terms: GlmmSystem["terms"],
  { bases }: GlmmStart,
  size: number,
  correlation: number,
): Float64Array[] {
  return terms.map(({ structure, columnCount: k }, t) => {
    const own = structure.correlations === "tied" || (structure.correlations === "free" && k === 2) ? correlation : 0;
    const T = Float64Array.from({ length: k * k }, (_, i) => size * size * (i % (k + 1) === 0 ? 1 : own));
    return sandwiched(bases[t], structure.nearest(k, T, 0));
  });
}
