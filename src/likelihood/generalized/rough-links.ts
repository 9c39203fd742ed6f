// Which likelihoods may have several modes of the random effects, and several maxima.
import type { FamilyName, LinkName } from "../../family/family.js";
import type { GlmmModel } from "./system.js";

/** Links with which the likelihood of a row is not a log-concave function of η. */
const ROUGH: Readonly<Partial<Record<FamilyName, readonly LinkName[]>>> = {
  binomial: ["cauchit"],
  poisson: ["sqrt"],
  negbinomial: ["sqrt", "identity"],
  gamma: ["identity"],
  "inverse-gaussian": ["log", "identity"],
  gaussian: ["log", "inverse"],
};

export function isRough({ family, link }: GlmmModel["spec"]): boolean {
  return ROUGH[family.name]?.includes(link) === true;
}
