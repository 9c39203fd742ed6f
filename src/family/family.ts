// The families of generalized linear mixed models: what each is asked. Their numbers live in the core.
import type { RandomStream } from "../math/random-stream.js";
import type { ResponseReader } from "./response.js";
import { ResponseFunctions } from "./response-functions.js";

/** Families of responses, by which glmm() knows them; "gaussian" with the identity link is what lmm() fits. */
export type FamilyName = "binomial" | "poisson" | "gamma" | "inverse-gaussian" | "gaussian" | "negbinomial";

/** Links between means and linear predictors; docs/api.md lists those of each family. */
export type LinkName = "identity" | "log" | "logit" | "probit" | "cloglog" | "cauchit" | "sqrt" | "inverse" | "1/mu^2";

/** A parameter that a family has besides the mean and the scale. */
export interface FamilyParameter {
  /** Among options, in JSON and in confint(). */
  readonly name: "shape";
  /** Its value before anything is known of it. */
  readonly first: number;
  /** A guess from the means of a model without random effects; NaN where they say nothing. Weights include trials. */
  guess(y: Float64Array, mu: Float64Array, weights: Float64Array | null): number;
  /** Standard deviation of its estimate from so many rows, roughly. */
  spread(value: number, rows: number): number;
}

export type FamilyParameterName = FamilyParameter["name"];

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
  /** Whether variances have a scale, sigma²: the residual of the table of variances. */
  readonly hasScale: boolean;
  /** What else is left to describe once the mean is known; its values are arrays in this order. */
  readonly parameters: readonly FamilyParameter[];
  /** The family that it becomes at an edge of its parameters: the Poisson, of an infinite shape. */
  readonly limit: FamilyName | null;
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
  /** Values of the family's parameters. */
  readonly family: Float64Array;
}

export type ResponseDraw = (mean: number, row: DrawRow, stream: RandomStream) => number;

/** What to use instead where the mean decides the variance. */
export const OBSERVATION_LEVEL = "a random effect with one level for each row, (1 | row)";

/** Link, inverse link, variance and deviance of a family's rows at values of its parameters. */
export function responseFunctions(family: Family, link: LinkName, values: Float64Array): ResponseFunctions {
  return new ResponseFunctions(family.code, linkCodes[link], ownValue(values));
}

/** The number that the core takes for a family's parameters: the first, 1 where there is none. */
export function ownValue(values: Float64Array): number {
  return values[0] ?? 1;
}

/** Values of a family's parameters by their names. */
export function namedValues(
  { parameters }: Family,
  values: Float64Array,
): Partial<Record<FamilyParameterName, number>> {
  return Object.fromEntries(Array.from(values, (value, i) => [parameters[i].name, value]));
}

/** The values that `named` has for a family's parameters; those that it lacks as the function says. */
export function familyValues(
  { parameters }: Family,
  named: Readonly<Partial<Record<FamilyParameterName, number | null | undefined>>>,
  otherwise: (parameter: FamilyParameter) => number,
): Float64Array {
  return Float64Array.from(parameters, (parameter) => named[parameter.name] ?? otherwise(parameter));
}
