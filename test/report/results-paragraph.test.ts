import { describe, expect, it } from "vitest";
import { glmm, lmm } from "../../src/fit/fitting.js";
import { restore } from "../../src/fit/reopen.js";
import { toReportJson } from "../../src/report/json.js";
import { resultsParagraph } from "../../src/report/results-paragraph.js";
import { loadTable } from "../support/reference.js";

/** Up to the first sentence with a number in it. */
function firstWithNumber(paragraph: string): string {
  const sentences = paragraph.split(/(?<=\.) (?=[A-Z])/);
  const at = sentences.findIndex((sentence) => /\d/.test(sentence));
  return sentences.slice(0, at + 1).join(" ");
}

const rows = Array.from({ length: 60 }, (_, i) => i);
const separated = {
  y: rows.map((i) => (i % 4 === 3 ? 1 : (i * 7) % 3 === 0 ? 1 : 0)),
  x: rows.map((i) => `c${i % 4}`),
  g: rows.map((i) => `s${i % 6}`),
};

describe("resultsParagraph", () => {
  it("tells model, method, coefficients and random effects in APA style, live or saved", async () => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    const text = resultsParagraph(fit);
    expect(text).toBe(
      "We fitted a linear mixed-effects model by restricted maximum likelihood with blup to 180 observations (18 levels of " +
        "Subject): Reaction ~ Days + (Days | Subject). Reaction depends on Days. The intercept and slope of Days vary by " +
        "Subject, with a correlation. Degrees of freedom are Satterthwaite's. Days: b = 10.47, SE = 1.55, 95% CI [7.21, 13.73], " +
        "t(17) = 6.77, p < .001. Standard deviations of the random effects: (Intercept) 24.74, Days 5.92, correlation .07 " +
        "(Subject); residual 25.59.",
    );
    expect(resultsParagraph(restore(JSON.stringify(toReportJson(fit))))).toBe(text);
    expect(resultsParagraph(fit, { df: "none" })).toContain(
      "No p values were computed. Days: b = 10.47, SE = 1.55, t = 6.77.",
    );
  });

  it("says of a fit that did not converge so in its first sentence with a number", async () => {
    const table = await loadTable("sleepstudy");
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", table, { maxIterations: 0, start: [9, 5, 0.01] });
    expect(fit.convergence.converged).toBe(false);
    expect(firstWithNumber(resultsParagraph(fit))).toMatch(
      /^Caution: the fit did not converge, so that none of its numbers/,
    );
  });

  it("says of a singular fit so, and of degrees of freedom that are none", async () => {
    const fit = await lmm("Yield ~ 1 + (1 | Batch)", await loadTable("Dyestuff2"));
    expect(fit.isSingular).toBe(true);
    expect(firstWithNumber(resultsParagraph(fit))).toContain("the fit is singular");
  });

  it("says of separated data so, and gives the coefficient no number", async () => {
    const fit = await glmm("y ~ x + (1 | g)", separated);
    expect(fit.warnings.map(({ code }) => code)).toContain("W_SEPARATION");
    const text = resultsParagraph(fit);
    expect(firstWithNumber(text)).toContain("the predictors separate the responses");
    expect(text).toContain("xc3: no estimate, standard error or test that means anything");
    expect(text).toMatch(/xc1: b = /);
  });

  it.each([
    ["W_LAPLACE", "the Laplace approximation is far off"],
    ["W_NOT_IDENTIFIED", "the data cannot tell all variances"],
    ["W_UNBOUNDED", "the likelihood has no maximum"],
    ["W_OVERDISPERSED", "the responses vary more than the distribution allows"],
    ["W_RUNAWAY_VARIANCE", "runs to infinity"],
  ])("says %s in its first sentence with a number", async (code, words) => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    const saved = toReportJson(fit);
    const warned = restore({ ...saved, warnings: [{ code, message: "" }] });
    expect(firstWithNumber(resultsParagraph(warned))).toContain(words);
  });

  it("says that coefficients have no degrees of freedom", async () => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    const saved = toReportJson(fit);
    const [first, second] = saved.fixef;
    const warned = restore({
      ...saved,
      fixef: [first, { ...second, df: 0, p: null }],
      fixefTests: { ...saved.fixefTests, warnings: [{ code: "W_DF_NONE", message: "" }] },
    });
    const text = resultsParagraph(warned);
    expect(firstWithNumber(text)).toContain("some coefficients have no degrees of freedom");
    expect(text).toContain("p not available");
  });
});
