import { describe, expect, it } from "vitest";
import {
  CancelledError,
  type ConfidenceIntervals,
  confint,
  glmm,
  lmm,
  OptionError,
  type Profile,
  profile,
  profileCurve,
  UnsupportedError,
} from "../../../src/index.js";
import { DenseLikelihood } from "../../support/dense-likelihood.js";
import { normals } from "../../support/random-designs.js";
import { caseOptions, cases, datasetPath, loadTable, referenceFit } from "../../support/reference.js";
import { fitSmall, smallModels } from "../small-models.js";

/** √χ²₁(0.95). */
const CUTOFF = 1.959963984540054;

const limitsOf = ({ intervals }: ConfidenceIntervals) => intervals.map(({ lower, upper }) => [lower, upper]);

describe("profile limits", () => {
  for (const entry of cases) {
    const wanted = referenceFit(entry.id).confint_profile;
    if (wanted === undefined) continue;
    it.skipIf(datasetPath(entry.dataset) === null)(`are lme4's for ${entry.id}`, async () => {
      const fit = await lmm(entry.formula, await loadTable(entry.dataset), caseOptions(entry));
      const { intervals } = await confint(fit);
      expect(intervals.map(({ name }) => name)).toEqual(wanted.names);
      intervals.forEach(({ lower, upper }, i) => {
        const width = wanted.upper[i] - wanted.lower[i];
        expect(Math.abs(lower - wanted.lower[i]) / width).toBeLessThan(1e-3);
        expect(Math.abs(upper - wanted.upper[i]) / width).toBeLessThan(1e-3);
      });
    });
  }

  // Numbers that the tests and documents of lme4, MixedModels.jl and RePsychLing state.
  const stated: readonly [string, string, string, boolean, readonly number[], readonly number[], number][] = [
    // Where they are not those stated: known-differences.ts, otherLimits.
    [
      "sleepstudy by MixedModels.jl",
      "sleepstudy",
      "Reaction ~ 1 + Days + (1 + Days | Subject)",
      false,
      [14.381, 3.8012, Number.NaN, 22.898, 237.681, 7.359],
      [37.718, 8.753, Number.NaN, 28.858, 265.13, 13.576],
      2e-3,
    ],
    [
      "sleepstudy with independent slopes by lme4",
      "sleepstudy",
      "Reaction ~ Days + (1 | Subject) + (0 + Days | Subject)",
      true,
      [15.25847, 3.964157, 22.88062, 237.5732, 7.33431],
      [37.78184, 8.768238, 28.78768, 265.2383, 13.60057],
      5e-3,
    ],
    [
      "Dyestuff by lme4",
      "Dyestuff",
      "Yield ~ 1 + (1 | Batch)",
      false,
      [Number.NaN, 38.2299790611166, 1486.4515],
      [Number.NaN, 67.65762088939462, 1568.548494],
      2e-4,
    ],
    [
      "Penicillin by lme4",
      "Penicillin",
      "diameter ~ 1 + (1 | plate) + (1 | sample)",
      false,
      [0.633565787613112, 1.09578224011285, 0.4858455455706661, 21.2666273835452],
      [1.1821039843372, 3.55631937954106, 0.6294534977063603, 24.6778176174587],
      6e-5,
    ],
    [
      "KWDYZ by RePsychLing",
      "KWDYZ",
      "rt ~ 1 + c1 + c2 + c3 + (1 + c1 + c2 + c3 || subj)",
      false,
      [46.208468, 19.646992, 5.5963, 1.7493, 69.269014, 375.731344, 27.07083, 9.484679, -1.485184],
      [66.139137, 29.614386, 15.166344, 13.692235, 70.415812, 403.724376, 40.478887, 18.518766, 7.059293],
      3e-3,
    ],
  ];
  for (const [title, dataset, formula, reml, lower, upper, tolerance] of stated) {
    it.skipIf(datasetPath(dataset) === null)(`are those stated for ${title}`, async () => {
      const fit = await lmm(formula, await loadTable(dataset), { reml });
      const { intervals } = await confint(fit);
      intervals.forEach((interval, i) => {
        if (Number.isNaN(lower[i])) return;
        expect(Math.abs(interval.lower - lower[i])).toBeLessThan(tolerance);
        expect(Math.abs(interval.upper - upper[i])).toBeLessThan(tolerance);
      });
    });
  }

  for (const model of smallModels) {
    it(`of ${model.title} have the deviance of the likelihood on n × n matrices, and no lower one beside it`, async () => {
      const fit = await fitSmall(model);
      const dense = new DenseLikelihood(fit);
      const found = await profile(fit, { level: 0.95, step: 1 });
      const { intervals } = await confint(fit);
      const normal = normals(11);
      found.parameters.forEach(({ name, points }, i) => {
        const held = found.names.indexOf(name);
        for (const { value, deviance, parameters } of points) {
          const at =
            value === 0 || Math.abs(value) === 1
              ? parameters.map((entry, j) => (j === held ? value : entry))
              : parameters;
          if (!at.every(Number.isFinite)) continue;
          expect(Math.abs(dense.at(at) - deviance)).toBeLessThan(1e-4);
        }
        const last = points[points.length - 1];
        if (Number.isFinite(intervals[i].upper)) {
          for (let trial = 0; trial < 10; trial++) {
            const beside = last.parameters.map((entry, j) =>
              j === held ? entry : entry + 0.01 * Math.abs(entry) * normal(),
            );
            expect(dense.at(beside)).toBeGreaterThan(last.deviance - 1e-7);
          }
        }
      });
    });
  }

  it("hold ζ at its quantile, and the sign of its side", async () => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"), { reml: false });
    const dense = new DenseLikelihood(fit);
    const { deviance, names, parameters } = await profile(fit, { level: 0.95 });
    expect(Math.abs(deviance - fit.objective)).toBeLessThan(1e-9);
    const limits = limitsOf(await confint(fit));
    for (const [i, { name, points }] of parameters.entries()) {
      for (const limit of limits[i]) {
        // Other parameters at the limit: interpolated between the profile's points, whose deviance is flat in them.
        const j = points.findIndex(({ value }) => value >= limit);
        const [a, b] = j <= 0 ? [points[0], points[1]] : [points[j - 1], points[j]];
        const share = (limit - a.value) / (b.value - a.value);
        const at = names.map((other, c) =>
          other === name ? limit : a.parameters[c] + share * (b.parameters[c] - a.parameters[c]),
        );
        expect(Math.abs(Math.sqrt(dense.at(at) - deviance) - CUTOFF)).toBeLessThan(0.02);
      }
    }
  });
});

describe("a profile", () => {
  it("of a standard deviation whose estimate is zero begins there", async () => {
    const fit = await lmm("Yield ~ 1 + (1 | Batch)", await loadTable("Dyestuff2"), { reml: false });
    const { parameters } = await profile(fit, { parameters: ["sd_(Intercept)|Batch"] });
    expect(parameters).toHaveLength(1);
    const [{ points, estimate }] = parameters;
    expect([estimate, points[0].value, points[0].zeta]).toEqual([0, 0, 0]);
    expect(points[points.length - 1].zeta).toBeGreaterThan(2.57);
  });

  it("of a small standard deviation ends at zero with a finite ζ, as the model without it has", async () => {
    const table = await loadTable("Pastes");
    const fit = await lmm("strength ~ 1 + (1 | batch) + (1 | sample)", table, { reml: false });
    const without = await lmm("strength ~ 1 + (1 | sample)", table, { reml: false });
    const { parameters } = await profile(fit, { parameters: ["sd_(Intercept)|batch"] });
    const [{ value, zeta }] = parameters[0].points;
    expect(value).toBe(0);
    expect(Math.abs(zeta * zeta - (without.objective - fit.objective))).toBeLessThan(1e-6);
  });

  it("of a coefficient has at zero the deviance of the model without its column", async () => {
    const table = await loadTable("sleepstudy");
    const fit = await lmm("Reaction ~ Days + I(Days^2) + (Days | Subject)", table, { reml: false });
    const without = await lmm("Reaction ~ Days + (Days | Subject)", table, { reml: false });
    const { parameters } = await profile(fit, { parameters: ["I(Days^2)"], level: 0.999, step: 0.2 });
    const { value, zeta } = profileCurve(parameters[0], 2001);
    const at = value.findIndex((x) => x >= 0);
    expect(Math.abs(zeta[at] * zeta[at] - (without.objective - fit.objective))).toBeLessThan(2e-2);
  });

  it("of correlations within a singular fit goes to the end of their range", async () => {
    const table = await loadTable("sleepstudy_single");
    const fit = await lmm("Reaction ~ Days + (1 | Subject)", table);
    const { warnings } = await confint(fit);
    expect(warnings.map(({ code }) => code)).toEqual(["M_PROFILE_ML"]);
    const single = await lmm("Reaction ~ 1 + (1 + Days | Subject)", await loadTable("sleepstudy"), { reml: false });
    const { parameters } = await profile(single, { parameters: ["cor_Days.(Intercept)|Subject"], level: 0.9999 });
    const { points } = parameters[0];
    expect(points.every(({ value }) => Math.abs(value) <= 1)).toBe(true);
    expect(points.every(({ zeta }, i) => i === 0 || zeta >= points[i - 1].zeta - 1e-6)).toBe(true);
  });

  it("is the same whether the fit was by REML or by maximum likelihood, and says which it is", async () => {
    const table = await loadTable("sleepstudy");
    const [reml, ml] = await Promise.all(
      [true, false].map((flag) => lmm("Reaction ~ Days + (Days | Subject)", table, { reml: flag })),
    );
    const [a, b] = await Promise.all([confint(reml), confint(ml)]);
    limitsOf(a)
      .flat()
      .forEach((limit, i) => expect(Math.abs(limit - limitsOf(b).flat()[i])).toBeLessThan(1e-5));
    expect(a.warnings.map(({ code }) => code)).toEqual(["M_PROFILE_ML"]);
    expect(b.warnings).toEqual([]);
    expect(a.intervals[0].estimate).toBeCloseTo(ml.varCorr()[0].sd[0], 5);
  });

  it("leaves the fit as it was", async () => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    const before = [fit.vcov(), fit.ranef(), Array.from(fit.fitted())];
    await confint(fit);
    expect([fit.vcov(), fit.ranef(), Array.from(fit.fitted())]).toEqual(before);
  });

  it("starts again, and says so, where it finds a lower deviance than the fit's", async () => {
    const table = await loadTable("sleepstudy");
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", table, { reml: false });
    const early = await lmm("Reaction ~ Days + (Days | Subject)", table, {
      reml: false,
      maxIterations: 0,
      start: [3, 0, 3],
    });
    expect(early.objective).toBeGreaterThan(fit.objective + 1);
    const [a, b] = await Promise.all([confint(fit), confint(early)]);
    limitsOf(a)
      .flat()
      .forEach((limit, i) => expect(Math.abs(limit - limitsOf(b).flat()[i])).toBeLessThan(1e-4));
    expect(b.warnings.map(({ code }) => code)).toContain("W_PROFILE_LOWER");
  });

  it("can be cancelled and tells of its progress", async () => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    const controller = new AbortController();
    const seen: string[] = [];
    const onProgress = (done: number, total: number) => {
      seen.push(`${done}/${total}`);
      if (done === 2) controller.abort();
    };
    await expect(confint(fit, { signal: controller.signal, onProgress })).rejects.toThrow(CancelledError);
    expect(seen).toEqual(["1/6", "2/6"]);
  });

  it("passes through its points as a curve", async () => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    const found: Profile = await profile(fit, { parameters: ["sigma"] });
    const [{ points }] = found.parameters;
    expect(points.length).toBeGreaterThan(9);
    const { value, zeta } = profileCurve(found.parameters[0], 11);
    expect([value[0], zeta[0]]).toEqual([points[0].value, points[0].zeta]);
    expect(value[10]).toBeCloseTo(points[points.length - 1].value, 10);
    expect(() => profileCurve(found.parameters[0], 1)).toThrow(OptionError);
  });

  it("refuses options and parameters that it does not know by name", async () => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    await expect(profile(fit, { levle: 0.9 } as object)).rejects.toThrow(
      'unknown option "levle" of profile(); did you mean "level"?',
    );
    await expect(profile(fit, { level: 95 })).rejects.toThrow(
      'option "level" must be a number between 0 and 1, not 95',
    );
    await expect(confint(fit, { parameters: ["Dyas"] })).rejects.toThrow(
      'parameter "Dyas" is not one of the model\'s; did you mean "Days"?',
    );
    const { intervals } = await confint(fit, { parameters: ["beta"] });
    expect(intervals.map(({ name }) => name)).toEqual(["(Intercept)", "Days"]);
  });

  it("is refused where no likelihood was maximized", async () => {
    const cbpp = await loadTable("cbpp");
    const fast = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", cbpp, { nAGQ: 0 });
    await expect(profile(fast)).rejects.toThrow(UnsupportedError);
    const gamma = await glmm("Reaction ~ Days + (1 | Subject)", await loadTable("sleepstudy"), {
      family: "gamma",
      link: "log",
    });
    await expect(confint(gamma)).rejects.toThrow('fit with dispersion "ml"');
    expect(gamma.isLinear).toBe(false);
  });
});
