// Means of nested factors beside R's emmeans (scripts/fixtures-nesting.R).
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lmm } from "../../../src/fit/fitting.js";
import { emmeans } from "../../../src/inference/emmeans/emmeans.js";
import { emmeansContrasts } from "../../../src/inference/emmeans/emmeans-contrasts.js";
import { jointTests } from "../../../src/inference/emmeans/joint-tests.js";

interface Numbers {
  readonly estimate: number | null;
  readonly stdError: number | null;
  readonly df: number | null;
}

interface Case {
  readonly id: string;
  readonly data: string;
  readonly formula: string;
  readonly nesting: Readonly<Record<string, readonly string[]>>;
  readonly means: readonly {
    readonly specs: readonly string[];
    readonly by: readonly string[];
    readonly labels: readonly string[];
    readonly rows: readonly (Numbers & Readonly<Record<string, string>>)[];
    readonly pairs?: readonly (Numbers & { readonly p: number | null })[];
  }[];
  readonly joint: readonly { readonly term: string; readonly numDf: number; readonly statistic: number }[];
}

type Columns = Readonly<Record<string, readonly (string | number)[]>>;
const path = new URL("../../fixtures/nesting.json", import.meta.url);
const { data, cases } = JSON.parse(readFileSync(path, "utf8")) as {
  readonly data: Readonly<Record<string, Columns>>;
  readonly cases: readonly Case[];
};
const fitOf = ({ formula, data: name }: Pick<Case, "formula" | "data">) => lmm(formula, data[name] as never);

function agree(found: Numbers, wanted: Numbers): void {
  if (wanted.estimate === null) {
    expect(found.estimate).toBeNull();
    return;
  }
  expect(Math.abs((found.estimate as number) - wanted.estimate)).toBeLessThan(2e-6);
  expect(Math.abs((found.stdError as number) / (wanted.stdError as number) - 1)).toBeLessThan(1e-5);
  expect(Math.abs((found.df as number) / (wanted.df as number) - 1)).toBeLessThan(1e-4);
}

describe.each(cases)("where $id", (design) => {
  it("means and their pairs are those of emmeans", async () => {
    const fit = await fitOf(design);
    for (const { specs, by, labels, rows, pairs } of design.means) {
      const means = emmeans(fit, specs, { by });
      const key = (levels: Readonly<Record<string, unknown>>) =>
        labels.map((label) => String(levels[label]).slice(0, 12)).join();
      expect(means.rows.map(({ levels }) => key(levels)).sort()).toEqual(rows.map(key).sort());
      for (const row of rows) {
        const found = means.rows.find(({ levels }) => key(levels) === key(row));
        agree(found as Numbers, row);
      }
      if (pairs === undefined) continue;
      const contrasts = emmeansContrasts(fit, means).rows;
      const size = ({ estimate }: Numbers) => (estimate === null ? Number.NaN : Math.abs(estimate));
      const ordered = <T extends Numbers>(all: readonly T[]) =>
        [...all].sort((a, b) => (size(a) || 0) - (size(b) || 0));
      expect(contrasts.length).toBe(pairs.length);
      ordered(pairs).forEach((pair, i) => {
        const found = ordered(contrasts)[i];
        if (pair.estimate === null) expect(found.estimate).toBeNull();
        else {
          expect(Math.abs(size(found) - size(pair))).toBeLessThan(2e-6);
          expect(Math.abs((found.p as number) - (pair.p as number))).toBeLessThan(2e-5);
        }
      });
    }
  });

  it("joint tests are those of emmeans", async () => {
    const { rows } = jointTests(await fitOf(design));
    const key = (term: string) => term.split(":").sort().join(":");
    expect(rows.map(({ term }) => key(term)).sort()).toEqual(design.joint.map(({ term }) => key(term)).sort());
    for (const wanted of design.joint) {
      const found = rows.find(({ term }) => key(term) === key(wanted.term));
      expect(found?.numDf).toBe(wanted.numDf);
      expect(Math.abs((found?.statistic as number) - wanted.statistic)).toBeLessThan(6e-4);
    }
  });
});

describe("nesting of factors", () => {
  it("is found where a model of formulations and a control is written in any way", async () => {
    const means = emmeans(await fitOf(cases[0]), "form");
    expect(means.rows.map(({ levels, estimate }) => [levels.form, levels.ct, estimate?.toFixed(1)])).toEqual([
      ["ctl", "control", undefined],
      ["F1", "trt", "23.7"],
      ["F2", "trt", "23.5"],
      ["F3", "trt", "23.8"],
    ]);
    expect(means.nesting).toEqual({ form: ["ct"] });
    expect(means.warnings.map(({ code }) => code)).toEqual(["W_NOT_ESTIMABLE", "M_NESTING"]);
    expect(means.warnings[1].message).toBe(
      'levels are nested: form in ct; means are of those that occur together (option "nesting" says otherwise)',
    );
  });

  it("can be declared, or declared away", async () => {
    const fit = await fitOf(cases[0]);
    const declared = emmeans(fit, "form", { nesting: { form: "ct" } });
    expect(declared.rows).toEqual(emmeans(fit, "form").rows);
    const crossed = emmeans(fit, "form", { nesting: {} });
    expect(crossed.rows.map(({ levels, estimate }) => [Object.keys(levels), estimate])).toEqual(
      new Array(4).fill([["form"], null]),
    );
    expect(() => emmeans(fit, "form", { nesting: { form: "cd" } })).toThrow('"cd" is not a variable of the model');
    expect(() => emmeans(fit, "form", { nesting: { form: ["form"] } })).toThrow('nesting has "form" within itself');
    expect(() => emmeans(fit, "form", { nesting: 1 as never })).toThrow('option "nesting" must be an object of names');
  });

  it("is none where levels cross, and compares nothing where each is alone", async () => {
    const rows = Array.from({ length: 48 }, (_, i) => i);
    const a = rows.map((i) => `a${i % 3}`);
    const alone = rows.map((i) => `b${i % 3}`);
    const b = rows.map((i) => `b${Math.floor(i / 3) % 2}`);
    const g = rows.map((i) => `g${i % 8}`);
    const y = rows.map((i) => ((i * 37) % 23) / 7);
    const crossed = emmeans(await lmm("y ~ a * b + (1 | g)", { y, a, b, g }), "a");
    expect([crossed.nesting, crossed.rows.length]).toEqual([undefined, 3]);
    const nested = await lmm("y ~ a + a:alone + (1 | g)", { y, a, alone, g });
    const nesting = { alone: "a" };
    expect(jointTests(nested, { nesting }).rows.map(({ term, numDf }) => [term, numDf])).toEqual([["a", 2]]);
    expect(() => emmeansContrasts(nested, emmeans(nested, "alone", { nesting }), ["pairwise"])).toThrow(
      "no group of the means has two levels to compare",
    );
  });
});
