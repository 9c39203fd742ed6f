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
const printed = readdirSync(folder).flatMap((name) => (name.endsWith(".anova.txt") ? [name.split(".")[0]] : []));

async function fitted(id: string): Promise<FittedLmm> {
  const model = cases.find((candidate) => candidate.id === id) as ReferenceCase;
  return lmm(model.formula, await loadTable(model.dataset), caseOptions(model));
}

function lines(name: string): string[] {
  return readFileSync(new URL(name, folder), "utf8").trimEnd().split("\n");
}

describe.each(printed)("the tables of %s", (id) => {
  it("are printed as lmerTest prints them", async () => {
    const fit = await fitted(id);
    const text = anovaText(anova(fit)).split("\n");
    const expected = lines(`${id}.anova.txt`);
    expect(text.slice(0, expected.length)).toEqual(expected);
    expect(testedCoefficientLines(fixefTests(fit))).toEqual(lines(`${id}.coef.txt`));
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
  });
});
