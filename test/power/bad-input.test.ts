// What power() and its kin say of studies that cannot be, word for word.
import { describe, expect, it } from "vitest";
import {
  type PowerDesign,
  type PowerOptions,
  type PowerSearchOptions,
  power,
  powerCurve,
  powerSearch,
  westfallDesign,
} from "../../src/index.js";

const formula = "rt ~ prime + (1 | subj) + (1 | item)";
const design = { units: { subj: 8, item: 6 }, counterbalanced: { prime: ["a", "b"] } };
const options: PowerOptions = {
  seed: 1,
  replicates: 4,
  effects: { primeb: 25 },
  random: { "sd_(Intercept)|subj": 80, "sd_(Intercept)|item": 40 },
  sigma: 150,
};
const shares = { P: 0.2, S: 0.2, PC: 0.1, SC: 0.1, PS: 0.1, E: 0.3 };

const ask =
  (more: object, text = formula, over: object = design) =>
  () =>
    power(text, over as PowerDesign, { ...options, ...more } as PowerOptions);

const CASES: readonly (readonly [string, () => unknown, string])[] = [
  ["no seed", ask({ seed: undefined }), 'power() needs its option "seed", a whole number'],
  ["seed that is no whole number", ask({ seed: 1.5 }), 'option "seed" must be a whole number, not 1.5'],
  ["one replicate", ask({ replicates: 1 }), 'option "replicates" must be a whole number from 2 on, not 1'],
  ["too many replicates", ask({ replicates: 1e9 }), 'option "replicates" must be at most 10 million, not 1000000000'],
  ["unknown option", ask({ replicate: 10 }), 'unknown option "replicate" of power(); did you mean "replicates"?'],
  [
    "effect of an unknown column",
    ask({ effects: { primec: 25 } }),
    'effects names "primec", which the model does not have; did you mean "primeb"?',
  ],
  [
    "effect that is no number",
    ask({ effects: { primeb: "25" } }),
    'option "effects" must be numbers by coefficient, or { d, by } for those in units of a standard deviation, not an object',
  ],
  [
    "effect in unknown units",
    ask({ effects: { primeb: { d: 0.2, by: "sd" } } }),
    'effects are in units of "sd"; they can be in those of total, sigma, sd_(Intercept)|subj, sd_(Intercept)|item',
  ],
  [
    "unknown deviation",
    ask({ random: { ...options.random, "sd_prime|subj": 1 } }),
    'random names "sd_prime|subj", which the model does not have; they are sd_(Intercept)|subj, sd_(Intercept)|item',
  ],
  [
    "deviation left out",
    ask({ random: { "sd_(Intercept)|subj": 80 } }),
    'random has no value for "sd_(Intercept)|item"; expected a number that is not negative',
  ],
  [
    "negative deviation",
    ask({ random: { ...options.random, "sd_(Intercept)|subj": -80 } }),
    'random has "-80" for "sd_(Intercept)|subj"; expected a number that is not negative',
  ],
  [
    "correlation beyond one",
    ask(
      { random: { "sd_(Intercept)|subj": 80, "sd_primeb|subj": 20, "cor_primeb.(Intercept)|subj": 1.4 } },
      "rt ~ prime + (prime | subj)",
    ),
    'correlations of the effects by "subj" cannot be those of one distribution',
  ],
  ["sigma of zero", ask({ sigma: 0 }), 'option "sigma" must be a positive number, not 0'],
  ["no sigma", ask({ sigma: undefined }), 'the family "gaussian" needs its scale; give it in option "sigma"'],
  ["alpha in percent", ask({ alpha: 5 }), 'option "alpha" must be a number between 0 and 1, not 5'],
  ["unknown side", ask({ side: "one" }), 'option "side" must be "two-sided", "greater" or "less", not "one"'],
  [
    "unknown df",
    ask({ df: "kr" }),
    'option "df" must be "satterthwaite", "kenward-roger", "residual" or "asymptotic", not "kr"',
  ],
  ["missing in percent", ask({ missing: 10 }), 'option "missing" must be a probability from 0 on and below 1, not 10'],
  [
    "dropout of no grouping factor",
    ask({ dropout: { prime: 0.1 } }),
    '"prime" is none of the grouping factors subj, item',
  ],
  ["size of no unit", ask({ sizes: { subject: 20 } }), '"subject" is none of the units subj, item'],
  [
    "half a unit",
    ask({}, formula, { ...design, units: { subj: 7.5, item: 6 } }),
    '"subj" must be a whole number from 1 on, not "7.5"',
  ],
  [
    "one unit of a kind",
    ask({}, formula, { units: { subj: 8, item: 1 }, counterbalanced: { prime: ["a", "b"] } }),
    '(1 | item) has one level of "item" in the rows used; grouping factors must have > 1 sampled level: drop the term',
  ],
  [
    "no units",
    ask({}, formula, { within: { prime: ["a", "b"] } }),
    'the design has "within" but no "units", such as { units: { subj: 30 } }',
  ],
  [
    "factor of an unknown unit",
    ask({}, formula, { units: { subj: 8, item: 6 }, between: { subject: { prime: ["a", "b"] } } }),
    '"subject" is none of the units subj, item',
  ],
  [
    "one level",
    ask({ effects: {} }, formula, { units: { subj: 8, item: 6 }, within: { prime: ["a"] } }),
    'factor "prime" has the one level "a" in the rows used; contrasts can be applied only to factors with 2 or more levels: leave it out of the formula',
  ],
  [
    "formula names no column",
    ask({}, "rt ~ priming + (1 | subj)"),
    'unknown variable "priming" in formula; the data have the columns subj, item, prime, (response)',
  ],
  [
    "formula without random effects",
    ask({}, "rt ~ prime"),
    'formula "rt ~ prime" has no random effects, such as (1 | subj)',
  ],
  [
    "no error degrees of freedom",
    ask({ effects: {}, random: { "sd_(Intercept)|subj": 1 }, tests: "(Intercept)" }, "rt ~ 1 + (1 | subj)", {
      units: { subj: 8 },
    }),
    '(1 | subj) has 8 levels of "subj" for 8 observations; number of levels of each grouping factor must be < number of observations: group by a coarser factor',
  ],
  [
    "unknown test",
    ask({ tests: "prim" }),
    'test of the term "prim", which the model does not have; did you mean "prime"?',
  ],
  ["test of nothing", ask({ tests: {} }), "a test has one of coefficient, contrast, term, without, not nothing"],
  [
    "test of two things",
    ask({ tests: { coefficient: "primeb", term: "prime" } }),
    "a test has one of coefficient, contrast, term, without, not coefficient and term",
  ],
  [
    "two tests of one name",
    ask({ tests: ["primeb", "primeb"] }),
    'two tests are called "primeb"; give them names of their own',
  ],
  [
    "larger model as smaller",
    ask({ tests: { without: "rt ~ prime + (prime | subj) + (1 | item)" } }),
    'test "without: rt ~ prime + (prime | subj) + (1 | item)": the model without it is not nested in that of the analysis: its random term (prime | subj) is not part of the other model',
  ],
  [
    "bounds the wrong way",
    ask({ tests: { coefficient: "primeb", equivalence: [5, -5] } }),
    'option "equivalence" must be a positive bound, or two, the lower first, not an array',
  ],
  [
    "critical beside equivalence",
    ask({ tests: { coefficient: "primeb", equivalence: 5, critical: 2 } }),
    "a test has one of critical, equivalence, width, not critical and equivalence",
  ],
  [
    "family without an intercept",
    ask({ family: "poisson", sigma: undefined }),
    'effects have no value for "(Intercept)", on which the variance of the family "poisson" depends',
  ],
  [
    "unknown family",
    ask({ family: "weibull" }),
    'unknown family "weibull"; the families are binomial, poisson, gamma, inverse-gaussian, gaussian, negbinomial',
  ],
  [
    "trials of no column",
    ask({ family: "binomial", trials: "n", sigma: undefined, effects: { "(Intercept)": 0 } }),
    'trials "n" are no numeric column of the design',
  ],
  [
    "covariate without spread",
    ask({}, formula, { ...design, covariates: { subj: { age: { mean: 4, sd: 0 } } } }),
    'option "sd" must be a positive number, not 0',
  ],
  [
    "shares that do not sum",
    () => westfallDesign("crossed", { participants: 8, stimuli: 8, d: 0.5, shares: { ...shares, E: 0.2 } }),
    "shares of the variance sum to 0.9, not to 1",
  ],
  [
    "odd number of halves",
    () => westfallDesign("counterbalanced", { participants: 9, stimuli: 8, d: 0.5, shares }),
    'participants must be an even number in this design, not "9"',
  ],
  ["nothing along", () => powerCurve(formula, design, { ...options, along: {} }), "along has no values"],
  [
    "along an unknown name",
    () => powerCurve(formula, design, { ...options, along: { subjects: [4, 8] } }),
    'effects names "subjects", which the model does not have; they are (Intercept), primeb',
  ],
  [
    "search with replicates",
    () => powerSearch(formula, design, { ...options, along: "subj" } as PowerSearchOptions),
    'option "replicates" must be left out, a search draws as many as "error" needs, not 4',
  ],
  [
    "range the wrong way",
    () => powerSearch(formula, design, { seed: 1, along: "subj", range: [40, 8] }),
    'option "range" must be two numbers, the lower first, not an array',
  ],
  [
    "sources of nothing",
    ask({ sources: { primec: "x" } }),
    'sources names "primec", which is no parameter of the study; did you mean "primeb"?',
  ],
];

describe("power() of a study that cannot be", () => {
  it.each(CASES)("says so: %s", async (_, call, text) => {
    await expect((async () => call())()).rejects.toThrow(text);
  });

  it("tells sizes that do not divide into lists and groups", async () => {
    const { warnings } = await power(formula, design, { ...options, sizes: { subj: 7 } });
    expect(warnings).toEqual([
      {
        code: "W_POWER_UNBALANCED",
        message:
          'the design is not balanced: 7 of "subj" do not divide into 2 lists; other sizes have more power for as many observations',
      },
    ]);
  });
});
