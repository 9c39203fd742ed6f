import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.js";
import { lmm } from "../../src/fit/fitting.js";
import { type AnovaType, anova } from "../../src/inference/anova.js";
import { contrastTest } from "../../src/inference/contrast-test.js";
import { emtrends } from "../../src/inference/emmeans/emtrends.js";
import { loadTable } from "../support/reference.js";

const formula = "Y ~ f * x + (1 | g)";

/** Unbalanced, all cells present. */
function data(): Record<string, number[] | string[]> {
  const rows = Array.from({ length: 72 }, (_, i) => i);
  const f = rows.map((i) => ["a", "b", "c"][(i * i + Math.floor(i / 7)) % 3]);
  const h = rows.map((i) => ["u", "v"][(i + Math.floor(i / 5)) % 2]);
  const x = rows.map((i) => ((i * 37) % 23) / 5);
  const g = rows.map((i) => `g${i % 8}`);
  const Y = rows.map(
    (i) => x[i] + (f[i] === "b" ? 1 : 0) + Math.sin(i * 7.3) + 2 * Math.cos(i % 8) + (h[i] === "u" ? x[i] / 2 : 0),
  );
  return { Y, f, h, x, g };
}

describe("type III tests", () => {
  it("are the same for all contrasts of the model", async () => {
    const tables = await Promise.all(
      (["treatment", "sum", "helmert", "poly", { treatment: "b" }] as const).map(async (f) =>
        anova(await lmm("Y ~ f * h * x + (1 | g)", data(), { contrasts: { f, h: f === "sum" ? "sum" : "treatment" } })),
      ),
    );
    for (const { rows } of tables.slice(1)) {
      rows.forEach((row, i) => {
        const first = tables[0].rows[i];
        expect(row.term).toBe(first.term);
        expect(Math.abs(row.statistic / first.statistic - 1)).toBeLessThan(1e-7);
        expect(Math.abs(row.denDf / first.denDf - 1)).toBeLessThan(1e-6);
      });
    }
  });

  it("say which terms they recode, and only where that matters", async () => {
    const recoded = anova(await lmm("Y ~ f * h + x + (1 | g)", data()));
    expect(recoded.warnings.map(({ code }) => code)).toEqual(["M_TYPE3_RECODED"]);
    expect(recoded.warnings[0].message).toContain('type III tests of "f", "h" are made as with sum contrasts');
    const sums = anova(await lmm("Y ~ f * h + x + (1 | g)", data(), { contrasts: { f: "sum", h: "sum" } }));
    expect(sums.warnings).toEqual([]);
    expect(anova(await lmm("Y ~ f + h + x + (1 | g)", data())).warnings).toEqual([]);
  });

  it("are those of the own coefficients under sum contrasts", async () => {
    const options = { contrasts: { f: "sum", h: "sum" } } as const;
    const fit = await lmm("Y ~ f * h + (1 | g)", data(), options);
    const [, h] = anova(fit).rows;
    const effect = fit.fixef()[3];
    expect(effect.name).toBe("h1");
    expect(h.statistic).toBeCloseTo(effect.statistic * effect.statistic, 8);
  });
});

describe("types of tests", () => {
  it("agree where there is one term", async () => {
    const fit = await lmm("Y ~ f + (1 | g)", data());
    const [one, two, three] = (["I", "II", "III"] satisfies AnovaType[]).map((type) => anova(fit, { type }).rows);
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  });

  it("I depends on the order of the terms, II does not", async () => {
    const [first, second] = await Promise.all(
      ["Y ~ f + x + (1 | g)", "Y ~ x + f + (1 | g)"].map((text) => lmm(text, data())),
    );
    const statistic = (fit: typeof first, type: AnovaType) =>
      anova(fit, { type }).rows.find(({ term }) => term === "f")?.statistic as number;
    expect(statistic(first, "II")).toBeCloseTo(statistic(second, "II"), 8);
    expect(Math.abs(statistic(first, "I") / statistic(second, "I") - 1)).toBeGreaterThan(1e-3);
  });

  it("II leaves the terms that contain a term out of account", async () => {
    // With x centered on nothing, f:x does not contain f (SAS's rule, as lmerTest's): they differ in numeric variables.
    const fit = await lmm(formula, data());
    const own = anova(fit, { type: "III" }).rows[0];
    expect(anova(fit, { type: "II" }).rows[0].statistic).toBeCloseTo(own.statistic, 7);
    const crossed = await lmm("Y ~ f * h + (1 | g)", data());
    const additive = anova(crossed, { type: "II" }).rows[0].statistic;
    expect(Math.abs(additive / anova(crossed).rows[0].statistic - 1)).toBeGreaterThan(1e-3);
  });
});

describe("models with less than full rank", () => {
  it("leave dropped terms out, with a note", async () => {
    const table = await loadTable("sleepstudy");
    const fit = await lmm("Reaction ~ Days + I(2 * Days + 1) + (Days | Subject)", table);
    const { rows, warnings } = anova(fit);
    expect(rows.map(({ term }) => term)).toEqual(["Days"]);
    expect(warnings.map(({ code }) => code)).toEqual(["W_ANOVA_RANK"]);
    expect(warnings[0].message).toContain('"I(2 * Days + 1)"');
  });

  it("test what is left where a combination of levels does not occur", async () => {
    const all = data();
    const keep = (all.f as string[]).map((level, i) => !(level === "c" && all.h[i] === "v"));
    const holed = Object.fromEntries(
      Object.entries(all).map(([name, values]) => [name, (values as string[]).filter((_, i) => keep[i])]),
    );
    const { rows, warnings } = anova(await lmm("Y ~ f * h + (1 | g)", holed));
    expect(rows.map(({ term, numDf }) => [term, numDf])).toEqual([
      ["f", 2],
      ["h", 1],
      ["f:h", 1],
    ]);
    expect(warnings.map(({ code }) => code)).toContain("W_ANOVA_RANK");
    for (const { p } of rows) expect(p > 0 && p < 1).toBe(true);
  });

  it("test differences of cells where columns depend on one another in every design", async () => {
    const fit = await lmm("Y ~ f:h + x + (1 | g)", data());
    const { warnings, rows } = anova(fit);
    expect(warnings.map(({ code }) => code)).toEqual(["W_ANOVA_RANK"]);
    const row = rows.find(({ term }) => term === "f:h");
    const cells = fit.fixef().flatMap(({ name }) => (name.includes(":") ? [{ [name]: 1 }] : []));
    const own = contrastTest(fit, cells);
    expect(row?.numDf).toBe(5);
    expect(row?.statistic).toBeCloseTo(own.statistic, 9);
  });

  it("have an empty table where there is only an intercept", async () => {
    expect(anova(await lmm("Y ~ 1 + (1 | g)", data())).rows).toEqual([]);
  });
});

/** Formula, type, and F of the terms by lmerTest 3.1.3 in R 4.2.2. */
const MATRICES: readonly (readonly [string, AnovaType, readonly number[]])[] = [
  ["Y ~ f * scale(x) + (1 | g)", "II", [7.449318, 171.3907, 1.8395]],
  ["Y ~ f * scale(x) + (1 | g)", "III", [8.351732, 170.4823, 1.8395]],
  ["Y ~ f * log(scale(x) + 5) + (1 | g)", "II", [8.515485, 181.373, 1.28852]],
  ["Y ~ f * log(scale(x) + 5) + (1 | g)", "III", [0.5365142, 178.9078, 1.28852]],
  ["Y ~ f * as.numeric(scale(x)) + (1 | g)", "II", [8.351732, 171.3907, 1.8395]],
  ["Y ~ f * poly(x, 1) + (1 | g)", "II", [7.449318, 171.3907, 1.8395]],
  ["Y ~ f * poly(x, 2) + (1 | g)", "II", [8.43744, 98.66015, 2.53055]],
  ["Y ~ f * poly(x, 2) + (1 | g)", "III", [9.073681, 100.2969, 2.53055]],
  ["Y ~ h * ns(x, 3) + (1 | g)", "II", [22.0443, 70.8372, 4.685698]],
  ["Y ~ h * ns(x, 3) + (1 | g)", "III", [0.3613069, 72.43641, 4.685698]],
  ["Y ~ f * h * scale(x) + (1 | g)", "II", [9.934219, 28.94399, 283.834, 2.573568, 0.8979815, 6.702444, 0.1162817]],
  ["Y ~ f * h * scale(x) + (1 | g)", "III", [12.04081, 22.72032, 282.9008, 2.44138, 0.9621586, 6.664338, 0.1162817]],
];

describe("variables that are matrices in R", () => {
  it.each(MATRICES)("%s has lmerTest's tests of type %s", async (text, type, statistics) => {
    const { rows } = anova(await lmm(text, data()), { type });
    expect(rows).toHaveLength(statistics.length);
    rows.forEach(({ statistic, term }, i) => {
      expect(Math.abs(statistic / statistics[i] - 1), term).toBeLessThan(2e-5);
    });
  });

  it("without the factor by itself have a slope averaged over its levels, as the trend is", async () => {
    for (const f of ["treatment", "sum"] as const) {
      const fit = await lmm("Y ~ scale(x) + f:scale(x) + (1 | g)", data(), { contrasts: { f } });
      const [slope] = anova(fit).rows;
      const [{ estimate, stdError }] = emtrends(fit, [], "x").rows;
      expect(Math.abs(slope.statistic / (Number(estimate) / Number(stdError)) ** 2 - 1), f).toBeLessThan(1e-9);
      // Of type II: before the interaction.
      const [after] = anova(fit, { type: "II" }).rows;
      const [first] = anova(fit, { type: "I" }).rows;
      expect(after.statistic).toBeCloseTo(first.statistic, 9);
    }
  });
});

describe("options of anova()", () => {
  it.each([
    [{ type: 3 }, /option "type" must be "I", "II" or "III", not 3/],
    [{ ddf: "satterthwaite" }, /unknown option "ddf" of anova\(\); did you mean "df"\?/],
    [{ df: "kr" }, /option "df" must be "satterthwaite", "kenward-roger", "residual" or "asymptotic", not "kr"/],
  ])("%o is refused in words", async (options, message) => {
    const fit = await lmm("Y ~ x + (1 | g)", data());
    expect(() => anova(fit, options as object)).toThrow(OptionError);
    expect(() => anova(fit, options as object)).toThrow(message);
  });
});
