// The uncertainty of random effects once the response is known, in sums of them.
import type { ConditionalForms, EffectRows } from "../engine/types.js";
import { rowsInto } from "../likelihood/terms.js";
import type { LiveFit } from "./fit.js";

/** What the data leave open of sums of random effects: variances in the units of η, and slopes by β. */
export function conditionalForms({ live, effectScale: scale }: LiveFit, rows: EffectRows): ConditionalForms {
  const { likelihood, estimates } = live;
  const factors = rows.factors.map(({ levels, values }, factor) => {
    return { levels, values: rowsInto(likelihood.terms, factor, values) };
  });
  const { variances, slopes } = likelihood.lend(estimates).conditionalForms({ ...rows, factors });
  return { variances: variances.map((value) => value * scale * scale), slopes };
}
