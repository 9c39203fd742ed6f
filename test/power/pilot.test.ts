import { describe, expect, it } from "vitest";
import {
  crossedDesign,
  glmm,
  lmm,
  power,
  powerCurve,
  powerTable,
  restore,
  simulateResponse,
  tableText,
} from "../../src/index.js";
import { extendedColumns } from "../../src/power/design.js";

const design = crossedDesign(
  { subj: 12, item: 8 },
  { between: { subj: { group: ["a", "b"] } }, within: { cond: ["x", "y"] } },
);
const formula = "rt ~ group * cond + (cond | subj) + (1 | item)";
const [rt] = simulateResponse(formula, design, {
  seed: 3,
  count: 1,
  fixef: [500, 10, 20, 0],
  random: {
    "sd_(Intercept)|subj": 30,
    "sd_condy|subj": 15,
    "cor_condy.(Intercept)|subj": 0.3,
    "sd_(Intercept)|item": 20,
  },
  sigma: 40,
});
const data = { ...design, rt };

describe("power() of a pilot", () => {
  it("draws from its estimates and warns of that, or from an effect of interest", async () => {
    const fit = await lmm(formula, data);
    const own = await power(fit, data, { seed: 1, replicates: 100, tests: "condy" });
    expect(own.tests[0].truth).toBe(fit.fixef()[2].estimate);
    expect(own.warnings.map(({ code }) => code)).toEqual(["W_POWER_PILOT"]);
    const given = await power(fit, data, { seed: 1, replicates: 100, effects: { condy: 12 }, tests: "condy" });
    expect(given.tests[0].truth).toBe(12);
    expect(given.warnings).toEqual([]);
    const saved = restore(JSON.stringify(fit));
    const again = await power(saved, data, { seed: 1, replicates: 100, effects: { condy: 12 }, tests: "condy" });
    expect(again).toEqual(given);
  });

  it("has the power of the same study from nothing", async () => {
    const fit = await lmm(formula, data);
    const [subj, item] = [
      fit.varCorr().find(({ group }) => group === "subj"),
      fit.varCorr().find(({ group }) => group === "item"),
    ];
    const effects = Object.fromEntries(fit.fixef().map(({ name, estimate }) => [name, estimate]));
    const random = {
      "sd_(Intercept)|subj": subj?.sd[0] ?? 0,
      "sd_condy|subj": subj?.sd[1] ?? 0,
      "cor_condy.(Intercept)|subj": subj?.corr[1][0] ?? 0,
      "sd_(Intercept)|item": item?.sd[0] ?? 0,
    };
    const shared = { seed: 1, replicates: 40, tests: ["condy", "groupb:condy"] };
    const pilot = await power(fit, data, shared);
    const fresh = await power(formula, design, { ...shared, effects, random, sigma: fit.sigma });
    pilot.tests.forEach((test, i) => {
      expect(test.power).toEqual(fresh.tests[i].power);
      expect(test.preview).toBeCloseTo(fresh.tests[i].preview as number, 6);
    });
  });

  it("has more subjects, other variances and another sigma, by themselves", async () => {
    const fit = await lmm(formula, data);
    const base = { seed: 1, replicates: 2, effects: { condy: 12 }, tests: "condy" };
    const preview = async (more: object) => (await power(fit, data, { ...base, ...more })).tests[0].preview as number;
    const [plain, more, quiet, alike] = await Promise.all(
      [{}, { sizes: { subj: 48 } }, { sigma: 20 }, { random: { "sd_condy|subj": 0.01 } }].map(preview),
    );
    for (const larger of [more, quiet, alike]) expect(larger).toBeGreaterThan(plain);
    const { units, nobs } = await power(fit, data, { ...base, sizes: { subj: 48, item: 4 } });
    expect(units).toEqual({ subj: 48, item: 4 });
    expect(nobs).toBe(48 * 4 * 2);
  });

  it("refuses what a fit has of its own, and what is not there", async () => {
    const fit = await lmm(formula, data);
    const options = { seed: 1, replicates: 2 };
    await expect(power(fit, data, { ...options, family: "poisson" })).rejects.toThrow(
      'option "family" is for studies from nothing',
    );
    await expect(power(fit, data, { ...options, sizes: { subject: 4 } })).rejects.toThrow(
      '"subject" is none of the grouping factors subj, item',
    );
    await expect(power(fit, data, { ...options, effects: { cond: 4 } })).rejects.toThrow('effects names "cond"');
    const share = rt.map((_, row) => (row % 3) / 3);
    const trials = { ...data, share, n: rt.map(() => 3) };
    const binomial = await glmm("share ~ cond + (1 | subj)", trials, { family: "binomial", weights: "n" });
    await expect(power(binomial, trials, options)).rejects.toThrow("fit cbind(successes, failures) and give trials");
    await expect(power(formula, design, { ...options, ownEstimates: true })).rejects.toThrow(
      'option "ownEstimates" is for a fit',
    );
  });

  it("has the weights, the offset and the subset of its fit, given as columns or as arrays", async () => {
    const rows = Array.from(rt, (_, row) => row);
    const w = rows.map((row) => (row % 4 === 0 ? 4 : 1));
    const known = rows.map((row) => row % 5);
    const keep = rows.map((row) => row >= 16);
    const full = { ...data, w, known, row: rows };
    const small = "rt ~ cond + (1 | subj)";
    const asked = { seed: 1, replicates: 30, effects: { condy: 12 }, tests: "condy" };
    const named = await lmm(small, full, { weights: "w", offset: "known", subset: "row >= 16" });
    const arrays = await lmm(small, full, { weights: w, offset: known, subset: keep });
    const found = await power(named, full, asked);
    expect(found.nobs).toBe(rt.length - 16);
    expect(await power(arrays, full, asked)).toEqual(found);
    expect(await power(restore(JSON.stringify(named)), full, asked)).toEqual(found);
    await expect(power(restore(JSON.stringify(arrays)), full, asked)).rejects.toThrow(
      'model was fitted with an array as "weights"',
    );
    // A weight of 4 halves the deviation of a row; the test by hand has the same standard error in every balanced half.
    const [unweighted, weighted] = [{}, { weights: "w" }].map((options) => lmm(small, full, options));
    const previews = await Promise.all(
      [await unweighted, await weighted].map(async (fit) => {
        const same = { ...asked, replicates: 2, sigma: 40, random: { "sd_(Intercept)|subj": 30 } };
        return (await power(fit, full, same)).tests[0].preview as number;
      }),
    );
    expect(previews[1]).toBeGreaterThan(previews[0]);
  });

  it("has its rows several times in each cell, and the tests at its own estimates beside those asked for", async () => {
    const fit = await lmm(formula, data);
    const asked = { seed: 1, replicates: 40, effects: { condy: 12 } };
    const own = await power(fit, data, { ...asked, ownEstimates: true, perCell: 3 });
    expect(own.nobs).toBe(3 * rt.length);
    const plain = await power(fit, data, { seed: 1, replicates: 40, perCell: 3 });
    expect(own.own?.map(({ power: { successes } }) => successes)).toEqual(
      plain.tests.map((test) => test.power.successes),
    );
    expect(own.tests[1].truth).toBe(12);
    expect(tableText(powerTable(own)).split("\n")[1]).toMatch(/at estimates/);
    const curve = await powerCurve(fit, data, { ...asked, replicates: 4, along: { perCell: [1, 2] }, tests: "condy" });
    expect(curve.points.map(({ nobs }) => nobs)).toEqual([rt.length, 2 * rt.length]);
  });
});

describe("data with more levels", () => {
  it("copies levels in turn over what differs between them, and what is nested in them", () => {
    const pupils = {
      class: ["c1", "c1", "c2", "c2"],
      pupil: ["p1", "p2", "p3", "p4"],
      kind: ["a", "a", "b", "b"],
      x: [1, 2, 3, 4],
    };
    const used = () => true;
    const more = extendedColumns(pupils, { class: 3 }, ["class", "pupil"], used) as Record<
      string,
      { codes: Int32Array; levels: string[] }
    >;
    const texts = (name: string) => Array.from(more[name].codes, (code) => more[name].levels[code]);
    expect(texts("class")).toEqual(["c1", "c1", "c2", "c2", "c1 (2)", "c1 (2)"]);
    expect(texts("pupil")).toEqual(["p1", "p2", "p3", "p4", "p1 (2)", "p2 (2)"]);
    expect(texts("kind")).toEqual(["a", "a", "b", "b", "a", "a"]);
    expect(Array.from(more.x as unknown as Float64Array)).toEqual([1, 2, 3, 4, 1, 2]);
    const subjects = { subj: ["s1", "s2", "s3", "s4"], group: ["a", "a", "b", "b"], y: [1, 2, 3, Number.NaN] };
    const two = extendedColumns(subjects, { subj: 2 }, ["subj"], used) as Record<
      string,
      { codes: Int32Array; levels: string[] }
    >;
    expect(two.subj.levels).toEqual(["s1", "s3"]);
  });
});
