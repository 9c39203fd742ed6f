import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type JsonValue, jsonText, toReportJson } from "../../src/report/json.js";
import { storedFit } from "./r-fixtures.js";
import { modelOf } from "./stored-fit.js";

const ranef = () => ({ Subject: { names: ["(Intercept)"], levels: ["308"], values: [[2.25]], condVar: [[[1.5]]] } });
const reml = modelOf(storedFit("sleep-max-reml"), { ranef });
const ml = modelOf(storedFit("sleep-max-ml"));

/** Every key on the way to a value, outermost first; the keys of named groups are the data's own. */
function keysOf(value: JsonValue): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}

describe("toReportJson", () => {
  it("holds every number in full double precision", () => {
    const restored = JSON.parse(jsonText(toReportJson(reml)));
    expect(restored.objective).toBe(reml.objective);
    expect(restored.theta).toEqual([...reml.theta]);
    expect(restored.vcov).toEqual(reml.vcov());
    expect(restored.fixef[1]).toEqual(reml.fixef()[1]);
    expect(restored.varCorr[0].sd).toEqual(reml.varCorr()[0].sd);
  });

  it("names the criterion by the method", () => {
    expect(toReportJson(reml)).toMatchObject({ method: "REML", remlCriterion: reml.objective });
    expect(toReportJson(reml)).not.toHaveProperty("deviance");
    expect(toReportJson(ml)).toMatchObject({ method: "ML", deviance: ml.objective });
    expect(toReportJson(ml)).not.toHaveProperty("remlCriterion");
  });

  it("adds random effects only when asked", () => {
    expect(toReportJson(reml)).not.toHaveProperty("ranef");
    expect(toReportJson(reml, { ranef: true })).toHaveProperty("ranef", ranef());
  });

  it("writes what is not a number as null", () => {
    const [term] = reml.varCorr();
    const odd = modelOf(storedFit("sleep-max-reml"), {
      aicc: Number.POSITIVE_INFINITY,
      varCorr: () => [
        {
          ...term!,
          corr: [
            [1, Number.NaN],
            [Number.NaN, 1],
          ],
        },
      ],
    });
    expect(toReportJson(odd)).toMatchObject({
      AICc: null,
      varCorr: [
        {
          corr: [
            [1, null],
            [null, 1],
          ],
        },
      ],
    });
  });

  it("is described key by key in docs/json.md", () => {
    const text = readFileSync(new URL("../../docs/json.md", import.meta.url), "utf8");
    const ownNames = ["Subject"];
    const keys = new Set([reml, ml].flatMap((fit) => keysOf(toReportJson(fit, { ranef: true }))));
    const unknown = [...keys].filter((key) => !ownNames.includes(key) && !text.includes(`\`${key}\``));
    expect(unknown).toEqual([]);
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
