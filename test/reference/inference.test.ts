// Degrees of freedom, p values and analysis of variance of the reference fits.
import { beforeAll, describe, expect, it } from "vitest";
import type { LiveFit } from "../../src/fit/fit.js";
import { lmm } from "../../src/fit/fitting.js";
import { type AnovaType, anova } from "../../src/inference/anova.js";
import type { DfMethod } from "../../src/inference/df-method.js";
import { fixefTests } from "../../src/inference/fixef-tests.js";
import { kenwardRoger } from "../../src/inference/kenward-roger.js";
import { differentTests, reasonFor } from "../support/known-differences.js";
import {
  caseOptions,
  cases,
  datasetPath,
  loadTable,
  type ReferenceAnovaRow,
  type ReferenceFit,
  referenceFit,
} from "../support/reference.js";

const TABLES: readonly (readonly [keyof ReferenceFit, AnovaType, DfMethod])[] = [
  ["anova_type1_satterthwaite", "I", "satterthwaite"],
  ["anova_type2_satterthwaite", "II", "satterthwaite"],
  ["anova_type3_satterthwaite", "III", "satterthwaite"],
  ["anova_type3_kenward_roger", "III", "kenward-roger"],
];

function expectRelative(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    const error = Math.abs(actual[i] - value);
    expect(error <= tolerance * Math.abs(value), `entry ${i}: ${actual[i]} for ${value}`).toBe(true);
  }
}

/** The tolerance of degrees of freedom, wider where the reference is known to be inexact; null where it is wrong. */
function toleranceFor(id: string, method: DfMethod): number | null {
  if (reasonFor(differentTests, `${id} ${method}`) === null) return 1e-4;
  return method === "satterthwaite" ? 1e-3 : null;
}

const referenced = cases.flatMap((model) => {
  if (!model.supported) return [];
  const expected = referenceFit(model.id);
  const hasTests = expected.satterthwaite !== undefined || expected.kenward_roger !== undefined;
  return hasTests ? [{ model, expected }] : [];
});

for (const { model, expected } of referenced) {
  const { id, formula, dataset } = model;
  if (datasetPath(dataset) === null) {
    it.skip(`${id}: ${formula} (data set ${dataset} is not here)`);
    continue;
  }
  describe(`${id}: ${formula}`, () => {
    let fit: LiveFit;
    beforeAll(async () => {
      fit = await lmm(formula, await loadTable(dataset), caseOptions(model));
    });

    it("has lmerTest's degrees of freedom and p values", () => {
      if (expected.satterthwaite === undefined) return;
      const { effects } = fixefTests(fit);
      const tolerance = toleranceFor(id, "satterthwaite") as number;
      expectRelative(
        effects.map(({ df }) => df),
        expected.satterthwaite.df,
        tolerance,
      );
      expectRelative(
        effects.map(({ p }) => p),
        expected.satterthwaite.p,
        1e-3,
      );
    });

    it("has pbkrtest's covariance matrix, degrees of freedom and p values", () => {
      const { kenward_roger: wanted } = expected;
      const tolerance = toleranceFor(id, "kenward-roger");
      if (wanted === undefined || tolerance === null) return;
      const { effects } = fixefTests(fit, { df: "kenward-roger" });
      for (const [key, name] of [
        ["se", "stdError"],
        ["df", "df"],
        ["t", "statistic"],
      ] as const) {
        expectRelative(
          effects.map((effect) => effect[name]),
          wanted[key],
          tolerance,
        );
      }
      expectRelative(
        effects.map(({ p }) => p),
        wanted.p,
        1e-3,
      );
      const { vcov } = kenwardRoger(fit);
      for (const [i, row] of (wanted.vcov ?? []).entries()) {
        for (const [j, entry] of row.entries()) {
          const scale = wanted.se[i] * wanted.se[j];
          expect(Math.abs(vcov[i + j * fit.rank] - entry) / scale).toBeLessThan(1e-6);
        }
      }
    });

    for (const [key, type, method] of TABLES) {
      const rows = expected[key] as readonly ReferenceAnovaRow[] | undefined;
      const tolerance = toleranceFor(id, method);
      if (rows === undefined || tolerance === null) continue;
      it(`has the type ${type} table with ${method}`, () => {
        const table = anova(fit, { type, df: method });
        const wanted = rows.filter((row) => row.Sum_Sq !== null);
        expect(table.rows.map(({ term }) => term)).toEqual(wanted.map(({ term }) => term));
        wanted.forEach((row, i) => {
          const { sumSq, meanSq, numDf, denDf, statistic, p } = table.rows[i];
          expect(numDf).toBe(row.NumDF);
          const actual = [sumSq, meanSq, statistic].map(Number);
          expectRelative(actual, [row.Sum_Sq as number, row.Mean_Sq, row.F_value], 1e-4);
          expectRelative([denDf], [row.DenDF], tolerance);
          expectRelative([p], [row.Pr_F_], 1e-3);
        });
      });
    }
  });
}

it("covers every reference fit that has tests, and each known difference", () => {
  const having = (key: keyof ReferenceFit) => referenced.filter(({ expected }) => expected[key] !== undefined).length;
  expect([having("satterthwaite"), having("kenward_roger")]).toEqual([71, 30]);
  expect(TABLES.map(([key]) => having(key))).toEqual([64, 64, 64, 24]);
  for (const { cases: list } of differentTests) {
    for (const name of list) expect(referenced.map(({ model }) => model.id)).toContain(name.split(" ")[0]);
  }
});
