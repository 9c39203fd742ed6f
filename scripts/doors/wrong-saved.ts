// Saved fits with something else somewhere in them, and questions that they are asked.
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import * as blup from "../../src/index.js";
import { doorData } from "./right-calls.js";
import { mutated, type WrongCall } from "./wrong-calls.js";
import { holdsNaN, valueText, WRONG } from "./wrong-values.js";

const data = doorData();
const QUESTIONS: Readonly<Record<string, (fit: blup.Fit) => unknown>> = {
  summary: (fit) => blup.summary(fit),
  print: (fit) => blup.print(fit),
  toMarkdown: (fit) => blup.toMarkdown(fit),
  toReportJson: (fit) => blup.toReportJson(fit),
  predict: (fit) => blup.predict(fit, data),
  predictions: (fit) => blup.predictions(fit, data, { df: "asymptotic", randomEffects: "none" }),
  simulate: (fit) => blup.simulate(fit, { seed: 1, newData: data }),
  ranef: (fit) => fit.ranef(),
  varCorr: (fit) => fit.varCorr(),
  reopen: async (fit) => blup.summary(await blup.reopen(fit, data)),
};

/** `count` of them: saved linear and generalized fits of which a value, at any depth, is another. */
export async function wrongSaved(count: number, seed: number): Promise<WrongCall[]> {
  const fits = [
    await blup.lmm("y ~ poly(x, 2) + f + ar1(0 + f | g)", data, { contrasts: { f: "sum" } }),
    await blup.glmm("n ~ scale(x) + f + (1 | g)", data, { family: "poisson" }),
    await blup.glmm("n ~ x + (x || g)", data, { family: "negbinomial" }),
    await blup.lmm("y ~ x * f + (x | g)", data, { naAction: "exclude", weights: "n + 1" }),
  ].map((fit) => JSON.stringify(fit));
  const withNaN = new Set<string>();
  for (const [which, json] of fits.entries()) {
    for (const [question, ask] of Object.entries(QUESTIONS)) {
      if (holdsNaN(await ask(blup.restore(json)))) withNaN.add(`${which} ${question}`);
    }
  }
  const source = xoroshiro128plus(seed);
  const pick = <T>(list: readonly T[]): T => list[uniformInt(source, 0, list.length - 1)];
  const others = WRONG.map((value) => value()).filter((value) => isJson(value));
  return Array.from({ length: count }, () => {
    const which = uniformInt(source, 0, fits.length - 1);
    const saved = JSON.parse(fits[which]);
    const parts = [...Object.values(saved), ...Object.values(saved.design)];
    const wrong = uniformInt(source, 0, 3) === 0 ? pick(parts) : pick(others);
    const [changed, where] = mutated(saved, wrong, pick);
    const [question, ask] = pick(Object.entries(QUESTIONS));
    // What JSON has no number for was unknown.
    const hasNaN = JSON.stringify(wrong)?.includes("null") || withNaN.has(`${which} ${question}`);
    const what = `${question} of a saved fit whose ${where} is ${valueText(wrong)}`;
    return { what, hasNaN, call: () => ask(blup.restore(changed as never)) };
  });
}

function isJson(value: unknown): boolean {
  return (
    value === null || ["number", "string", "boolean"].includes(typeof value) || Array.isArray(value) || isPlain(value)
  );
}

function isPlain(value: unknown): boolean {
  return typeof value === "object" && value?.constructor === Object;
}
