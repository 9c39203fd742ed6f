// Covariance parameters that no response could tell apart: which designs have them, by dense ∂V, and how they are told.
import { describe, expect, it } from "vitest";
import type { Column } from "../../src/data/table.js";
import { identifiable } from "../../src/fit/warnings/identification.js";
import { fixefTests, glmm, type LiveFit, type LmmOptions, lmm } from "../../src/index.js";
import { symmetricEigen } from "../../src/math/symmetric-eigen.js";
import { normals, uniforms } from "../support/random-designs.js";
import { loadTable } from "../support/reference.js";

type Data = Record<string, string[] | Float64Array>;

/** Crossed groups of unequal sizes, a covariate within levels, one between, a factor within. */
function data(seed: number): Data {
  const uniform = uniforms(seed);
  const normal = normals(seed + 500);
  const n = 48 + Math.floor(uniform() * 40);
  const levels = 5 + Math.floor(uniform() * 5);
  const rows = Array.from({ length: n }, (_, i) => (i < 2 * levels ? i % levels : Math.floor(uniform() * levels)));
  const items = Array.from({ length: n }, () => Math.floor(uniform() * 6));
  const perLevel = Array.from({ length: levels }, normal);
  return {
    y: Float64Array.from({ length: n }, normal),
    x: Float64Array.from({ length: n }, normal),
    w: Float64Array.from({ length: n }, () => 0.5 + uniform()),
    between: Float64Array.from(rows, (level) => perLevel[level]),
    g: rows.map((level) => `g${level}`),
    h: rows.map((level) => `h${(7 * level) % 11}_${level}`),
    half: rows.map((level) => (level % 2 === 0 ? "a" : "b")),
    item: items.map((item) => `i${item}`),
    f: Array.from({ length: n }, () => "abc"[Math.floor(3 * uniform())]),
  };
}

/** Dimension of the directions in which M V M does not move, by n × n matrices, beyond those of absorbed columns. */
function denseNullity({ live }: LiveFit, hasScale: boolean): number {
  const { design, likelihood, spec } = live;
  const { nobs } = design;
  const roots = Float64Array.from({ length: nobs }, (_, i) => Math.sqrt(likelihood.totalWeights?.[i] ?? 1));
  const axes: Float64Array[] = [];
  const project = (column: Float64Array) => {
    for (const axis of [...axes, ...axes]) {
      const share = column.reduce((sum, value, i) => sum + value * axis[i], 0);
      axis.forEach((value, i) => (column[i] -= share * value));
    }
    return column;
  };
  if (spec.method === "REML") {
    for (const kept of likelihood.kept) {
      const axis = project(design.fixed.columns[kept].map((value, i) => value * roots[i]));
      const length = Math.hypot(...axis);
      axes.push(axis.map((value) => value / length));
    }
  }
  const matrices: Float64Array[] = [];
  const add = (entry: (i: number, j: number) => number) => {
    const columns = Array.from({ length: nobs }, (_, j) =>
      project(Float64Array.from({ length: nobs }, (_r, i) => entry(i, j))),
    );
    const rows = Array.from({ length: nobs }, (_, i) => project(Float64Array.from(columns, (column) => column[i])));
    const whole = Float64Array.from(rows.flatMap((row) => [...row]));
    const size = Math.hypot(...whole);
    const raw = Math.sqrt(columns.length);
    if (size > 1e-9 * raw) matrices.push(whole.map((value) => value / size));
  };
  for (const { factor, columns, structure } of design.random) {
    const { codes } = design.factors[factor];
    const scale = columns.map((column) => Math.hypot(...(column ?? [1])) / Math.sqrt(nobs));
    const z = (c: number, i: number) => ((columns[c]?.[i] ?? 1) * roots[i]) / scale[c];
    columns.forEach((_, q) => {
      for (let p = q; p < columns.length; p++) {
        if (structure === "diag" && p !== q) continue;
        add((i, j) => (codes[i] === codes[j] ? z(p, i) * z(q, j) + z(q, i) * z(p, j) : 0));
      }
    });
  }
  if (hasScale) add((i, j) => (i === j ? 1 : 0));
  const m = matrices.length;
  const gram = Float64Array.from({ length: m * m }, (_, at) =>
    matrices[at % m].reduce((sum, value, i) => sum + value * matrices[Math.floor(at / m)][i], 0),
  );
  return symmetricEigen(m, gram).values.filter((value) => value < 1e-10).length;
}

const KINDS: readonly [formula: string, words: RegExp | null][] = [
  [
    "y ~ x + (x | g) + (1 | g)",
    /only the sum of the variance of \(Intercept\) by g in \((1 \+ )?x \| g\) and the variance/,
  ],
  ["y ~ x + half + (half | g)", /only Cov\(\(Intercept\), halfb \| g\) \+ 0\.5 Var\(halfb \| g\) is determined/],
  ["y ~ x + (1 | g) + (0 + f | g)", /the variance of \(Intercept\) by g cannot be told from 6 variances/],
  [
    "y ~ x + (1 | g) + (1 | h)",
    /only the sum of the variance of \(Intercept\) by (g|h) and the variance of \(Intercept\) by (g|h)/,
  ],
  ["y ~ x + (0 + x | g) + (0 + I(2 * x) | g)", /Var\(.*x.* \| g\) \+ (4|0\.25) Var\(.*x.* \| g\) is determined/],
  ["y ~ x + (x | g) + (0 + I(x + 3) | g)", /Cov\(\(Intercept\), x \| g\)/],
  ["y ~ x + g + (1 | g)", /the fixed effects hold all differences between levels/],
  ["y ~ between + (half + between | g)", /halfb/],
  ["y ~ x + (x | g)", null],
  ["y ~ x + f + (1 | g) + (1 | item)", null],
  ["y ~ x + f + (0 + f | g) + (1 | item)", null],
  ["y ~ x + f + (f || g)", /./],
  ["y ~ x + diag(1 + x | g) + (x | item)", null],
  ["y ~ half + (1 | half:item) + (1 | item)", null],
  ["y ~ x + (x + I(x^2) | g)", null],
];

describe("what the design leaves open", () => {
  const options: LmmOptions[] = [{}, { reml: false }, { weights: "w" }];
  it.each(KINDS)("%s: as many directions as dense matrices have", async (formula, words) => {
    for (let seed = 1; seed <= 6; seed++) {
      const fit = await lmm(formula, data(seed), options[seed % 3]);
      const { directions, absorbed } = identifiable(fit.live, true);
      const told = fit.warnings.filter(({ code }) => code === "W_NOT_IDENTIFIED");
      expect(directions.length, `seed ${seed}`).toBe(denseNullity(fit, true));
      expect(told.length, fit.warnings.map(({ message }) => message).join()).toBe(words === null ? 0 : 1);
      if (words !== null) expect(told[0].message).toMatch(words);
      if (formula.includes("+ g +")) expect(absorbed).toEqual([{ term: 0, column: 0 }]);
    }
  });

  it("does not depend on the unit or the origin of a column", async () => {
    const table = data(3);
    const year = (table.x as Float64Array).map((value) => 2010 + Math.round(3 * value));
    for (const factor of [1, 1e-9, 1e7, 1e-150, 1e150]) {
      const t = year.map((value) => factor * value);
      const open = await lmm("y ~ x + (t | g) + (1 | g)", { ...table, t });
      expect(identifiable(open.live, true).directions).toHaveLength(1);
      const closed = await lmm("y ~ x + (t | g)", { ...table, t });
      expect(identifiable(closed.live, true).directions).toEqual([]);
    }
  });

  it("is told of tied structures by their own parameters", async () => {
    const fit = await lmm("y ~ x + (1 | g) + cs(0 + f | g, hom = TRUE)", data(2));
    const [{ message }] = fit.warnings.filter(({ code }) => code === "W_NOT_IDENTIFIED");
    expect(message).toMatch(
      /the variance of \(Intercept\) by g.* cannot be told from.* rho of cs\(\) by g|cs\(\) by g/,
    );
    const other = await lmm("y ~ x + (1 | item) + cs(0 + f | g) + diag(0 + f | h)", data(2));
    expect(identifiable(other.live, true).directions.length).toBeGreaterThan(0);
    const sound = await lmm("y ~ x + (1 | item) + cs(0 + f | g)", data(2));
    expect(identifiable(sound.live, true).directions).toEqual([]);
  });

  it("tells of a column that the fixed effects hold what its structure does with it", async () => {
    const told = async (formula: string, options: LmmOptions) => {
      const { warnings } = await lmm(formula, data(2), options);
      return warnings.find(({ code }) => code === "W_NOT_IDENTIFIED")?.message.replace(/\. That follows.*/, "");
    };
    const held =
      "covariances not identified: the fixed effects hold all differences between levels that it could explain, so that ";
    const variance = "the variance of (Intercept) by g";
    const ml = { reml: false };
    // One standard deviation for all columns is that of the slopes.
    expect(await told("y ~ g + diag(x | g, hom = TRUE)", {})).toBeUndefined();
    expect(await told("y ~ g + diag(x | g, hom = TRUE)", ml)).toBeUndefined();
    const rho = "rho of cs() by g is not determined";
    expect(await told("y ~ g + cs(x | g, hom = TRUE)", {})).toBe(`covariances not identified: ${rho}`);
    expect(await told("y ~ g + cs(x | g)", {})).toBe(`${held}${variance} is not determined; ${rho}`);
    expect(await told("y ~ g + cs(x + w | g, hom = TRUE)", {})).toBeUndefined();
    expect(await told("y ~ g + (x || g)", ml)).toBe(`${held}maximum likelihood puts ${variance} to zero`);
    const follows = `${held}by maximum likelihood ${variance} only follows the other effects of the term`;
    expect(await told("y ~ g + (x | g)", ml)).toBe(follows);
    const both = "the variances of (Intercept) and x by g are not determined";
    expect(await told("y ~ g * x + (x | g)", {})).toBe(`${held}${both}`);
  });

  it("does not say of a variance that it is zero where it is not", async () => {
    const sleep = await loadTable("sleepstudy");
    const fit = await lmm("Reaction ~ Subject + (Days | Subject)", sleep, { reml: false });
    const [{ sd, corr }] = fit.varCorr();
    expect(sd[0]).toBeGreaterThan(10);
    expect(Math.abs(corr[0][1] as number)).toBeCloseTo(1, 6);
    const told = fit.warnings.find(({ code }) => code === "W_NOT_IDENTIFIED")?.message;
    expect(told).toMatch(
      /by maximum likelihood the variance of \(Intercept\) by Subject only follows the other effects/,
    );
  });

  it("leaves no degrees of freedom to what depends on it, and the others theirs", async () => {
    const table = data(4);
    const fit = await lmm("y ~ x + half + (1 | half)", table);
    for (const df of ["satterthwaite", "kenward-roger"] as const) {
      const { effects, warnings } = fixefTests(fit, { df });
      expect(effects.map(({ df: own }) => own === 0)).toEqual([true, false, true]);
      expect(effects.map(({ p }) => Number.isNaN(p))).toEqual([true, false, true]);
      expect(effects[1].df).toBeCloseTo(fit.nobs - 3, 6);
      expect(effects.every(({ stdError }) => stdError > 0 && stdError < 10)).toBe(true);
      expect(warnings.find(({ code }) => code === "W_DF_NONE")?.message).toMatch(
        /none for \(Intercept\), halfb, since/,
      );
    }
  });

  it("is told of generalized models, without a residual variance", async () => {
    const herds = await loadTable("cbpp");
    const herd = herds.columns.get("herd") as Column;
    const cbpp = { ...herds, columns: new Map([...herds.columns, ["copy", { ...herd, name: "copy" }]]) };
    const response = "cbind(incidence, size - incidence)";
    const fit = await glmm(`${response} ~ period + (1 | herd) + (1 | copy)`, cbpp, { family: "binomial" });
    expect(fit.warnings.map(({ code }) => code)).toContain("W_NOT_IDENTIFIED");
    const sound = await glmm(`${response} ~ period + (1 | herd)`, cbpp, { family: "binomial" });
    expect(sound.warnings.map(({ code }) => code)).not.toContain("W_NOT_IDENTIFIED");
  });
});

describe("a response that the likelihood can reproduce", () => {
  it("is told in the same words in any order of rows, though the search ends elsewhere", async () => {
    // Ten rows; two orders of them stop far out on a ray of covariances, at θ of 6454 and of 5692.
    const data: Record<string, (number | string)[]> = {
      y: [
        -1.229994943169094, -0.6519230228119651, -0.18893890365017005, -1.4742489177710247, 0.16950891032150045,
        -0.1358621503901002, 1.233157844242674, 2.7714428381656, -0.23695702641784083, 0.15151148877845783,
      ],
      t: [-0.046875, 3, 1, -1.234375, -1.078125, -2, 1, -4, -1, 0.484375],
      g: ["a", "b", "c", "a", "b", "c", "a", "b", "c", "a"],
      h: ["a", "d", "h", "b", "f", "i", "c", "d", "h", "b"],
      k: ["b", "b", "a", "c", "a", "c", "c", "b", "b", "a"],
    };
    const orders = Array.from({ length: 8 }, (_, turn) =>
      Object.fromEntries(
        Object.entries(data).map(([name, values]) => [name, values.map((__, i) => values[(i * 3 + turn) % 10])]),
      ),
    );
    for (const rows of [data, ...orders]) {
      const fit = await lmm("y ~ 1 + (1 + t | g) + (1 | h) + (1 | k)", rows, { reml: false });
      expect(fit.warnings.map(({ code }) => code)).toEqual(["W_UNBOUNDED", "M_SINGULAR"]);
    }
  });
});
