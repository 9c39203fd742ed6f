// Everything that a fit offers, for terms of few parameters. Most of it is held against another formula of the same model.
import { beforeAll, describe, expect, it } from "vitest";
import {
  compare,
  confint,
  describeFormula,
  explainSingularity,
  type Fit,
  fixefTests,
  glmm,
  type LiveFit,
  lmm,
  OptionError,
  objectiveAt,
  parsimonious,
  predict,
  predictions,
  profile,
  ranova,
  refitMany,
  reopen,
  restore,
  simulate,
  simulateResponse,
  summary,
  UnsupportedError,
} from "../../src/index.js";
import { normals } from "../support/random-designs.js";
import { loadTable } from "../support/reference.js";

const near = (actual: number, expected: number, tolerance: number) =>
  expect(Math.abs(actual - expected)).toBeLessThan(tolerance * Math.max(1, Math.abs(expected)));

/** The table of variances in a summary. */
const lines = (fit: Fit) => {
  const text = summary(fit).split("\n");
  const from = text.findIndex((line) => line.startsWith("Random effects:"));
  const to = text.findIndex((line) => line.startsWith("Number of obs"));
  return text.slice(from + 1, to).map((line) => line.trimEnd());
};

const FITS: [string, string, (formula: string) => Promise<LiveFit>][] = [
  ...[
    "score ~ Machine + cs(0 + Machine | Worker)",
    "score ~ Machine + cs(0 + Machine | Worker, hom = TRUE)",
    "score ~ Machine + ar1(0 + Machine | Worker)",
    "score ~ Machine + ar1(0 + Machine | Worker, hom = FALSE)",
    "score ~ Machine + diag(0 + Machine | Worker, hom = TRUE)",
  ].map((formula): (typeof FITS)[number] => [
    "Machines",
    formula,
    async () => lmm(formula, await loadTable("Machines")),
  ]),
  ...["ts ~ age + ar1(0 + factor(time) | nest)", "ts ~ age + cs(0 + factor(time) | nest, hom = TRUE)"].map(
    (formula): (typeof FITS)[number] => [
      "sim_counts",
      formula,
      async () => glmm(formula, await loadTable("sim_counts"), { family: "poisson" }),
    ],
  ),
];

describe.each(FITS)("%s: %s", (dataset, formula, fitOf) => {
  let fit: LiveFit;
  beforeAll(async () => {
    fit = await fitOf(formula);
  });

  it("is saved, restored and reopened where it was", async () => {
    const json = JSON.stringify(fit);
    const restored = restore(json);
    expect(Array.from(restored.par)).toEqual(Array.from(fit.par));
    expect(restored.parNames).toEqual(fit.parNames);
    expect(Array.from(restored.theta)).toEqual(Array.from(fit.theta));
    expect(restored.varCorr()).toEqual(fit.varCorr());
    expect(lines(restored)).toEqual(lines(fit));
    const again = await reopen(restored, await loadTable(dataset));
    expect(Array.from(again.par)).toEqual(Array.from(fit.par));
    near(again.objective, fit.objective, 1e-12);
    expect(JSON.stringify(await again.refit(again.live.design.response)).length).toBeGreaterThan(0);
  });

  it("has at par the objective that it has, and takes par for a start", async () => {
    const table = await loadTable(dataset);
    if (fit.isLinear) near(await objectiveAt(formula, table, fit.par), fit.objective, 1e-12);
    const started = fit.isLinear
      ? await lmm(formula, table, { start: fit.par })
      : await glmm(formula, table, { family: "poisson", start: { theta: fit.par } });
    near(started.objective, fit.objective, 1e-10);
    expect(started.convergence.evaluations).toBeLessThanOrEqual(fit.convergence.evaluations + 2);
  });

  it("is simulated, and refitted to what was drawn", async () => {
    const responses = simulate(fit, { seed: 1, count: 3 });
    const refits = await refitMany(fit, responses);
    for (const [i, refit] of refits.entries()) {
      expect(refit.converged).toBe(true);
      expect(refit.theta.length).toBe(fit.par.length);
      const alone = await fit.refit(responses[i]);
      near(refit.objective, alone.objective, 1e-9);
    }
    const own = await fit.refit(fit.live.design.response);
    near(own.objective, fit.objective, 1e-10);
  });

  it("tells its plan and its formula in words", () => {
    expect(fit.plan.memory).toBeGreaterThan(0);
    expect(describeFormula(formula)).toHaveLength(2);
    expect(fit.varCorr()[0].structure).toBe(fit.live.design.random[0].structure);
  });
});

describe("two columns, whose cs() is any covariance", () => {
  const formulas = ["Reaction ~ Days + cs(Days | Subject)", "Reaction ~ Days + (Days | Subject)"];
  let fits: LiveFit[];
  beforeAll(async () => {
    const table = await loadTable("sleepstudy");
    fits = await Promise.all(formulas.map((formula) => lmm(formula, table)));
  });

  it.each(["wald", "profile"] as const)("have the same intervals by %s", async (method) => {
    const [own, other] = await Promise.all(fits.map((fit) => confint(fit, { method })));
    expect(own.intervals.map(({ name }) => name)).toEqual(
      other.intervals.map(({ name }) => name.replace("cor_Days.(Intercept)", "cor_rho")),
    );
    own.intervals.forEach(({ estimate, lower, upper }, i) => {
      const expected = other.intervals[i];
      near(estimate, expected.estimate, 1e-5);
      near(lower, expected.lower, 2e-5);
      near(upper, expected.upper, 2e-5);
    });
  });

  it("have the same predictions of new levels, with their errors", () => {
    const data = { Days: [0, 5, 9], Subject: ["308", "new", "other"] };
    const [own, other] = fits.map((fit) =>
      predictions(fit, data, { interval: "prediction", randomEffects: "none", newLevels: "population" }),
    );
    own.estimate.forEach((value, i) => {
      near(value, other.estimate[i], 1e-6);
      near(own.lower[i], other.lower[i], 1e-6);
    });
    const [one, two] = fits.map((fit) => predict(fit, data, { newLevels: "population" }));
    one.forEach((value, i) => {
      near(value, two[i], 1e-6);
    });
  });

  it("have the same degrees of freedom by Satterthwaite, and none by Kenward and Roger", () => {
    const [own, other] = fits.map((fit) => fixefTests(fit).effects);
    own.forEach(({ df }, i) => {
      near(df, other[i].df, 1e-6);
    });
    expect(() => fixefTests(fits[0], { df: "kenward-roger" })).toThrow(UnsupportedError);
    expect(() => fixefTests(fits[0], { df: "kenward-roger" })).toThrow(
      'df "kenward-roger" is not there for cs(… | g); use "satterthwaite"',
    );
  });

  it("have the same intervals in a generalized model", async () => {
    const table = await loadTable("sim_counts");
    const [own, other] = await Promise.all(
      ["ts ~ age + cs(age | nest)", "ts ~ age + (age | nest)"].map((formula) =>
        glmm(formula, table, { family: "poisson" }),
      ),
    );
    for (const method of ["wald", "profile"] as const) {
      const intervals = (await confint(own, { method })).intervals;
      const expected = (await confint(other, { method })).intervals;
      intervals.forEach(({ lower, upper }, i) => {
        near(lower, expected[i].lower, 2e-5);
        near(upper, expected[i].upper, 2e-5);
      });
    }
  });
});

describe("profiles of one correlation", () => {
  it("hold it where the likelihood, at its best otherwise, has fallen so far", async () => {
    const table = await loadTable("sleepstudy");
    const formula = "Reaction ~ Days + ar1(0 + factor(Days) | Subject)";
    const fit = await lmm(formula, table, { reml: false });
    const { intervals } = await confint(fit, { method: "profile", parameters: ["cor_rho|Subject"] });
    for (const rho of [intervals[0].lower, intervals[0].upper]) {
      let best = Number.POSITIVE_INFINITY;
      let [low, high] = [0.5, 40];
      for (let step = 0; step < 60; step++) {
        const sds = [low + (high - low) / 3, high - (high - low) / 3];
        const [a, b] = await Promise.all(sds.map((sd) => objectiveAt(formula, table, [sd, rho], { reml: false })));
        best = Math.min(best, a, b);
        if (a < b) high = sds[1];
        else low = sds[0];
      }
      near(best - fit.objective, 3.841458820694124, 1e-5);
    }
    const curve = await profile(fit, { parameters: ["sd_*|Subject"] });
    expect(curve.warnings).toEqual([]);
    expect(curve.parameters[0].points.length).toBeGreaterThan(5);
  });

  it("end at the bound of a correlation", async () => {
    const fit = await lmm("Noise ~ TVset * Picture + cs(0 + TVset | Assessor)", await loadTable("TVbo"), {
      reml: false,
    });
    const { intervals } = await confint(fit, { method: "profile", parameters: ["cor_rho|Assessor"] });
    expect(intervals[0].upper).toBe(1);
    expect(intervals[0].lower).toBeGreaterThan(-0.5);
    const wald = await confint(fit, { method: "wald", parameters: ["cor_rho|Assessor", "sd_TVsetTV1|Assessor"] });
    expect(wald.warnings.map(({ code }) => code)).toContain("W_WALD_UNAVAILABLE");
  });
});

it("parameters are recovered from what they simulate", async () => {
  const [groups, times] = [120, 8];
  const length = groups * times * 2;
  const data = {
    g: Array.from({ length }, (_, i) => `g${i % groups}`),
    t: Array.from({ length }, (_, i) => `t${Math.floor(i / groups) % times}`),
    x: Array.from({ length }, (_, i) => ((i * 7919) % 101) / 50 - 1),
  };
  const cases: [string, Record<string, number>][] = [
    ["ar1(0 + t | g)", { "sd_*|g": 1.5, "cor_rho|g": 0.6 }],
    ["ar1(0 + t | g)", { "sd_*|g": 1.5, "cor_rho|g": -0.4 }],
    ["cs(0 + t | g, hom = TRUE)", { "sd_*|g": 1.5, "cor_rho|g": 0.4 }],
  ];
  for (const [term, random] of cases) {
    const formula = `y ~ x + ${term}`;
    const [y] = simulateResponse(formula, data, { fixef: [2, 0.5], random, sigma: 1, seed: 3 });
    const fit = await lmm(formula, { ...data, y });
    const { intervals } = await confint(fit, { method: "wald" });
    for (const { name, estimate, stdError = Number.NaN } of intervals) {
      const truth = random[name] ?? { sigma: 1, "(Intercept)": 2, x: 0.5 }[name] ?? Number.NaN;
      expect(Math.abs(estimate - truth) / stdError, `${name} of ${term}`).toBeLessThan(3.5);
    }
  }
});

describe("summaries", () => {
  it("have one correlation, and one row where there is one standard deviation, as in lme4", async () => {
    const table = await loadTable("sleepstudy");
    expect(lines(await lmm("Reaction ~ Days + cs(Days | Subject)", table, { reml: false })).slice(0, 4)).toEqual([
      " Groups   Name        Variance Std.Dev. Corr",
      " Subject  (Intercept) 565.52   23.781   0.08 (cs)",
      "          Days         32.68    5.717",
      " Residual             654.94   25.592",
    ]);
    expect(lines(await lmm("Reaction ~ Days + ar1(0 + factor(Days) | Subject)", table)).slice(0, 3)).toEqual([
      " Groups   Name          Variance Std.Dev. Corr",
      " Subject  factor(Days)0 2241.1   47.34    0.88 (ar1)",
      " Residual                228.9   15.13",
    ]);
  });

  it("leave rows out beyond ten", async () => {
    const [groups, times] = [30, 12];
    const data = {
      g: Array.from({ length: 2 * groups * times }, (_, i) => `g${i % groups}`),
      t: Array.from({ length: 2 * groups * times }, (_, i) => `t${10 + (Math.floor(i / groups) % times)}`),
    };
    const random = Object.fromEntries([
      ...Array.from({ length: times }, (_, t) => [`sd_tt${10 + t}|g`, 1 + t / 10] as const),
      ["cor_rho|g", 0.5] as const,
    ]);
    const [y] = simulateResponse("y ~ 1 + ar1(0 + t | g, hom = FALSE)", data, {
      fixef: [0],
      random,
      sigma: 1,
      seed: 1,
    });
    const shown = lines(await lmm("y ~ 1 + ar1(0 + t | g, hom = FALSE)", { ...data, y }));
    expect(shown[1]).toMatch(/^ g +tt10 .* \(ar1\)$/);
    expect(shown[11].trim()).toMatch(/^\.\.\. +\.\.\. +\.\.\.$/);
    expect(shown[12]).toMatch(/^ Residual/);
  });
});

describe("bounds", () => {
  it("are told in words", async () => {
    const table = await loadTable("TVbo");
    const fit = await lmm("Noise ~ TVset * Picture + cs(0 + TVset | Assessor, hom = TRUE)", table);
    expect(fit.isSingular).toBe(true);
    expect(fit.convergence.converged).toBe(true);
    expect(fit.convergence.smallestCurvature).toBeGreaterThan(0);
    expect(fit.par[1]).toBe(1);
    expect(fit.singularDirections.map(({ words }) => words)).toEqual(["rho of cs() by Assessor is 1, a bound"]);
    const { simpler } = await explainSingularity(fit);
    expect(simpler.map(({ change }) => change)).toContain(
      "diag(0 + TVset | Assessor, hom = TRUE) in place of cs(0 + TVset | Assessor, hom = TRUE)",
    );
  });

  /** Responses without any effect of groups, and one factor within them. */
  const noise = (seed: number) => {
    const normal = normals(seed);
    const length = 160;
    return {
      y: Array.from({ length }, normal),
      g: Array.from({ length }, (_, i) => `g${i % 10}`),
      h: Array.from({ length }, (_, i) => `h${Math.floor(i / 10) % 4}`),
    };
  };

  it("of all standard deviations leave rho undetermined, and that is no alarm", async () => {
    for (const term of ["cs(0 + h | g, hom = TRUE)", "ar1(0 + h | g)"]) {
      const fit = await lmm(`y ~ 1 + ${term}`, noise(6));
      expect(fit.convergence.converged).toBe(true);
      expect(Array.from(fit.par)).toEqual([0, 0]);
      expect(fit.varCorr()[0].rho).toBeNaN();
      expect(fit.singularDirections.map(({ words }) => words)).toEqual([
        `the variance of ${term.slice(0, term.indexOf("("))}() by g is zero, so that rho is not determined`,
      ]);
      expect(fit.warnings.map(({ code }) => code)).toEqual(["M_SINGULAR"]);
      expect(restore(JSON.stringify(fit)).varCorr()[0].rho).toBeNaN();
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("are reached at minima between those of special cases, seed %i", async (seed) => {
    const data = noise(seed);
    const objective = async (term: string) => {
      const fit = await lmm(`y ~ 1 + ${term}`, data);
      expect(fit.convergence.converged, term).toBe(true);
      expect(fit.convergence.smallestCurvature, term).toBeGreaterThan(-1e-6);
      return fit.objective;
    };
    const chains = [
      ["(0 + h | g)", "cs(0 + h | g)", "cs(0 + h | g, hom = TRUE)", "diag(0 + h | g, hom = TRUE)"],
      ["(0 + h | g)", "ar1(0 + h | g, hom = FALSE)", "ar1(0 + h | g)", "diag(0 + h | g, hom = TRUE)"],
      ["cs(0 + h | g)", "diag(0 + h | g)", "diag(0 + h | g, hom = TRUE)"],
      ["ar1(0 + h | g)", "(1 | g)"],
      ["cs(0 + h | g, hom = TRUE)", "(1 | g) + (1 | g:h)", "(1 | g)"],
    ];
    for (const chain of chains) {
      const values = await Promise.all(chain.map(objective));
      values.slice(1).forEach((value, i) => {
        expect(value, `${chain[i + 1]} after ${chain[i]}`).toBeGreaterThan(values[i] - 1e-6);
      });
    }
  });

  /** Groups of a few rows with a slope in some and hardly any intercepts, or effects of levels with a variance of zero. */
  const seed = (start: number) => {
    const normal = normals(start);
    const length = 28 + 7 * (start % 5);
    const groups = 5 + (start % 3);
    const g = Array.from({ length }, (_, i) => i % groups);
    const x = Array.from({ length }, normal);
    const slopes = g.map(normal);
    const y = g.map((group, i) => 0.8 * slopes[group] * x[i] + normal());
    return { y, x, g: g.map((group) => `g${group}`), h: g.map((_, i) => `h${Math.floor(i / groups) % 4}`) };
  };
  const seeds = Array.from({ length: 24 }, (_, i) => i + 1);

  it("of one of two standard deviations are passed where another correlation leads on: cs() is then any covariance", async () => {
    for (const start of seeds) {
      const data = seed(start);
      for (const reml of [true, false]) {
        const free = await lmm("y ~ 1 + (x | g)", data, { reml });
        for (const term of ["cs(x | g)", "ar1(x | g, hom = FALSE)"]) {
          const fit = await lmm(`y ~ 1 + ${term}`, data, { reml });
          expect(fit.objective, `${term}, seed ${start}`).toBeLessThan(free.objective + 1e-7);
          expect(fit.convergence.converged).toBe(true);
        }
      }
    }
  });

  it("of standard deviations are minima whatever a correlation is that they leave open", async () => {
    for (const start of seeds.slice(0, 10)) {
      const data = seed(start);
      for (const term of [
        "cs(0 + h | g, hom = TRUE)",
        "ar1(0 + h | g)",
        "cs(0 + h | g)",
        "ar1(0 + h | g, hom = FALSE)",
      ]) {
        const formula = `y ~ 1 + ${term}`;
        const fit = await lmm(formula, data);
        const last = fit.par.length - 1;
        const low = term.startsWith("cs") ? -1 / 3 : -1;
        for (const rho of [low, 0.6 * low, fit.par[last], -fit.par[last], 0.6, 1]) {
          if (rho < low) continue;
          const moved = fit.par.slice();
          moved[last] = rho;
          if (Math.abs((await objectiveAt(formula, data, moved)) - fit.objective) > 1e-9) continue;
          for (let i = 0; i < last; i++) {
            const beside = moved.slice();
            beside[i] += 1e-3;
            const value = await objectiveAt(formula, data, beside);
            expect(value, `${term}, seed ${start}, rho ${rho}`).toBeGreaterThan(fit.objective - 1e-7);
          }
        }
      }
    }
  });

  it("are passed in generalized models, too", async () => {
    for (const start of seeds.slice(0, 8)) {
      const { y, ...data } = seed(start);
      const counts = { ...data, y: y.map((value) => Math.max(0, Math.round(2 + value))) };
      const fits = await Promise.all(
        ["(x | g)", "cs(x | g)"].map((term) => glmm(`y ~ 1 + ${term}`, counts, { family: "poisson" })),
      );
      expect(fits[1].objective, `seed ${start}`).toBeLessThan(fits[0].objective + 1e-6);
    }
  });

  it("of nothing hide a variance that is the residual one by another name", async () => {
    for (const start of seeds.slice(0, 6)) {
      const normal = normals(start);
      const g = Array.from({ length: 24 - (start % 3) }, (_, i) => i % 6);
      const data = { y: g.map(normal), g: g.map(String), h: g.map((_, i) => `h${Math.floor(i / 6)}`) };
      const fit = await lmm("y ~ 1 + diag(0 + h | g, hom = TRUE)", data, { reml: false });
      expect(summary(fit)).toContain("Residual");
      expect((await confint(fit, { method: "wald" })).intervals).toHaveLength(3);
    }
  });

  it("of a standard deviation do not stand in for a lower point, be it far away", async () => {
    const normal = normals(5);
    const g = Array.from({ length: 60 }, (_, i) => i % 8);
    const effects = g.map(normal);
    const x = g.map((_, i) => (i % 7 === 0 ? 100 : 1) * normal());
    const data = { y: g.map((group, i) => effects[group] * (5 - 3 * x[i]) + 0.01 * normal()), x, g: g.map(String) };
    const free = await lmm("y ~ 1 + (x | g)", data);
    const fit = await lmm("y ~ 1 + cs(x | g)", data);
    expect(fit.objective).toBeLessThan(free.objective + 1e-4);
    const { intervals, warnings } = await confint(fit, { method: "wald", parameters: ["cor_rho|g"] });
    expect([fit.par[2], intervals[0].lower, intervals[0].upper]).toEqual([-1, Number.NaN, Number.NaN]);
    expect(warnings.map(({ code }) => code)).toEqual(["W_WALD_UNAVAILABLE"]);
  });

  it("of par are kept by what is given", async () => {
    const table = await loadTable("Machines");
    const formula = "score ~ Machine + cs(0 + Machine | Worker, hom = TRUE)";
    await expect(lmm(formula, table, { start: [1, -0.6] })).rejects.toThrow(OptionError);
    await expect(lmm(formula, table, { start: [1, -0.6] })).rejects.toThrow(
      "cor of cs() cannot be -0.6; expected a number from -0.5 to 1",
    );
    await expect(lmm(formula, table, { start: [1, 0, 0] })).rejects.toThrow("Worker.*, Worker.rho");
  });
});

it("ar1() of an intercept beside contrasts is read as it stands, with a notice", async () => {
  const table = await loadTable("Machines");
  const fit = await lmm("score ~ Machine + ar1(Machine | Worker, hom = FALSE)", table);
  expect(fit.warnings[0]).toEqual({
    code: "M_ORDER_OF_CONTRASTS",
    message:
      "ar1(Machine | Worker, hom = FALSE) goes by columns, here an intercept and contrasts; " +
      "for a series over levels write ar1(0 + Machine | Worker, hom = FALSE)",
  });
  expect(fit.varCorr()[0].names).toEqual(["(Intercept)", "MachineB", "MachineC"]);
});

describe("comparisons", () => {
  it("know which structures are special cases of which", async () => {
    const table = await loadTable("Machines");
    const formulas = [
      "score ~ Machine + diag(0 + Machine | Worker, hom = TRUE)",
      "score ~ Machine + cs(0 + Machine | Worker, hom = TRUE)",
      "score ~ Machine + cs(0 + Machine | Worker)",
      "score ~ Machine + (0 + Machine | Worker)",
    ];
    const fits = await Promise.all(formulas.map((formula) => lmm(formula, table, { reml: false })));
    const { models } = compare(fits);
    expect(models.map(({ test }) => test?.df)).toEqual([undefined, 1, 2, 2]);
    const other = await lmm("score ~ Machine + ar1(0 + Machine | Worker)", table, { reml: false });
    expect(compare([fits[2], other]).models[1].test).toBeNull();
    const intercept = await lmm("score ~ Machine + (1 | Worker)", table, { reml: false });
    expect(compare([intercept, fits[1]]).models[1].test?.df).toBe(1);
    const independent = await lmm("score ~ Machine + diag(0 + Machine | Worker)", table, { reml: false });
    expect(compare([independent, fits[2]]).models[1].test?.df).toBe(1);
  });

  it("drop terms of few parameters as a whole or to an intercept", async () => {
    const fit = await lmm("score ~ Machine + ar1(0 + Machine | Worker)", await loadTable("Machines"));
    const { rows } = await ranova(fit);
    expect(rows.map(({ formula }) => formula)).toEqual([
      "score ~ Machine + ar1(0 + Machine | Worker)",
      "score ~ Machine + (1 | Worker)",
    ]);
    expect(rows[1].test?.df).toBe(1);
    const { formula } = await parsimonious(fit);
    expect(formula).toBe("score ~ Machine + ar1(0 + Machine | Worker)");
  });
});

it.each([
  ["y ~ x + cs(x | g)", "The intercept and slope of x vary by g, with one correlation between all pairs."],
  [
    "y ~ x + cs(x | g, hom = TRUE)",
    "The intercept and slope of x vary by g, with one standard deviation for all columns and one correlation between all pairs.",
  ],
  [
    "y ~ x + ar1(0 + f | g)",
    "The slope of f varies by g, with one standard deviation for all columns and correlations that fall with the distance of the columns in their order.",
  ],
  [
    "y ~ x + diag(x | g, hom = TRUE)",
    "The intercept and slope of x vary by g, independently of one another, with one standard deviation for all columns.",
  ],
])("%s is said in words", (formula, sentence) => {
  expect(describeFormula(formula)[1]).toBe(sentence);
});
