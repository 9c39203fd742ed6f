import { beforeAll, describe, expect, it } from "vitest";
import {
  glmm,
  type LiveFit,
  lmm,
  predict,
  restore,
  type SimulateOptions,
  type SimulateResponseOptions,
  simulate,
  simulateResponse,
} from "../../../src/index.js";
import { loadTable } from "../../support/reference.js";

const COUNT = 4000;

/** Means and covariances of draws, by row. */
function moments(draws: readonly Float64Array[]) {
  const n = draws[0].length;
  const mean = Array.from({ length: n }, (_, i) => draws.reduce((sum, y) => sum + y[i], 0) / draws.length);
  const covariance = mean.map((a, i) =>
    mean.map((b, j) => draws.reduce((sum, y) => sum + (y[i] - a) * (y[j] - b), 0) / (draws.length - 1)),
  );
  return { mean, covariance };
}

/** Within five standard errors of what draws of these moments have. */
function agree(draws: readonly Float64Array[], mean: ArrayLike<number>, covariance: readonly (readonly number[])[]) {
  const found = moments(draws);
  covariance.forEach((row, i) => {
    expect(Math.abs(found.mean[i] - mean[i])).toBeLessThanOrEqual(5 * Math.sqrt(row[i] / draws.length) + 1e-9);
    row.forEach((value, j) => {
      const error = Math.sqrt((covariance[i][i] * covariance[j][j] + value * value) / draws.length);
      expect(Math.abs(found.covariance[i][j] - value), `covariance ${i}, ${j}`).toBeLessThanOrEqual(5 * error + 1e-9);
    });
  });
}

let fit: LiveFit;
/** Cov(z₁'b, z₂'b) of one level at two values of Days. */
let level: (one: number, two: number) => number;
beforeAll(async () => {
  fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
  const [{ variance, sd, corr }] = fit.varCorr();
  level = (one, two) => variance[0] + (one + two) * sd[0] * sd[1] * corr[0][1] + one * two * variance[1];
});

describe("responses for new data", () => {
  const newData = { Days: [0, 9, 4, 4], Subject: ["308", "308", "new", "other"] };

  it("have the mean of the population and the covariances of the groups", () => {
    const draws = simulate(fit, { seed: 11, count: COUNT, newData });
    const residual = fit.sigma ** 2;
    const covariance = [
      [level(0, 0) + residual, level(0, 9), 0, 0],
      [level(0, 9), level(9, 9) + residual, 0, 0],
      [0, 0, level(4, 4) + residual, 0],
      [0, 0, 0, level(4, 4) + residual],
    ];
    agree(draws, predict(fit, newData, { randomEffects: "none" }), covariance);
  });

  it("are conditional on the modes of the fit where that is asked for, new levels drawn or left out", () => {
    const residual = fit.sigma ** 2;
    const mean = predict(fit, newData, { newLevels: "population" });
    const diagonal = (values: number[]) => values.map((value, i) => values.map((_, j) => (i === j ? value : 0)));
    const options = { seed: 5, count: COUNT, newData, randomEffects: "fitted" } as const;
    const drawn = simulate(fit, { ...options, newLevels: "draw" });
    agree(drawn, mean, diagonal([residual, residual, level(4, 4) + residual, level(4, 4) + residual]));
    agree(
      simulate(fit, { ...options, newLevels: "population" }),
      mean,
      diagonal([residual, residual, residual, residual]),
    );
    expect(() => simulate(fit, options)).toThrow(/^new levels detected in new data: "Subject" has "new", "other"/);
  });

  it("are conditional on the terms of a formula, and have the others drawn", () => {
    const data = { Days: [0, 9], Subject: ["308", "308"] };
    const randomEffects = "~ (1 | Subject)";
    const draws = simulate(fit, { seed: 8, count: COUNT, newData: data, randomEffects });
    const slope = fit.varCorr()[0].variance[1];
    const covariance = [
      [fit.sigma ** 2, 0],
      [0, 81 * slope + fit.sigma ** 2],
    ];
    agree(draws, predict(fit, data, { randomEffects }), covariance);
  });

  it("of two factors are conditional on one of them", async () => {
    const crossed = await lmm("diameter ~ 1 + (1 | plate) + (1 | sample)", await loadTable("Penicillin"));
    const data = { plate: ["a", "b"], sample: ["A", "A"] };
    const draws = simulate(crossed, { seed: 3, count: COUNT, newData: data, randomEffects: ["plate"] });
    const sample = crossed.varCorr()[1].variance[0];
    const all = sample + crossed.sigma ** 2;
    agree(draws, predict(crossed, data, { randomEffects: ["plate"] }), [
      [all, sample],
      [sample, all],
    ]);
  });

  it("give a level the same effects whatever other rows there are", () => {
    const one = simulate(fit, { seed: 2, newData: { Days: [3], Subject: ["310"] } })[0][0];
    const two = simulate(fit, { seed: 2, newData: { Days: [3, 4], Subject: ["310", "309"] } })[0][0];
    expect(one).toBe(two);
  });

  it("are NaN where a covariate is missing, and refused where a group is", () => {
    const [[missing, there]] = simulate(fit, { seed: 1, newData: { Days: [null, 2], Subject: ["308", "308"] } });
    expect([Number.isNaN(missing), Number.isNaN(there)]).toEqual([true, false]);
    expect(() => simulate(fit, { seed: 1, newData: { Days: [1], Subject: [null] } })).toThrow(
      'missing value in grouping factor "Subject", row 1, for which no effects can be drawn',
    );
  });
});

describe("responses of a restored model", () => {
  it("are to the last bit those of the model itself, on the same data", async () => {
    const table = await loadTable("sleepstudy");
    const restored = restore(JSON.stringify(fit));
    expect(simulate(restored, { seed: 4, count: 2, newData: table })).toEqual(simulate(fit, { seed: 4, count: 2 }));
    const conditional = { seed: 4, randomEffects: "fitted" } as const;
    expect(simulate(restored, { ...conditional, newData: table })).toEqual(simulate(fit, conditional));
    expect(() => simulate(restored, { seed: 1 })).toThrow(
      "simulate() without new data needs those of the model, which reopen() gives back to it",
    );
  });

  it("may be counts of given trials", async () => {
    const table = await loadTable("cbpp");
    const herds = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", table);
    const trials = (table.columns.get("size") as { values: Float64Array }).values;
    const restored = restore(JSON.stringify(herds));
    expect(simulate(restored, { seed: 9, newData: table, trials })).toEqual(simulate(herds, { seed: 9 }));
    expect(() => simulate(restored, { seed: 9, newData: table, trials: [1] })).toThrow("trials has 1 values");
  });
});

describe("responses of given parameters", () => {
  it("follow them instead of the estimates", () => {
    const parameters = {
      beta: { Days: 0 },
      theta: { "Subject.(Intercept)": 0, "Subject.Days.(Intercept)": 0 },
      sigma: 2,
    };
    const newData = { Days: [0, 3], Subject: ["308", "308"] };
    const draws = simulate(fit, { seed: 6, count: COUNT, newData, parameters });
    const slope = (fit.theta[2] * 2) ** 2;
    agree(
      draws,
      [fit.beta[0], fit.beta[0]],
      [
        [4, 0],
        [0, 9 * slope + 4],
      ],
    );
  });

  it("need no new data", () => {
    const parameters = { beta: fit.beta, theta: fit.theta, sigma: fit.sigma };
    expect(simulate(fit, { seed: 6, parameters })).toEqual(simulate(fit, { seed: 6 }));
  });

  it.each<[SimulateOptions["parameters"], string]>([
    [{ beta: { days: 1 } }, 'beta names "days", which the model does not have; did you mean "Days"?'],
    [
      { theta: [1, 2] },
      "theta has 2 values; the model has 3: Subject.(Intercept), Subject.Days.(Intercept), Subject.Days",
    ],
    [{ sigma: -1 }, "sigma must be a number that is not negative, not -1"],
    [{ beta: [1, Number.NaN] }, 'beta has "NaN" for "Days"; expected a finite number'],
    [{ shape: 2 }, 'the family "gaussian" has no shape; leave option "shape" out'],
    [{ gamma: 1 } as never, 'option "parameters" must be an object with some of beta, theta, sigma, shape'],
  ])("are refused by name: %j", (parameters, message) => {
    expect(() => simulate(fit, { seed: 1, parameters })).toThrow(message);
  });
});

describe("responses of a formula and parameters", () => {
  const rows = { x: [0, 1, 0, 1, 0, 1], subj: ["a", "a", "b", "b", "c", "c"] };
  const known: Omit<SimulateResponseOptions, "seed" | "random"> = {
    fixef: { "(Intercept)": 10, x: 2 },
    sigma: 0.5,
  };
  const random = { "sd_(Intercept)|subj": 3, "sd_x|subj": 2, "cor_x.(Intercept)|subj": -0.5 };

  it("are to the last bit those of a fit of the same parameters", async () => {
    const table = await loadTable("sleepstudy");
    const { beta, theta, sigma } = fit;
    const formula = "Reaction ~ Days + (Days | Subject)";
    const expected = simulate(fit, { seed: 12, count: 2 });
    expect(simulateResponse(formula, table, { fixef: beta, theta, sigma, seed: 12, count: 2 })).toEqual(expected);
    const predictors = { Days: table.columns.get("Days"), Subject: table.columns.get("Subject") };
    const [{ sd, corr }] = fit.varCorr();
    const byName = {
      "sd_(Intercept)|Subject": sd[0],
      "sd_Days|Subject": sd[1],
      "cor_Days.(Intercept)|Subject": corr[0][1],
    };
    const data = { rowCount: 180, columns: new Map(Object.entries(predictors)) } as never;
    const [first] = simulateResponse("~ Days + (Days | Subject)", data, {
      fixef: beta,
      random: byName,
      sigma,
      seed: 12,
    });
    first.forEach((value, i) => {
      expect(Math.abs(value - expected[0][i])).toBeLessThan(1e-9);
    });
  });

  it("have the moments that the parameters say", () => {
    const draws = simulateResponse("y ~ x + (x | subj)", rows, { ...known, random, seed: 21, count: COUNT });
    const pair = [
      [9 + 0.25, 9 - 3],
      [9 - 3, 9 - 6 + 4 + 0.25],
    ];
    const covariance = rows.subj.map((one, i) => rows.subj.map((two, j) => (one === two ? pair[i % 2][j % 2] : 0)));
    agree(draws, [10, 12, 10, 12, 10, 12], covariance);
  });

  it("of a generalized family have its links and parameters", () => {
    const options = { fixef: [0.3, 0.5], random: { "sd_(Intercept)|subj": 0 }, count: COUNT, seed: 2 } as const;
    const counts = simulateResponse("~ x + (1 | subj)", rows, { ...options, family: "negbinomial", shape: 2 });
    const variance = (mu: number) => mu + (mu * mu) / 2;
    const means = rows.x.map((x) => Math.exp(0.3 + 0.5 * x));
    const found = moments(counts);
    means.forEach((mu, i) => {
      expect(Math.abs(found.mean[i] - mu)).toBeLessThan(5 * Math.sqrt(variance(mu) / COUNT));
      expect(found.covariance[i][i] / variance(mu)).toBeGreaterThan(0.8);
      expect(found.covariance[i][i] / variance(mu)).toBeLessThan(1.2);
    });
    const trials = [10, 10, 10, 10, 10, 10];
    const [shares] = simulateResponse("~ x + (1 | subj)", rows, { ...options, family: "binomial", trials });
    expect(shares.every((share) => Math.abs(10 * share - Math.round(10 * share)) < 1e-12)).toBe(true);
  });

  it("can be of effects without variance and with perfect correlation", () => {
    const perfect = { "sd_(Intercept)|subj": 1, "sd_x|subj": 1, "cor_x.(Intercept)|subj": 1 };
    const [y] = simulateResponse("~ x + (x | subj)", rows, { ...known, random: perfect, sigma: 0, seed: 1 });
    expect((y[1] - 12) / (y[0] - 10)).toBeCloseTo(2, 10);
  });

  it.each<[Partial<SimulateResponseOptions>, string]>([
    [{ seed: undefined as never }, 'simulateResponse() needs its option "seed", a whole number'],
    [{ fixef: { "(Intercept)": 1 } }, 'fixef has no value for "x"; the model has (Intercept), x'],
    [{ random: { "sd_(Intercept)|subj": 1 } }, 'random has no value for "sd_x|subj"; expected a number'],
    [
      { random: { ...random, "sd_z|subj": 1 } },
      'random names "sd_z|subj", which the model does not have; did you mean "sd_x|subj"?',
    ],
    [{ random: { ...random, "cor_x.(Intercept)|subj": 2 } }, 'correlations of the effects by "subj" cannot be'],
    [{ sigma: undefined }, 'the family "gaussian" needs its scale; give it in option "sigma"'],
    [{ theta: [1, 0, 1] }, 'options "random" and "theta" say the same; give one of them'],
    [{ family: "negbinomial", sigma: undefined }, 'the family "negbinomial" needs its shape'],
    [{ nsim: 3 } as never, 'unknown option "nsim" of simulateResponse()'],
    [{ shape: 2 }, 'the family "gaussian" has no shape; leave option "shape" out'],
    [{ family: "poisson", shape: 2, sigma: undefined }, 'the family "poisson" has no shape; leave option "shape" out'],
    [{ family: "poisson" }, 'the family "poisson" has no scale; leave option "sigma" out'],
    [{ family: "binomial" }, 'the family "binomial" has no scale; leave option "sigma" out'],
    [{ family: "negbinomial", shape: 2 }, 'the family "negbinomial" has no scale; leave option "sigma" out'],
    [{ family: "gamma", shape: 2 }, 'the family "gamma" has no shape; leave option "shape" out'],
    [{ family: "gamma", trials: [1, 1, 1, 1, 1, 1] }, 'the family "gamma" has no trials; leave option "trials" out'],
    [{ trials: [1, 1, 1, 1, 1, 1] }, 'the family "gaussian" has no trials; leave option "trials" out'],
  ])("are refused where something is missing: %j", (options, message) => {
    const all = { ...known, random, seed: 1, ...options } as SimulateResponseOptions;
    expect(() => simulateResponse("y ~ x + (x | subj)", rows, all)).toThrow(message);
  });
});
