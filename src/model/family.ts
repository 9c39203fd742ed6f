// The families of generalized linear mixed models: names, links and codes. Their numbers live in the core.
import { OptionError } from "../errors.js";
import { nearest } from "../nearest-name.js";
import { anyNumber, counts, positiveNumbers, type ResponseReader, successes } from "./glmm-response.js";

export type FamilyName = "binomial" | "poisson" | "gamma" | "inverse-gaussian" | "gaussian" | "negbinomial";

export type LinkName = "identity" | "log" | "logit" | "probit" | "cloglog" | "cauchit" | "sqrt" | "inverse" | "1/mu^2";

/** What is left to describe once the mean is known: nothing, a scale (sigma), or the shape of the negative binomial. */
export type DispersionKind = "none" | "scale" | "shape";

export interface Family {
  readonly name: FamilyName;
  /** As R prints it: "binomial", "Gamma", "inverse.gaussian". */
  readonly label: string;
  /** As the core knows it (assembly/response/family.ts). */
  readonly code: number;
  readonly links: readonly LinkName[];
  readonly defaultLink: LinkName;
  /** The link whose observed and expected information agree. */
  readonly canonicalLink: LinkName;
  readonly dispersion: DispersionKind;
  /** Reads and checks responses. */
  readonly response: ResponseReader;
}

/** Links by their codes in the core (assembly/response/link.ts). */
export const linkCodes: Readonly<Record<LinkName, number>> = {
  identity: 0,
  log: 1,
  logit: 2,
  probit: 3,
  cloglog: 4,
  cauchit: 5,
  sqrt: 6,
  inverse: 7,
  "1/mu^2": 8,
};

const families: readonly Family[] = [
  {
    name: "binomial",
    label: "binomial",
    code: 0,
    links: ["logit", "probit", "cloglog", "cauchit", "log"],
    defaultLink: "logit",
    canonicalLink: "logit",
    dispersion: "none",
    response: successes,
  },
  {
    name: "poisson",
    label: "poisson",
    code: 1,
    links: ["log", "sqrt", "identity"],
    defaultLink: "log",
    canonicalLink: "log",
    dispersion: "none",
    response: counts("a poisson"),
  },
  {
    name: "gamma",
    label: "Gamma",
    code: 2,
    links: ["inverse", "log", "identity"],
    defaultLink: "inverse",
    canonicalLink: "inverse",
    dispersion: "scale",
    response: positiveNumbers("a gamma"),
  },
  {
    name: "inverse-gaussian",
    label: "inverse.gaussian",
    code: 3,
    links: ["1/mu^2", "log", "identity", "inverse"],
    defaultLink: "1/mu^2",
    canonicalLink: "1/mu^2",
    dispersion: "scale",
    response: positiveNumbers("an inverse gaussian"),
  },
  {
    name: "gaussian",
    label: "gaussian",
    code: 4,
    links: ["identity", "log", "inverse"],
    defaultLink: "identity",
    canonicalLink: "identity",
    dispersion: "scale",
    response: anyNumber,
  },
  {
    name: "negbinomial",
    label: "Negative Binomial",
    code: 5,
    links: ["log", "sqrt", "identity"],
    defaultLink: "log",
    canonicalLink: "log",
    dispersion: "shape",
    response: counts("a negative binomial"),
  },
];

/** The family of a name; throws OptionError. */
export function familyOf(name: string): Family {
  const found = families.find((family) => family.name === name);
  if (found !== undefined) return found;
  const known = families.map((family) => family.name);
  const close = aliases[name.toLowerCase()] ?? nearest(name, known);
  const hint = close ? `did you mean "${close}"?` : `the families are ${known.join(", ")}`;
  throw new OptionError(`unknown family "${name}"; ${hint}`, "family");
}

/** The link of a name, or the family's default; throws OptionError where the family does not have it. */
export function linkOf(family: Family, name: string | undefined): LinkName {
  if (name === undefined) return family.defaultLink;
  const found = family.links.find((link) => link === name);
  if (found !== undefined) return found;
  const close = nearest(name, family.links);
  const hint = close ? `did you mean "${close}"?` : `its links are ${family.links.join(", ")}`;
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
