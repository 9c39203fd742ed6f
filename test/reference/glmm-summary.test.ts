// Summaries of fitted generalized models beside lme4's printouts at the reference estimates.
import { describe, expect, it } from "vitest";
import { glmm } from "../../src/fit/fitting.js";
import { print } from "../../src/report/print.js";
import { summary } from "../../src/report/summary.js";
import { printout } from "../report/r-fixtures.js";
import { glmmCaseOptions, glmmCases, loadTable } from "../support/reference.js";

/** Texts of lme4 and of blup, without our own warnings at the end. */
async function texts(id: string): Promise<{ expected: string[]; actual: string[] }> {
  const model = glmmCases.find((entry) => entry.id === id);
  if (model === undefined) throw new Error(`no case ${id}`);
  const options = { ...glmmCaseOptions(model), dataName: model.dataset };
  const fit = await glmm(model.formula, await loadTable(model.dataset), options);
  return {
    expected: [printout(id, "summary"), printout(id, "print")],
    actual: [summary(fit), print(fit)].map((text) => text.replace(/\nfit warnings:[\s\S]*$/, "")),
  };
}

/** Any digit as any other: what is left is the layout. */
const layout = (text: string) => text.replace(/\d/g, "0");

const numbers = (text: string) => Array.from(text.matchAll(/-?\d+(\.\d+)?(e[-+]\d+)?/g), ([number]) => Number(number));

describe("the summary of a generalized fit", () => {
  it.each(["cbpp-laplace", "cbpp-agq0", "cbpp-prop-weights"])("is lme4's to the character for %s", async (id) => {
    const { expected, actual } = await texts(id);
    expect(actual).toEqual(expected);
  });

  // Their printouts are by lme4 1.1-31, whose Hessian is by rough differences.
  it.each(["contraception-slope", "culcita-laplace", "grouseticks"])(
    "is lme4's in its layout and to four digits for %s",
    async (id) => {
      const { expected, actual } = await texts(id);
      expect(actual.map(layout)).toEqual(expected.map(layout));
      for (const [i, value] of numbers(expected.join("\n")).entries()) {
        const found = numbers(actual.join("\n"))[i];
        expect(Math.abs(found - value)).toBeLessThanOrEqual(1e-4 * Math.abs(value) + 2e-3);
      }
    },
  );
});
