// Numbers that the test suites of lme4 and MixedModels.jl state, at their tolerances. Where such a number rests on an
// optimizer that stopped early, a tightly converged fit of lme4 1.1-31 stands in for it.

import { describe, expect, it } from "vitest";
import { type GlmmOptions, glmm, type LiveFit } from "../../src/index.js";
import type { GlmmEstimates } from "../../src/likelihood/generalized/estimates.js";
import { loadTable } from "../support/reference.js";

interface Published {
  readonly quantity: string;
  readonly options?: GlmmOptions;
  readonly of: (fit: LiveFit) => readonly number[];
  readonly value: readonly number[];
  readonly tolerance: { readonly rel: number } | { readonly abs: number };
}

const beta = (fit: LiveFit) => fit.fixef().map(({ estimate }) => estimate);
const theta = (fit: LiveFit) => Array.from(fit.theta);
const deviance = (fit: LiveFit) => [fit.deviance as number];
const partsOf = (fit: LiveFit) => (fit.live.estimates as GlmmEstimates).parts;
const penalty = (fit: LiveFit) => [partsOf(fit).penalty];
const residualSum = (fit: LiveFit) => [partsOf(fit).devianceResidualSum];
/** What MixedModels.jl calls the deviance of a generalized model. */
const withPenalty = (fit: LiveFit) => {
  const { devianceResidualSum, penalty, ldL2 } = partsOf(fit);
  return [devianceResidualSum + penalty + ldL2];
};
const range = (type: "deviance" | "pearson" | "working" | "response") => (fit: LiveFit) => {
  const values = fit.residuals(type);
  return [Math.min(...values), Math.max(...values)];
};

const models: readonly {
  readonly dataset: string;
  readonly formula: string;
  readonly numbers: readonly Published[];
}[] = [
  {
    dataset: "Contraception",
    formula: "use ~ 1 + age + I(age^2) + urban + livch + (1 | urban:district)",
    numbers: [
      {
        quantity: "theta, fast",
        options: { nAGQ: 0 },
        of: theta,
        value: [0.5720746212924732],
        tolerance: { abs: 1e-3 },
      },
      {
        quantity: "deviance, fast",
        options: { nAGQ: 0 },
        of: deviance,
        value: [2361.657202855648],
        tolerance: { abs: 1e-3 },
      },
      { quantity: "theta", of: theta, value: [0.5730523416716424], tolerance: { abs: 5e-3 } },
      { quantity: "deviance", of: deviance, value: [2361.545768866505], tolerance: { rel: 1e-5 } },
      { quantity: "log-likelihood", of: (fit) => [fit.logLik], value: [-1180.772884433253], tolerance: { rel: 1e-5 } },
      {
        quantity: "deviance, 7 points",
        options: { nAGQ: 7 },
        of: deviance,
        value: [2360.8760880739255],
        tolerance: { abs: 1e-3 },
      },
    ],
  },
  {
    dataset: "Contraception",
    formula: "use ~ age + urban + us(1 + urban | district)",
    numbers: [
      { quantity: "log-likelihood", of: (fit) => [fit.logLik], value: [-1242.01328619532], tolerance: { rel: 5e-5 } },
      {
        quantity: "covariances",
        of: (fit) => {
          const [{ sd, corr }] = fit.varCorr();
          return [sd[0] ** 2, sd[0] * sd[1] * corr[1][0], sd[1] ** 2];
        },
        value: [0.355377640501255, -0.396736824804039, 0.671017250086851],
        tolerance: { rel: 2e-3 },
      },
    ],
  },
  {
    dataset: "Contraception",
    formula: "use ~ age + urban + diag(1 + urban | district)",
    numbers: [
      { quantity: "log-likelihood", of: (fit) => [fit.logLik], value: [-1248.07237230296], tolerance: { rel: 5e-5 } },
      {
        quantity: "variances",
        of: (fit) => fit.varCorr().flatMap(({ variance }) => variance),
        value: [0.215329021541699, 0.280144546859778],
        tolerance: { rel: 2e-3 },
      },
    ],
  },
  {
    dataset: "cbpp",
    formula: "cbind(incidence, size - incidence) ~ period + (1 | herd)",
    numbers: [
      { quantity: "deviance with penalty", of: withPenalty, value: [100.09585620707632], tolerance: { rel: 1e-4 } },
      { quantity: "|u|²", of: penalty, value: [9.72301224524056], tolerance: { rel: 1e-4 } },
      {
        quantity: "log|L|²",
        of: (fit) => [fit.ldL2],
        value: [16.901127982275217],
        tolerance: { rel: 1e-4 },
      },
      { quantity: "sum of deviances", of: residualSum, value: [73.47171597956056], tolerance: { abs: 1e-3 } },
      { quantity: "log-likelihood", of: (fit) => [fit.logLik], value: [-92.02628187247377], tolerance: { abs: 1e-3 } },
      {
        quantity: "coefficients",
        of: beta,
        value: [-1.39854982537216, -0.992335519118859, -1.12867532780426, -1.58030423764517],
        tolerance: { rel: 5e-4 },
      },
      { quantity: "theta", of: theta, value: [0.642226809144453], tolerance: { rel: 6e-4 } },
      {
        quantity: "AIC and parameters",
        of: (fit) => [fit.df, fit.aic],
        value: [5, 194.052674598026],
        tolerance: { rel: 1e-5 },
      },
      {
        quantity: "coefficients, 25 points",
        options: { nAGQ: 25 },
        of: beta,
        value: [-1.39922533406847, -0.991407294757321, -1.12782184600404, -1.57946627431248],
        tolerance: { rel: 5e-4 },
      },
      {
        quantity: "sum of deviances, 25 points",
        options: { nAGQ: 25 },
        of: residualSum,
        value: [73.373],
        tolerance: { rel: 1e-5 },
      },
      {
        quantity: "conditional variances",
        of: (fit) => fit.ranef().herd.condVar.flat(2),
        value: [
          0.12128867, 0.13363275, 0.0883985, 0.17337928, 0.12277914, 0.14436663, 0.10658333, 0.10309812, 0.21289738,
          0.13740279, 0.09555677, 0.19460241, 0.14808316, 0.12631006, 0.15816769,
        ],
        tolerance: { rel: 1e-3 },
      },
      {
        quantity: "deviance residuals",
        of: range("deviance"),
        value: [-3.19769388778, 2.35699783367],
        tolerance: { rel: 1e-6 },
      },
      {
        quantity: "response residuals",
        of: range("response"),
        value: [-0.194638295295, 0.31848691655],
        tolerance: { rel: 1e-6 },
      },
      {
        quantity: "Pearson residuals",
        of: range("pearson"),
        value: [-2.38179290227, 2.87961560502],
        tolerance: { rel: 1e-6 },
      },
      {
        quantity: "working residuals",
        of: range("working"),
        value: [-1.24167811079, 5.41355919188],
        tolerance: { rel: 1e-6 },
      },
    ],
  },
  {
    dataset: "VerbAgg",
    formula: "r2 ~ Anger + Gender + btype + situ + (1 | id) + (1 | item)",
    numbers: [
      { quantity: "deviance", of: deviance, value: [8151.39972], tolerance: { abs: 1e-6 } },
      { quantity: "deviance, fast", options: { nAGQ: 0 }, of: deviance, value: [8151.583], tolerance: { abs: 5e-4 } },
      { quantity: "|u|²", of: penalty, value: [273.29646346940785], tolerance: { rel: 1e-3 } },
      { quantity: "sum of deviances", of: residualSum, value: [7156.550941446312], tolerance: { rel: 1e-4 } },
      {
        quantity: "standard errors at given parameters",
        of: (fit) => fit.vcov("RX").map((row, i) => Math.sqrt(row[i])),
        value: [0.4052, 0.0168, 0.1913, 0.2568, 0.2585, 0.2103],
        tolerance: { abs: 5e-5 },
      },
    ],
  },
  {
    dataset: "grouseticks",
    formula: "TICKS ~ 1 + YEAR + cHEIGHT + (1 | INDEX) + (1 | BROOD) + (1 | LOCATION)",
    numbers: [
      {
        quantity: "deviance with penalty, fast",
        options: { nAGQ: 0 },
        of: withPenalty,
        value: [851.4046],
        tolerance: { abs: 1e-3 },
      },
    ],
  },
  {
    dataset: "grouseticks",
    formula: "TICKS ~ YEAR + HEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION)",
    numbers: [
      {
        quantity: "coefficients",
        of: beta,
        value: [11.3559080756861, 1.1804105508475, -0.978704335712111, -0.0237607330254979],
        tolerance: { rel: 1e-3 },
      },
      {
        quantity: "variances of INDEX, BROOD and LOCATION",
        of: (fit) => fit.varCorr().flatMap(({ variance }) => variance),
        value: [0.293232458048324, 0.562551624933584, 0.279548178949372],
        tolerance: { rel: 1e-3 },
      },
    ],
  },
];

const fits = new Map<string, Promise<LiveFit>>();

function fitOnce(dataset: string, formula: string, options: GlmmOptions = {}): Promise<LiveFit> {
  const key = JSON.stringify([dataset, formula, options]);
  const family = dataset === "grouseticks" ? "poisson" : "binomial";
  const fit = fits.get(key) ?? loadTable(dataset).then((table) => glmm(formula, table, { family, ...options }));
  fits.set(key, fit);
  return fit;
}

describe("published numbers of generalized models", () => {
  for (const { dataset, formula, numbers } of models) {
    describe(`${dataset}, ${formula}`, () => {
      it.each(numbers)("$quantity", async ({ options, of, value, tolerance }) => {
        const found = of(await fitOnce(dataset, formula, options));
        expect(found).toHaveLength(value.length);
        value.forEach((expected, i) => {
          const limit = "abs" in tolerance ? tolerance.abs : tolerance.rel * Math.abs(expected);
          expect(Math.abs(found[i] - expected), `${found[i]} for ${expected}`).toBeLessThanOrEqual(limit);
        });
      });
    });
  }
});
