// Runs in Chromium: workers of the browser give the bits of this thread, whose bits are Node's.
import { describe, expect, inject, it } from "vitest";
import { CancelledError, type LmmOptions, lmm, readCsv, refitMany, WorkerError } from "../../src/index.js";

const workerUrl = new URL("../../src/worker.ts", import.meta.url);

async function fitOne() {
  const isSmall = ({ model }: { model: { id: string } }) => model.id === "sleep-max-reml";
  const { dataset, types, levels, formula, options } = inject("nodeBits").filter(isSmall)[0].model;
  const csv = inject("csvTexts")[dataset];
  const fit = await lmm(formula, await readCsv(csv, { types, levels }), options as LmmOptions);
  const responses = Array.from({ length: 30 }, (_, r) =>
    fit.fitted().map((value, i) => value + (20 + r) * Math.sin(i * i + r)),
  );
  return { fit, responses };
}

describe("refitMany in the browser", () => {
  it("gives the same bits with workers as without", async () => {
    const { fit, responses } = await fitOne();
    const here = await refitMany(fit, responses);
    for (const workers of [1, 2]) expect(await refitMany(fit, responses, { workers, workerUrl })).toEqual(here);
  });

  it("stops when the signal is aborted, and says what a worker died of", async () => {
    const { fit, responses } = await fitOne();
    const signal = AbortSignal.abort();
    await expect(refitMany(fit, responses, { workers: 2, workerUrl, signal })).rejects.toThrow(CancelledError);
    const missing = new URL("./missing.js", import.meta.url);
    await expect(refitMany(fit, responses, { workers: 1, workerUrl: missing })).rejects.toThrow(WorkerError);
  });
});
