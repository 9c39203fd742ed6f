import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CASES } from "../../bench/cases.js";
import type { BenchAnswer } from "../../bench/contract.js";
import type { Machine } from "../../bench/machine.js";
import { type CaseResult, extrapolate, type Results, summarize, withCase } from "../../bench/results.js";
import { fullTables, headline } from "../../bench/tables.js";

const machine: Machine = { cpu: "a processor", cores: 2, node: "20.19.0", loadBefore: 0.5, loadAfter: 1 };
const answer = (fits: number[], more: Partial<BenchAnswer> = {}): BenchAnswer => ({
  version: "1.0",
  read: 3,
  fits,
  evaluations: 4,
  objective: 100.5,
  ...more,
});
const [first, second] = CASES;
const result = (model: typeof first, engines: CaseResult["engines"], failures = {}): CaseResult => ({
  id: model.id,
  title: model.title,
  formula: model.formula,
  reml: model.reml,
  ...(model.generalized && { generalized: model.generalized }),
  engines,
  failures,
});
const empty: Results = { format: 2, cases: [] };

describe("summarize", () => {
  it("tells the cold first fits from the later ones", () => {
    const summary = summarize([answer([90, 10, 11]), answer([70, 12, 30]), answer([80])], "2026-01-01", machine);
    expect(summary).toMatchObject({ first: 80, whole: 11.5, fits: 7, evaluations: 4 });
  });

  it("takes the first fits where there are no others", () => {
    expect(summarize([answer([90]), answer([70])], "2026-01-01", machine).whole).toBe(80);
  });
});

describe("extrapolate", () => {
  it("adds evaluations to the set-up", () => {
    const timed = answer([], { setup: 1000, evaluation: 50, evaluations: null });
    expect(extrapolate(timed, 120, "smaller", "2026-01-01", machine)).toMatchObject({ whole: 7000, evaluations: 120 });
  });
});

describe("the stored results", () => {
  const blup = summarize([answer([2, 1])], "2026-01-01", machine);
  const lme4 = summarize([answer([50, 30], { objective: 100.5 })], "2026-01-01", machine);

  it("keep the order of the list, whatever is run first", () => {
    const later = withCase(empty, result(second, { blup }), CASES);
    const both = withCase(later, result(first, { blup }), CASES);
    expect(both.cases.map(({ id }) => id)).toEqual([first.id, second.id]);
  });

  it("keep an engine that did not run again, and the table says so", () => {
    const before = withCase(empty, result(first, { blup, lme4 }), CASES);
    expect(fullTables(before)).toContain("| **30×** |");
    const fresh = { ...blup, date: "2026-02-02" };
    const after = withCase(before, result(first, { blup: fresh }), CASES);
    expect(after.cases[0].engines).toEqual({ blup: fresh, lme4 });
    expect(fullTables(after)).toContain("| **30×** † |");
  });

  it("forget everything about a case whose formula has changed", () => {
    const before = withCase(empty, { ...result(first, { blup, lme4 }), formula: "y ~ 1 + (1 | old)" }, CASES);
    expect(withCase(before, result(first, { blup }), CASES).cases[0].engines).toEqual({ blup });
  });

  it("forget everything about a case whose quadrature has changed", () => {
    const [model] = CASES.filter(({ generalized }) => generalized !== undefined);
    const now = result(model, { blup });
    const { generalized } = now;
    if (generalized === undefined) throw new Error("no generalized case");
    const before = withCase(
      empty,
      { ...result(model, { blup, lme4 }), generalized: { ...generalized, nAGQ: 5 } },
      CASES,
    );
    expect(withCase(before, now, CASES).cases[0].engines).toEqual({ blup });
  });

  it("have a table of generalized models, with the engines that ran", () => {
    const [model] = CASES.filter(({ generalized }) => generalized !== undefined);
    const glmmTMB = { ...lme4, whole: 10, objective: 101.5 };
    const linear = withCase(empty, result(first, { blup, lme4 }), CASES);
    expect(fullTables(linear)).not.toContain("glmmTMB");
    const both = withCase(linear, result(model, { blup, lme4, glmmTMB }), CASES);
    const tables = fullTables(both).split("\n\n");
    expect(tables[0]).not.toContain("glmmTMB");
    expect(tables[1]).toContain("glmmTMB | cold | glmmTMB / blup |");
    expect(tables[1]).toMatch(/\| 10 ms \| .* \| \*\*10×\*\* \|/);
    expect(fullTables(both)).toContain("binomial, logit, Laplace");
  });

  it("show a failure until the engine succeeds", () => {
    const failed = withCase(empty, result(first, { blup }, { lme4: "lme4 failed: no memory" }), CASES);
    expect(fullTables(failed)).toContain("lme4 failed: no memory");
    expect(withCase(failed, result(first, { lme4 }), CASES).cases[0].failures).toEqual({});
  });

  it("are five rows in the README", () => {
    const stored: Results = JSON.parse(readFileSync("bench/results/results.json", "utf8"));
    const readme = readFileSync("README.md", "utf8");
    expect(readme).toContain(`<!-- bench:start -->\n${headline(stored)}\n<!-- bench:end -->`);
    expect(headline(stored).split("\n").length).toBe(7);
  });

  it("mark what was not fitted whole", () => {
    const timed = extrapolate(answer([], { setup: 10, evaluation: 1 }), 20, second.id, "2026-01-01", machine);
    const table = fullTables(withCase(empty, result(first, { blup, lme4: timed }), CASES));
    expect(table).toMatch(/≈ 30 ms \| .*≈ \*\*30×\*\*/);
    expect(table).toContain("| ≈ 20 |");
    expect(table).toContain("≈ not run whole");
  });
});
