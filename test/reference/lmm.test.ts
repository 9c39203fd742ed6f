// Every supported model of datasets/cases.json against its reference fit.
import { beforeAll, describe, expect, it } from "vitest";
import { type LiveFit, lmm, objectiveAt, predict, UnsupportedError } from "../../src/index.js";
import { heavilySingular, lowerThanReference, notIdentified, reasonFor } from "../support/known-differences.js";
import {
  caseOptions,
  cases,
  datasetPath,
  loadTable,
  lowerFit,
  type ReferenceCase,
  referenceFit,
  referenceIds,
} from "../support/reference.js";

/** |actual − expected| in units of `scale` is at most `tolerance`, entry by entry. */
function expectClose(
  actual: ArrayLike<number>,
  expected: readonly number[],
  scale: number | number[],
  tolerance: number,
) {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    const unit = typeof scale === "number" ? scale : scale[i];
    const error = Math.abs(actual[i] - value);
    const where = `entry ${i}: ${actual[i]} for ${value}, off by ${error / unit} units`;
    expect(error <= tolerance * unit, where).toBe(true);
  }
}

const sizes = (values: readonly number[], floor = 0) => values.map((value) => Math.max(Math.abs(value), floor));

function checkCase(reference: ReferenceCase) {
  const published = referenceFit(reference.id);
  const expected = { ...published, ...lowerFit(reference.id) };
  const regular = !expected.singular;
  const identified = reasonFor(notIdentified, reference.id) === null;
  const largestSd = Math.max(expected.sigma, ...expected.varcorr.flatMap(({ sd }) => sd));
  let fit: LiveFit;

  beforeAll(async () => {
    fit = await lmm(reference.formula, await loadTable(reference.dataset), caseOptions(reference));
  });

  it("uses the same rows, levels and coefficients", () => {
    expect(fit.nobs).toBe(expected.N);
    expect(fit.dropped.total).toBe(expected.n_dropped);
    expect(fit.groups).toEqual(expected.n_levels);
    expect(fit.fixef().map(({ name }) => name)).toEqual(expected.fixef.names);
    expect(fit.droppedFixef).toEqual(expected.fixef_dropped);
    expect(fit.thetaNames).toEqual(expected.theta_names);
    expect(fit.parNames).toEqual(expected.par_names);
    expect(fit.df).toBe(expected.npar);
  });

  it("reaches the objective", () => {
    const unit = Math.abs(expected.objective);
    expectClose([fit.objective], [expected.objective], unit, 1e-7);
    if (reasonFor(lowerThanReference, reference.id) !== null) {
      expect(expected.objective).toBeLessThan(published.objective);
    }
    expectClose([fit.logLik, fit.aic, fit.bic], [expected.loglik, expected.aic, expected.bic], unit, 2e-7);
  });

  it("converges in few evaluations", () => {
    const many = reasonFor(heavilySingular, reference.id) !== null;
    expect(fit.convergence.converged, fit.convergence.message).toBe(true);
    expect(fit.convergence.evaluations).toBeLessThanOrEqual(many ? 30 : 10);
    expect(fit.isSingular).toBe(expected.singular);
  });

  it("finds the fixed effects", () => {
    const effects = fit.fixef();
    const { estimate, se } = expected.fixef;
    expectClose(
      effects.map((effect) => effect.estimate),
      estimate,
      [...se],
      1e-4,
    );
    if (!regular) return;
    expectClose(
      effects.map((effect) => effect.stdError),
      se,
      [...se],
      1e-4,
    );
    for (const [i, row] of fit.vcov().entries()) {
      expectClose(
        row,
        expected.vcov[i],
        se.map((other) => other * se[i]),
        2e-4,
      );
    }
  });

  it("finds the variances and correlations", () => {
    const components = fit.varCorr();
    expect(components.map(({ group, names }) => [group, ...names])).toEqual(
      expected.varcorr.map(({ group, columns }) => [group, ...columns]),
    );
    expectClose([fit.sigma], [expected.sigma], expected.sigma, 1e-4);
    if (!identified) return;
    for (const [t, { sd, corr }] of expected.varcorr.entries()) {
      const component = components[t];
      expectClose(component.sd, sd, regular ? sizes(sd) : largestSd, regular ? 1e-4 : 1e-3);
      if (!regular) continue;
      for (const [i, row] of corr.entries()) {
        expectClose(component.corr[i], row as number[], sizes(row as number[], 0.1), 1e-4);
      }
    }
    if (!regular) return;
    expectClose(fit.theta, expected.theta, sizes(expected.theta, 0.1), 1e-4);
    expectClose(fit.par, expected.par, sizes(expected.par, 0.1), 1e-4);
  });

  it("says which covariances are not identified", () => {
    expect(fit.warnings.some(({ code }) => code === "W_NOT_IDENTIFIED")).toBe(!identified);
  });

  it("predicts the random effects", () => {
    if (!identified) return;
    const actual = fit.ranef();
    expect(Object.keys(actual).sort()).toEqual(Object.keys(expected.ranef).sort());
    for (const [group, { columns, levels, values, n_levels, condvar }] of Object.entries(expected.ranef)) {
      const effects = actual[group];
      expect(effects.names).toEqual(columns);
      expect(effects.levels.length).toBe(n_levels);
      expect(effects.levels.slice(0, levels.length)).toEqual(levels);
      const sd = expected.varcorr.filter((term) => term.group === group).flatMap((term) => term.sd);
      const unit = regular ? sd : sd.map((value) => Math.max(value, 0.01 * largestSd));
      for (const [i, row] of values.entries()) expectClose(effects.values[i], row, unit, regular ? 1e-4 : 1e-3);
      if (!regular) continue;
      for (const [i, matrix] of (condvar ?? []).entries()) {
        for (const [a, row] of matrix.entries()) {
          const scale = row.map((_, b) => Math.sqrt(matrix[a][a] * matrix[b][b]));
          expectClose(effects.condVar[i][a], row, scale, 3e-4);
        }
      }
    }
  });

  it("gives the fitted values and residuals", () => {
    const ten = expected.fitted_first10.length;
    expectClose(fit.fitted().slice(0, ten), expected.fitted_first10, expected.sigma, 1e-4);
    expectClose(fit.residuals().slice(0, ten), expected.resid_first10, expected.sigma, 1e-4);
    const total = fit.fitted().reduce((sum, value) => sum + value, 0);
    expectClose([total], [expected.sum_fitted], expected.sigma * expected.N, 1e-4);
    const rss = fit.residuals().reduce((sum, value) => sum + value * value, 0);
    expectClose([rss], [expected.rss], expected.rss, 1e-4);
  });

  it("evaluates the objective at given par", async () => {
    const table = await loadTable(reference.dataset);
    for (const { par, objective } of expected.objective_at) {
      const value = await objectiveAt(reference.formula, table, par, caseOptions(reference));
      expectClose([value], [objective], Math.abs(objective), 1e-9);
    }
  });

  for (const { newdata, population, conditional } of expected.predict ?? []) {
    it("predicts new data", () => {
      const alone = predict(fit, newdata, { randomEffects: "none" });
      expectClose(alone, population, expected.sigma, 1e-4);
      const grouped = predict(fit, newdata, { newLevels: "population" });
      expectClose(grouped, conditional, expected.sigma, 1e-4);
    });
  }
}

for (const reference of cases) {
  const { id, dataset, formula, reason } = reference;
  if (reason !== undefined) {
    it(`${id}: ${formula} is refused: ${reason}`, async () => {
      const fit = loadTable(dataset).then((table) => lmm(formula, table, caseOptions(reference)));
      await expect(fit).rejects.toBeInstanceOf(UnsupportedError);
    });
  } else if (datasetPath(dataset) === null) {
    it.skip(`${id}: ${formula} (data set ${dataset} is not here)`);
  } else {
    describe(`${id}: ${formula}`, () => checkCase(reference));
  }
}

describe("the list of models", () => {
  it("gives a reason for each optimum lower than the reference", () => {
    const known = lowerThanReference.flatMap((difference) => difference.cases);
    expect(referenceIds.filter((id) => lowerFit(id) !== null)).toEqual(known.sort());
  });

  it("names every reference fit once", () => {
    expect(cases.map(({ id }) => id).sort()).toEqual([...referenceIds].sort());
  });
});
