// Profile likelihood as curves of ζ.
import { checkArgument, resultOf } from "../../options.js";
import type { ParameterProfile, Profile } from "../intervals/profile.js";
import { PROFILE_SHAPE, profileCurve } from "../intervals/profile-curve.js";
import type { PlotPanel } from "./panels.js";

const PROFILED = resultOf<Profile>("profile()", { parameters: [PROFILE_SHAPE] });

/**
 * A panel for each parameter: ζ, the signed root of the rise of the deviance, over the parameter's values.
 *
 * @example
 * const { panels } = profilePlot(await profile(fit, { parameters: ["beta"] }));
 */
export function profilePlot(profile: Profile): {
  /** Which plot it is. */
  kind: "profile";
  /** Heading of the plot. */
  title: string;
  /** One for each parameter. */
  panels: PlotPanel[];
} {
  checkArgument("profile", profile, PROFILED);
  return { kind: "profile", title: "Profile of the likelihood", panels: profile.parameters.map(panelOf) };
}

function panelOf(parameter: ParameterProfile): PlotPanel {
  const { name, points } = parameter;
  const curve = profileCurve(parameter);
  return {
    title: name,
    xLabel: name,
    yLabel: "ζ",
    layers: [
      { mark: "line", name: "profile", x: curve.value, y: curve.zeta },
      {
        mark: "points",
        name: "inner fits",
        x: Float64Array.from(points, ({ value }) => value),
        y: Float64Array.from(points, ({ zeta }) => zeta),
      },
    ],
  };
}
