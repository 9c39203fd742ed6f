// Eight hundred generated models: each is fitted to finite numbers, with a warning in words where something is wrong with
// it, or refused in words.
import { describe, expect, it } from "vitest";
import { MixedModelError } from "../../src/errors.js";
import type { LiveFit } from "../../src/fit/fit.js";
import { glmm } from "../../src/fit/fitting.js";
import { type RandomGlmm, randomGlmm, randomMisfit } from "../support/random-glmms.js";

const COUNT = 600;
const EACH = 50;
/** Evaluations that a fit may take, and milliseconds for fifty on a busy machine. */
const MOST_EVALUATIONS = 400;
const LONGEST = 600_000;

/** Numbers of a fit that must be numbers. */
function numbersOf(fit: LiveFit): number[] {
  return [
    fit.objective,
    fit.logLik,
    fit.sigma,
    ...fit.theta,
    ...fit.fixef().flatMap(({ estimate, stdError, statistic, p }) => [estimate, stdError, statistic, p ?? 0]),
    ...fit.vcov("RX").flat(),
    ...fit.varCorr().flatMap(({ sd }) => [...sd]),
    ...fit.fitted(),
    ...fit.linearPredictor(),
    ...fit.residuals("deviance"),
    ...fit.residuals("pearson"),
    ...Object.values(fit.ranef()).flatMap(({ values, condVar }) => [...values.flat(), ...condVar.flat(2)]),
  ];
}

function checkNumbers(fit: LiveFit, { name }: RandomGlmm): void {
  expect(numbersOf(fit).every(Number.isFinite), `${name} has numbers that are none`).toBe(true);
  expect(fit.convergence.evaluations, name).toBeLessThan(MOST_EVALUATIONS);
  const codes = fit.warnings.map(({ code }) => code);
  if (!fit.convergence.converged) expect(codes, name).toContain("W_NOT_CONVERGED");
  for (const { message } of fit.warnings) expect(message, name).not.toMatch(/NaN|undefined|null|Infinity/);
}

/** Where the scale of η is that of a logarithm, huge standard errors are told. */
function checkExtremes(fit: LiveFit, { name }: RandomGlmm): void {
  const codes = fit.warnings.map(({ code }) => code);
  const largest = Math.max(...fit.varCorr().flatMap(({ sd }) => [...sd]));
  const isExtreme = fit.fixef().some(({ stdError }) => stdError > 1e4) || largest > 1e4;
  if (isExtreme)
    expect(
      codes.some((code) => code.startsWith("W_")),
      `${name} warns of nothing`,
    ).toBe(true);
}

function checkRefusal(error: unknown, { name }: RandomGlmm): void {
  expect(error, `${name}: ${String(error)}`).toBeInstanceOf(MixedModelError);
  const { message, kind } = error as MixedModelError;
  expect(kind, `${name}: ${message}`).not.toBe("EngineBugError");
  expect(message, name).not.toMatch(/pivot|NaN|undefined/);
}

async function check(model: RandomGlmm, checkFit: (fit: LiveFit, model: RandomGlmm) => void): Promise<void> {
  await glmm(model.formula, model.data as Parameters<typeof glmm>[1], model.options).then(
    (fit) => checkFit(fit, model),
    (error: unknown) => checkRefusal(error, model),
  );
}

describe("generated generalized models", () => {
  for (let first = 0; first < COUNT; first += EACH) {
    it(
      `${first} to ${first + EACH - 1} end with numbers or words`,
      async () => {
        for (let number = first; number < first + EACH; number++) {
          await check(randomGlmm(number), (fit, model) => {
            checkNumbers(fit, model);
            checkExtremes(fit, model);
          });
        }
      },
      LONGEST,
    );
  }

  it(
    "under links that did not make the data end with numbers or words, too",
    async () => {
      // The last one meets the edge of its link at every step.
      for (let number = 600; number < 800; number++) await check(randomMisfit(number), checkNumbers);
      await check(randomMisfit(2780), checkNumbers);
    },
    LONGEST,
  );
});
