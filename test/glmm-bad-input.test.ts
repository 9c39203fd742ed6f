// Bad options and models of glmm(): each is refused with its kind of error and a message that says what to do. Responses
// that a family cannot have are in test/family/response.test.ts.
import { describe, expect, it } from "vitest";
import { glmm, MixedModelError } from "../src/index.js";

const rows = Array.from({ length: 24 }, (_, i) => i);
const data = {
  y: rows.map((i) => ((i * 7) % 5 < 2 ? 1 : 0)),
  count: rows.map((i) => (i * 5) % 7),
  time: rows.map((i) => 1 + ((i * 5) % 7)),
  x: rows.map((i) => (i * 5) % 13),
  g: rows.map((i) => `g${Math.floor(i / 4)}`),
  h: rows.map((i) => `h${i % 5}`),
};

type Case = readonly [what: string, formula: string, options: object, kind: string, message: string];

const plain = "y ~ x + (1 | g)";

const cases: readonly Case[] = [
  [
    "an unknown family",
    plain,
    { family: "binomal" },
    "OptionError",
    'unknown family "binomal"; did you mean "binomial"?',
  ],
  ["a family of R's name", plain, { family: "Gamma" }, "OptionError", 'unknown family "Gamma"; did you mean "gamma"?'],
  [
    "a family of another program's name",
    plain,
    { family: "nbinom2" },
    "OptionError",
    'unknown family "nbinom2"; did you mean "negbinomial"?',
  ],
  [
    "a quasi family",
    plain,
    { family: "quasi" },
    "OptionError",
    'unknown family "quasi"; the families are binomial, poisson, gamma, inverse-gaussian, gaussian, negbinomial',
  ],
  ["a family that is no text", plain, { family: 3 }, "OptionError", 'option "family" must be a text, not 3'],
  [
    "an unknown link",
    plain,
    { link: "logi" },
    "OptionError",
    'the family "binomial" has no link "logi"; did you mean "logit"?',
  ],
  [
    "a link of another family",
    "count ~ x + (1 | g)",
    { family: "poisson", link: "cauchit" },
    "OptionError",
    'the family "poisson" has no link "cauchit"; its links are log, sqrt, identity',
  ],
  [
    "REML",
    plain,
    { reml: true },
    "OptionError",
    'option "reml" is for linear mixed models; a generalized one is fitted by maximum likelihood: leave it out',
  ],
  [
    "REML in R's spelling",
    plain,
    { REML: false },
    "OptionError",
    'option "REML" is for linear mixed models; a generalized one is fitted by maximum likelihood: leave it out',
  ],
  ["an unknown option", plain, { faimly: "poisson" }, "OptionError", 'unknown option "faimly"; did you mean "family"?'],
  ["an option in another case", plain, { nagq: 3 }, "OptionError", 'unknown option "nagq"; did you mean "nAGQ"?'],
  [
    "too many points",
    plain,
    { nAGQ: 101 },
    "OptionError",
    'option "nAGQ" must be a whole number from 0 to 100, not 101',
  ],
  ["half a point", plain, { nAGQ: 1.5 }, "OptionError", 'option "nAGQ" must be a whole number from 0 to 100, not 1.5'],
  [
    "quadrature of two terms",
    "y ~ x + (1 | g) + (1 | h)",
    { nAGQ: 5 },
    "OptionError",
    'option "nAGQ" is 5, but nAGQ > 1 is only available for models with a single, scalar random-effects term; this model has 2: use 1, the Laplace approximation',
  ],
  [
    "quadrature of a vector term",
    "y ~ x + (x | g)",
    { nAGQ: 5 },
    "OptionError",
    'option "nAGQ" is 5, but nAGQ > 1 is only available for models with a single, scalar random-effects term; (x | g) has 2 columns: use 1, the Laplace approximation',
  ],
  [
    "a shape of a family without one",
    plain,
    { shape: 2 },
    "OptionError",
    'option "shape" is for the family "negbinomial"; the family "binomial" has none',
  ],
  [
    "a shape of zero",
    "count ~ x + (1 | g)",
    { family: "negbinomial", shape: 0 },
    "OptionError",
    'option "shape" must be a positive finite number, not 0',
  ],
  [
    "a dispersion of a family without one",
    "count ~ x + (1 | g)",
    { family: "poisson", dispersion: "ml" },
    "OptionError",
    'option "dispersion" is for families with a scale: gamma, inverse-gaussian and gaussian; the family "poisson" has none',
  ],
  [
    "an unknown dispersion",
    "time ~ x + (1 | g)",
    { family: "gamma", dispersion: "pearson" },
    "OptionError",
    'option "dispersion" must be "moment" or "ml", not "pearson"',
  ],
  [
    "an unknown information",
    plain,
    { information: "fisher" },
    "OptionError",
    'option "information" must be "expected" or "observed", not "fisher"',
  ],
  [
    "a start as for lmm",
    plain,
    { start: [1] },
    "OptionError",
    'option "start" must be an object with theta, beta or both, each an array of numbers, not an array',
  ],
  [
    "a start of the wrong length",
    plain,
    { start: { theta: [1, 2] } },
    "OptionError",
    'option "start" has 2 values; this model\'s theta has 1: g.(Intercept)',
  ],
  [
    "no random term",
    "y ~ x",
    {},
    "FormulaError",
    'no random effects terms specified in formula "y ~ x"; add one such as (1 | g), or fit an ordinary linear model (lm in R) instead',
  ],
  [
    "an unknown variable in the response",
    "cbind(y, fails) ~ x + (1 | g)",
    {},
    "FormulaError",
    'unknown variable "fails" in formula; the data have the columns y, count, time, x, g, h',
  ],
  [
    "a negative weight",
    plain,
    { weights: "x - 5" },
    "DataError",
    'weights "x - 5" must be positive: the weight in row 1 is negative ("-5")',
  ],
  [
    "as many coefficients as rows where a scale is estimated",
    "time ~ g:h + (1 | g)",
    { family: "gamma", link: "log" },
    "DesignError",
    "fixed effects take 24 coefficients for 24 observations; a family with a scale needs more observations than coefficients",
  ],
  [
    "as many levels as rows where a scale is estimated",
    "time ~ x + (1 | g:h:x)",
    { family: "gamma", link: "log" },
    "DesignError",
    '(1 | g:h:x) has 24 levels of "g:h:x" for 24 observations; number of levels of each grouping factor must be < number of observations: group by a coarser factor',
  ],
];

describe("glmm() refuses", () => {
  for (const [what, formula, options, kind, message] of cases) {
    it(what, async () => {
      const error = await glmm(formula, data, options).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(MixedModelError);
      expect((error as MixedModelError).message).toBe(message);
      expect((error as MixedModelError).kind).toBe(kind);
    });
  }
});
