import { expect, test, vi } from "vitest";
import type { GeneralizedLive } from "../../src/fit/live.js";
import { CancelledError, confint, glmm, lmm, profile, refitMany } from "../../src/index.js";
import { devianceAround } from "../../src/likelihood/generalized/around.js";
import { glmmStart } from "../../src/likelihood/generalized/start.js";
import { glmmSystem } from "../../src/likelihood/generalized/system.js";
import { atOnce, pause } from "../../src/optimize/turns.js";
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
  expect(iterations).toEqual([0]);

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

test("exact second derivatives of a generalized model pause before each of their gradients", async () => {
  const fit = await glmm("r2 ~ Anger + Gender + (1 | id) + (1 | item)", await loadTable("VerbAgg"));
  const { design, trials, spec } = fit.live as GeneralizedLive;
  const fresh = () => {
    const system = glmmSystem({ design, trials, spec });
    return devianceAround(system, glmmStart(system));
  };
  const deviance = fresh();
  const search = deviance.exactAtBase();
  let pauses = 0;
  let step = search.next();
  for (; !step.done; step = search.next()) pauses++;
  expect(deviance.dimension).toBe(5);
  expect(pauses).toBe(6);
  expect(step.value?.hessian).toEqual(atOnce(fresh().exactAtBase())?.hessian);
});

test("refits and deletions hear their signal within a fit, in a system of their own, and have the same bits", async () => {
  const table = await loadTable("InstEval");
  const fit = await lmm(INSTEVAL, table);
  const responses = [fit.live.design.response.map((y, i) => y + (i % 3))];
  const controller = new AbortController();
  const running = refitMany(fit, responses, { signal: controller.signal });
  void abortedAfter(3, controller);
  await expect(running).rejects.toThrow("refitMany() cancelled after 0 of 1 responses");

  const { signal } = new AbortController();
  const asked: unknown[] = [];
  const meanwhile = refitMany(fit, responses, { signal });
  void pause().then(() => asked.push(fit.ranef().s.condVar[0]));
  const [alone] = await refitMany(fit, responses);
  expect(await meanwhile).toEqual([alone]);
  expect(asked).toEqual([fit.ranef().s.condVar[0]]);
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
