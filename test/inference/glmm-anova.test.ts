import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type AnovaTable, anova, contrastTest, glmm, type LiveFit } from "../../src/index.js";
import { chiSquareTails } from "../../src/math/distributions/distributions.js";
import { loadTable } from "../support/reference.js";

interface CarRow {
  readonly term: string;
  readonly chisq: number;
  readonly df: number;
  readonly p: number;
}

interface CarCase {
  readonly id: string;
  readonly formula: string;
  readonly II: readonly CarRow[];
  readonly III: readonly CarRow[];
}

const { cases } = JSON.parse(readFileSync(new URL("../fixtures/glmm-anova.json", import.meta.url), "utf8")) as {
  cases: readonly CarCase[];
};

/** What R computed of standard errors by differences of its deviance. */
const TOLERANCE = 2e-3;

function expectRows({ rows }: AnovaTable, expected: readonly CarRow[]): void {
  expect(rows.map(({ term, numDf }) => [term, numDf])).toEqual(expected.map(({ term, df }) => [term, df]));
  expected.forEach(({ chisq, p }, i) => {
    const { statistic, numDf, denDf, sumSq } = rows[i];
    expect([denDf, sumSq]).toEqual([Number.POSITIVE_INFINITY, null]);
    expect(Math.abs(statistic * numDf - chisq)).toBeLessThan(TOLERANCE * Math.max(1, chisq));
    expect(Math.abs(rows[i].p - p)).toBeLessThan(TOLERANCE * Math.max(1, chisq) * Math.max(p, 1e-12));
  });
}

describe.each(cases)("terms of $formula ($id)", ({ id, formula, II, III }) => {
  let fit: LiveFit;
  beforeAll(async () => {
    const family = id === "grouseticks" ? "poisson" : "binomial";
    fit = await glmm(formula, await loadTable(id), { family });
  });

  it("have the chi-squared of car's type II", () => expectRows(anova(fit, { type: "II" }), II));

  it("have the chi-squared of car's type III with sum contrasts, whatever those of the fit", () => {
    expectRows(anova(fit), III);
  });

  it("share the whole between them in type I", () => {
    const { rows } = anova(fit, { type: "I" });
    const all = fit.fixef().flatMap((_, i) => (i === 0 ? [] : [fit.fixef().map((__, j) => (i === j ? 1 : 0))]));
    const whole = contrastTest(fit, all);
    const sum = rows.reduce((total, { statistic, numDf }) => total + statistic * numDf, 0);
    expect(sum).toBeCloseTo(whole.statistic * whole.numDf, 6);
    expect(whole.p).toBeCloseTo(chiSquareTails(sum, whole.numDf).upper, 12);
  });
});
