// Every question to the fit of a random design, in units asked for.
import { lmm, MixedModelError, reopen, restore, toTable } from "../../src/index.js";
import type { Fit } from "../ledger/fit.js";
import { type Asked, localQuestions, remoteQuestions } from "../ledger/questions.js";
import type { Subject } from "../ledger/subjects.js";
import { inUnits, type RandomDesign, type Units } from "./designs.js";

/** Texts, questions that name numbers in units of their own, and principal components, which depend on units. */
const LEFT_OUT =
  /^(print|summary|toMarkdown|explainSingularity|randomComponents|parsimonious|.*Text)\(|^simulate\(parameters|^contrastTest\(right|^bootstrap\(statistic/;

/** Answers by question, of those whose name `only` has. */
export async function askAll(design: RandomDesign, units: Units, only = /^/): Promise<Record<string, unknown>> {
  const columns = inUnits(design.columns, units);
  const rows = inUnits(design.subject.rows as never, units);
  const table = toTable(columns as never);
  const options = { reml: design.reml, ...(design.weights && { weights: "w" }) };
  const fit: Fit = await lmm(design.formula, table, options);
  const smaller: Fit = await lmm(design.smaller, table, options);
  const subject: Subject = { ...design.subject, id: "", smaller: design.smaller, rows: rows as never };
  const asked: Asked = { fit, smaller, table, subject, workers: 0 };
  const answers: Record<string, unknown> = {};
  answers.record = JSON.parse(JSON.stringify(fit));
  answers.reopened = await answer(async () =>
    JSON.parse(JSON.stringify(await reopen(restore(JSON.stringify(fit)), table))),
  );
  for (const [name, asks] of Object.entries({ ...remoteQuestions, ...localQuestions })) {
    for (const [how, ask] of Object.entries(asks)) {
      if (LEFT_OUT.test(`${name}(${how})`) || !only.test(name)) continue;
      answers[`${name}(${how})`] = await answer(() => ask(asked));
    }
  }
  return answers;
}

async function answer(ask: () => unknown): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof MixedModelError) return { refused: error.kind, message: error.message };
    return { failed: (error as Error).name, why: (error as Error).message };
  }
}
