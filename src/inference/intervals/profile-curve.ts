// Curves through a profile's points, for plots.

import { OptionError } from "../../errors.js";
import { cubicSpline } from "../../math/cubic-spline.js";
import { checkArgument, isNumber, isText, isWhole, type OptionRule, resultOf, type Shape } from "../../options.js";
import type { ParameterProfile } from "./profile.js";

/** The profile of one parameter as a curve. */
export interface ProfileCurve {
  /** Name of the parameter. */
  readonly name: string;
  /** Ascending. */
  readonly value: Float64Array;
  /** Signed root of the rise of the deviance at each value. */
  readonly zeta: Float64Array;
}

export const PROFILE_SHAPE: Shape<ParameterProfile> = { name: isText, points: [{ value: isNumber, zeta: isNumber }] };
const MOST_POINTS = 1e6;
const POINTS: OptionRule = [(value) => isWhole(value, 2, MOST_POINTS), `a whole number from 2 to ${MOST_POINTS}`];
const PROFILED = resultOf("profile() in its parameters", PROFILE_SHAPE);

/**
 * `count` points of ζ against the parameter, by the natural cubic spline of ζ. Throws OptionError for a count below 2.
 *
 * @example
 * const { parameters } = await profile(fit, { parameters: ["sigma"] });
 * const { value, zeta } = profileCurve(parameters[0]);
 */
export function profileCurve(profile: ParameterProfile, count = 101): ProfileCurve {
  checkArgument("profile", profile, PROFILED);
  const { name, points } = profile;
  checkArgument("count", count, POINTS);
  const values = points.map((point) => point.value);
  const spline = cubicSpline(
    values,
    points.map(({ zeta }) => zeta),
  );
  const [from, to] = [values[0], values[values.length - 1]];
  const value = Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
  const zeta = value.map(spline);
  if (zeta.some(Number.isNaN) || values.some((point, i) => point <= values[i - 1])) {
    throw new OptionError(
      `points of the profile of "${name}" do not ascend, or are too far apart for a curve`,
      "profile",
    );
  }
  return { name, value, zeta };
}
