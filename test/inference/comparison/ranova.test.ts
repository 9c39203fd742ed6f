import { describe, expect, it } from "vitest";
import { glmm, lmm } from "../../../src/index.js";
import { ranova } from "../../../src/inference/comparison/ranova.js";
import { ranovaTable } from "../../../src/report/comparison-table.js";
import { tableText } from "../../../src/report/table-text.js";
import { type ComparisonRow, comparisons } from "../../support/comparison.js";
import { loadTable } from "../../support/reference.js";
import { smallData } from "../small-models.js";
import { expectClose } from "./expect-close.js";

describe.each(comparisons.ranova)("random effects of $formula", ({ data, formula, reml, rows, whole }) => {
  const expectRows = (actual: Awaited<ReturnType<typeof ranova>>, expected: readonly ComparisonRow[]) => {
    const plain = (term: string) => term.replaceAll(" ", "");
    expect(actual.rows.map(({ term }) => plain(term))).toEqual(expected.map(({ term }) => plain(term)));
    actual.rows.forEach(({ npar, logLik, aic, test }, i) => {
      expect(npar).toBe(expected[i].npar);
      expectClose(logLik, expected[i].logLik, 1e-6);
      expectClose(aic, expected[i].aic, 2e-6);
      expect(test?.df).toBe(expected[i].df);
      expectClose(test?.statistic, expected[i].statistic, 4e-6);
      expectClose(test?.p, expected[i].p, 1e-5 * (expected[i].p ?? 1));
    });
  };

  it("are tested as lmerTest tests them, slopes first", async () => {
    expectRows(await ranova(await lmm(formula, await loadTable(data), { reml })), rows);
  });

  it("are tested as lmerTest tests them, whole terms", async () => {
    const fit = await lmm(formula, await loadTable(data), { reml });
    expectRows(await ranova(fit, { reduceTerms: false }), whole);
  });
});

describe("reduced random terms", () => {
  const terms = async (formula: string) => {
    const { rows } = await ranova(await lmm(formula, smallData(), { reml: false }));
    return rows.slice(1).map(({ term, formula: reduced }) => [term, reduced.replace("y ~ x + ", "")]);
  };

  it("keep what an interaction needs", async () => {
    expect(await terms("y ~ x + (x * x2 | g)")).toEqual([["x:x2 in (x * x2 | g)", "(1 + x + x2 | g)"]]);
  });

  it("lose slopes one by one, then become intercepts", async () => {
    expect(await terms("y ~ x + (0 + x | g) + (1 | h)")).toEqual([
      ["x in (0 + x | g)", "(1 | g) + (1 | h)"],
      ["(1 | h)", "(0 + x | g)"],
    ]);
    expect(await terms("y ~ x + diag(1 + x + x2 | g)")).toEqual([
      ["x in diag(1 + x + x2 | g)", "diag(1 + x2 | g)"],
      ["x2 in diag(1 + x + x2 | g)", "diag(1 + x | g)"],
    ]);
  });

  it("go where the intercepts of their group stand already", async () => {
    expect(await terms("y ~ x + (x || g)")).toEqual([
      ["(1 | g)", "(0 + x | g)"],
      ["x in (0 + x | g)", "(1 | g)"],
    ]);
  });

  it("have the numbers of fresh fits", async () => {
    const { rows } = await ranova(await lmm("y ~ x * f + (1 + x | g) + (1 | h)", smallData(), { weights: "w" }));
    for (const { formula, logLik } of rows.slice(1)) {
      expect((await lmm(formula, smallData(), { weights: "w" })).logLik).toBe(logLik);
    }
  });
});

describe("the random effects of a generalized model", () => {
  it("are tested against the model without any", async () => {
    const fit = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", await loadTable("cbpp"));
    const { rows } = await ranova(fit);
    // R's logLik(glm(cbind(incidence, size - incidence) ~ period, binomial, cbpp))
    expect(rows[1].logLik).toBeCloseTo(-99.0291994894, 9);
    expect(rows[1].test).toMatchObject({ df: 1, boundary: 1 });
  });

  it("are not tested where a scale would have to be estimated without them", async () => {
    const table = await loadTable("grouseticks");
    const fit = await glmm("TICKS ~ YEAR + (1 | BROOD)", table, { family: "negbinomial" });
    await expect(ranova(fit)).rejects.toThrow("model without random effects is not fitted here");
  });
});

describe("a table of random effects", () => {
  it("reads as lmerTest's", async () => {
    const table = ranovaTable(
      await ranova(await lmm("Reaction ~ Days + (1 | Subject)", await loadTable("sleepstudy"))),
    );
    expect(tableText(table).split("\n").slice(0, 4)).toEqual([
      "ANOVA-like table for random-effects: Single term deletions",
      "              npar   logLik      AIC     LRT Df Pr(>Chisq) Pr(mixture)",
      "<none>           4 -893.233 1794.465                                  ",
      "(1 | Subject)    3 -946.832 1899.664 107.199  1     <2e-16      <2e-16",
    ]);
  });

  it("refuses unknown options", async () => {
    const fit = await lmm("y ~ x + (1 | g)", smallData());
    await expect(ranova(fit, { reduce: true } as object)).rejects.toThrow('unknown option "reduce"');
  });
});
