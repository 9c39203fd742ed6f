// Families and links by their names.
import { OptionError } from "../errors.js";
import { didYouMean } from "../names.js";
import { binomial } from "./families/binomial.js";
import { gamma } from "./families/gamma.js";
import { gaussian } from "./families/gaussian.js";
import { inverseGaussian } from "./families/inverse-gaussian.js";
import { negbinomial } from "./families/negbinomial.js";
import { poisson } from "./families/poisson.js";
import type { Family, FamilyName, LinkName } from "./family.js";

const families: readonly Family[] = [binomial, poisson, gamma, inverseGaussian, gaussian, negbinomial];

/** The family of a name; throws OptionError. */
export function familyOf(name: string): Family {
  const found = families.find((family) => family.name === name);
  if (found !== undefined) return found;
  const known = families.map((family) => family.name);
  const key = name.toLowerCase();
  const alias = Object.hasOwn(aliases, key) ? aliases[key] : undefined;
  const hint = didYouMean(name, known, `the families are ${known.join(", ")}`, alias);
  throw new OptionError(`unknown family "${name}"; ${hint}`, "family");
}

/** The link of a name, or the family's default; throws OptionError where the family does not have it. */
export function linkOf(family: Family, name: string | undefined): LinkName {
  if (name === undefined) return family.defaultLink;
  const found = family.links.find((link) => link === name);
  if (found !== undefined) return found;
  const hint = didYouMean(name, family.links, `its links are ${family.links.join(", ")}`);
  throw new OptionError(`the family "${family.name}" has no link "${name}"; ${hint}`, "link");
}

const aliases: Readonly<Record<string, FamilyName>> = {
  bernoulli: "binomial",
  logistic: "binomial",
  normal: "gaussian",
  nbinom: "negbinomial",
  nbinom2: "negbinomial",
  "negative binomial": "negbinomial",
  "negative-binomial": "negbinomial",
  "inverse.gaussian": "inverse-gaussian",
  inversegaussian: "inverse-gaussian",
};
