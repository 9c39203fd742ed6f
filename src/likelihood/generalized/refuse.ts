// Why a generalized model cannot be fitted, in words of its data.
import { DesignError, FactorizationError } from "../../errors.js";
import { isMoment } from "./around.js";
import { adviceFor } from "./start.js";
import type { GlmmModel } from "./system.js";

/** Share of the observations that effects may reproduce, beyond which the scale is lost. */
const MOST_SATURATED = 0.9;

/** A pivot means nothing to a user: what it stands for are rows whose means or weights no arithmetic can hold together. */
export function refuse(error: unknown, spec: GlmmModel["spec"], saturated: number, units: number): never {
  if (!(error instanceof FactorizationError)) throw error;
  if (isMoment(spec) && saturated > MOST_SATURATED * units) {
    const text =
      `fixed and random effects together can reproduce ${saturated} of ${units} observations, and leave nothing to ` +
      'estimate the scale from, which goes to zero; use fewer random effects, or dispersion: "ml"';
    throw new DesignError(text, "random effects");
  }
  const text =
    "the model cannot be fitted: wherever the search began, some row has no mean, or one at the edge of those that it can " +
    "have, or the weights of the rows lie too far apart to be computed with; look for offsets, responses or predictors of " +
    `extreme size, or ${adviceFor(spec)}`;
  throw new DesignError(text, "linear predictor");
}
