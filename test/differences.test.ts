// The numbers of docs/differences.md.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { glmm } from "../src/fit/fitting.js";
import { loadTable } from "./support/reference.js";

const text = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const page = text("../docs/differences.md");
const objective = (folder: string, id: string) =>
  (JSON.parse(text(`fixtures/reference/${folder}/${id}.json`)) as { objective: number }).objective;

describe("the page of differences", () => {
  it.each(["arabidopsis-log", "chem97-slope-ml", "kb07-maineffects-max-ml", "mrk17-main-ml"])(
    "has the lower optimum of %s",
    (id) => {
      const [reference, lower] = [objective("lmm", id), objective("lower", id)];
      const gain = reference - lower;
      const shown = gain < 1e-4 ? gain.toExponential(1) : gain.toFixed(4);
      expect(page).toContain(`| ${id} | ${reference.toFixed(4)} | ${lower.toFixed(4)} | ${shown} |`);
    },
  );

  it("has the scale of a gamma model", async () => {
    const sleepstudy = await loadTable("sleepstudy");
    const fitted = (dispersion: "moment" | "ml") =>
      glmm("Reaction ~ Days + (1 | Subject)", sleepstudy, { family: "gamma", link: "log", dispersion });
    const moment = await fitted("moment");
    const ml = await fitted("ml");
    expect([moment.sigma.toFixed(5), moment.varCorr()[0].sd[0].toFixed(4), ml.sigma.toFixed(5)]).toEqual([
      "0.09734",
      "0.1246",
      "0.09664",
    ]);
    // lme4 1.1-31: sigma, and theta times sigma; glmmTMB 1.1.5: sigma.
    expect((0.7204711712 * 0.1054081402).toFixed(4)).toBe("0.0759");
    expect(Math.abs(ml.sigma - 0.09664165009)).toBeLessThan(1e-6);
    for (const number of ["0.09734", "0.10541", "0.1246", "0.0759", "0.09664"]) expect(page).toContain(number);
  });

  it("has the likelihood of cbpp by quadrature, and how far lme4's is from it", async () => {
    const cbpp = await loadTable("cbpp");
    // lme4 1.1-31: -2 * logLik(), and standard errors with one point.
    const lme4 = { 1: 184.0525637, 2: 100.1140315, 9: 100.0100361, 25: 100.0100305 };
    for (const [points, theirs] of Object.entries(lme4)) {
      const nAGQ = Number(points);
      const fit = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", cbpp, {
        family: "binomial",
        nAGQ,
      });
      expect((fit.objective - theirs).toFixed(4)).toBe(nAGQ === 1 ? "0.0000" : "83.9567");
      if (nAGQ === 1 || nAGQ === 25) expect(page).toContain(fit.objective.toFixed(4));
      if (nAGQ !== 1) continue;
      [0.2324718388, 0.3066422104, 0.3266375751, 0.4274362049].forEach((stdError, i) => {
        expect(Math.abs(fit.fixef()[i].stdError / stdError - 1)).toBeLessThan(1.2e-6);
      });
    }
    expect(page).toContain("83.9567");
  });

  it("is linked from the notices that it concerns", () => {
    for (const path of ["../README.md", "../docs/warnings.md", "../docs/api.md"])
      expect(text(path)).toContain("differences.md");
    for (const path of ["inference/anova.ts", "design/random.ts"])
      expect(text(`../src/${path}`)).toContain("docs/differences.md");
  });
});
