// Workers, cancelling, options and the edges of the diagnostics.
import { beforeAll, describe, expect, it } from "vitest";
import {
  cooksDistance,
  dfbetas,
  diagnose,
  diagnosisTables,
  diagnosisText,
  glmm,
  heteroscedasticity,
  icc,
  influence,
  influenceTable,
  type LiveFit,
  leverages,
  lmm,
  outliers,
  overdispersion,
  reliability,
  rSquared,
  standardizedResiduals,
  tableCsv,
  tableJson,
  tableMarkdown,
  vif,
} from "../../../src/index.js";
import { bundleWorker } from "../../support/bundle-worker.js";
import { loadTable } from "../../support/reference.js";

let workerUrl: URL;
let sleepstudy: LiveFit;
beforeAll(async () => {
  workerUrl = await bundleWorker("src/worker.ts");
  sleepstudy = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
});

describe("influence()", () => {
  it("gives the same bits with any number of workers, for models of both kinds", async () => {
    const cbpp = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", await loadTable("cbpp"));
    for (const [fit, group] of [
      [sleepstudy, "Subject"],
      [cbpp, "herd"],
    ] as const) {
      const here = await influence(fit, { group });
      for (const workers of [1, 2]) expect(await influence(fit, { group, workers, workerUrl })).toEqual(here);
    }
  });

  it("gives the bits of a fit to the rows left", async () => {
    const table = await loadTable("sleepstudy");
    const { deletions } = await influence(sleepstudy, { group: "Subject" });
    const without = await lmm("Reaction ~ Days + (Days | Subject)", table, { subset: 'Subject != "310"' });
    const deleted = deletions.find(({ level }) => level === "310");
    expect(deleted?.rows).toBe(10);
    without.beta.forEach((value, i) => expect(deleted?.beta[i]).toBeCloseTo(value, 8));
    expect(deleted?.sigma).toBeCloseTo(without.sigma, 6);
  });

  it("reports progress, and stops when it is told to", async () => {
    for (const workers of [0, 2]) {
      const seen: number[] = [];
      const controller = new AbortController();
      const onProgress = (done: number, total: number) => {
        seen.push(done);
        expect(total).toBe(180);
        if (done === 20) controller.abort();
      };
      const run = influence(sleepstudy, { workers, workerUrl, onProgress, signal: controller.signal });
      await expect(run).rejects.toThrow(/influence\(\) cancelled after \d+ of 180 deletions/);
      expect(seen.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    }
  });

  it("marks coefficients that are lost with a group, and deletions that leave nothing to fit", async () => {
    const table = await loadTable("sleepstudy");
    const only = (await loadTable("sleepstudy")).columns.get("Subject");
    const codes = only?.kind === "factor" ? Array.from(only.codes) : [];
    const fit = await lmm("Reaction ~ Days + special + (1 | Subject)", {
      ...Object.fromEntries(Array.from(table.columns, ([name, column]) => [name, columnValues(column)])),
      special: codes.map((code) => (code === 3 ? 1 : 0)),
    });
    const { deletions } = await influence(fit, { group: "Subject" });
    expect(deletions.map(({ beta }) => Number.isNaN(beta[2]))).toEqual(deletions.map((_, i) => i === 3));
    expect(deletions[3].problem).toBeNull();
    const all = await influence(fit, { group: new Array(180).fill("everything") });
    expect(all.deletions[0].problem).not.toBeNull();
    expect(influenceTable(all).notes[0]).toContain("everything: ");
  });

  it("takes labels of rows of the data where some are not used", async () => {
    const fit = await lmm("Reaction ~ Days + (1 | Subject)", await loadTable("sleepstudy"), { subset: "Days < 5" });
    const group = Array.from({ length: 180 }, (_, i) => (i < 90 ? "first" : "second"));
    const { deletions } = await influence(fit, { group });
    expect(deletions.map(({ level, rows }) => [level, rows])).toEqual([
      ["first", 45],
      ["second", 45],
    ]);
    await expect(influence(fit, { group: ["a"] })).rejects.toThrow(
      'option "group" has 1 labels; this model was fitted to 90 of 180 rows',
    );
  });
});

describe("options", () => {
  it("unknown ones are refused by name", async () => {
    const bad = (options: object) => options as never;
    await expect(influence(sleepstudy, bad({ groups: "Subject" }))).rejects.toThrow(
      'unknown option "groups" of influence(); did you mean "group"?',
    );
    await expect(influence(sleepstudy, { group: "Item" })).rejects.toThrow(
      'option "group" is "Item"; the grouping factors are "Subject", or give a label for each row',
    );
    await expect(influence(sleepstudy, { workers: -1 })).rejects.toThrow('option "workers" must be a count or "auto"');
    await expect(rSquared(sleepstudy, bad({ aproximation: "delta" }))).rejects.toThrow("of rSquared()");
    await expect(icc(sleepstudy, { approximation: "trigamma" })).rejects.toThrow(
      'is "trigamma", but for the family "gaussian" with link "identity" there is only "theoretical"',
    );
    await expect(diagnose(sleepstudy, bad({ group: "Subject" }))).rejects.toThrow(
      'unknown option "group" of diagnose()',
    );
    expect(() => standardizedResiduals(sleepstudy, bad({ type: "pearson" }))).toThrow(
      'option "type" must be "standardized" or "studentized", not "pearson"',
    );
    expect(() => dfbetas(sleepstudy, bad({ scale: false }))).toThrow('unknown option "scale" of dfbetas()');
    expect(() => outliers(sleepstudy, { level: 2 })).toThrow('option "level" must be a number between 0 and 1, not 2');
  });

  it("questions that mean nothing for a family are refused in words", async () => {
    expect(() => overdispersion(sleepstudy)).toThrow('overdispersion means nothing for the family "gaussian"');
    const cbpp = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", await loadTable("cbpp"));
    expect(() => heteroscedasticity(cbpp)).toThrow(
      'the test for heteroscedasticity is for linear models; the family "binomial"',
    );
  });
});

describe("R² of generalized models", () => {
  it("has the three approximations of the paper, from the mean of the model without predictors", async () => {
    const fit = await glmm("TICKS ~ YEAR + (1 | BROOD)", await loadTable("grouseticks"), { family: "poisson" });
    const none = await glmm("TICKS ~ 1 + (1 | BROOD)", await loadTable("grouseticks"), { family: "poisson" });
    const mean = Math.exp(none.beta[0]);
    const of = async (approximation: "delta" | "lognormal" | "trigamma") =>
      (await rSquared(fit, { approximation })).parts;
    expect((await of("delta")).residual).toBeCloseTo(1 / mean, 8);
    expect((await of("lognormal")).residual).toBeCloseTo(Math.log1p(1 / mean), 8);
    // trigamma(x) of R at this mean is between its bounds 1/x + 1/(2x²) and that plus 1/(6x³).
    const [low, parts] = [1 / mean + 0.5 / mean ** 2, await of("trigamma")];
    expect(parts.residual).toBeGreaterThan(low);
    expect(parts.residual).toBeLessThan(low + 1 / (6 * mean ** 3));
    expect(parts.mean).toBeCloseTo(mean, 8);
  });

  it("counts a term with a level for each row as residual variance", async () => {
    const formula = "TICKS ~ YEAR + (1 | BROOD) + (1 | INDEX)";
    const { parts } = await rSquared(await glmm(formula, await loadTable("grouseticks"), { family: "poisson" }));
    const [own, brood] = parts.terms;
    expect([own.group, own.isRowLevel, brood.isRowLevel]).toEqual(["INDEX", true, false]);
    expect(parts.random).toBe(brood.variance);
    expect(parts.residual).toBeGreaterThan(own.variance);
  });

  it("of the linear model with slopes is the mean variance over the rows", async () => {
    const { parts } = await rSquared(sleepstudy);
    const [{ variance, corr, sd }] = sleepstudy.varCorr();
    const days = sleepstudy.live.design.fixed.columns[1];
    const expected = days.reduce(
      (sum, day) => sum + (variance[0] + 2 * day * corr[0][1] * sd[0] * sd[1] + day * day * variance[1]) / 180,
      0,
    );
    expect(parts.random / expected).toBeCloseTo(1, 12);
  });
});

describe("singular and intercept-only models", () => {
  it("have diagnostics too", async () => {
    const fit = await lmm("Yield ~ 1 + (1 | Batch)", await loadTable("Dyestuff2"));
    expect(leverages(fit).every((h) => Math.abs(h - 1 / 30) < 1e-12)).toBe(true);
    expect(vif(fit)).toEqual([]);
    expect((await icc(fit)).adjusted).toBe(0);
    expect(reliability(fit)[0].mean).toBeNaN();
    const diagnosis = await diagnose(fit);
    expect(diagnosis.findings.some(({ words }) => words.includes("has no variance to tell levels apart by"))).toBe(
      true,
    );
  });

  it("leverages and distances of a model with thousands of levels sum to what they should", async () => {
    const n = 6000;
    const g = Array.from({ length: n }, (_, i) => `g${(i * 7919) % 1500}`);
    const h = Array.from({ length: n }, (_, i) => `h${(i * 104729) % 701}`);
    const y = Array.from(
      { length: n },
      (_, i) => Math.sin(i) + Math.sin((i * 7919) % 1500) + Math.cos((i * 104729) % 701),
    );
    const fit = await lmm("y ~ 1 + (1 | g) + (1 | h)", { y, g, h });
    // tr(H) = p + Σ (k levels − tr of their relative conditional variances).
    const traces = Object.values(fit.ranef()).map(({ condVar, levels }, t) => {
      const own = fit.varCorr()[t].variance[0];
      return levels.length - condVar.reduce((sum, [[value]]) => sum + value, 0) / own;
    });
    const total = leverages(fit).reduce((sum, value) => sum + value, 0);
    const random = traces.reduce((sum, value) => sum + value, 0);
    expect(total).toBeGreaterThan(random);
    expect(total).toBeLessThan(random + 1 + 1e-8);
    expect(cooksDistance(fit).every(Number.isFinite)).toBe(true);
  });
});

describe("diagnose()", () => {
  it("tells what it found in words and in tables", async () => {
    const diagnosis = await diagnose(sleepstudy, { influence: "Subject" });
    await expect(`${diagnosisText(diagnosis)}\n`).toMatchFileSnapshot("../../snapshots/diagnostics/sleepstudy.txt");
    expect(diagnosis.overdispersion).toBeNull();
    for (const table of diagnosisTables(diagnosis)) {
      expect(tableMarkdown(table)).not.toBe("");
      expect(tableCsv(table).split("\n").length).toBe(table.columns[0].values.length + 1);
      expect(JSON.stringify(tableJson(table))).toContain(table.columns[0].key);
    }
  });

  it("does the same for counts", async () => {
    const fit = await glmm("TICKS ~ YEAR + cHEIGHT + (1 | BROOD)", await loadTable("grouseticks"), {
      family: "poisson",
    });
    const diagnosis = await diagnose(fit);
    expect(diagnosis.heteroscedasticity).toBeNull();
    expect(diagnosis.findings[0]).toMatchObject({ level: "warning" });
    await expect(`${diagnosisText(diagnosis)}\n`).toMatchFileSnapshot("../../snapshots/diagnostics/grouseticks.txt");
  });
});

function columnValues(column: { kind: string; values?: Float64Array; codes?: Int32Array; levels?: readonly string[] }) {
  return column.values ?? Array.from(column.codes ?? [], (code) => column.levels?.[code] ?? null);
}
