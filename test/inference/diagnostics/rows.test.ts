// Leverages, standardized residuals and one-step influence of rows.

import { beforeAll, describe, expect, it } from "vitest";
import type { LiveFit } from "../../../src/fit/fit.js";
import { glmm, lmm } from "../../../src/index.js";
import { dfbetas } from "../../../src/inference/diagnostics/dfbetas.js";
import { cooksDistance, leverages, standardizedResiduals } from "../../../src/inference/diagnostics/rows.js";
import { splitTheta } from "../../../src/likelihood/terms.js";
import { inverse } from "../../support/dense-inference.js";
import { fitSmall, smallData, smallModels } from "../small-models.js";
import { expectClose, fitAtReference, fixture } from "./fixture.js";

for (const model of fixture.models) {
  describe(`${model.id}: ${model.formula}`, () => {
    // glmer() does not find the optimum to more digits, and our last Newton step leaves its point.
    const tolerance = model.family ? 3e-5 : 1e-8;
    let fit: LiveFit;
    beforeAll(async () => {
      fit = await fitAtReference(model);
    });

    it("is at the parameters of the reference", () => {
      expectClose(fit.theta, model.theta, model.family ? tolerance : 1e-12);
      expectClose(fit.beta, model.beta, tolerance);
      expect(Math.abs(fit.sigma - model.sigma)).toBeLessThan(1e-8 * model.sigma);
    });

    it("has the diagonal of the hat matrix for leverages", () => {
      expectClose(leverages(fit), model.hat, model.family ? tolerance : 1e-9);
    });

    it("has lme4's one-step Cook's distances and studentized residuals", () => {
      if (model.cooks) expectClose(cooksDistance(fit), model.cooks, tolerance);
      if (model.rstudent) expectClose(standardizedResiduals(fit, { type: "studentized" }), model.rstudent, tolerance);
    });
  });
}

interface DenseRows {
  /** √w [ZΛ X] by row, its penalized cross-products' inverse C, and √w times the working residual. */
  readonly rows: readonly Float64Array[];
  readonly inverse: readonly Float64Array[];
  readonly residuals: Float64Array;
  readonly effects: number;
}

/** The penalized least squares of a fit, all in one matrix. */
function denseRows(fit: LiveFit): DenseRows {
  const { design, likelihood } = fit.live;
  const layout = likelihood.terms;
  const lambdas = splitTheta(layout, fit.theta);
  const root = Float64Array.from({ length: fit.nobs }, (_, i) => Math.sqrt(fit.rowWeights[i]));
  const offsets: number[] = [];
  let effects = 0;
  design.random.forEach((term) => {
    offsets.push(effects);
    effects += design.factors[term.factor].levels.length * term.names.length;
  });
  const width = effects + fit.rank;
  const rows = Array.from({ length: fit.nobs }, (_, i) => {
    const row = new Float64Array(width);
    design.random.forEach((term, t) => {
      const k = term.names.length;
      const at = offsets[t] + design.factors[term.factor].codes[i] * k;
      for (let b = 0; b < k; b++) {
        for (let a = 0; a < k; a++) row[at + b] += root[i] * (term.columns[a]?.[i] ?? 1) * lambdas[t][a + b * k];
      }
    });
    fit.kept.forEach((column, j) => {
      row[effects + j] = root[i] * design.fixed.columns[column][i];
    });
    return row;
  });
  const gram = Array.from({ length: width }, (_, a) =>
    Float64Array.from({ length: width }, (_, b) => {
      const sum = rows.reduce((total, row) => total + row[a] * row[b], 0);
      return a === b && a < effects ? sum + 1 : sum;
    }),
  );
  const scaled = fit.residuals("scaled");
  return { rows, inverse: inverse(gram), residuals: scaled.map((r) => r * fit.effectScale), effects };
}

function timesInverse({ inverse: c }: DenseRows, row: Float64Array): Float64Array {
  return Float64Array.from(c, (entries) => entries.reduce((sum, x, j) => sum + x * row[j], 0));
}

describe("against one dense matrix of all random and fixed effects", () => {
  const check = (fit: LiveFit) => {
    const dense = denseRows(fit);
    const changes = dense.rows.map((row) => timesInverse(dense, row));
    const expected = dense.rows.map((row, i) => row.reduce((sum, x, j) => sum + x * changes[i][j], 0));
    expectClose(leverages(fit), expected, 1e-11);
    const { values } = dfbetas(fit, { scaled: false });
    values.forEach((column, j) => {
      const moved = changes.map((c, i) => (-c[dense.effects + j] * dense.residuals[i]) / (1 - expected[i]));
      expectClose(column, moved, 1e-9);
    });
    const { values: scaled } = dfbetas(fit);
    scaled.forEach((column, j) => {
      const error = fit.effectScale * Math.sqrt(dense.inverse[dense.effects + j][dense.effects + j]);
      expectClose(
        column,
        Array.from(values[j], (value) => value / error),
        1e-9,
      );
    });
  };

  for (const model of smallModels) {
    it(`leverages and one-step changes of coefficients: ${model.title}`, async () => check(await fitSmall(model)));
  }

  it("the same of generalized models", async () => {
    const data = smallData();
    const y = Array.from(data.y as number[], (value) => Math.round(Math.abs(value)));
    check(await glmm("y ~ x + (1 + x | g) + (1 | h)", { ...data, y }, { family: "poisson" }));
    check(await glmm("y ~ x + (1 | g)", { ...data, y: y.map((v) => v + 0.5) }, { family: "gamma", link: "log" }));
    const ill = y.map((value) => Math.min(value, 9));
    check(await glmm("cbind(ill, 9 - ill) ~ x + f + (1 | g) + (1 | h)", { ...data, ill }, { family: "binomial" }));
  });

  it("weights of rows are ones where there are none", async () => {
    const data = smallData();
    const n = data.y.length;
    const ones = new Float64Array(n).fill(1);
    expect((await lmm("y ~ x + (1 | g)", data)).rowWeights).toEqual(ones);
    const weights = Array.from(ones, (_, i) => 1 + (i % 3));
    expect((await lmm("y ~ x + (1 | g)", data, { weights })).rowWeights).toEqual(Float64Array.from(weights));
  });

  it("a row with a coefficient of its own has a leverage of 1", async () => {
    const data = smallData();
    const own = Array.from({ length: 54 }, (_, i) => (i === 3 ? 1 : 0));
    const fit = await lmm("y ~ x + own + (1 | g)", { ...data, own });
    expect(leverages(fit)[3]).toBeCloseTo(1, 12);
  });
});
