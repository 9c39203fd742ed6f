import { beforeAll, describe, expect, it } from "vitest";
import { CancelledError, WorkerError } from "../../src/errors.js";
import { type Batch, runInWorkers } from "../../src/workers/pool.js";
import { bundleWorker } from "../support/bundle-worker.js";

let workerUrl: URL;

beforeAll(async () => {
  workerUrl = await bundleWorker("test/workers/trial-worker.ts");
});

function* batchesOf(payloads: readonly unknown[]): Generator<Batch> {
  for (const [i, payload] of payloads.entries()) yield { name: `batch ${i}`, payload, transfer: [] };
}

async function run(task: string, shared: unknown, payloads: readonly unknown[], workers: number): Promise<unknown[]> {
  const results: unknown[] = [];
  const receive = (result: unknown, { name }: Batch) => results.push([name, result]);
  await runInWorkers({ task, shared, batches: batchesOf(payloads), receive }, { workers, workerUrl });
  return results.sort();
}

describe("a pool of workers", () => {
  it("runs every batch once, whichever worker is free", async () => {
    const payloads = Array.from({ length: 9 }, (_, i) => [i, 10 * i]);
    const expected = payloads.map(([a, b], i) => [`batch ${i}`, [100 + a, 100 + b]]);
    for (const workers of [1, 2, 4]) expect(await run("add", 100, payloads, workers)).toEqual(expected);
  });

  it("takes over the buffers that a batch hands over", async () => {
    const payload = Float64Array.of(1, 2);
    const batches = [{ name: "it", payload, transfer: [payload.buffer] }].values();
    const results: unknown[] = [];
    const receive = (result: unknown) => results.push(result);
    await runInWorkers({ task: "add", shared: 1, batches, receive }, { workers: 1, workerUrl });
    expect(results).toEqual([Float64Array.of(2, 3)]);
    expect(payload.length).toBe(0);
  });

  it("asks for a batch only when a worker is free", async () => {
    let asked = 0;
    let most = 0;
    let received = 0;
    const batches = (function* () {
      for (let i = 0; i < 12; i++) {
        asked++;
        most = Math.max(most, asked - received);
        yield { name: `${i}`, payload: [i], transfer: [] };
      }
    })();
    const receive = () => received++;
    await runInWorkers({ task: "add", shared: 0, batches, receive }, { workers: 3, workerUrl });
    expect(received).toBe(12);
    expect(most).toBeLessThanOrEqual(3);
  });

  it("names the batch at which a worker ended", async () => {
    const failure = run("end", null, [7], 2);
    await expect(failure).rejects.toThrow(WorkerError);
    await expect(failure).rejects.toThrow("a worker failed at batch 0: it ended with code 7");
  });

  it("names the batch at which a task threw", async () => {
    await expect(run("fail", null, ["not in my range"], 1)).rejects.toThrow(
      "a worker failed at batch 0: not in my range",
    );
  });

  it("says why a task could not be opened", async () => {
    await expect(run("refuse", "too large", [1], 2)).rejects.toThrow(
      "a worker failed before its first batch: too large",
    );
    await expect(run("toString", null, [1], 1)).rejects.toThrow('it has no task "toString"');
  });

  it("says how to find a worker's file that is not there", async () => {
    const job = { task: "add", shared: 0, batches: batchesOf([[1]]), receive: () => null };
    for (const url of [new URL("missing.js", workerUrl), "http://["]) {
      await expect(runInWorkers(job, { workers: 1, workerUrl: url })).rejects.toThrow(
        /^a worker could not be started: .*"workerUrl"/,
      );
    }
  });

  it("ends even workers that never answer when the signal is aborted", async () => {
    const job = { task: "hang", shared: 0, batches: batchesOf([1, 2, 3]), receive: () => null };
    const signal = AbortSignal.timeout(300);
    await expect(runInWorkers(job, { workers: 2, workerUrl, signal })).rejects.toThrow(CancelledError);
    await expect(runInWorkers(job, { workers: 2, workerUrl, signal })).rejects.toThrow(CancelledError);
  });

  it("passes on what its caller throws", async () => {
    const batches = (function* () {
      yield { name: "first", payload: [1], transfer: [] };
      throw new TypeError("no second batch");
    })();
    const job = { task: "add", shared: 0, batches, receive: () => null };
    await expect(runInWorkers(job, { workers: 2, workerUrl })).rejects.toThrow("no second batch");
  });
});
