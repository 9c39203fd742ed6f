// Residuals of a generalized model, row by row; a prior weight includes the row's trials.

import { OptionError } from "../errors.js";
import { largest } from "../math/units.js";
import { isText, valueText } from "../options.js";
import type { ResponseFunctions } from "./response-functions.js";

/** Kinds of residuals of a generalized model: "scaled" is "pearson" over sigma, "working" (y − μ) dη/dμ. */
export type GlmmResidualType = "deviance" | "pearson" | "working" | "response" | "scaled";

/** What residuals are made of. */
export interface ResidualRows {
  readonly functions: ResponseFunctions;
  readonly y: Float64Array;
  readonly mu: Float64Array;
  readonly eta: Float64Array;
  /** Prior weights times trials; null means ones. */
  readonly totalWeights: Float64Array | null;
  readonly sigma: number;
}

/** Of the doubles at 1. */
const SPACING = 2.220446049250313e-16;

const TYPES: Readonly<Record<GlmmResidualType, (rows: ResidualRows) => Float64Array>> = {
  deviance: ({ functions, y, mu, totalWeights }) => {
    const unit = finiteDeviance(functions, y, mu);
    return y.map((value, i) => {
      const root = Math.sqrt(Math.max(0, unit[i]) * (totalWeights?.[i] ?? 1));
      return value < mu[i] ? -root : root;
    });
  },
  pearson: (rows) => pearson(rows, 1),
  working: ({ functions, y, mu, eta }) => {
    const slope = functions.meanDerivative(eta);
    const least = leastOf(y);
    return y.map((value, i) => (value - mu[i]) / atLeast(slope[i], least));
  },
  response: ({ y, mu }) => y.map((value, i) => value - mu[i]),
  scaled: (rows) => pearson(rows, rows.sigma),
};

/** (y − μ) √(w / V(μ)), over sigma where "scaled"; throws OptionError for an unknown type. */
export function glmmResiduals(rows: ResidualRows, type: GlmmResidualType): Float64Array {
  if (isText(type) && Object.hasOwn(TYPES, type)) return TYPES[type](rows);
  const known = Object.keys(TYPES).join(", ");
  throw new OptionError(`residuals have no type ${valueText(type)}; the types are ${known}`, "type");
}

function pearson({ functions, y, mu, totalWeights }: ResidualRows, sigma: number): Float64Array {
  const variance = functions.variance(mu);
  const least = leastOf(y);
  return y.map(
    (value, i) => ((value - mu[i]) * Math.sqrt((totalWeights?.[i] ?? 1) / atLeast(variance[i], least))) / sigma,
  );
}

/** Unit deviances; a mean at the wrong end of its range stands for its neighbor within. */
function finiteDeviance(functions: ResponseFunctions, y: Float64Array, mu: Float64Array): Float64Array {
  const unit = functions.unitDeviance(y, mu);
  if (unit.every(Number.isFinite)) return unit;
  const within = mu.map((mean, i) => (Number.isFinite(unit[i]) ? mean : mean + (y[i] - mean) * SPACING));
  return functions.unitDeviance(y, within);
}

/** … of responses that are not themselves of another magnitude. */
function leastOf(y: Float64Array): number {
  const most = largest(y);
  return most > 1e-6 ? 1e-30 : 1e-30 * most * most * most;
}

/** Where a mean has run into the end of its range nothing is left of its variance, and of a residual of zero. */
function atLeast(size: number, least: number): number {
  return Math.abs(size) < least ? least : size;
}
