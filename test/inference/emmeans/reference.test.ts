// Means, trends and contrasts beside those of R's emmeans (scripts/fixtures-emmeans.R).

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { FamilyName, LinkName } from "../../../src/family/family.js";
import type { LiveFit } from "../../../src/fit/fit.js";
import { glmm, lmm } from "../../../src/fit/fitting.js";
import type { DfMethod } from "../../../src/inference/df-method.js";
import type { Adjustment } from "../../../src/inference/emmeans/adjustments.js";
import { emmeans } from "../../../src/inference/emmeans/emmeans.js";
import { type ContrastRequest, emmeansContrasts } from "../../../src/inference/emmeans/emmeans-contrasts.js";
import type { EmmeansContrastOptions, EmmeansOptions } from "../../../src/inference/emmeans/emmeans-options.js";
import { emtrends } from "../../../src/inference/emmeans/emtrends.js";
import { type JointTest, jointTests } from "../../../src/inference/emmeans/joint-tests.js";
import type { MarginalResult } from "../../../src/inference/emmeans/marginal-result.js";
import { loadTable } from "../../support/reference.js";

interface Model {
  readonly data: string;
  readonly formula: string;
  readonly reml?: boolean;
  readonly weights?: string;
  readonly contrasts?: Readonly<Record<string, "sum" | "helmert">>;
  readonly family?: FamilyName;
  readonly link?: LinkName;
}

interface Case {
  readonly fit: string;
  readonly specs: readonly string[];
  readonly trend: string | null;
  readonly options: EmmeansOptions | readonly [];
  readonly contrasts:
    | (Omit<Record<keyof EmmeansContrastOptions, readonly string[]>, "method"> & { method: unknown })
    | null;
  readonly labels: readonly string[];
  readonly estimateName: string;
  readonly rows: readonly Readonly<Record<string, number | string | null>>[];
}

interface JointCase {
  readonly fit: string;
  readonly by: string | null;
  readonly df: DfMethod | null;
  readonly labels: readonly string[];
  readonly rows: readonly {
    readonly term: string;
    readonly numDf: number;
    readonly denDf: number | null;
    readonly statistic: number;
    readonly p: number;
    readonly [by: string]: string | number | null;
  }[];
}

const path = new URL("../../fixtures/emmeans.json", import.meta.url);
const { models, cases, joint } = JSON.parse(readFileSync(path, "utf8")) as {
  models: Readonly<Record<string, Model>>;
  cases: readonly Case[];
  joint: readonly JointCase[];
};

const fits = new Map<string, Promise<LiveFit>>();

function fitOf(name: string): Promise<LiveFit> {
  const known = fits.get(name) ?? fitted(models[name]);
  fits.set(name, known);
  return known;
}

async function fitted({ data, formula, family, link, reml, weights, contrasts }: Model): Promise<LiveFit> {
  const table = await loadTable(data);
  return family === undefined
    ? lmm(formula, table, { reml, weights, contrasts })
    : glmm(formula, table, { family, link });
}

function resultOf(fit: LiveFit, { specs, trend, options, contrasts }: Case): MarginalResult {
  const { df, ...given } = (Array.isArray(options) ? {} : options) as EmmeansOptions & { df?: DfMethod };
  const asked = df === undefined ? given : { ...given, df };
  const means = trend === null ? emmeans(fit, specs, asked) : emtrends(fit, specs, trend, asked);
  if (contrasts === null) return means;
  const { method, by, adjust, ref } = contrasts;
  const single = Array.isArray(method) && method.length === 1 ? method[0] : method;
  return emmeansContrasts(fit, means, single as ContrastRequest, {
    ...(by === undefined ? {} : { by }),
    ...(adjust === undefined ? {} : { adjust: adjust[0] as Adjustment }),
    ...(ref === undefined ? {} : { ref }),
  });
}

function title({ fit, specs, trend, options, contrasts }: Case, i: number): string {
  const parts = [trend === null ? "" : ` trends of ${trend}`, ` by ${specs.join(", ")}`, ` ${JSON.stringify(options)}`];
  return `${i + 1}. ${fit}:${parts.join("")}${contrasts === null ? "" : ` contrasts ${JSON.stringify(contrasts)}`}`;
}

/** Differences relative to the standard error where that is the natural unit. */
function check(found: number | null, expected: number, unit: number, tolerance: number, what: string): void {
  expect(found, what).not.toBeNull();
  expect(Math.abs((found as number) - expected) / unit, `${what}: ${found} and ${expected}`).toBeLessThan(tolerance);
}

describe("R's emmeans has the same", () => {
  it.each(cases.map((entry, i) => [title(entry, i), entry] as const))("%s", async (_, entry) => {
    const result = resultOf(await fitOf(entry.fit), entry);
    expect(result.estimateName).toBe(entry.estimateName);
    expect(result.rows).toHaveLength(entry.rows.length);
    entry.rows.forEach((row, i) => {
      const found = result.rows[i];
      const shown = entry.labels.filter((label) => label !== "1");
      expect(Object.entries(found.levels).map(([name, level]) => [name, String(level)])).toEqual(
        shown.map((label) => [label, String(row[label])]),
      );
      if (row.estimate === null) {
        expect([found.estimate, found.stdError, found.df, found.lower, found.p]).toEqual([
          null,
          null,
          null,
          null,
          null,
        ]);
        return;
      }
      const [se, p] = [row.stdError as number, row.p as number];
      check(found.estimate, row.estimate as number, se, 1e-4, "estimate");
      check(found.stdError, se, se, 1e-4, "stdError");
      if (row.df === null) expect(found.df).toBe(Number.POSITIVE_INFINITY);
      else check(found.df, row.df as number, row.df as number, 1e-4, "df");
      check(found.lower, row.lower as number, se, 2e-4, "lower");
      check(found.upper, row.upper as number, se, 2e-4, "upper");
      check(
        found.statistic,
        row.statistic as number,
        Math.max(1, Math.abs(row.statistic as number)),
        1e-4,
        "statistic",
      );
      // Beyond that R's sidak and ptukey() are rounding.
      if (p > 1e-9) check(found.p, p, p, 1e-3, "p");
    });
  });
});

describe("R's joint_tests has the same", () => {
  it.each(joint.map((entry) => [entry.fit, entry] as const))("for %s", async (_, { fit, by, df, labels, rows }) => {
    const asked = { ...(by === null ? {} : { by }), ...(df === null ? {} : { df }) };
    const found = jointTests(await fitOf(fit), asked).rows;
    const place = (row: { term: string }, levels: readonly unknown[]) => [row.term, ...levels].join();
    expect(found.map((row) => place(row, Object.values(row.levels))).sort()).toEqual(
      rows
        .map((row) =>
          place(
            row,
            labels.map((label) => row[label]),
          ),
        )
        .sort(),
    );
    for (const row of rows) {
      const at = place(
        row,
        labels.map((label) => row[label]),
      );
      const test = found.find((candidate) => place(candidate, Object.values(candidate.levels)) === at) as JointTest;
      expect(test.numDf, at).toBe(row.numDf);
      // R rounds F; p is not rounded, but of the smallest degrees of freedom, where ours are pooled.
      expect(Math.abs(test.statistic - row.statistic), at).toBeLessThan(6e-4 + 1e-5 * row.statistic);
      const isSameDf = row.denDf === null ? !Number.isFinite(test.denDf) : Math.abs(test.denDf - row.denDf) < 0.011;
      if (isSameDf) check(test.p, row.p, Math.max(row.p, 1e-300), 1e-3, `${at} p`);
      else expect(test.denDf, at).toBeGreaterThan(row.denDf as number);
    }
  });
});
