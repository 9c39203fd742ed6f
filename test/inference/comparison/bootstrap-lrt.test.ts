import { beforeAll, describe, expect, it } from "vitest";
import { CancelledError, glmm, type LiveFit, lmm } from "../../../src/index.js";
import { bootstrapLrt } from "../../../src/inference/comparison/bootstrap-lrt.js";
import { bootstrapLrtTable } from "../../../src/report/comparison-table.js";
import { tableText } from "../../../src/report/table-text.js";
import { bundleWorker } from "../../support/bundle-worker.js";
import { comparisons } from "../../support/comparison.js";
import { loadTable } from "../../support/reference.js";
import { smallData } from "../small-models.js";

let workerUrl: URL;
let larger: LiveFit;
let smaller: LiveFit;

beforeAll(async () => {
  workerUrl = await bundleWorker("src/worker.ts");
  const table = await loadTable("sleepstudy");
  larger = await lmm("Reaction ~ Days + (Days | Subject)", table);
  smaller = await lmm("Reaction ~ Days + (Days || Subject)", table);
});

describe.each(comparisons.bootstrap)("$larger against $smaller", (reference) => {
  it("has pbkrtest's ratio, and its p value and mean as far as simulations agree", async () => {
    const table = await loadTable(reference.data);
    const [large, small] = [await lmm(reference.larger, table), await lmm(reference.smaller, table)];
    const replicates = 400;
    const { observed, p, ratios, bartlett } = await bootstrapLrt(large, small, { seed: 5, replicates });
    expect(observed.statistic).toBeCloseTo(reference.statistic, 4);
    const error = Math.sqrt(reference.p * (1 - reference.p) * (1 / replicates + 1 / reference.nsim));
    expect(Math.abs(p - reference.p)).toBeLessThan(4 * error);
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / replicates;
    // A chi-squared with d degrees of freedom has the variance 2d.
    const spread = Math.sqrt(2 * observed.df * (1 / replicates + 1 / reference.nsim));
    expect(Math.abs(mean - reference.mean)).toBeLessThan(4 * spread);
    expect(bartlett.statistic).toBeCloseTo((observed.statistic * observed.df) / mean, 10);
  });
});

describe("a bootstrapped ratio", () => {
  it("is the same for any number of workers", async () => {
    const options = { seed: 11, replicates: 60, workerUrl };
    const alone = await bootstrapLrt(larger, smaller, options);
    expect(alone.failed).toBe(0);
    for (const workers of [1, 2, 4]) {
      expect(await bootstrapLrt(larger, smaller, { ...options, workers })).toEqual(alone);
    }
    const other = await bootstrapLrt(larger, smaller, { ...options, seed: 12 });
    expect(other.ratios).not.toEqual(alone.ratios);
    const { ratios } = await bootstrapLrt(larger, smaller, { ...options, replicates: 20 });
    expect(ratios).toEqual(alone.ratios.subarray(0, 20));
  });

  it("counts the ratios that are as large", async () => {
    const { observed, extreme, p, stdError, ratios } = await bootstrapLrt(larger, smaller, { seed: 3, replicates: 40 });
    expect(extreme).toBe(ratios.filter((ratio) => ratio >= observed.statistic).length);
    expect(p).toBe((extreme + 1) / 41);
    expect(stdError).toBe(Math.sqrt((p * (1 - p)) / 40));
    expect(observed.statistic).toBeCloseTo(0.06391067668, 6);
  });

  it("is there for generalized models", async () => {
    const table = await loadTable("cbpp");
    const herds = (right: string) => glmm(`cbind(incidence, size - incidence) ~ ${right} + (1 | herd)`, table);
    const result = await bootstrapLrt(await herds("period"), await herds("1"), { seed: 1, replicates: 12 });
    expect(result).toMatchObject({ replicates: 12, failed: 0, extreme: 0, p: 1 / 13, observed: { df: 3 } });
  });

  it("tells of its progress and can be stopped", async () => {
    const seen: [number, number][] = [];
    const stop = new AbortController();
    const onProgress = (done: number, total: number) => {
      seen.push([done, total]);
      if (done === 13) stop.abort();
    };
    const run = bootstrapLrt(larger, smaller, { seed: 1, replicates: 10, onProgress, signal: stop.signal });
    await expect(run).rejects.toThrow(CancelledError);
    expect(seen.slice(0, 3)).toEqual([
      [1, 20],
      [2, 20],
      [3, 20],
    ]);
  });

  it("reads as a table with every distribution", async () => {
    const crossed = await lmm("y ~ x + (1 | g) + (1 | h)", smallData());
    const result = await bootstrapLrt(crossed, await lmm("y ~ x + (1 | g)", smallData()), { seed: 2, replicates: 19 });
    const lines = tableText(bootstrapLrtTable(result)).split("\n");
    expect(lines[0]).toBe("Parametric bootstrap test");
    expect(lines[1].trim().split(/ +/)).toEqual(["stat", "df", "p.value"]);
    expect(lines.slice(2).map((line) => line.split(" ")[0])).toEqual([
      ...["bootstrap", "Bartlett", "chi-squared", "mixture", "larger:", "smaller:", "1", "refitting"],
    ]);
  });

  it("needs nested models and a seed", async () => {
    const other = await lmm("Reaction ~ 1 + (1 | Subject)", await loadTable("sleepstudy"));
    const unrelated = await lmm("Reaction ~ I(Days^2) + (1 | Subject)", await loadTable("sleepstudy"));
    await expect(bootstrapLrt(other, larger, { seed: 1 })).rejects.toThrow("smaller model is not nested in the larger");
    await expect(bootstrapLrt(larger, unrelated, { seed: 1 })).rejects.toThrow('its coefficient "I(Days^2)" is not in');
    await expect(bootstrapLrt(larger, smaller, {} as { seed: number })).rejects.toThrow('needs its option "seed"');
    await expect(bootstrapLrt(larger, smaller, { seed: 1, nsim: 3 } as never)).rejects.toThrow(
      'did you mean "replicates"?',
    );
  });
});
