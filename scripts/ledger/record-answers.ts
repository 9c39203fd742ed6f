// What is written down of the fits that are asked every question.
import { MixedModelError, predict, print, reopen, simulate, summary, toMarkdown } from "../../src/index.js";
import type { Note } from "./collection.js";
import { type Fit, fitOf, objectives, restored } from "./fit.js";
import { type Model, tableOf } from "./models.js";
import { type Asked, localQuestions, remoteQuestions } from "./questions.js";
import { jsonOf } from "./record-fit.js";
import type { Subject } from "./subjects.js";
import { everyForm, tables } from "./tables.js";

/** What is answered, or how it is refused; a fault, which words may change, by its class. */
export async function answerTo(ask: () => unknown): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof MixedModelError) return { refused: error.kind, message: error.message };
    return { failed: (error as Error).name };
  }
}

export async function recordAnswers(fit: Fit, model: Model, subject: Subject, workers: number, note: Note) {
  const smaller = subject.smaller === null ? null : await fitOf(within(model, subject.smaller));
  const table = await tableOf(model.dataset);
  const asked: Asked = { fit, smaller, table, subject, workers };
  for (const [name, asks] of Object.entries({ ...remoteQuestions, ...localQuestions })) {
    for (const [how, ask] of Object.entries(asks)) {
      note(`${name}(${how})`, await answerTo(() => ask(asked)));
    }
  }
  for (const [name, laidOut] of Object.entries(tables)) {
    note(`table ${name}`, await answerTo(async () => everyForm(await laidOut(asked))));
  }
  note("objectives", await answerTo(() => objectives(fit, model)));
  await recordRefits(asked, note);
  await recordSaved(asked, model, note);
  // A question that has moved what the fit shares with others would show here.
  note("ranef after all questions", fit.ranef());
}

async function recordRefits({ fit }: Asked, note: Note): Promise<void> {
  const [response] = simulate(fit, { seed: 1 });
  note("refit", await answerTo(async () => jsonOf(await fit.refit(response))));
  const constant = response.map(() => 1);
  note("refit to a constant", await answerTo(async () => jsonOf(await fit.refit(constant))));
  note("refit of a wrong length", await answerTo(() => fit.refit(response.subarray(1))));
}

async function recordSaved({ fit, table, subject }: Asked, { options }: Model, note: Note): Promise<void> {
  const back = restored(fit);
  note("restored", {
    summary: summary(back),
    print: print(back),
    markdown: toMarkdown(back),
    population: predict(back, subject.rows, { randomEffects: "none" }),
    rows: predict(back, subject.rows, { newLevels: "population" }),
    vcov: back.vcov(),
    ranef: back.ranef(),
  });
  const { weights, offset } = options;
  const given = (value: unknown) => (typeof value === "string" ? undefined : value) as undefined;
  const again = await reopen(back, table, { weights: given(weights), offset: given(offset) });
  note("reopened.json", jsonOf(again));
  note("reopened.ranef", again.ranef());
  note("reopened.summary", summary(again));
}

/** A smaller model with the options of another, but for where that started. */
function within(model: Model, formula: string): Model {
  const { start: _, ...options } = model.options;
  return { ...model, formula, options };
}
