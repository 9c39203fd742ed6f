import { describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { crossedDesign, lmm, type PowerResult, power, powerSentence, simulateResponse } from "../../src/index.js";
import { VERSION } from "../../src/version.js";

const formula = "rt ~ prime + (1 | subj) + (1 | item)";
const design = { units: { subj: 12, item: 8 }, counterbalanced: { prime: ["related", "unrelated"] } };
const study = {
  seed: 3,
  replicates: 20,
  effects: { primeunrelated: { d: 0.15 } },
  random: { "sd_(Intercept)|subj": 60, "sd_(Intercept)|item": 80 },
  sigma: 75,
};

describe("powerSentence()", () => {
  it("tells design, parameters with their sources, test, level, side, interval, count, version and seed", async () => {
    const sources = { primeunrelated: "half of a published effect", sigma: "our pilot" };
    const result = await power(formula, design, { ...study, sources, side: "greater" });
    const { power: share } = result.tests[0];
    const text = (value: number) => value.toFixed(3).replace(/^0/, "");
    // The total standard deviation is √(60² + 80² + 75²) = 125.
    expect(powerSentence(result)).toBe(
      [
        `Power was simulated with blup ${VERSION} (20 replicates, seed 3).`,
        "The design has 12 levels of subj and 8 levels of item, with prime (related, unrelated) counterbalanced:",
        "96 observations, 48 in each of 2 conditions, there 4 for each level of subj, 6 for each level of item.",
        `Responses were drawn from ${formula} with coefficients (Intercept) = 0,`,
        "primeunrelated = 18.75 (d = 0.15 of the total standard deviation; source: half of a published effect);",
        "standard deviations of random effects (Intercept) by subj = 60, (Intercept) by item = 80;",
        "a residual standard deviation of 75 (source: our pilot). Each data set was analyzed by the same model.",
        "The test of primeunrelated, a one-sided (greater) t test with Satterthwaite's degrees of freedom at α = .05,",
        `has a power of ${text(share.estimate)}, 95% CI [${text(share.lower)}, ${text(share.upper)}].`,
        ...(result.singular > 0 ? [`${result.singular} of 20 fits were singular and were kept.`] : []),
      ].join(" "),
    );
  });

  it("tells the version of the package", () => {
    expect(VERSION).toBe(manifest.version);
  });

  it("names what a pilot's fit estimated, every kind of test, losses and scales", async () => {
    const rows = crossedDesign({ subj: 8, item: 6 }, { within: { cond: ["a", "b"] } });
    const [y] = simulateResponse("y ~ cond + (1 | subj)", rows, {
      seed: 1,
      count: 1,
      fixef: [0, 1],
      random: { "sd_(Intercept)|subj": 1 },
      sigma: 1,
    });
    const fit = await lmm("y ~ cond + (1 | subj)", { ...rows, y });
    const tests = [
      "cond",
      { name: "none", without: "y ~ 1 + (1 | subj)" },
      { name: "small", coefficient: "condb", equivalence: 0.5 },
      { name: "narrow", coefficient: "condb", width: 0.8, alpha: 0.1 },
      { name: "two", coefficient: "condb", critical: 2 },
      { name: "z", coefficient: "condb", df: "asymptotic" as const, rhs: -1 },
    ];
    const pilot = powerSentence(
      await power(
        fit,
        { ...rows, y },
        { seed: 1, replicates: 5, tests, effects: { condb: 0 }, missing: 0.1, dropout: { subj: 0.2 } },
      ),
    );
    for (const part of [
      "Responses (each missing with probability 0.1, each subj leaving early with probability 0.2) were drawn from y ~",
      "of these, (Intercept), sd_(Intercept)|subj and sigma as a pilot's fit estimated them.",
      "The test of cond, an F test (type III) with Satterthwaite's degrees of freedom at α = .05",
      "The test of none, a likelihood-ratio test at α = .05, has",
      "That small lies between −0.5 and 0.5, by two one-sided tests with Satterthwaite's degrees of freedom at α = .05, is shown",
      "The 90% interval of narrow with Satterthwaite's degrees of freedom is at most 0.8 wide with a probability of",
      "The two-sided test of two, significant beyond 2, has a rate of type I errors of",
      "The test of z, a two-sided z test against −1 at α = .05, has a power of",
      "All tests together succeed with a power of",
    ]) {
      expect(pilot).toContain(part);
    }
    const lognormal = powerSentence(
      await power(formula, design, {
        ...study,
        effects: {},
        sigma: 0.3,
        lognormal: { shift: 200, analyzed: "log" },
        random: { "sd_(Intercept)|subj": 0.1, "sd_(Intercept)|item": 0.1 },
      }),
    );
    expect(lognormal).toContain(`from the lognormal model shifted by 200 ${formula} with`);
    expect(lognormal).toContain(`Each data set was analyzed as logarithms of responses by ${formula}.`);
  });

  it("refuses sources of what the study does not have, and what is no power", async () => {
    await expect(power(formula, design, { ...study, sources: { prime: "x" } })).rejects.toThrow(
      'sources names "prime", which is no parameter of the study; did you mean "primeunrelated"?',
    );
    expect(() => powerSentence({} as PowerResult)).toThrow("result must be what power() gave");
  });
});
