// The families of generalized linear mixed models: names, links and codes. Their numbers live in the core.

import { OptionError } from "../errors.js";
import type { RandomStream } from "../math/random-stream.js";
import {
  binomialVariate,
  gammaVariate,
  inverseGaussianVariate,
  negativeBinomialVariate,
  normalDraw,
  poissonVariate,
} from "../math/random-variates.js";
import { didYouMean } from "../names.js";
import { anyNumber, counts, positiveNumbers, type ResponseReader, successes } from "./response.js";
import { ResponseFunctions } from "./response-functions.js";

export type FamilyName = "binomial" | "poisson" | "gamma" | "inverse-gaussian" | "gaussian" | "negbinomial";

export type LinkName = "identity" | "log" | "logit" | "probit" | "cloglog" | "cauchit" | "sqrt" | "inverse" | "1/mu^2";

/** What is left to describe once the mean is known: nothing, a scale (sigma), or the shape of the negative binomial. */
export type DispersionKind = "none" | "scale" | "shape";

export interface Family {
  readonly name: FamilyName;
  /** As R prints it: "binomial", "Gamma", "inverse.gaussian". */
  readonly label: string;
  /** As the core knows it (assembly/response/density.ts). */
  readonly code: number;
  readonly links: readonly LinkName[];
  readonly defaultLink: LinkName;
  /** The link whose observed and expected information agree, where there is one. */
  readonly canonicalLink: LinkName | null;
  readonly dispersion: DispersionKind;
  /** A mean near the response `y` of this many trials (or weight), inside the range of every link. */
  startingMean(y: number, weight: number): number;
  /** Reads and checks responses. */
  readonly response: ResponseReader;
  /** One response of this mean. */
  readonly draw: ResponseDraw;
  /** +1 or −1 for a response whose likelihood rises with η, or with −η, without end; 0 for others. */
  edge(y: number, link: LinkName): number;
  /** Whether the mean decides the variance of responses of so many trials, so that overdispersion can be told. */
  hasFixedVariance(trials: Float64Array | null): boolean;
  /** What to use instead where the data are overdispersed. */
  readonly wider: string;
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

/** What a row's response is drawn with, besides its mean. */
export interface DrawRow {
  readonly trials: number;
  /** Prior weight without trials. */
  readonly weight: number;
  readonly sigma: number;
  /** Shape of the negative binomial. */
  readonly shape: number;
}

export type ResponseDraw = (mean: number, row: DrawRow, stream: RandomStream) => number;

const itself = (y: number) => y;
const never = () => false;
const nowhere = () => 0;
const OBSERVATION_LEVEL = "a random effect with one level for each row, (1 | row)";

/** A count of 0 where the mean can come as near to 0 as it likes. */
const zeroCount = (y: number, link: LinkName) => (y === 0 && link === "log" ? -1 : 0);

const families: readonly Family[] = [
  {
    name: "binomial",
    label: "binomial",
    code: 0,
    links: ["logit", "probit", "cloglog", "cauchit", "log"],
    defaultLink: "logit",
    canonicalLink: "logit",
    dispersion: "none",
    startingMean: (y, weight) => (weight * y + 0.5) / (weight + 1),
    response: successes,
    draw: (mean, { trials }, stream) => binomialVariate(trials, mean, stream) / trials,
    edge: (y, link) => (y === 0 ? -1 : y === 1 && link !== "log" ? 1 : 0),
    hasFixedVariance: (trials) => trials?.some((count) => count > 1) ?? false,
    wider: OBSERVATION_LEVEL,
  },
  {
    name: "poisson",
    label: "poisson",
    code: 1,
    links: ["log", "sqrt", "identity"],
    defaultLink: "log",
    canonicalLink: "log",
    dispersion: "none",
    startingMean: (y) => y + 0.1,
    response: counts("a poisson"),
    draw: (mean, _row, stream) => poissonVariate(mean, stream),
    edge: zeroCount,
    hasFixedVariance: () => true,
    wider: `the family "negbinomial" or ${OBSERVATION_LEVEL}`,
  },
  {
    name: "gamma",
    label: "Gamma",
    code: 2,
    links: ["inverse", "log", "identity"],
    defaultLink: "inverse",
    canonicalLink: "inverse",
    dispersion: "scale",
    startingMean: itself,
    response: positiveNumbers("a gamma"),
    draw: (mean, { weight, sigma }, stream) => {
      const shape = weight / (sigma * sigma);
      return (mean / shape) * gammaVariate(shape, stream);
    },
    edge: nowhere,
    hasFixedVariance: never,
    wider: "",
  },
  {
    name: "inverse-gaussian",
    label: "inverse.gaussian",
    code: 3,
    links: ["1/mu^2", "log", "identity", "inverse"],
    defaultLink: "1/mu^2",
    canonicalLink: "1/mu^2",
    dispersion: "scale",
    startingMean: itself,
    response: positiveNumbers("an inverse gaussian"),
    draw: (mean, { weight, sigma }, stream) => inverseGaussianVariate(mean, weight / (sigma * sigma), stream),
    edge: nowhere,
    hasFixedVariance: never,
    wider: "",
  },
  {
    name: "gaussian",
    label: "gaussian",
    code: 4,
    links: ["identity", "log", "inverse"],
    defaultLink: "identity",
    canonicalLink: "identity",
    dispersion: "scale",
    startingMean: itself,
    response: anyNumber,
    draw: normalDraw,
    edge: nowhere,
    hasFixedVariance: never,
    wider: "",
  },
  {
    name: "negbinomial",
    label: "Negative Binomial",
    code: 5,
    links: ["log", "sqrt", "identity"],
    defaultLink: "log",
    canonicalLink: null,
    dispersion: "shape",
    startingMean: (y) => (y > 0 ? y : 1 / 6),
    response: counts("a negative binomial"),
    draw: (mean, { shape }, stream) => negativeBinomialVariate(mean, shape, stream),
    edge: zeroCount,
    hasFixedVariance: never,
    wider: "",
  },
];

/** The family of a name; throws OptionError. */
export function familyOf(name: string): Family {
  const found = families.find((family) => family.name === name);
  if (found !== undefined) return found;
  const known = families.map((family) => family.name);
  const hint = didYouMean(name, known, `the families are ${known.join(", ")}`, aliases[name.toLowerCase()]);
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

/** Link, inverse link, variance and deviance of a family's rows; `shape` is the negative binomial's. */
export function responseFunctions(family: Family, link: LinkName, shape: number | null): ResponseFunctions {
  return new ResponseFunctions(family.code, linkCodes[link], shape ?? 1);
}
