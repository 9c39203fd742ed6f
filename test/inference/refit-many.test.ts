import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { CancelledError, DataError, type LiveFit, lmm, type Refit, refitMany } from "../../src/index.js";
import { bundleWorker } from "../support/bundle-worker.js";
import { normals } from "../support/random-designs.js";
import { loadTable } from "../support/reference.js";

interface Reference extends Refit {
  readonly reml: boolean;
  readonly response: readonly number[];
}

const fixture = new URL("../fixtures/reference/refit/sleepstudy.json", import.meta.url);
const { refits: references } = JSON.parse(readFileSync(fixture, "utf8")) as { refits: Reference[] };

const MODELS: Record<string, () => Promise<LiveFit>> = {
  "REML, one factor": async () => lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy")),
  "ML, weights and offset, a singular term": async () => {
    const table = await loadTable("sleepstudy");
    const weights = Float64Array.from({ length: 180 }, (_, i) => 0.5 + (i % 4));
    const options = { reml: false, weights, offset: "Days * 2" };
    return lmm("Reaction ~ Days + I(2 * Days) + (1 + Days + I(Days^2) || Subject)", table, options);
  },
  "two factors, some rows dropped": async () => {
    const table = await loadTable("Penicillin");
    const subset = Array.from({ length: 144 }, (_, i) => i % 11 !== 3);
    return lmm("diameter ~ 1 + (1 | plate) + (1 | sample)", table, { subset });
  },
};

/** Responses that differ in size, noise and how much of it groups explain. */
function responsesFor(fit: LiveFit, count: number): Float64Array[] {
  const normal = normals(count);
  const [modes, mean] = [fit.fitted(), fit.fixedPart()];
  return Array.from({ length: count }, (_, r) =>
    modes.map((value, i) => mean[i] + ((r % 5) / 2) * (value - mean[i]) + fit.sigma * normal()),
  );
}

function numbersOf(fit: LiveFit): Omit<Refit, "error"> {
  const { objective, sigma, beta, theta, isSingular: singular } = fit;
  const { evaluations, converged } = fit.convergence;
  const stdError = Float64Array.from(fit.fixef(), (effect) => effect.stdError);
  return { objective, sigma, beta, stdError, theta, evaluations, converged, singular };
}

/** Largest relative difference. */
function relative(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Math.max(...Array.from(found, (value, i) => Math.abs(value / expected[i] - 1)));
}

let workerUrl: URL;
let sleepstudy: LiveFit;

beforeAll(async () => {
  workerUrl = await bundleWorker("src/worker.ts");
  sleepstudy = await MODELS["REML, one factor"]();
});

describe("refitMany", () => {
  it.each([null, 3, { length: 1 }])("refuses %j, which is no list of responses", async (responses) => {
    await expect(refitMany(sleepstudy, responses as unknown as Float64Array[])).rejects.toThrow(
      new DataError("responses are an array of them, or an object with length and at(index)"),
    );
  });

  for (const reml of [false, true]) {
    it(`finds what lme4 finds (${reml ? "REML" : "ML"})`, async () => {
      const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"), { reml });
      const expected = references.filter((reference) => reference.reml === reml);
      expect(expected.length).toBe(5);
      const refits = await refitMany(
        fit,
        expected.map(({ response }) => response),
      );
      for (const [i, { objective, sigma, beta, stdError, theta, singular, error }] of refits.entries()) {
        expect(error).toBeNull();
        expect(singular).toBe(expected[i].singular);
        expect(relative([objective], [expected[i].objective])).toBeLessThan(1e-12);
        expect(relative(beta, expected[i].beta)).toBeLessThan(1e-10);
        // lme4 has no gradient, and the objective to 1e-12 is flat over 1e-6 of theta.
        expect(relative([sigma, ...stdError], [expected[i].sigma, ...expected[i].stdError])).toBeLessThan(1e-6);
        for (const [j, value] of theta.entries()) expect(Math.abs(value - expected[i].theta[j])).toBeLessThan(1e-6);
      }
    });
  }

  for (const [name, build] of Object.entries(MODELS)) {
    it(`gives the bits of refit() for each response: ${name}`, async () => {
      const fit = await build();
      const responses = responsesFor(fit, 6);
      const refits = await refitMany(fit, responses);
      for (const [i, { error, ...numbers }] of refits.entries()) {
        expect(error).toBeNull();
        expect(numbers).toEqual(numbersOf(await fit.refit(responses[i])));
      }
    });

    it(`gives the same bits with any number of workers: ${name}`, async () => {
      const fit = await build();
      const responses = responsesFor(fit, 60);
      const here = await refitMany(fit, responses);
      expect(new Set(here.map(({ objective }) => objective)).size).toBe(60);
      for (const workers of [1, 2, 3]) expect(await refitMany(fit, responses, { workers, workerUrl })).toEqual(here);
    });
  }

  it("leaves the fit as it was", async () => {
    const fresh = await MODELS["REML, one factor"]();
    const fit = await MODELS["REML, one factor"]();
    await refitMany(fit, responsesFor(fit, 3));
    expect(fit.vcov()).toEqual(fresh.vcov());
    expect(fit.ranef()).toEqual(fresh.ranef());
  });

  it("may run twice at the same time, with questions in between", async () => {
    const responses = responsesFor(sleepstudy, 40);
    const alone = await refitMany(sleepstudy, responses);
    const other = await sleepstudy.refit(responses[0]);
    const questions: number[] = [];
    const onProgress = () => void questions.push(other.vcov()[0][0]);
    const [first, second] = await Promise.all([
      refitMany(sleepstudy, responses, { onProgress }),
      refitMany(sleepstudy, [...responses].reverse()),
    ]);
    expect(first).toEqual(alone);
    expect([...second].reverse()).toEqual(alone);
    expect(new Set(questions)).toEqual(new Set([other.vcov()[0][0]]));
  });

  for (const workers of [0, 2]) {
    it(`records responses to which no model can be fitted, and fits the others (workers: ${workers})`, async () => {
      const good = responsesFor(sleepstudy, 5);
      const days = Float64Array.from({ length: 180 }, (_, i) => 3 + (i % 10));
      const broken = good[1].map((value, i) => (i === 4 ? Number.NaN : value));
      const responses = [good[0], good[0].map(() => 7), good[2], broken, days, good[4], broken];
      const progress: number[] = [];
      const onProgress = (done: number, total: number) => {
        expect(total).toBe(7);
        progress.push(done);
      };
      const refits = await refitMany(sleepstudy, responses, { workers, workerUrl, onProgress });
      expect(progress).toEqual([1, 2, 3, 4, 5, 6, 7]);
      expect(refits.map(({ error }) => error?.kind ?? null)).toEqual([
        null,
        "DataError",
        null,
        "DataError",
        "DesignError",
        null,
        "DataError",
      ]);
      expect(refits[1].error?.message).toBe('response "Reaction" is constant: all 180 values are 7');
      expect(refits[3].error?.message).toBe("response has NaN in row 5; expected a finite number");
      for (const { objective, sigma, beta, stdError, theta, converged } of refits.filter(
        ({ error }) => error !== null,
      )) {
        expect([objective, sigma, ...beta, ...stdError, ...theta]).toEqual(new Array(9).fill(Number.NaN));
        expect(converged).toBe(false);
      }
      expect(refits[5]).toEqual((await refitMany(sleepstudy, [good[4]]))[0]);
    });
  }

  it("names the response that has the wrong length", async () => {
    const [first, second] = responsesFor(sleepstudy, 2);
    const failure = refitMany(sleepstudy, [first, second.subarray(1)]);
    await expect(failure).rejects.toThrow(DataError);
    await expect(failure).rejects.toThrow("response 2 has 179 values; this model was fitted to 180 rows");
    const lazy = { length: 3, at: (index: number) => (index === 2 ? [] : first) };
    for (const workers of [0, 1]) {
      await expect(refitMany(sleepstudy, lazy, { workers, workerUrl })).rejects.toThrow("response 3 has 0 values");
    }
  });

  it("asks for one response after the other", async () => {
    const asked: number[] = [];
    const responses = responsesFor(sleepstudy, 4);
    const lazy = {
      length: 4,
      at: (index: number) => {
        asked.push(index);
        return responses[index];
      },
    };
    expect(await refitMany(sleepstudy, lazy)).toEqual(await refitMany(sleepstudy, responses));
    expect(asked).toEqual([0, 1, 2, 3]);
    expect(await refitMany(sleepstudy, [])).toEqual([]);
    expect(await refitMany(sleepstudy, [], { workers: 2, workerUrl })).toEqual([]);
  });

  it("stops when the signal is aborted", async () => {
    const responses = responsesFor(sleepstudy, 50);
    for (const workers of [0, 2]) {
      const controller = new AbortController();
      const onProgress = (done: number) => void (done === 10 && controller.abort());
      const run = refitMany(sleepstudy, responses, { workers, workerUrl, onProgress, signal: controller.signal });
      await expect(run).rejects.toThrow(CancelledError);
      await expect(run).rejects.toThrow(/^refitMany\(\) cancelled after \d\d of 50 responses$/);
    }
  });

  it("refuses options that it does not know", async () => {
    const bad = (options: object) => refitMany(sleepstudy, [], options);
    await expect(bad({ worker: 2 })).rejects.toThrow('unknown option "worker" of refitMany(); did you mean "workers"?');
    await expect(bad({ workers: -1 })).rejects.toThrow('option "workers" must be a count or "auto", not -1');
    await expect(bad({ signal: "now" })).rejects.toThrow('option "signal" must be an AbortSignal, not "now"');
  });
});
