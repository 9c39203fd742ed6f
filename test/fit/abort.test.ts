import { expect, test, vi } from "vitest";
import { CancelledError, confint, glmm, lmm, profile } from "../../src/index.js";
import { pause } from "../../src/optimize/turns.js";
import { loadTable } from "../support/reference.js";

const INSTEVAL = "y ~ service + (1 | s) + (1 | d)";

/** A signal that another task of the event loop aborts, after some turns. */
async function abortedAfter(turns: number, controller = new AbortController()): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await pause();
  controller.abort();
}

test("a fit on this thread hears its signal between evaluations, and before its search", async () => {
  const table = await loadTable("InstEval");
  const controller = new AbortController();
  const iterations: number[] = [];
  const onIteration = ({ iteration }: { readonly iteration: number }) => {
    if (iteration === 0) void abortedAfter(1, controller);
    iterations.push(iteration);
  };
  const running = lmm(INSTEVAL, table, { signal: controller.signal, onIteration });
  await expect(running).rejects.toThrow(/^fit cancelled after [12] evaluations$/);
  expect(iterations).toEqual([0, 1]);

  const early = new AbortController();
  const building = lmm(INSTEVAL, table, { signal: early.signal });
  void abortedAfter(1, early);
  await expect(building).rejects.toThrow(/^fit cancelled$/);
});

test("a generalized fit hears its signal", async () => {
  const table = await loadTable("VerbAgg");
  const controller = new AbortController();
  const onIteration = () => void abortedAfter(1, controller);
  const options = { family: "binomial", signal: controller.signal, onIteration } as const;
  const running = glmm("r2 ~ Anger + Gender + btype + situ + (1 | id) + (1 | item)", table, options);
  await expect(running).rejects.toThrow(/^fit cancelled after \d+ evaluations$/);
});

test("a profile and its limits hear their signal within a parameter", async () => {
  const fit = await lmm(INSTEVAL, await loadTable("InstEval"));
  for (const walk of [profile, confint]) {
    const controller = new AbortController();
    const onProgress = vi.fn();
    const walking = walk(fit, { parameters: ["sigma"], signal: controller.signal, onProgress });
    void abortedAfter(6, controller);
    const error = await walking.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CancelledError);
    expect(String(error)).toContain("profile cancelled after 0 of 1 parameters");
    expect(onProgress).not.toHaveBeenCalled();
  }
});

test("turns of the event loop change no bit, and small models take none", async () => {
  const { signal } = new AbortController();
  const verbs = await loadTable("VerbAgg");
  const formula = "r2 ~ Anger + btype + (1 | id) + (1 | item)";
  const alone = await glmm(formula, verbs, { family: "binomial" });
  const heard = await glmm(formula, verbs, { family: "binomial", signal });
  expect({ ...heard.toJSON(), timing: null }).toEqual({ ...alone.toJSON(), timing: null });
  const parameters = ["sd_(Intercept)|item"];
  expect(await profile(heard, { parameters, signal })).toEqual(await profile(alone, { parameters }));

  const turns = vi.spyOn(globalThis, "MessageChannel");
  try {
    await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"), { signal });
    expect(turns).not.toHaveBeenCalled();
  } finally {
    turns.mockRestore();
  }
});
