// Numbers that lme4 2.1-0 and MixedModels.jl 5.8.4 expect of themselves in their own tests.
import { describe, expect, it } from "vitest";
import { glmm, lmm } from "../../../src/index.js";
import { influence } from "../../../src/inference/diagnostics/influence.js";
import { cooksDistance, leverages, standardizedResiduals } from "../../../src/inference/diagnostics/rows.js";
import { loadTable } from "../../support/reference.js";

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

function expectRelative(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(actual[i] - value), `entry ${i}: ${actual[i]} for ${value}`).toBeLessThan(
      tolerance * Math.abs(value),
    );
  }
}

describe("MixedModels.jl", () => {
  it("leverages of Dyestuff and sleepstudy", async () => {
    const dyestuff = leverages(await lmm("Yield ~ 1 + (1 | Batch)", await loadTable("Dyestuff"), { reml: false }));
    expectRelative([dyestuff[0], sum(dyestuff)], [0.1565053420672158, 4.695160262016474], 1e-5);
    const sleepstudy = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"), { reml: false });
    expectRelative([sum(leverages(sleepstudy))], [28.611653305323234], 1e-5);
  });

  it("Cook's distances of sleepstudy by maximum likelihood", async () => {
    const fit = await lmm("Reaction ~ Days + (1 | Subject)", await loadTable("sleepstudy"), { reml: false });
    const expected = [0.1270714, 0.1267805, 0.243096, 0.0002437091, 0.03145029, 0.2954052, 0.04550505, 0.3552723];
    expectRelative(cooksDistance(fit), expected, 1e-5);
  });
});

describe("lme4", () => {
  it("leverages, studentized residuals and Cook's distances of sleepstudy", async () => {
    const fit = await lmm("Reaction ~ Days + (1 | Subject)", await loadTable("sleepstudy"));
    const hat = [0.107483311203734, 0.102096105816528, 0.0980557017761242, 0.0953620990825215, 0.0940152977357202];
    expectRelative(leverages(fit), hat, 1e-6);
    const studentized = [-1.45598270922089, -1.49664543508657, -2.11747425025103, -0.0729690066951975];
    expectRelative(standardizedResiduals(fit, { type: "studentized" }), studentized, 1e-6);
    const cook = [0.127645976734753, 0.127346548123793, 0.243724627125036, 0.000280638917214881, 0.0309804642689636];
    expectRelative(cooksDistance(fit), cook, 1e-6);
  });

  // lme4 multiplies by (m − p)/m of m deletions.
  it("Cook's distances of sleepstudy by deletion of subjects and of rows", async () => {
    const fit = await lmm("Reaction ~ Days + (1 | Subject)", await loadTable("sleepstudy"));
    const bySubject = await influence(fit, { group: "Subject" });
    const scaled = bySubject.deletions.map(({ cooksDistance: d }) => (d * 16) / 18);
    expectRelative(scaled, [0.33921460279262, 0.290309061006305], 1e-6);
    const byRow = await influence(fit);
    expectRelative(byRow.deletions[0].beta, [252.323536264131, 10.3222704729148], 1e-8);
    const rows = byRow.deletions.map(({ cooksDistance: d }) => (d * 178) / 180);
    expectRelative(rows, [0.016503344184025, 0.0106634053477361], 1e-6);
  });

  it("coefficients without each of the first rows of sleepstudy", async () => {
    const fit = await lmm("Reaction ~ 1 + (1 | Subject)", await loadTable("sleepstudy"), {
      subset: Array.from({ length: 180 }, (_, i) => i < 60),
    });
    const { deletions } = await influence(fit);
    const expected = [286.35044481665, 286.179896199062, 286.327301507498, 285.014692121823, 284.36060419176];
    expectRelative(
      deletions.map(({ beta }) => beta[0]),
      expected,
      1e-6,
    );
  });

  // lme4's fits of less data stop early: those of fixtures-diagnostics.R, polished, agree with ours to 1e-5.
  it("Cook's distances of cbpp by deletion of rows and of herds", async () => {
    const fit = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", await loadTable("cbpp"));
    const byRow = await influence(fit);
    const rows = byRow.deletions.map(({ cooksDistance: d }) => (d * 52) / 56);
    expectRelative(rows, [0.0520419234226, 0.0393927797125, 0.245930113129], 0.03);
    const byHerd = await influence(fit, { group: "herd" });
    const herds = byHerd.deletions.map(({ cooksDistance: d }) => (d * 11) / 15);
    expectRelative(herds, [0.250050267852, 0.00532908930539, 0.101154640226], 0.03);
  });
});
