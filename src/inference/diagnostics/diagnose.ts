// Everything that is worth a look after a fit, in one go.
import { type LiveFit, withData } from "../../fit/fit.js";
import { checkOptions, RUN_RULES } from "../../options.js";
import type { RunOptions } from "../fit-many.js";
import { type ConditionNumber, conditionNumber } from "./condition-number.js";
import { type Finding, findings } from "./findings.js";
import { type HeteroscedasticityTest, heteroscedasticity } from "./heteroscedasticity.js";
import { type Icc, icc } from "./icc.js";
import { GROUP_RULE, type Influence, type InfluenceOptions, influence } from "./influence.js";
import { type NormalityTest, normality } from "./normality.js";
import { type Outliers, outliers } from "./outliers.js";
import { type OverdispersionTest, overdispersion } from "./overdispersion.js";
import { type RSquared, rSquared } from "./r-squared.js";
import { reliability, type TermReliability } from "./reliability.js";
import { type VarianceInflation, vif } from "./vif.js";

export interface DiagnoseOptions extends RunOptions {
  /** A grouping factor, or a label for each row, whose influence() is to be found; none unless given. */
  readonly influence?: InfluenceOptions["group"];
}

export interface Diagnosis {
  /** In words, what asks for action first. */
  readonly findings: readonly Finding[];
  readonly rSquared: RSquared;
  readonly icc: Icc;
  readonly vif: readonly VarianceInflation[];
  readonly condition: ConditionNumber;
  /** Null where the family leaves it open. */
  readonly overdispersion: OverdispersionTest | null;
  /** Null for generalized models. */
  readonly heteroscedasticity: HeteroscedasticityTest | null;
  readonly normality: readonly NormalityTest[];
  readonly outliers: Outliers;
  readonly reliability: readonly TermReliability[];
  /** Null unless asked for. */
  readonly influence: Influence | null;
}

/** All diagnostics of a fit and what they say. Throws what influence() throws. */
export async function diagnose(fit: LiveFit, options: DiagnoseOptions = {}): Promise<Diagnosis> {
  withData(fit, "diagnose()");
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
