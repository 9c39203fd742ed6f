// What a fitted generalized model tells, against lme4's numbers at every reference fit.
import { describe, expect, it } from "vitest";
import type { LiveFit } from "../../src/fit/fit.js";
import { glmm } from "../../src/fit/fitting.js";
import { predict } from "../../src/inference/predict.js";
import {
  casesOf,
  glmmNotIdentified,
  otherCounts,
  otherHessian,
  unsettledScale,
  wrongRX,
} from "../support/known-differences.js";
import {
  datasetPath,
  type GlmmCase,
  type GlmmReference,
  glmmCaseOptions,
  glmmCases,
  glmmReference,
  loadTable,
} from "../support/reference.js";

const here = glmmCases.filter(({ supported, dataset }) => supported && datasetPath(dataset) !== null);

const fits = new Map<string, Promise<LiveFit>>();

async function fitOf(model: GlmmCase): Promise<{ fit: LiveFit; reference: GlmmReference }> {
  let fit = fits.get(model.id);
  if (fit === undefined) {
    fit = glmm(model.formula, await loadTable(model.dataset), glmmCaseOptions(model));
    fits.set(model.id, fit);
  }
  return { fit: await fit, reference: glmmReference(model.id) };
}

function near(actual: number, expected: number, tolerance: number, what: string): void {
  expect(Math.abs(actual - expected), `${what}: ${actual} for ${expected}`).toBeLessThanOrEqual(tolerance);
}

function allNear(actual: ArrayLike<number>, expected: readonly number[], tolerance: number, what: string): void {
  expected.forEach((value, i) => {
    near(actual[i], value, tolerance * Math.max(1, Math.abs(value)), `${what} ${i + 1}`);
  });
}

describe("a fitted generalized model", () => {
  for (const model of here) {
    describe(model.id, () => {
      it("counts and criteria", async () => {
        const { fit, reference } = await fitOf(model);
        expect(fit.nobs).toBe(reference.N);
        expect(fit.groups).toEqual(reference.n_levels);
        expect(fit.thetaNames).toEqual(reference.theta_names);
        const more = casesOf(otherCounts).includes(model.id) ? 1 : 0;
        expect(fit.df + more).toBe(reference.npar);
        const tolerance = casesOf(unsettledScale).includes(model.id) ? 5e-6 : 1e-6;
        near(fit.logLik, reference.loglik, tolerance * Math.abs(reference.loglik), "logLik");
        near(fit.aic + 2 * more, reference.aic, 2 * tolerance * Math.abs(reference.aic), "AIC");
        near(fit.bic + more * Math.log(fit.nobs), reference.bic, 2 * tolerance * Math.abs(reference.bic), "BIC");
        near(fit.sigma, reference.sigma, 100 * tolerance * reference.sigma, "sigma");
        expect(fit.isSingular).toBe(reference.singular);
      });

      it("coefficients with both kinds of standard errors", async () => {
        const { fit, reference } = await fitOf(model);
        const { names, estimate, se_hessian, se_rx } = reference.fixef;
        expect(fit.fixef().map(({ name }) => name)).toEqual(names);
        fit.fixef().forEach((effect, i) => {
          near(effect.estimate, estimate[i], 1e-3 * effect.stdError, effect.name);
        });
        const rx = fit.vcov("RX").map((row, i) => Math.sqrt(row[i]));
        if (!casesOf(wrongRX).includes(model.id)) {
          rx.forEach((se, i) => {
            near(se, se_rx[i], 1e-3 * se_rx[i], `RX ${names[i]}`);
          });
        }
        if (!se_hessian || casesOf(otherHessian).includes(model.id)) return;
        fit.vcov("hessian").forEach((row, i) => {
          near(Math.sqrt(row[i]), se_hessian[i], 1e-3 * se_hessian[i], `Hessian ${names[i]}`);
        });
      });

      it("standard deviations of the random effects", async () => {
        const { fit, reference } = await fitOf(model);
        reference.varcorr.forEach((term, t) => {
          if (casesOf(glmmNotIdentified).includes(model.id)) return;
          const component = fit.varCorr()[t];
          expect([component.group, component.names]).toEqual([term.group, term.columns]);
          allNear(component.sd, term.sd, 2e-4, "sd");
        });
      });

      it("means, linear predictors and residuals", async () => {
        const { fit, reference } = await fitOf(model);
        const far = casesOf(unsettledScale).includes(model.id) ? 5 : 1;
        allNear(fit.linearPredictor(), reference.linear_predictor_first10, far * 1e-4, "linear predictor");
        allNear(fit.fitted(), reference.fitted_first10, far * 1e-4, "fitted");
        allNear(fit.residuals(), reference.resid_deviance_first10, far * 2e-4, "deviance residual");
        allNear(fit.residuals("pearson"), reference.resid_pearson_first10, far * 2e-4, "pearson residual");
        const sum = fit.fitted().reduce((total, value) => total + value, 0);
        near(sum, reference.sum_fitted, 1e-4 * Math.abs(reference.sum_fitted), "sum of fitted");
        const squares = fit.residuals("deviance").reduce((total, value) => total + value * value, 0);
        near(squares, reference.drsum, 1e-3 * reference.drsum, "sum of squared deviance residuals");
      });

      it("conditional modes and variances", async () => {
        const { fit, reference } = await fitOf(model);
        if (casesOf(glmmNotIdentified).includes(model.id)) return;
        for (const [group, expected] of Object.entries(reference.ranef)) {
          const effects = fit.ranef()[group];
          expect(effects.names).toEqual(expected.columns);
          expected.levels.forEach((level, j) => {
            const at = effects.levels.indexOf(level);
            allNear(effects.values[at], expected.values[j], 3e-4, `mode of ${group} ${level}`);
            const variance = expected.condvar?.[j];
            if (variance !== undefined) allNear(effects.condVar[at].flat(), variance.flat(), 1e-3, "condVar");
          });
        }
      });

      it("predictions on both scales", async () => {
        const { fit, reference } = await fitOf(model);
        const table = await loadTable(model.dataset);
        if (fit.dropped.total === 0) {
          allNear(predict(fit, table, { type: "link" }), Array.from(fit.linearPredictor()), 1e-9, "link");
          allNear(predict(fit, table), Array.from(fit.fitted()), 1e-9, "response");
        }
        for (const { newdata, population_link, population_response } of reference.predict ?? []) {
          const population = { randomEffects: "none" } as const;
          allNear(predict(fit, newdata, { ...population, type: "link" }), population_link, 1e-6, "link");
          allNear(predict(fit, newdata, population), population_response, 1e-6, "response");
        }
      });
    });
  }
});
