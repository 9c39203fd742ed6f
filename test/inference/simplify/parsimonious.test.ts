import { describe, expect, it } from "vitest";
import { CancelledError, lmm } from "../../../src/index.js";
import { parsimonious } from "../../../src/inference/simplify/parsimonious.js";
import { parsimoniousTable } from "../../../src/report/simplify-table.js";
import { tableText } from "../../../src/report/table-text.js";
import { datasetPath, loadTable, lowerFit, referenceFit } from "../../support/reference.js";
import { idleFactor, smallData } from "../small-models.js";

describe.skipIf(datasetPath("kb07") === null)("the path from the maximal model of kb07", () => {
  const maximal =
    "RTtrunc ~ 1 + S + P + C + SP + SC + PC + SPC + (1 + S + P + C + SP + SC + PC + SPC | subj)" +
    " + (1 + S + P + C + SP + SC + PC + SPC | item)";

  it("ends, at the level of 0.05, where the published one does, with its likelihood ratios", async () => {
    const fit = await lmm(maximal, await loadTable("kb07"), { reml: false });
    const { steps, formula, fit: last } = await parsimonious(fit, { alpha: 0.05 });
    expect(formula).toBe("RTtrunc ~ 1 + S + P + C + SP + SC + PC + SPC + (1 | subj) + (1 + P | item)");
    const objective = (id: string) => lowerFit(id)?.objective ?? referenceFit(id).objective;
    expect(-2 * steps[0].logLik).toBeCloseTo(objective("kb07-full-max-ml"), 3);
    expect(-2 * steps[1].logLik).toBeCloseTo(objective("kb07-zcp-ml"), 4);
    expect(steps[1].test?.df).toBe(56);
    expect(Math.abs((steps[1].test?.statistic ?? 0) - 84.5957)).toBeLessThan(2e-3);
    // RePsychLing's vignette: the correlation of P by item, and (0 + P | item) itself.
    const ofCorrelation = steps.find(({ step }) => step === "correlations by item");
    expect(Math.abs((ofCorrelation?.test?.statistic ?? 0) - 16.335)).toBeLessThan(5e-3);
    const before = steps.slice(0, steps.indexOf(ofCorrelation as (typeof steps)[number]));
    const ofP = before.findLast(({ step }) => step === "without P by item");
    expect(Math.abs((ofP?.test?.statistic ?? 0) - 144.37)).toBeLessThan(5e-3);
    expect(last.df).toBe(13);
    expect(last.objective).toBeCloseTo(28665.732, 2);
    expect(last.isSingular).toBe(false);
  });
});

describe.skipIf(datasetPath("bs10") === null)("the path from the maximal model of bs10", () => {
  it("ends, at the level of 0.05, where the published one does", async () => {
    const formula = "dif ~ 1 + S + F + SF + (1 + S + F + SF | subj) + (1 + S + F + SF | item)";
    const fit = await lmm(formula, await loadTable("bs10"), { reml: false });
    const { steps, formula: end, fit: last } = await parsimonious(fit, { alpha: 0.05 });
    expect(end).toBe("dif ~ 1 + S + F + SF + (1 + S | subj)");
    expect(last.objective).toBeCloseTo(1072.8, 1);
    const ofSF = steps.find(({ step }) => step === "without SF by subj");
    expect(Math.abs((ofSF?.test?.statistic ?? 0) - 3.3506)).toBeLessThan(2e-3);
    expect(Math.abs((ofSF?.test?.p ?? 0) - 0.06718)).toBeLessThan(1e-4);
  });
});

describe("the path of a small model", () => {
  it("leaves one group its last effect, whatever that is, and other groups theirs unless it has no variance", async () => {
    const data = { ...smallData(), f: Array.from({ length: 54 }, (_, i) => `f${i % 3}`) };
    const y = data.f.map((_, i) => Math.sin(7.3 * i * i));
    const ends: [string, string][] = [
      ["diag(0 + f | g)", "diag(0 + f | g)"],
      ["(0 + f | g)", "diag(0 + f | g)"],
      ["(0 + x | g)", "(0 + x | g)"],
      ["(1 | g)", "(1 | g)"],
    ];
    for (const [term, end] of ends) {
      const { formula } = await parsimonious(await lmm(`y ~ 1 + ${term}`, { ...data, y }));
      expect(formula).toBe(`y ~ 1 + ${end}`);
    }
  });

  it("has steps with the numbers of fresh fits, each test against the model it started from", async () => {
    const data = smallData();
    const { steps, formula } = await parsimonious(await lmm("y ~ x + (1 + x + x2 | g) + (1 | h)", data));
    let current = steps[0];
    for (const step of steps) {
      const fresh = await lmm(step.formula, data, { reml: false });
      expect([step.logLik, step.npar, step.isSingular]).toEqual([fresh.logLik, fresh.df, fresh.isSingular]);
      if (step !== steps[0]) {
        expect(step.test?.statistic).toBeCloseTo(2 * Math.abs(step.logLik - current.logLik), 10);
        expect(step.test?.df).toBe(Math.abs(step.npar - current.npar));
      }
      if (step.accepted) current = step;
    }
    expect(formula).toBe(current.formula);
  });

  it("ends with a fit by the method of the first", async () => {
    const table = await loadTable("sleepstudy");
    const { fit } = await parsimonious(await lmm("Reaction ~ Days + (Days | Subject)", table));
    expect([fit.method, fit.formula]).toEqual(["REML", "Reaction ~ Days + (1 + Days || Subject)"]);
    expect(fit.objective).toBe((await lmm("Reaction ~ Days + (Days || Subject)", table)).objective);
  });

  it("drops a grouping factor without variance", async () => {
    const data = smallData();
    const base = await lmm("y ~ x + (1 | g)", data, { reml: false });
    const fit = await lmm("y ~ x + (1 | g) + (1 | idle)", { ...data, idle: idleFactor(base) }, { reml: false });
    const { steps, formula } = await parsimonious(fit);
    expect(formula).toBe("y ~ x + (1 | g)");
    expect(steps.map(({ step }) => step).slice(0, 2)).toEqual(["maximal", "without variances of zero"]);
  });

  it("takes the slopes of a factor together, and gives them back their correlations", async () => {
    const { steps, formula } = await parsimonious(
      await lmm("score ~ Machine + (Machine | Worker)", await loadTable("Machines"), { reml: false }),
    );
    expect(steps[1].formula).toBe("score ~ Machine + diag(1 + Machine | Worker)");
    expect(steps[2]).toMatchObject({ step: "without Machine by Worker", accepted: false });
    expect(formula).toBe("score ~ Machine + (1 + Machine | Worker)");
  });

  it("reads as a table", async () => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    const lines = tableText(parsimoniousTable(await parsimonious(fit))).split("\n");
    expect(lines[0]).toBe("Path to a parsimonious model (alpha = 0.2)");
    expect(lines[3]).toBe("zero correlations          5 -876.002 1762.003 1777.968  0.064  1        0.8");
    expect(lines.at(-1)).toBe("Final model: Reaction ~ Days + (1 + Days || Subject)");
  });

  it("can be watched and stopped", async () => {
    const fit = await lmm("y ~ x + (1 + x | g)", smallData());
    const seen: string[] = [];
    const stop = new AbortController();
    const onStep = ({ step }: { step: string }) => {
      seen.push(step);
      if (seen.length === 2) stop.abort();
    };
    await expect(parsimonious(fit, { onStep, signal: stop.signal })).rejects.toThrow(CancelledError);
    expect(seen).toEqual(["maximal", "zero correlations"]);
    await expect(parsimonious(fit, { alpha: 2 })).rejects.toThrow('option "alpha" must be a number between 0 and 1');
  });
});
