import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { LiveFit } from "../../src/fit/fit.js";
import { lmm } from "../../src/fit/fitting.js";
import { anova } from "../../src/inference/anova.js";
import { contrastTest } from "../../src/inference/contrast-test.js";
import { fixefTests } from "../../src/inference/fixef-tests.js";
import { anovaTable, anovaText } from "../../src/report/anova-table.js";
import { contrastTable, contrastText, fixefTestsTable, fixefTestsText } from "../../src/report/coefficient-tests.js";
import { formatPValues } from "../../src/report/p-values.js";
import { summary } from "../../src/report/summary.js";
import { tableMarkdown } from "../../src/report/table-markdown.js";
import { tableCsv, tableJson } from "../../src/report/table-values.js";
import { caseOptions, cases, loadTable, type ReferenceCase } from "../support/reference.js";

const folder = new URL("../snapshots/lmertest/", import.meta.url);
const printed = (kind: "anova" | "summary" | "kenward-roger") =>
  readdirSync(folder).flatMap((name) => (name.endsWith(`.${kind}.txt`) ? [name.split(".")[0]] : []));

async function fitted(id: string, named = false): Promise<LiveFit> {
  const model = cases.find((candidate) => candidate.id === id) as ReferenceCase;
  const dataName = named ? model.dataset : undefined;
  return lmm(model.formula, await loadTable(model.dataset), { ...caseOptions(model), dataName });
}

function lines(name: string): string[] {
  return body(readFileSync(new URL(name, folder), "utf8").replace(/\n$/, ""));
}

/** The lines of a summary but for what blup says in its own words. */
function body(text: string): string[] {
  const common = text.replace(/\n\(\d+ observations deleted.*/, "");
  return common.replace(/\n+(Correlation matrix not shown|fit warnings:)[\s\S]*$/, "").split("\n");
}

/** R's width where the summary was printed. */
const widthOf = (id: string) => (id === "oats-factor-reml" ? 100 : 80);

describe("tables are printed as lmerTest prints them", () => {
  it.each(printed("anova"))("of variance, for %s", async (id) => {
    const expected = lines(`${id}.anova.txt`);
    const text = anovaText(anova(await fitted(id))).split("\n");
    expect(text.slice(0, expected.length)).toEqual(expected);
  });

  it.each(printed("summary"))("in the summary of %s", async (id) => {
    const expected = lines(`${id}.summary.txt`);
    expect(body(summary(await fitted(id, true), { width: widthOf(id) }))).toEqual(expected);
  });

  it.each(printed("kenward-roger"))("in the summary with Kenward-Roger's method of %s", async (id) => {
    const expected = lines(`${id}.kenward-roger.txt`);
    expect(body(summary(await fitted(id, true), { df: "kenward-roger", width: widthOf(id) }))).toEqual(expected);
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
    expect(tableCsv(fixefTestsTable(tests)).split("\n")[0]).toBe("name,estimate,stdError,statistic,p");
  });

  it("are tables in Markdown", async () => {
    const fit = await fitted("sleep-max-reml");
    expect(tableMarkdown(fixefTestsTable(fixefTests(fit)))).toBe(
      [
        "Tests of coefficients with Satterthwaite's method",
        "",
        "|             | Estimate | Std. Error |  df | t value | Pr(\\>\\|t\\|) |",
        "|:------------|---------:|-----------:|----:|--------:|------------:|",
        "| (Intercept) |   251.41 |      6.825 |  17 |  36.838 |    \\< 2e-16 |",
        "| Days        |    10.47 |      1.546 |  17 |   6.771 |    3.26e-06 |",
      ].join("\n"),
    );
    expect(tableMarkdown(anovaTable(anova(fit, { type: "II" })))).toBe(
      [
        "Type II Analysis of Variance Table with Satterthwaite's method",
        "",
        "|      | Sum Sq | Mean Sq | NumDF | DenDF | F value |  Pr(\\>F) |",
        "|:-----|-------:|--------:|------:|------:|--------:|---------:|",
        "| Days |  30031 |   30031 |     1 |    17 |  45.853 | 3.26e-06 |",
      ].join("\n"),
    );
  });

  it("are plain JSON in full precision", async () => {
    const fit = await fitted("sleep-max-reml");
    const table = anova(fit);
    expect(tableJson(anovaTable(table)).rows).toEqual([{ ...table.rows[0] }]);
    const test = contrastTest(fit, [0, 1], { df: "asymptotic" });
    const { estimate, stdError, statistic, p } = test;
    expect(tableJson(contrastTable(test)).rows).toEqual([{ estimate, stdError, statistic, p }]);
    const { sumSq, denDf } = contrastTest(fit, [[0, 1]]);
    expect(tableJson(contrastTable(contrastTest(fit, [[0, 1]]))).rows).toMatchObject([{ sumSq, denDf, numDf: 1 }]);
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
    expect(tableMarkdown(fixefTestsTable(fixefTests(fit)))).toContain(
      "\n> degrees of freedom: boundary (singular) fit",
    );
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
