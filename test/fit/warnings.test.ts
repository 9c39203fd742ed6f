import { describe, expect, it } from "vitest";
import { type LmmOptions, lmm, ranova } from "../../src/index.js";
import { loadTable } from "../support/reference.js";

async function messages(dataset: string, formula: string, options: LmmOptions = {}) {
  const fit = await lmm(formula, await loadTable(dataset), options);
  return fit.warnings;
}

describe("warnings of a fit", () => {
  it("are none for an ordinary model", async () => {
    expect(await messages("sleepstudy", "Reaction ~ Days + (Days | Subject)")).toEqual([]);
  });

  it("name the columns dropped from a rank-deficient matrix", async () => {
    const formula = "Reaction ~ Days + I(2 * Days + 1) + I(Days^2) + (Days | Subject)";
    const [{ code, message }] = await messages("sleepstudy", formula);
    expect(code).toBe("M_RANK_DEFICIENT");
    expect(message).toMatch(
      /^fixed-effect model matrix is rank deficient so dropping 1 column \/ coefficient: I\(2 \* Days \+ 1\);/,
    );
  });

  // lme4 1.1-31, bobyqa with rhoend 1e-10.
  it.each([
    ["Reaction ~ Days + 1 | Subject", "(Days + 1 | Subject)", 1769.84490386, 257.76177189],
    ["Reaction ~ 0 + Days | Subject", "(0 + Days | Subject)", 1789.22898041, 254.41827043],
    ["Reaction ~ Days || Subject", "(Days || Subject)", 1769.96504306, 253.91917851],
  ])("say how a bar without parentheses is read: %s", async (formula, random, objective, intercept) => {
    const fit = await lmm(formula, await loadTable("sleepstudy"));
    const bracketed = await lmm(`Reaction ~ ${random}`, await loadTable("sleepstudy"));
    expect(fit.formula).toBe(formula);
    expect(fit.objective).toBe(bracketed.objective);
    expect(fit.fixef().map(({ name }) => name)).toEqual(["(Intercept)"]);
    expect(Math.abs(fit.objective - objective)).toBeLessThan(1e-6);
    expect(Math.abs(fit.beta[0] - intercept)).toBeLessThan(1e-5);
    expect(bracketed.warnings).toEqual([]);
    const [{ code, message }, ...others] = fit.warnings;
    expect([code, others]).toEqual(["M_BARE_BAR", []]);
    expect(message).toMatch(
      /^"[^"]+" stands without parentheses, so that, as in lme4, all before the bar is the random part/,
    );
    expect(message).toContain(`write Days + ${random} if`);
    expect((await ranova(fit)).rows.length).toBe((await ranova(bracketed)).rows.length);
  });

  it("name the two columns whose scales are furthest apart", async () => {
    const scaled = await messages("sleepstudy_w", "Reaction ~ I(Days * 1e4) + w + (1 | Subject)");
    expect(scaled.map((warning) => warning.code)).toEqual(["W_SCALE_X"]);
    expect(scaled[0].message).toMatch(
      /^some predictor variables are on very different scales: the standard deviation of "w" is [.\d]+, that of "I\(Days \* 10000\)" is 28800; consider rescaling/,
    );
  });

  it("name a single column whose scale is far from one", async () => {
    const [{ message }] = await messages("sleepstudy", "Reaction ~ I(Days / 1e5) + (1 | Subject)");
    expect(message).toMatch(/scales: the standard deviation of "I\(Days\/1e\+05\)" is 0\.0000288; consider rescaling/);
  });

  it("tell the scale of a column that is far from zero", async () => {
    const [{ message }] = await messages("sleepstudy", "Reaction ~ I(1e9 + Days * 1e4) + (1 | Subject)");
    expect(message).toMatch(/scales: the standard deviation of "[^"]+" is 28800; consider rescaling/);
  });

  it("say which variance is zero in a singular fit", async () => {
    const [{ code, message }] = await messages("Dyestuff2", "Yield ~ 1 + (1 | Batch)");
    expect(code).toBe("M_SINGULAR");
    expect(message).toMatch(/^boundary \(singular\) fit: the variance of \(Intercept\) by Batch is zero\./);
    expect(message).toMatch(/consider dropping what has no variance$/);
  });

  it("advise to give up correlations where those are what is singular", async () => {
    const few = { subset: "Subject == 308 | Subject == 309 | Subject == 310" };
    const [{ code, message }] = await messages("sleepstudy", "Reaction ~ Days + (Days | Subject)", few);
    expect(code).toBe("M_SINGULAR");
    expect(message).toMatch(
      /the correlation of \(Intercept\) and Days by Subject is .*consider diag\(\) in place of correlations$/,
    );
  });

  it("say so where the random effects reproduce the response", async () => {
    const nobs = 240;
    const g = Array.from({ length: nobs }, (_, i) => `g${i % 80}`);
    const x = Float64Array.from({ length: nobs }, (_, i) => Math.floor(i / 80));
    const y = Float64Array.from({ length: nobs }, (_, i) => 20 + (((i % 80) * 7919) % 23));
    const [{ code, message }] = (await lmm("y ~ x + (1 | g)", { y, x, g })).warnings;
    expect(code).toBe("W_NOT_CONVERGED");
    expect(message).toContain("failed to converge");
    expect(message).toContain("reproduce the response exactly");
  });

  it("explain weights that look like counts", async () => {
    const found = await messages("sleepstudy", "Reaction ~ Days + (1 | Subject)", { weights: "Days + 1" });
    expect(found.map(({ code }) => code)).toEqual(["M_PRECISION_WEIGHTS"]);
  });

  it("pass on what the design says about a factor before a double bar", async () => {
    const found = await messages("Machines", "score ~ Machine + (Machine || Worker)");
    expect(found.map(({ code }) => code)).toContain("M_DOUBLE_BAR_FACTOR");
    expect(found[0].message).toContain("diag(");
  });
});
