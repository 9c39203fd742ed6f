import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { LiveFit } from "../../src/fit/fit.js";
import { glmm, lmm } from "../../src/fit/fitting.js";
import { fixefTests } from "../../src/inference/fixef-tests.js";
import { jsonText, toReportJson } from "../../src/report/json.js";
import { loadTable } from "../support/reference.js";

let reml: LiveFit;
let ml: LiveFit;
let herds: LiveFit;
beforeAll(async () => {
  const formula = "Reaction ~ Days + (Days | Subject)";
  reml = await lmm(formula, await loadTable("sleepstudy"));
  ml = await lmm(formula, await loadTable("sleepstudy"), { reml: false });
  herds = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", await loadTable("cbpp"));
});

/** Keys of the report; inside of `design` they are not promised. */
function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === "design" ? [key] : [key, ...keysOf(inner)]));
}

describe("toReportJson", () => {
  it("holds every number in full double precision", () => {
    const restored = JSON.parse(jsonText(toReportJson(reml)));
    expect(restored.objective).toBe(reml.objective);
    expect(restored.theta).toEqual([...reml.theta]);
    expect(restored.vcov).toEqual(reml.vcov());
    expect(restored.fixef).toEqual(fixefTests(reml).effects);
    expect(restored.varCorr[0].sd).toEqual(reml.varCorr()[0].sd);
    expect(restored.residualQuantiles).toEqual(reml.residualQuantiles());
  });

  it("is what the fit saves, with tests of its coefficients", () => {
    const { fixef, fixefTests: tests, ...saved } = reml.toJSON();
    expect(toReportJson(reml)).toMatchObject(saved);
    expect([fixef, tests]).toEqual([reml.fixef(), { method: "none", warnings: [] }]);
    expect(toReportJson(reml, { df: "none" })).toEqual(reml.toJSON());
    expect(toReportJson(reml).fixefTests.method).toBe("satterthwaite");
    expect(toReportJson(reml, { df: "kenward-roger" }).fixef).toEqual(
      fixefTests(reml, { df: "kenward-roger" }).effects,
    );
    expect(toReportJson(herds).fixefTests.method).toBe("asymptotic");
    expect(toReportJson(herds).fixef).toEqual(herds.fixef().map((effect) => ({ ...effect, df: null })));
  });

  it("names the criterion by the method", () => {
    expect(toReportJson(reml)).toMatchObject({ method: "REML", remlCriterion: reml.objective });
    expect(toReportJson(reml)).not.toHaveProperty("deviance");
    expect(toReportJson(ml)).toMatchObject({ method: "ML", deviance: ml.objective });
    expect(toReportJson(ml)).not.toHaveProperty("remlCriterion");
  });

  it("adds variances of random effects only when asked", () => {
    expect(toReportJson(reml).ranef.Subject).not.toHaveProperty("condVar");
    expect(toReportJson(reml, { ranef: true }).ranef).toEqual({ Subject: { ...reml.ranef().Subject } });
  });

  it("writes what is not a number as null", async () => {
    const flat = await lmm("Yield ~ 1 + (1 | Batch)", await loadTable("Dyestuff2"));
    expect(flat.varCorr()[0].corr).toEqual([[Number.NaN]]);
    expect(toReportJson(flat).varCorr[0].corr).toEqual([[null]]);
  });

  it("is described key by key in docs/json.md", () => {
    const text = readFileSync(new URL("../../docs/json.md", import.meta.url), "utf8");
    const ownNames = ["Subject", "herd"];
    const keys = new Set([reml, ml, herds].flatMap((fit) => keysOf(toReportJson(fit, { ranef: true }))));
    const unknown = [...keys].filter((key) => !ownNames.includes(key) && !text.includes(`\`${key}\``));
    expect(unknown).toEqual([]);
  });

  it("refuses an option that it does not have", () => {
    expect(() => toReportJson(reml, { dff: "none" } as object)).toThrow('unknown option "dff" of a report');
  });
});

describe("jsonText", () => {
  it("is JSON, with rows of numbers on one line", () => {
    const value = {
      a: [1, null],
      b: [
        [1, 2],
        [3, 4],
      ],
      c: {},
      d: [],
      e: [{ f: '\u2028"' }],
    };
    expect(JSON.parse(jsonText(value))).toEqual(value);
    expect(
      jsonText({
        b: [
          [1, 2],
          [3, 4],
        ],
      }),
    ).toBe('{\n  "b": [\n    [1, 2],\n    [3, 4]\n  ]\n}');
  });
});
