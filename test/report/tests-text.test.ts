import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { anova } from "../../src/inference/anova.js";
import { contrastTest } from "../../src/inference/contrast-test.js";
import { fixefTests } from "../../src/inference/fixef-tests.js";
import type { FittedLmm } from "../../src/model/fitted-lmm.js";
import { lmm } from "../../src/model/lmm.js";
import { anovaJson, anovaMarkdown, anovaText } from "../../src/report/anova-table.js";
import {
  contrastJson,
  contrastText,
  fixefTestsJson,
  fixefTestsMarkdown,
  fixefTestsText,
  testedCoefficientLines,
} from "../../src/report/coefficient-tests.js";
import { formatPValues } from "../../src/report/p-values.js";
import { caseOptions, cases, loadTable, type ReferenceCase } from "../support/reference.js";

const folder = new URL("../snapshots/lmertest/", import.meta.url);
const printed = (kind: "anova" | "coef") =>
  readdirSync(folder).flatMap((name) => (name.endsWith(`.${kind}.txt`) ? [name.split(".")[0]] : []));

async function fitted(id: string): Promise<FittedLmm> {
  const model = cases.find((candidate) => candidate.id === id) as ReferenceCase;
  return lmm(model.formula, await loadTable(model.dataset), caseOptions(model));
}

function lines(name: string): string[] {
  return readFileSync(new URL(name, folder), "utf8").trimEnd().split("\n");
}

describe("tables are printed as lmerTest prints them", () => {
  it.each(printed("anova"))("of variance, for %s", async (id) => {
    const expected = lines(`${id}.anova.txt`);
    const text = anovaText(anova(await fitted(id))).split("\n");
    expect(text.slice(0, expected.length)).toEqual(expected);
  });

  it.each(printed("coef"))("of coefficients, for %s", async (id) => {
    expect(testedCoefficientLines(fixefTests(await fitted(id)))).toEqual(lines(`${id}.coef.txt`));
  });
});

describe("reports of tests", () => {
  it("name z where degrees of freedom are infinite", async () => {
    const tests = fixefTests(await fitted("sleep-max-reml"), { df: "asymptotic" });
    expect(fixefTestsText(tests)).toBe(
      [
        "Tests of coefficients with infinite degrees of freedom",
        "Fixed effects:",
        "            Estimate Std. Error z value Pr(>|z|)    ",
        "(Intercept)  251.405      6.825  36.838  < 2e-16 ***",
        "Days          10.467      1.546   6.771 1.27e-11 ***",
        "---",
        "Signif. codes:  0 ‘***’ 0.001 ‘**’ 0.01 ‘*’ 0.05 ‘.’ 0.1 ‘ ’ 1",
      ].join("\n"),
    );
    expect(fixefTestsJson(tests).fixef).toMatchObject([
      { name: "(Intercept)", df: null },
      { name: "Days", df: null },
    ]);
  });

  it("are tables in Markdown", async () => {
    const fit = await fitted("sleep-max-reml");
    expect(fixefTestsMarkdown(fixefTests(fit))).toBe(
      [
        "Tests of coefficients with Satterthwaite's method",
        "",
        "|             |  Est. |    SE |   df |     t |        p |",
        "|:------------|------:|------:|-----:|------:|---------:|",
        "| (Intercept) | 251.4 | 6.825 | 17.0 | 36.84 |  \\<2e-16 |",
        "| Days        | 10.47 | 1.546 | 17.0 |  6.77 | 3.26e-06 |",
      ].join("\n"),
    );
    expect(anovaMarkdown(anova(fit, { type: "II" }))).toBe(
      [
        "Type II Analysis of Variance Table with Satterthwaite's method",
        "",
        "|      | Sum Sq | Mean Sq | NumDF | DenDF |     F |        p |",
        "|:-----|-------:|--------:|------:|------:|------:|---------:|",
        "| Days |  30031 |   30031 |     1 |    17 | 45.85 | 3.26e-06 |",
      ].join("\n"),
    );
  });

  it("are plain JSON in full precision", async () => {
    const fit = await fitted("sleep-max-reml");
    const table = anova(fit);
    const json = JSON.parse(JSON.stringify(anovaJson(table)));
    expect(json).toEqual({ type: "III", method: "satterthwaite", rows: [{ ...table.rows[0] }], warnings: [] });
    const test = contrastTest(fit, [0, 1], { df: "asymptotic" });
    expect(contrastJson(test)).toMatchObject({ kind: "t", estimate: test.estimate, df: null, p: test.p });
    expect(fixefTestsJson(fixefTests(fit)).fixef).toHaveLength(2);
  });

  it("have a line for a contrast", async () => {
    const fit = await fitted("sleep-max-reml");
    expect(contrastText(contrastTest(fit, { Days: 1 }))).toBe(
      "estimate 10.47 (SE 1.546), t = 6.771, df = 17, p = 3.26e-06 (Satterthwaite's method)",
    );
    expect(contrastText(contrastTest(fit, [{ Days: 1 }], { df: "kenward-roger" }))).toBe(
      "F = 45.85, df = 1 and 17, p = 3.26e-06 (Kenward-Roger's method)",
    );
  });

  it("carry the warnings", async () => {
    const fit = await fitted("dyestuff2-reml");
    expect(fixefTestsText(fixefTests(fit))).toContain("\nnote: degrees of freedom: boundary (singular) fit");
    expect(fixefTestsMarkdown(fixefTests(fit))).toContain("\n> degrees of freedom: boundary (singular) fit");
  });
});

describe("p values", () => {
  it("are laid out as R's format.pval", () => {
    // format.pval(c(…), digits = 3) in R.
    expect(formatPValues([0.295238, 2.4e-10, 0.000639, 1e-20], 3)).toEqual([
      "0.295238",
      "2.4e-10",
      "0.000639",
      "< 2e-16",
    ]);
    expect(formatPValues([1e-20], 3)).toEqual(["<2e-16"]);
    expect(formatPValues([0.5, Number.NaN], 3)).toEqual(["0.5", "NA"]);
  });
});
