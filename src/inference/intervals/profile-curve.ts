// Curves through a profile's points, for plots.
import { OptionError } from "../../errors.js";
import { cubicSpline } from "../../math/cubic-spline.js";
import { checkArgument, resultOf } from "../../options.js";
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

/**
 * `count` points of ζ against the parameter, by the natural cubic spline of ζ. Throws OptionError for a count below 2.
 *
 * @example
 * const { parameters } = await profile(fit, { parameters: ["sigma"] });
 * const { value, zeta } = profileCurve(parameters[0]);
 */
export function profileCurve(profile: ParameterProfile, count = 101): ProfileCurve {
  checkArgument("profile", profile, resultOf("profile() in its parameters", "points"));
  const { name, points } = profile;
  if (!Number.isInteger(count) || count < 2) {
    throw new OptionError(`count "${count}" of profileCurve() must be a whole number from 2 on`, "count");
  }
  const values = points.map((point) => point.value);
  const spline = cubicSpline(
    values,
    points.map(({ zeta }) => zeta),
  );
  const [from, to] = [values[0], values[values.length - 1]];
  const value = Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
  return { name, value, zeta: value.map(spline) };
}
