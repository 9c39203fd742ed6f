// Models that took many evaluations, or none of lme4's numbers, before; the references are lme4's, polished.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type LmmOptions, lmm, readCsv, type TableLike } from "../../src/index.js";

const rows = Array.from({ length: 126 }, (_, i) => i);
const group = rows.map((i) => Math.floor(i / 7));
const time = rows.map((i) => i % 7);
const noise = rows.map((i) => (((i * 37) % 101) - 50) / 50);
const intercept = group.map((g) => (((g * 29) % 19) - 9) / 3);
const slope = group.map((g) => (((g * 11) % 17) - 8) / 20);

const simulated: TableLike = {
  g: group.map((g) => `g${g}`),
  t: time,
  y: rows.map((i) => 5 + 0.5 * time[i] + intercept[i] + slope[i] * time[i] + noise[i]),
  large: rows.map((i) => 50 + 2 * time[i] + 300 * intercept[i] + 60 * slope[i] * time[i] + noise[i]),
  w: rows.map((i) => 10 ** (((i * 7) % 13) / 2 - 3)),
  kept: rows.map((i) => i % 6 !== 0),
};
const orthodont = await readCsv(readFileSync("datasets/Orthodont.csv", "utf8"), {});

async function expectFit(formula: string, data: TableLike, options: LmmOptions, objective: number): Promise<void> {
  const fit = await lmm(formula, data, options);
  expect(fit.convergence.converged).toBe(true);
  expect(fit.objective / objective).toBeCloseTo(1, 9);
  expect(fit.convergence.evaluations).toBeLessThanOrEqual(10);
}

describe("at most ten evaluations suffice", () => {
  test.each([
    ["distance ~ age * Sex + (Sex | Subject)", true, 433.5163872798],
    ["distance ~ age * Sex + (Sex | Subject)", false, 428.43207675347],
    ["distance ~ age * Sex + (Sex || Subject)", true, 433.5163872798],
    ["distance ~ age * Sex + (Sex || Subject)", false, 428.43207675347],
  ])("where covariances are not identified: %s, REML %s", async (formula, reml, objective) => {
    await expectFit(formula, orthodont, { reml }, objective);
  });

  test("with weights of six magnitudes", async () => {
    await expectFit("y ~ t + (t || g)", simulated, { weights: "w" }, 756.77469089322);
  });

  test("where random effects have 900 times the residual's standard deviation", async () => {
    await expectFit("large ~ t + (t | g)", simulated, { subset: "kept" }, 636.44364600047);
  });
});
