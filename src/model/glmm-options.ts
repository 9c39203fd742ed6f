// The options of glmm(), checked once at the door.
import type { Design } from "../design/design.js";
import { OptionError } from "../errors.js";
import { type Family, familyOf, type LinkName, linkOf } from "../family/family.js";
import { checkOptions, isNumbers, isPositive, isRecord, isWhole, type OptionRules, oneOf, TEXT } from "../options.js";
import type { GlmmOptions } from "./glmm-types.js";
import { COMMON_ALIASES, COMMON_RULES } from "./options.js";

/** What the options say about the model, with the defaults filled in. */
export interface GlmmSettings {
  readonly family: Family;
  readonly link: LinkName;
  readonly nAGQ: number;
  readonly information: "expected" | "observed";
  readonly dispersion: "moment" | "ml";
  /** Shape of the negative binomial where it is given. */
  readonly shape: number | null;
}

/** As lme4's. */
const MOST_POINTS = 100;

const RULES: OptionRules<GlmmOptions> = {
  family: TEXT,
  link: TEXT,
  nAGQ: [(value) => isWhole(value, 0, MOST_POINTS), `a whole number from 0 to ${MOST_POINTS}`],
  shape: [isPositive, "a positive finite number"],
  information: oneOf("expected", "observed"),
  dispersion: oneOf("moment", "ml"),
  ...COMMON_RULES,
  start: [
    (value) => isRecord(value) && Object.entries(value as object).every(isStart),
    "an object with theta, beta or both, each an array of numbers",
  ],
};

const ALIASES = { ...COMMON_ALIASES, nagq: "nAGQ", theta: "shape", points: "nAGQ" };

/** What the options ask for; throws OptionError for an unknown name or a value that it cannot have. */
export function checkGlmmOptions(options: GlmmOptions): GlmmSettings {
  refuseReml(options);
  checkOptions(null, options, RULES, ALIASES);
  const family = familyOf(options.family ?? "binomial");
  const link = linkOf(family, options.link);
  refuse(family, options, "shape", "shape", 'the family "negbinomial"');
  refuse(family, options, "dispersion", "scale", "families with a scale: gamma, inverse-gaussian and gaussian");
  const { nAGQ = 1, information = "expected", dispersion = "moment", shape = null } = options;
  return { family, link, nAGQ, information, dispersion, shape };
}

/** Throws OptionError for quadrature of anything but a single scalar random-effects term. */
export function checkQuadrature({ random }: Design, nAGQ: number): void {
  if (nAGQ <= 1 || (random.length === 1 && random[0].names.length === 1)) return;
  const [first] = random;
  const found =
    random.length > 1 ? `this model has ${random.length}` : `(${first.label}) has ${first.names.length} columns`;
  const text =
    `option "nAGQ" is ${nAGQ}, but nAGQ > 1 is only available for models with a single, scalar random-effects term; ` +
    `${found}: use 1, the Laplace approximation`;
  throw new OptionError(text, "nAGQ");
}

/** REML is what a user of linear models asks for first; it deserves an answer of its own. */
function refuseReml(options: object): void {
  const name = ["reml", "REML"].find((key) => Object.hasOwn(options ?? {}, key));
  if (name === undefined || (options as Record<string, unknown>)[name] === undefined) return;
  const text = `option "${name}" is for linear mixed models; a generalized one is fitted by maximum likelihood: leave it out`;
  throw new OptionError(text, name);
}

function refuse(
  { name, dispersion }: Family,
  options: GlmmOptions,
  option: "shape" | "dispersion",
  kind: Family["dispersion"],
  where: string,
): void {
  if (options[option] === undefined || dispersion === kind) return;
  throw new OptionError(`option "${option}" is for ${where}; the family "${name}" has none`, option);
}

function isStart([name, value]: [string, unknown]): boolean {
  return (name === "theta" || name === "beta") && (value === undefined || isNumbers(value));
}
