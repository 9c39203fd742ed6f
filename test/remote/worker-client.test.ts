import { createReadStream, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  anova,
  CancelledError,
  createWorkerClient,
  DataError,
  FormulaError,
  fixefTests,
  glmm,
  lmm,
  OptionError,
  plan,
  predict,
  type RemoteFit,
  readCsv,
  simulate,
  summary,
  WorkerClient,
  WorkerError,
} from "../../src/index.js";
import { bundleWorker } from "../support/bundle-worker.js";

const model = "Reaction ~ Days + (Days | Subject)";
const csv = readFileSync(new URL("../../datasets/sleepstudy.csv", import.meta.url), "utf8");
const csvOptions = { types: { Subject: "factor" } } as const;
const timeless = ({ timing: _, ...report }: RemoteFit["report"]) => report;

let workerUrl: URL;
let client: WorkerClient;
const crashes: WorkerError[] = [];

beforeAll(async () => {
  workerUrl = await bundleWorker("src/worker.ts");
  client = createWorkerClient({ workerUrl, onCrash: (error) => crashes.push(error) });
});
afterAll(() => client.close());

describe("a client of a worker", () => {
  it("reads, fits and answers as this thread does, bit for bit", async () => {
    const here = await lmm(model, await readCsv(csv, csvOptions));
    const table = await client.readCsv(csv, csvOptions);
    expect(table).toEqual(await readCsv(csv, csvOptions));
    const there = await client.lmm(model, table);
    expect(timeless(there.report)).toEqual(timeless(here.toJSON()));
    expect(await client.ask("summary", there)).toBe(summary(here));
    expect(await client.ask("fixefTests", there, { df: "kenward-roger" })).toEqual(
      fixefTests(here, { df: "kenward-roger" }),
    );
    expect(await client.ask("anova", there)).toEqual(anova(here));
    expect(await client.ask("ranef", there)).toEqual(here.ranef());
    expect(await client.ask("simulate", there, { seed: 3 })).toEqual(simulate(here, { seed: 3 }));
    const newData = { Days: [1, 20], Subject: ["308", "310"] };
    expect(await client.ask("predict", there, newData)).toEqual(predict(here, newData));
    expect(await client.plan(model, table)).toEqual(await plan(model, table));
  });

  it("calls the functions of formulas that are loaded on demand", async () => {
    const formula = "Reaction ~ ns(Days, 3) + I(Days %% 2 == mean(c(0, 2))) + (1 | Subject)";
    const here = await lmm(formula, await readCsv(csv, csvOptions));
    const there = await client.lmm(formula, await client.readCsv(csv, csvOptions));
    expect(timeless(there.report)).toEqual(timeless(here.toJSON()));
    const newData = { Days: [1, 20], Subject: ["308", "310"] };
    expect(await client.ask("predict", there, newData)).toEqual(predict(here, newData));
  });

  it("takes generalized models, and data in any of the forms that a table may have", async () => {
    const data = { y: [0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0], g: Array.from("aabbccddeeff") };
    const there = await client.glmm("y ~ 1 + (1 | g)", data);
    expect(timeless(there.report)).toEqual(timeless((await glmm("y ~ 1 + (1 | g)", data)).toJSON()));
  });

  it("reads a Blob in the worker, and tells how far it is", async () => {
    const blob = new Blob([csv]);
    const seen: (readonly [number, number | null])[] = [];
    const table = await client.readCsv(blob, { ...csvOptions, onProgress: (...step) => seen.push(step) });
    expect(table.rowCount).toBe(180);
    expect(seen.at(-1)).toEqual([blob.size, blob.size]);
  });

  it("calls back from the worker at every iteration", async () => {
    const objectives: number[] = [];
    const onIteration = ({ objective }: { objective: number }) => objectives.push(objective);
    const table = await client.readCsv(csv, csvOptions);
    const there = await client.lmm("Reaction ~ Days + (Days || Subject)", table, { onIteration });
    expect(objectives.length).toBeGreaterThan(1);
    expect(objectives.at(-1)).toBeCloseTo(there.report.objective, 6);
  });

  it("throws the errors of the library, with all that they say", async () => {
    const table = await client.readCsv(csv, csvOptions);
    const wrong = client.lmm("Reaction ~ Dyas + (Days | Subject)", table);
    await expect(wrong).rejects.toBeInstanceOf(FormulaError);
    await expect(wrong).rejects.toMatchObject({ position: 11, length: 4, message: expect.stringContaining('"Days"') });
    await expect(client.readCsv("PK\x03\x04…")).rejects.toBeInstanceOf(DataError);
    await expect(client.lmm(model, table, { remll: true } as never)).rejects.toBeInstanceOf(OptionError);
    await expect(client.ask("toString" as "print", await client.lmm(model, table))).rejects.toThrow(
      'no question "toStr',
    );
  });

  it("keeps a column of dates as one that a model may not use", async () => {
    const data = { y: [1, 2, 3, 5, 8, 4], g: Array.from("aabbcc"), when: new Array(6).fill(new Date(0)) };
    expect((await client.lmm("y ~ 1 + (1 | g)", data)).report.nobs).toBe(6);
    await expect(client.lmm("y ~ when + (1 | g)", data)).rejects.toBeInstanceOf(DataError);
  });

  it("stops for a signal: between iterations, while it reads, and before it begins", async () => {
    const table = await client.readCsv(csv, csvOptions);
    const fitting = new AbortController();
    const fit = client.lmm(model, table, { signal: fitting.signal, onIteration: () => fitting.abort() });
    await expect(fit).rejects.toBeInstanceOf(CancelledError);
    await expect(client.lmm(model, table, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(CancelledError);
    const reading = new AbortController();
    const big = new Blob([csv, ...new Array<string>(3000).fill(csv.slice(csv.indexOf("\n") + 1))]);
    const read = client.readCsv(big, { signal: reading.signal, onProgress: () => reading.abort() });
    await expect(read).rejects.toBeInstanceOf(CancelledError);
  });

  it("ends a worker that does not listen; its tables and fits are there again when they are asked for", async () => {
    const table = await client.readCsv(csv, csvOptions);
    const fit = await client.lmm(model, table);
    const before = await client.ask("summary", fit);
    const subject = Array.from({ length: 60_000 }, (_, i) => `s${(i * 7919) % 1201}`);
    const item = subject.map((_, i) => `i${(i * 104_729 + (i >> 5)) % 907}`);
    const x = subject.map((_, i) => (i * 31) % 17);
    const y = subject.map((_, i) => ((i * 48_271) % 65_537) / 1000);
    const stop = new AbortController();
    const slow = client.lmm("y ~ x + (x | subject) + (x | item)", { y, x, subject, item }, { signal: stop.signal });
    setTimeout(() => stop.abort(), 200);
    const started = performance.now();
    await expect(slow).rejects.toBeInstanceOf(CancelledError);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(await client.ask("summary", fit)).toBe(before);
    expect((await client.lmm(model, table)).report.objective).toBe(fit.report.objective);
  });

  it("forgets what is released, and still has it when asked", async () => {
    const table = await client.readCsv(csv, csvOptions);
    const fit = await client.lmm(model, table);
    await client.release(fit);
    await client.release(table);
    expect(await client.ask("summary", fit)).toMatch("REML criterion");
  });

  it("says that a worker could not be loaded or has died, and starts another", async () => {
    const lost = createWorkerClient({ workerUrl: new URL("missing.mjs", workerUrl) });
    await expect(lost.lmm(model, { Reaction: [1] })).rejects.toBeInstanceOf(WorkerError);
    const trial = new WorkerClient({
      workerUrl: await bundleWorker("test/workers/dying-worker.ts"),
      onCrash: (error) => crashes.push(error),
    });
    crashes.length = 0;
    await expect(trial.plan("die", { y: [1] })).rejects.toThrow(/the worker ended during plan\(\): .*out of luck/);
    expect(crashes.map(({ name }) => name)).toEqual(["WorkerError"]);
    expect(await trial.plan("live", { y: [1] })).toBe("alive");
    await trial.close();
  });

  it("refuses options that it does not have", () => {
    expect(() => createWorkerClient({ workerURL: "x" } as never)).toThrow('did you mean "workerUrl"?');
    expect(() => createWorkerClient({ onCrash: 1 } as never)).toThrow('option "onCrash" must be a function, not 1');
  });

  it("reads streams on this thread only, and says so", async () => {
    const stream = createReadStream(new URL("../../datasets/sleepstudy.csv", import.meta.url));
    await expect(client.readCsv(stream as never)).rejects.toThrow(OptionError);
  });
});
