import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import {
  Fit,
  glmm,
  type LiveFit,
  lmm,
  type PredictionsOptions,
  predict,
  predictions,
  restore,
  toTable,
} from "../../../src/index.js";
import { Kriging, type RowEffects } from "../../support/kriging.js";
import { caseOptions, cases, glmmCaseOptions, glmmCases, loadTable } from "../../support/reference.js";

interface Fixture {
  readonly se: readonly {
    readonly id: string;
    readonly rows: readonly number[];
    readonly estimate: readonly number[];
    readonly se: readonly number[];
    readonly population_se: readonly number[];
  }[];
  readonly iris: {
    readonly data: Record<string, (string | number)[]>;
    readonly se: readonly number[];
    readonly population_se: readonly number[];
  };
  readonly means: readonly {
    readonly df: "satterthwaite" | "kenward-roger";
    readonly level: number;
    readonly days: readonly number[];
    readonly estimate: readonly number[];
    readonly se: readonly number[];
    readonly nu: readonly number[];
    readonly lower: readonly number[];
    readonly upper: readonly number[];
  }[];
}

const path = fileURLToPath(new URL("../../fixtures/prediction.json", import.meta.url));
const fixture = JSON.parse(readFileSync(path, "utf8")) as Fixture;

/** Rows of a table by number. */
async function rowsOf(dataset: string, rows: readonly number[]): Promise<Record<string, unknown>[]> {
  const table = await loadTable(dataset);
  return rows.map((row) =>
    Object.fromEntries(
      Array.from(table.columns, ([name, column]) => {
        if (column.kind === "number") return [name, column.values[row]];
        return [name, column.kind === "factor" ? column.levels[column.codes[row]] : null];
      }),
    ),
  );
}

/** The model with another covariance matrix of its coefficients. */
function withVcov(fit: LiveFit, vcov: number[][]): Fit {
  return Object.defineProperty(Fit.of(fit.live), "vcov", { value: () => vcov });
}

function relative(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(actual[i] - expected[i]), `${i}: ${actual[i]} against ${expected[i]}`).toBeLessThan(
      tolerance * Math.abs(expected[i]),
    );
  }
}

describe("standard errors of predictions", () => {
  it.each(fixture.se)(
    "are those of the mixed-model equations at lme4's fit: $id",
    async ({ id, rows, ...expected }) => {
      const linear = cases.find((entry) => entry.id === id);
      const other = glmmCases.find((entry) => entry.id === id);
      const entry = linear ?? other;
      if (entry === undefined) throw new Error(id);
      const table = await loadTable(entry.dataset);
      const fit = linear
        ? await lmm(linear.formula, table, caseOptions(linear))
        : await glmm(entry.formula, table, other && glmmCaseOptions(other));
      const data = await rowsOf(entry.dataset, rows);
      const link = { type: "link" } as const;
      const model = !fit.isLinear ? withVcov(fit, fit.vcov("RX")) : fit;
      const all = predictions(model, data, link);
      relative(all.estimate, expected.estimate, 1e-5);
      relative(all.stdError, expected.se, 1e-5);
      relative(predictions(model, data, { ...link, randomEffects: "none" }).stdError, expected.population_se, 1e-5);
    },
  );

  it("are those that lme4's own tests expect for iris", async () => {
    const fit = await lmm("width ~ length + (1 | species)", fixture.iris.data);
    relative(predictions(fit).stdError.slice(0, 6), fixture.iris.se, 1e-6);
    relative(predictions(fit, null, { randomEffects: "none" }).stdError.slice(0, 6), fixture.iris.population_se, 1e-6);
    const published = [0.0271816400250223, 0.0272298862268211, 0.0286188379907626];
    relative(predictions(fit).stdError.slice(0, 3), published, 1e-6);
    const alone = [0.451147865048879, 0.451497971849052, 0.451930732595154];
    relative(predictions(fit, null, { randomEffects: "none" }).stdError.slice(0, 3), alone, 1e-6);
  });

  it.each(fixture.means)("of population means have the intervals of emmeans: $df", async (expected) => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    const { df, level } = expected;
    const found = predictions(fit, { Days: [...expected.days] }, { randomEffects: "none", df, level });
    relative(found.estimate, expected.estimate, 1e-6);
    relative(found.stdError, expected.se, 1e-5);
    relative(found.df, expected.nu, 1e-4);
    relative(found.lower, expected.lower, 1e-5);
    relative(found.upper, expected.upper, 1e-5);
  });
});

interface Small {
  readonly name: string;
  readonly fit: () => Promise<LiveFit>;
}

/** 60 rows of two crossed factors, a covariate, weights and responses of several kinds. */
const small = (() => {
  let state = 7;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const rows = Array.from({ length: 60 }, (_, i) => ({
    g: `g${i % 7}`,
    h: `h${Math.floor(uniform() * 5)}`,
    x: Math.round(uniform() * 100) / 10,
    w: 0.5 + uniform(),
  }));
  const effect = [1.5, -1, 0.3, 2, -2.2, 0.1, -0.6];
  return rows.map((row, i) => {
    const eta = 0.4 * row.x + effect[i % 7] + (row.h === "h2" ? 1.2 : -0.4) * (1 + 0.2 * row.x);
    return {
      ...row,
      y: 10 + 2 * eta + 3 * (uniform() + uniform() - 1),
      count: Math.floor(0.6 * Math.exp(0.25 * eta) + 2 * uniform()),
      hit: uniform() < 1 / (1 + Math.exp(1.5 - 0.6 * eta)) ? 1 : 0,
    };
  });
})();

const models: readonly Small[] = [
  { name: "crossed, correlated slopes, weights", fit: () => lmm("y ~ x + (x | g) + (1 | h)", small, { weights: "w" }) },
  {
    name: "two terms of one factor, by maximum likelihood",
    fit: () => lmm("y ~ poly(x, 2) + (1 | g) + (0 + x | g) + (1 | h)", small, { reml: false }),
  },
  { name: "poisson, crossed", fit: () => glmm("count ~ x + (1 | g) + (1 | h)", small, { family: "poisson" }) },
  {
    name: "binomial with a probit",
    fit: () => glmm("hit ~ x + (1 | g)", small, { family: "binomial", link: "probit" }),
  },
  {
    name: "gamma, whose scale is estimated",
    fit: () => glmm("y ~ x + (1 | g) + (1 | h)", small, { family: "gamma", link: "log" }),
  },
];

describe.each(models)("predictions of a small model agree with kriging: $name", (model) => {
  let fit: LiveFit;
  let oracle: Kriging;
  const fresh = { x: [0, 3.3, 12, 5], g: ["g0", "g5", "g3", "new"], h: ["h2", "h0", "other", "h1"] };
  beforeAll(async () => {
    fit = await model.fit();
    oracle = new Kriging(fit);
  });

  /** x and z of the new rows: from a fit of the same formula to old and new rows together, by the model's own columns. */
  const effects = (row: number): { x: number[]; z: RowEffects } => {
    const names = new Map(fit.varCorr().map(({ group }) => [group, [] as string[]]));
    for (const { group, names: columns } of fit.varCorr()) names.get(group)?.push(...columns);
    const z = Object.fromEntries(
      Array.from(names, ([group, columns]) => {
        const level = fresh[group as "g" | "h"][row];
        return [group, { level, values: columns.map((column) => (column === "x" ? fresh.x[row] : 1)) }];
      }),
    );
    // Unit vectors of β through predict() give the columns of X.
    const x = fit.fixef().map((_, j) => {
      const beta = new Float64Array(fit.rank);
      beta[j] = 1;
      const predictor = { ...fit.predictor, beta };
      const unit = Object.defineProperty(Fit.of(fit.live), "predictor", { value: predictor });
      return predict(unit, fresh, { randomEffects: "none", type: "link" })[row];
    });
    return { x, z };
  };
  const only = (z: RowEffects, groups: readonly string[]): RowEffects =>
    Object.fromEntries(Object.entries(z).filter(([group]) => groups.includes(group)));

  it("with all effects, whose new levels are given their variance", () => {
    const { stdError } = predictions(fit, fresh, { newLevels: "variance", type: "link" });
    const expected = [0, 1, 2, 3].map((row) => {
      const { x, z } = effects(row);
      return Math.sqrt(oracle.variance(x, z, fit.vcov()));
    });
    relative(stdError, expected, 1e-8);
  });

  it("with new levels at zero, and for a subset of groups", () => {
    const zero = predictions(fit, fresh, { newLevels: "population", type: "link" });
    const known = (group: string, row: number) => !["new", "other"].includes(fresh[group as "g" | "h"][row]);
    const variances = (groups: readonly string[]) =>
      [0, 1, 2, 3].map((row) => {
        const { x, z } = effects(row);
        return oracle.variance(
          x,
          only(
            z,
            groups.filter((group) => known(group, row)),
          ),
          fit.vcov(),
        );
      });
    relative(zero.stdError, variances(["g", "h"]).map(Math.sqrt), 1e-8);
    const subset = predictions(fit, fresh, { newLevels: "population", randomEffects: ["g"], type: "link" });
    relative(subset.stdError, variances(["g"]).map(Math.sqrt), 1e-8);
    relative(
      subset.estimate,
      predict(fit, { ...fresh, h: ["a", "a", "a", "a"] }, { newLevels: "population", type: "link" }),
      1e-12,
    );
    const population = predictions(fit, fresh, { randomEffects: "none", type: "link" });
    relative(population.stdError, variances([]).map(Math.sqrt), 1e-8);
  });

  it("for the rows fitted, as for the same rows given", () => {
    const rows = predictions(fit, null, { type: "link" });
    const given = predictions(fit, small, { type: "link" });
    relative(rows.stdError, given.stdError, 1e-12);
    const expected = [0, 31, 59].map((row) => {
      const x = fit.kept.map((column) => fit.live.design.fixed.columns[column][row]);
      return Math.sqrt(oracle.variance(x, oracle.effectsOf(row), fit.vcov()));
    });
    relative(
      [0, 31, 59].map((row) => rows.stdError[row]),
      expected,
      1e-8,
    );
  });
});

describe("prediction intervals", () => {
  let fit: LiveFit;
  beforeAll(async () => {
    fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
  });
  const data = { Days: [2, 9], Subject: ["308", "x"] };
  const width = ({ lower, upper }: { lower: Float64Array; upper: Float64Array }) =>
    upper.map((x, i) => ((x - lower[i]) / (2 * 1.959963984540054)) ** 2);

  it("add the residual and the effects that are not conditioned on", () => {
    const [{ variance, sd, corr }] = fit.varCorr();
    const ofLevel = (days: number) => variance[0] + 2 * days * sd[0] * sd[1] * corr[0][1] + days * days * variance[1];
    const residual = fit.sigma * fit.sigma;
    const options = { interval: "prediction", newLevels: "variance" } as const;
    const all = predictions(fit, data, options);
    relative(
      width(all),
      all.stdError.map((se) => se * se + residual),
      1e-9,
    );
    const zero = predictions(fit, data, { ...options, newLevels: "population" });
    relative(width(zero), [zero.stdError[0] ** 2 + residual, zero.stdError[1] ** 2 + ofLevel(9) + residual], 1e-9);
    const none = predictions(fit, { Days: [2, 9] }, { interval: "prediction", randomEffects: "none" });
    relative(
      width(none),
      none.stdError.map((se, i) => se * se + ofLevel([2, 9][i]) + residual),
      1e-9,
    );
    const intercepts = predictions(
      fit,
      { Days: [2], Subject: ["308"] },
      { interval: "prediction", randomEffects: "~ (1 | Subject)" },
    );
    relative(
      width(intercepts),
      intercepts.stdError.map((se) => se * se + 4 * variance[1] + residual),
      1e-9,
    );
  });

  it("divide the residual's variance by weights", async () => {
    const weighted = await lmm("Reaction ~ Days + (1 | Subject)", await loadTable("sleepstudy_w"), { weights: "w" });
    const options = { interval: "prediction", randomEffects: ["Subject"] } as const;
    const found = predictions(weighted, { Days: [1], Subject: ["309"] }, { ...options, weights: [4] });
    relative(
      width(found),
      found.stdError.map((se) => se * se + weighted.sigma ** 2 / 4),
      1e-9,
    );
    const { weights } = weighted.live.design;
    const rows = predictions(weighted, null, options);
    relative(
      width(rows),
      rows.stdError.map((se, i) => se * se + weighted.sigma ** 2 / (weights?.[i] ?? 1)),
      1e-9,
    );
  });

  it("have wider limits under fewer degrees of freedom", () => {
    const options = { interval: "prediction", df: "residual", newLevels: "variance" } as const;
    const found = predictions(fit, data, options);
    expect(Array.from(found.df)).toEqual([178, 178]);
    const normal = predictions(fit, data, { ...options, df: "asymptotic" });
    const ratio = (found.upper[0] - found.estimate[0]) / (normal.upper[0] - normal.estimate[0]);
    // R: qt(0.975, 178) / qnorm(0.975)
    expect(ratio).toBeCloseTo(1.973380889 / 1.959963985, 8);
  });
});

describe("predictions of generalized models", () => {
  it("have standard errors where nothing but an intercept is left of the model", async () => {
    const y = Array.from({ length: 24 }, (_, i) => (5 * i) % 4);
    const data = { y, g: y.map((_, i) => `g${i % 6}`) };
    const fit = await glmm("y ~ 1 + (1 | g)", data, { family: "poisson" });
    expect(Array.from(fit.theta)).toEqual([0]);
    const { estimate, stdError } = predictions(fit, null, { type: "link", randomEffects: "none" });
    const mean = y.reduce((sum, value) => sum + value, 0) / 24;
    expect(estimate[0]).toBeCloseTo(Math.log(mean), 7);
    expect(stdError[0]).toBeCloseTo(1 / Math.sqrt(24 * mean), 7);
  });

  let fit: LiveFit;
  beforeAll(async () => {
    fit = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", await loadTable("cbpp"));
  });
  const data = { period: ["1", "3"], herd: ["2", "5"] };

  it("carry limits over from the link, and standard errors by the delta method", () => {
    const link = predictions(fit, data, { type: "link" });
    const response = predictions(fit, data);
    const inverse = (x: number) => 1 / (1 + Math.exp(-x));
    relative(response.estimate, link.estimate.map(inverse), 1e-12);
    relative(response.lower, link.lower.map(inverse), 1e-12);
    relative(response.upper, link.upper.map(inverse), 1e-12);
    relative(
      response.stdError,
      link.stdError.map((se, i) => se * response.estimate[i] * (1 - response.estimate[i])),
      1e-12,
    );
  });

  it("keep limits in order where the link falls", async () => {
    const falling = await glmm("y ~ x + (1 | g)", small, { family: "gamma", link: "inverse" });
    const { lower, estimate, upper } = predictions(falling);
    expect(estimate.every((value, i) => lower[i] < value && value < upper[i])).toBe(true);
  });

  it("have prediction intervals in counts", () => {
    const found = predictions(fit, data, { interval: "prediction", trials: [10, 10] });
    found.lower.forEach((value, i) => {
      expect(Math.abs(10 * value - Math.round(10 * value))).toBeLessThan(1e-12);
      expect(value).toBeLessThanOrEqual(found.estimate[i]);
      expect(found.upper[i]).toBeGreaterThan(found.estimate[i]);
    });
  });
});

describe("predictions", () => {
  it.each(["asymptotic", "residual", "satterthwaite", "kenward-roger"] as const)(
    "are NaN in rows that miss a value, with %s degrees of freedom",
    async (df) => {
      const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
      const answer = predictions(fit, { Days: [1, Number.NaN, 3] }, { randomEffects: "none", df });
      for (const values of [answer.estimate, answer.stdError, answer.df, answer.lower, answer.upper]) {
        expect(Array.from(values, Number.isNaN)).toEqual([false, true, false]);
      }
    },
  );

  let fit: LiveFit;
  beforeAll(async () => {
    fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
  });

  it("of a restored model need the data for the errors of its modes alone", () => {
    const restored = restore(JSON.stringify(fit));
    const none = { randomEffects: "none", interval: "prediction" } as const;
    expect(predictions(restored, { Days: [3] }, none)).toEqual(predictions(fit, { Days: [3] }, none));
    const strangers = { Days: [3, 4], Subject: ["a", "b"] };
    const options = { newLevels: "variance" } as const;
    expect(predictions(restored, strangers, options)).toEqual(predictions(fit, strangers, options));
    expect(() => predictions(restored, { Days: [3], Subject: ["308"] })).toThrow(
      "a restored model has no standard errors of predictions with random effects, which need the data",
    );
    expect(() => predictions(restored, { Days: [3] }, { randomEffects: "none", df: "satterthwaite" })).toThrow(
      'df "satterthwaite" is for linear models with their data',
    );
  });

  it("give NaN for a row with a missing value, and nothing to the others", () => {
    const found = predictions(fit, { Days: [null, 2], Subject: ["308", "309"] });
    expect([found.estimate[0], found.stdError[0], found.lower[0], found.upper[0]]).toEqual([NaN, NaN, NaN, NaN]);
    expect(found.stdError[1]).toBe(predictions(fit, { Days: [2], Subject: ["309"] }).stdError[0]);
  });

  it("take columns as any data do", () => {
    const table = toTable([{ Days: 2, Subject: 309 }]);
    expect(predictions(fit, table)).toEqual(predictions(fit, { Days: [2], Subject: ["309"] }));
  });

  it.each<[PredictionsOptions | Record<string, unknown>, string]>([
    [{ intervall: "prediction" }, 'unknown option "intervall" of predictions(); did you mean "interval"?'],
    [{ level: 95 }, 'option "level" must be a number between 0 and 1, not 95'],
    [{ df: "satterthwaite" }, 'df "satterthwaite" is for confidence intervals of population means'],
    [{ df: "kr" }, 'option "df" must be "satterthwaite", "kenward-roger", "residual" or "asymptotic", not "kr"'],
    [{ interval: "prediction", weights: [1, 2] }, "weights has 2 values, but the new data have 1 rows"],
    [{ interval: "prediction", randomEffects: "averaged" }, 'interval "prediction" with randomEffects "averaged"'],
  ])("refuse what cannot be: %j", (options, message) => {
    expect(() => predictions(fit, { Days: [1], Subject: ["308"] }, options as PredictionsOptions)).toThrow(message);
  });
});
