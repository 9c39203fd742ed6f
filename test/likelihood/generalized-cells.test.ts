import { describe, expect, it } from "vitest";
import { type GlmmOptions, glmm } from "../../src/index.js";
import { cellRows } from "../../src/likelihood/generalized/cells.js";
import type { GlmmEstimates } from "../../src/likelihood/generalized/estimates.js";
import { GeneralizedLikelihood } from "../../src/likelihood/generalized/likelihood.js";
import { RandomStream } from "../../src/math/random-stream.js";
import { poissonVariate } from "../../src/math/random-variates.js";
import { buildModel, likelihoodModel } from "../../src/model/build.js";
import { generalizedSpec } from "../../src/model/spec.js";

type Data = Record<string, (number | string)[]>;

/** Trials of some subjects and items under two conditions, each combination several times over. */
function trials(rows: number, seed: number): Data {
  const stream = new RandomStream(seed);
  const subjects = Array.from({ length: 14 }, () => stream.normal());
  const items = Array.from({ length: 9 }, () => 0.6 * stream.normal());
  const all = Array.from({ length: rows }, () => {
    const s = Math.floor(14 * stream.uniform());
    const i = Math.floor(9 * stream.uniform());
    const x = Math.floor(2 * stream.uniform());
    const eta = -0.4 + 0.7 * x + subjects[s] + items[i];
    const n = Math.floor(5 * stream.uniform());
    const p = 1 / (1 + Math.exp(-eta));
    const wins = Array.from({ length: n }, () => (stream.uniform() < p ? 1 : 0)).reduce<number>((a, b) => a + b, 0);
    return { s: `s${s}`, i: `i${i}`, x, z: x - 0.5, y: stream.uniform() < p ? 1 : 0, n, wins, eta };
  });
  return {
    s: all.map(({ s }) => s),
    i: all.map(({ i }) => i),
    x: all.map(({ x }) => (x === 0 ? "a" : "b")),
    z: all.map(({ z }) => z),
    y: all.map(({ y }) => y),
    wins: all.map(({ wins }) => wins),
    losses: all.map(({ wins, n }) => n - wins),
    two: all.map((_, row) => 1 + (row % 3)),
    half: all.map((_, row) => 1 + (row % 3) / 2),
    off: all.map(({ x }) => 0.1 * x),
    count: all.map(({ eta }) => poissonVariate(Math.exp(0.5 * eta), stream)),
  };
}

const both = (formula: string, data: Data, options: GlmmOptions) => {
  const model = likelihoodModel(buildModel(formula, data, generalizedSpec(options)));
  const given = model as ConstructorParameters<typeof GeneralizedLikelihood>[0];
  return { cells: new GeneralizedLikelihood(given), rows: new GeneralizedLikelihood(given, null), given };
};

const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(
    ...Array.from(a, (value, i) => Math.abs(value - b[i]) / Math.max(Math.abs(value), Math.abs(b[i]), 1e-3)),
    a.length === b.length ? 0 : Number.POSITIVE_INFINITY,
  );

const CASES: readonly (readonly [string, GlmmOptions])[] = [
  ["y ~ x + (1 | s) + (1 | i)", { family: "binomial" }],
  ["y ~ x + (z | s)", { family: "binomial", link: "probit" }],
  ["y ~ x + (1 | s)", { family: "binomial", link: "cloglog", nAGQ: 7 }],
  ["y ~ x + (1 | s) + (1 | i)", { family: "binomial", link: "cloglog", nAGQ: 0 }],
  ["y ~ x + (z || s)", { family: "binomial", weights: "two" }],
  ["cbind(wins, losses) ~ x + (1 | s)", { family: "binomial" }],
  ["cbind(wins, losses) ~ x + (1 | s) + (1 | i)", { family: "binomial", link: "probit", weights: "two" }],
  ["count ~ x + (1 | s) + (1 | i)", { family: "poisson" }],
  ["count ~ x + offset(off) + (z | s)", { family: "poisson", weights: "two" }],
  ["count ~ x + (1 | i)", { family: "poisson", link: "log", nAGQ: 5 }],
  ["count ~ x + (1 | s)", { family: "poisson", link: "identity", start: { theta: [0.3] } }],
];

describe("rows of generalized models that share their covariates", () => {
  const data = trials(1500, 1);

  it.each(CASES)("are one in the core, and all that is said of them is as without: %s %o", (formula, options) => {
    const { cells, rows } = both(formula, data, options);
    expect(cells.stored.nobs).toBe(1500);
    const found = cells.maximizeAtOnce();
    const best = rows.maximizeAtOnce();
    expect(found.convergence.converged).toBe(true);
    expect(apart(found.theta, best.theta)).toBeLessThan(1e-6);
    expect(apart([found.objective], [best.objective])).toBeLessThan(1e-12);
    const wanted = rows.at(best);
    // At the same point: objective and parts with their constants, and every row.
    const there = cells.at(wanted);
    expect(apart([there.objective], [wanted.objective])).toBeLessThan(1e-12);
    for (const part of Object.keys(wanted.parts) as (keyof GlmmEstimates["parts"])[]) {
      expect(apart([there.parts[part]], [wanted.parts[part]]), part).toBeLessThan(1e-8);
    }
    for (const name of ["beta", "eta", "mu", "workingWeights", "response"] as const) {
      expect(apart(there[name], wanted[name]), name).toBeLessThan(1e-7);
    }
    expect(apart(cells.vcov(found), rows.vcov(best))).toBeLessThan(2e-6);
    for (let factor = 0; factor < wanted.modes.length; factor++) {
      expect(apart(cells.modes(there)[factor], rows.modes(wanted)[factor])).toBeLessThan(1e-7);
      const variances = [cells.conditionalCovariance(there, factor), rows.conditionalCovariance(wanted, factor)];
      expect(apart(variances[0], variances[1])).toBeLessThan(1e-7);
    }
    expect(cells.rowWeights(found)).toHaveLength(1500);
    expect(cells.totalWeights).toEqual(rows.totalWeights);
  });

  it("are found whatever their order, in an order of their own", () => {
    const keys = Array.from({ length: 1500 }, (_, row) => `${data.s[row]} ${data.i[row]} ${data.x[row]}`);
    const { given } = both("y ~ x + (1 | s) + (1 | i)", data, { family: "binomial" });
    const rows = cellRows(given);
    expect(rows?.count).toBe(new Set(keys).size);
    const pairs = new Set(keys.map((key, row) => `${key}: ${rows?.cell[row]}`));
    expect(pairs.size).toBe(rows?.count);
    const levels = given.design.factors.map(({ codes }) => codes);
    const order = Array.from({ length: 1500 }, (_, row) => row).sort(
      (a, b) => (rows?.cell[a] ?? 0) - (rows?.cell[b] ?? 0),
    );
    const place = (row: number) => levels.reduce((sum, codes) => 20 * sum + codes[row], 0);
    for (let at = 1; at < order.length; at++) {
      expect(place(order[at])).toBeGreaterThanOrEqual(place(order[at - 1]));
    }
  });

  it("give the same bits in any order of rows", async () => {
    const stream = new RandomStream(9);
    const order = Array.from({ length: 1500 }, (_, row) => ({ row, at: stream.uniform() })).sort((a, b) => a.at - b.at);
    const shuffled = Object.fromEntries(
      Object.entries(data).map(([name, values]) => [name, order.map(({ row }) => values[row])]),
    );
    for (const [formula, options] of CASES) {
      const [one, other] = [await glmm(formula, data, options), await glmm(formula, shuffled, options)];
      expect(other.theta).toEqual(one.theta);
      expect(other.fixef()).toEqual(one.fixef());
      expect(other.logLik).toBeCloseTo(one.logLik, 9);
    }
  });

  it("stay rows where there are few, or where the family, its link, a covariate or broken weights do not allow cells", () => {
    const isReduced = (formula: string, options: GlmmOptions, table = data) => {
      const { given } = both(formula, table, options);
      return cellRows(given) !== null;
    };
    expect(isReduced("y ~ x + (1 | s)", { family: "binomial" })).toBe(true);
    expect(isReduced("y ~ x + (1 | s)", { family: "binomial" }, trials(999, 2))).toBe(false);
    expect(isReduced("count ~ x + (1 | s)", { family: "negbinomial" })).toBe(false);
    expect(isReduced("count ~ x + (1 | s)", { family: "poisson", link: "sqrt" })).toBe(false);
    expect(isReduced("y ~ x + (1 | s)", { family: "binomial", link: "cauchit" })).toBe(false);
    expect(isReduced("half ~ x + (1 | s)", { family: "gamma" })).toBe(false);
    const each = { ...data, own: data.y.map((_, row) => row / 7), third: data.y.map((_, row) => row % 501) };
    expect(isReduced("y ~ own + (1 | s)", { family: "binomial" }, each)).toBe(false);
    expect(isReduced("y ~ x + (own | s)", { family: "binomial" }, each)).toBe(false);
    expect(isReduced("y ~ x + offset(own) + (1 | s)", { family: "binomial" }, each)).toBe(false);
    expect(isReduced("y ~ third + (1 | s)", { family: "binomial" }, each)).toBe(false);
    const { cells, rows } = both("count ~ x + (1 | s)", data, { family: "poisson", weights: "half" });
    expect(cells.maximizeAtOnce().objective).toBe(rows.maximizeAtOnce().objective);
  });

  it("answer other responses, quadrature's question and the model without random effects as rows do", async () => {
    const { cells, rows } = both("y ~ x + (1 | s)", data, { family: "binomial" });
    const other = Float64Array.from(data.y, (value, row) => (row % 11 === 0 ? 1 - Number(value) : Number(value)));
    const [found, wanted] = [cells, rows].map((likelihood) => likelihood.withResponse(other).maximizeAtOnce());
    expect(apart(found.theta, wanted.theta)).toBeLessThan(1e-7);
    expect(apart([found.objective], [wanted.objective])).toBeLessThan(1e-12);
    const zero = { ...found, theta: Float64Array.of(0) };
    expect(apart([cells.withoutRandom(zero)], [rows.withoutRandom(zero)])).toBeLessThan(1e-12);
    expect(apart([cells.objectiveAt(wanted)], [rows.objectiveAt(wanted)])).toBeLessThan(1e-12);
  });
});
