import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Bootstrap,
  type BootstrapType,
  bootstrap,
  bootstrapIntervals,
  CancelledError,
  confint,
  glmm,
  type LiveFit,
  lmm,
  refitMany,
  simulate,
} from "../../../src/index.js";
import { bootstrapLimits } from "../../../src/inference/intervals/bootstrap-limits.js";
import { bundleWorker } from "../../support/bundle-worker.js";
import { loadTable } from "../../support/reference.js";

interface BootCase {
  readonly level: number;
  readonly estimate: number;
  readonly values: readonly (number | null)[];
  readonly normal: readonly number[];
  readonly basic: readonly number[];
  readonly percentile: readonly number[];
}

interface Fixture {
  readonly boot: readonly BootCase[];
  readonly bootMer: { names: string[]; replicates: number; mean: number[]; stdError: number[] };
}

const fixture = new URL("../../fixtures/intervals.json", import.meta.url);
const { boot, bootMer } = JSON.parse(readFileSync(fixture, "utf8")) as Fixture;
const TYPES: readonly BootstrapType[] = ["normal", "basic", "percentile"];

let workerUrl: URL;
let sleepstudy: LiveFit;
let herds: LiveFit;

beforeAll(async () => {
  workerUrl = await bundleWorker("src/worker.ts");
  sleepstudy = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
  herds = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", await loadTable("cbpp"));
});

const valuesOf = ({ parameters }: Bootstrap) => parameters.map(({ values }) => Array.from(values));

describe("limits from replicates", () => {
  boot.forEach(({ level, estimate, values, ...wanted }) => {
    it(`are those of R's boot.ci() for ${values.length} replicates at ${level}`, () => {
      const numbers = values.map((value) => value ?? Number.NaN);
      for (const type of TYPES) {
        const { lower, upper } = bootstrapLimits(numbers, estimate, level, type);
        [lower, upper].forEach((limit, i) => expect(Math.abs(limit - wanted[type][i])).toBeLessThan(1e-10));
      }
    });
  });

  it("tell where they are the least or the largest replicates", () => {
    const values = Array.from({ length: 30 }, (_, i) => i);
    expect(bootstrapLimits(values, 15, 0.99, "percentile")).toEqual({ lower: 0, upper: 29, isExtreme: true });
    expect(bootstrapLimits(values, 15, 0.8, "percentile").isExtreme).toBe(false);
  });
});

describe("the parametric bootstrap", () => {
  it("has the spread of lme4's bootMer()", async () => {
    const found = await bootstrap(sleepstudy, { seed: 1, replicates: 1000 });
    expect(found.failures).toEqual([]);
    bootMer.names.forEach((name, i) => {
      const { bias, estimate, stdError } = found.parameters[i];
      expect(found.parameters[i].name).toBe(name);
      // Monte Carlo: a standard deviation of 1,000 has one of its own of about 2.2 %, both together 3.2 %.
      expect(Math.abs(stdError / bootMer.stdError[i] - 1)).toBeLessThan(0.12);
      const error = bootMer.stdError[i] * Math.sqrt(2 / 1000);
      expect(Math.abs(estimate + bias - bootMer.mean[i])).toBeLessThan(4 * error);
    });
  });

  it("gives the same replicates for 0, 1, 2 and 4 workers", async () => {
    const [here, ...others] = await Promise.all(
      [0, 1, 2, 4].map((workers) => bootstrap(sleepstudy, { seed: 7, replicates: 60, workers, workerUrl })),
    );
    for (const other of others) expect(valuesOf(other)).toEqual(valuesOf(here));
  });

  it("gives the same replicates of a generalized model in workers, each that of refit()", async () => {
    const [here, there] = await Promise.all(
      [0, 2].map((workers) => bootstrap(herds, { seed: 7, replicates: 8, workers, workerUrl })),
    );
    expect(valuesOf(there)).toEqual(valuesOf(here));
    const responses = [...simulate(herds, { seed: 5 }), new Float64Array(56)];
    const [first, second] = await refitMany(herds, responses);
    const refit = await herds.refit(responses[0]);
    expect(first.theta).toEqual(refit.theta);
    expect(first.beta).toEqual(refit.beta);
    expect(Array.from(first.stdError)).toEqual(refit.fixef().map(({ stdError }) => stdError));
    expect(second.error?.kind).toBe("DataError");
  });

  it("draws replicate i by seed and i alone, so that more replicates begin with fewer", async () => {
    const few = await bootstrap(sleepstudy, { seed: 3, replicates: 5 });
    const more = await bootstrap(sleepstudy, { seed: 3, replicates: 9 });
    const other = await bootstrap(sleepstudy, { seed: 4, replicates: 5 });
    expect(valuesOf(more).map((values) => values.slice(0, 5))).toEqual(valuesOf(few));
    expect(new Set([...valuesOf(few)[4], ...valuesOf(other)[4]]).size).toBe(10);
  });

  it("keeps the random effects of the fit where it is asked to", async () => {
    const fitted = await bootstrap(sleepstudy, { seed: 1, replicates: 100, randomEffects: "fitted" });
    const drawn = await bootstrap(sleepstudy, { seed: 1, replicates: 100 });
    const spread = ({ parameters }: Bootstrap) => parameters.find(({ name }) => name === "(Intercept)")?.stdError ?? 0;
    expect(spread(fitted)).toBeLessThan(0.7 * spread(drawn));
  });

  it("takes a statistic of the estimates", async () => {
    const found = await bootstrap(sleepstudy, {
      seed: 1,
      replicates: 50,
      statistic: ({ parameters }) => ({ tenDays: parameters["(Intercept)"] + 10 * parameters.Days }),
    });
    const [{ name, kind, estimate }] = found.parameters;
    expect([name, kind, estimate.toFixed(3)]).toEqual(["tenDays", "statistic", "356.078"]);
    const { intervals } = bootstrapIntervals(found);
    expect(intervals[0].lower).toBeLessThan(estimate);
    expect(intervals[0].upper).toBeGreaterThan(estimate);
  });

  it("counts replicates without a fit and tells of them", async () => {
    const table = { y: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1], g: Array.from("aabbccddeeff") };
    const rare = await glmm("y ~ 1 + (1 | g)", table);
    const { failures, warnings, parameters } = await bootstrap(rare, { seed: 2, replicates: 40 });
    expect(failures.length).toBeGreaterThan(0);
    expect(warnings[0].message).toContain(`${failures.length} of 40 replicates could not be fitted: response`);
    expect(parameters[1].values.filter(Number.isNaN)).toHaveLength(failures.length);
  });

  it("is what confint() takes its limits from", async () => {
    const options = { seed: 9, replicates: 99 } as const;
    const drawn = await bootstrap(sleepstudy, options);
    for (const type of TYPES) {
      const direct = await confint(sleepstudy, { method: "boot", type, ...options, parameters: ["theta"] });
      expect(direct).toEqual(bootstrapIntervals(drawn, { type, parameters: ["theta"] }));
      expect(direct.intervals.map(({ kind }) => kind)).toEqual(["sd", "sd", "cor", "sigma"]);
    }
  });

  it("can be cancelled, and refuses options that it does not know", async () => {
    const signal = AbortSignal.abort();
    await expect(bootstrap(sleepstudy, { seed: 1, signal })).rejects.toThrow(CancelledError);
    await expect(bootstrap(sleepstudy, {} as { seed: number })).rejects.toThrow(
      'bootstrap() needs its option "seed", a whole number',
    );
    await expect(bootstrap(sleepstudy, { seed: 1, nsim: 10 } as { seed: number })).rejects.toThrow(
      'unknown option "nsim" of bootstrap()',
    );
    await expect(confint(sleepstudy, { method: "boot" } as never)).rejects.toThrow("needs its option");
  });
});
