// The families of generalized linear mixed models: what each is asked. Their numbers live in the core.
import type { RandomStream } from "../math/random-stream.js";
import type { ResponseReader } from "./response.js";
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

/** What to use instead where the mean decides the variance. */
export const OBSERVATION_LEVEL = "a random effect with one level for each row, (1 | row)";

/** Link, inverse link, variance and deviance of a family's rows; `shape` is the negative binomial's. */
export function responseFunctions(family: Family, link: LinkName, shape: number | null): ResponseFunctions {
  return new ResponseFunctions(family.code, linkCodes[link], shape ?? 1);
}
