// Everything that is worth a look after a fit, in one go.
import { withExact } from "../../fit/exact-only.js";
import type { LiveFit } from "../../fit/fit.js";
import { checkOptions, RUN_RULES } from "../../options.js";
import type { RunOptions } from "../fit-many.js";
import { conditionNumber } from "./condition-number.js";
import { type Diagnosis, findings } from "./findings.js";
import { heteroscedasticity } from "./heteroscedasticity.js";
import { GROUP_RULE, type InfluenceOptions, influence } from "./influence.js";
import { normality } from "./normality.js";
import { outliers } from "./outliers.js";
import { overdispersion } from "./overdispersion.js";
import { reliability } from "./reliability.js";
import { icc, rSquared } from "./variance-shares.js";
import { vif } from "./vif.js";

/** Options of diagnose(): what to delete in turn, and how its fits are run. */
export interface DiagnoseOptions extends RunOptions {
  /** A grouping factor, or a label for each row, whose influence() is to be found; none unless given. */
  readonly influence?: InfluenceOptions["group"];
}

/**
 * All diagnostics of a fit and what they say. Throws what influence() throws.
 *
 * @example
 * const diagnosis = await diagnose(fit, { influence: "subject" });
 * console.log(diagnosisText(diagnosis));
 */
export async function diagnose(fit: LiveFit, options: DiagnoseOptions = {}): Promise<Diagnosis> {
  withExact(fit, "diagnose()");
  checkOptions("diagnose()", options, { influence: GROUP_RULE, ...RUN_RULES });
  const { influence: deleted, ...how } = options;
  const parts = {
    rSquared: await rSquared(fit),
    icc: await icc(fit),
    vif: vif(fit),
    condition: conditionNumber(fit),
    overdispersion: fit.overdispersion !== null ? overdispersion(fit) : null,
    heteroscedasticity: fit.isLinear ? heteroscedasticity(fit) : null,
    normality: normality(fit),
    outliers: outliers(fit),
    reliability: reliability(fit),
    influence: deleted === undefined ? null : await influence(fit, { ...how, group: deleted }),
  };
  return { findings: findings(fit, parts), ...parts };
}
