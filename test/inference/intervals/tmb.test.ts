// Intervals beside those of glmmTMB, whose likelihood is another program's.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ConfidenceInterval, confint, type FamilyName, glmm, type LiveFit, lmm } from "../../../src/index.js";
import { glmmCases, glmmReference, loadTable } from "../../support/reference.js";

interface TmbFit {
  readonly dataset: string;
  readonly formula: string;
  readonly reml: boolean;
  readonly family: FamilyName;
  readonly names: readonly string[];
  readonly kinds: readonly string[];
  readonly estimate: readonly number[];
  /** Of logarithms, of Fisher's z of correlations, of coefficients themselves. */
  readonly logError: readonly number[];
  readonly profile: { readonly lower: readonly number[]; readonly upper: readonly number[] } | null;
}

const fixture = new URL("../../fixtures/intervals.json", import.meta.url);
const { tmb } = JSON.parse(readFileSync(fixture, "utf8")) as { tmb: readonly TmbFit[] };

async function fitted({ dataset, formula, reml, family }: TmbFit): Promise<LiveFit> {
  const table = await loadTable(dataset);
  if (family === "gaussian") return lmm(formula, table, { reml });
  // glmmTMB's Laplace approximation has the observed information.
  return glmm(formula, table, { family, ...(family === "negbinomial" && { information: "observed" }) });
}

function named(intervals: readonly ConfidenceInterval[], name: string): ConfidenceInterval {
  const found = intervals.find((interval) => interval.name === name);
  if (found === undefined) throw new Error(`no interval of ${name}`);
  return found;
}

const Z = 1.959963984540054;

describe("intervals beside glmmTMB's", () => {
  for (const wanted of tmb) {
    const title = `${wanted.formula}${wanted.reml ? " by REML" : ""} of ${wanted.dataset}`;
    it(`have its Wald standard errors on log and Fisher-z scales for ${title}`, async () => {
      const { intervals, warnings } = await confint(await fitted(wanted), { method: "wald" });
      expect(warnings).toEqual([]);
      wanted.names.forEach((name, i) => {
        const { kind, estimate, lower, upper } = named(intervals, name);
        expect(kind).toBe(wanted.kinds[i]);
        const scale = kind === "cor" ? Math.atanh : kind === "fixef" ? (x: number) => x : Math.log;
        const error = (scale(upper) - scale(lower)) / (2 * Z);
        expect(scale(estimate)).toBeCloseTo((scale(upper) + scale(lower)) / 2, 10);
        expect(Math.abs(scale(estimate) - scale(wanted.estimate[i])) / error).toBeLessThan(1e-3);
        expect(Math.abs(error / wanted.logError[i] - 1)).toBeLessThan(1e-3);
      });
    });

    const { profile } = wanted;
    if (profile === null) continue;
    it(`have its profile limits for ${title}`, async () => {
      const { intervals } = await confint(await fitted(wanted));
      wanted.names.forEach((name, i) => {
        const { lower, upper } = named(intervals, name);
        const width = profile.upper[i] - profile.lower[i];
        expect(Math.abs(lower - profile.lower[i]) / width).toBeLessThan(1e-3);
        expect(Math.abs(upper - profile.upper[i]) / width).toBeLessThan(1e-3);
      });
    });
  }
});

describe("profile limits of generalized models", () => {
  it("are lme4's for cbpp", async () => {
    const wanted = glmmReference("cbpp-laplace").confint_profile;
    const entry = glmmCases.find(({ id }) => id === "cbpp-laplace");
    const fit = await glmm(entry?.formula ?? "", await loadTable("cbpp"), {});
    const { intervals } = await confint(fit);
    expect(intervals.map(({ name }) => name)).toEqual(wanted?.names);
    intervals.forEach(({ lower, upper }, i) => {
      const [low, high] = [wanted?.lower[i] ?? Number.NaN, wanted?.upper[i] ?? Number.NaN];
      expect(Math.abs(lower - low) / (high - low)).toBeLessThan(1e-3);
      expect(Math.abs(upper - high) / (high - low)).toBeLessThan(1e-3);
    });
  });
});
