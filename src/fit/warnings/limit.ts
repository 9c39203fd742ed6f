// A family whose parameter runs to the edge at which it is another family.
import { responseFunctions } from "../../family/family.js";
import { familyOf } from "../../family/registry.js";
import type { GeneralizedLive } from "../live.js";
import type { Warning } from "../types.js";

/** Share by which variances exceed those of the other family below which they are the same. */
const SAME = 1e-4;

/** Where an estimated parameter has run away, the model has become one of the family at the edge. */
export function limitNote({ spec: { family, link, known }, estimates }: GeneralizedLive): Warning[] {
  const [parameter] = family.parameters.filter(({ name }) => known[name] === undefined);
  if (family.limit === null || parameter === undefined) return [];
  const { functions, mu } = estimates;
  const variances = functions.variance(mu);
  const limit = familyOf(family.limit);
  const others = responseFunctions(limit, link, new Float64Array(0)).variance(mu);
  if (variances.some((value, i) => value > (1 + SAME) * others[i])) return [];
  const message =
    `the ${parameter.name} of the family "${family.name}" runs to infinity: the data do not vary more than those of the ` +
    `family "${limit.name}", which the model has become; with family "${limit.name}" it is the same fit with one ` +
    "parameter less (docs/differences.md)";
  return [{ code: "M_FAMILY_LIMIT", message }];
}
