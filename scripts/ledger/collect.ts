// The collector: fits every model, asks the questions and runs the command line.
import type { Iteration } from "../../src/index.js";
import { type Collection, Gathering } from "./collection.js";
import { recordCommandLine } from "./command-line.js";
import { fitOf } from "./fit.js";
import { type Model, models, tableNames, tableOf } from "./models.js";
import { recordAnswers } from "./record-answers.js";
import { recordFit } from "./record-fit.js";
import { recordRefusals } from "./refusals.js";
import { subjects } from "./subjects.js";

/** All values of the ledger; `workers` share what can be shared, which changes none of them. */
export async function collect(workers: number): Promise<Collection> {
  const gathering = new Gathering();
  for (const name of tableNames) gathering.of(`data ${name}`)("table", await tableOf(name));
  const all = models();
  for (const model of all) {
    const note = gathering.of(model.id);
    const iterations: Iteration[] = [];
    await recordFit(await fitOf(model, (iteration) => iterations.push(iteration)), model, note);
    note("iterations", iterations);
  }
  const byId = (id: string) => all.find((model) => model.id === id) as Model;
  for (const subject of subjects) {
    const model = byId(subject.id);
    await recordAnswers(await fitOf(model), model, subject, workers, gathering.of(model.id));
  }
  const [larger, smaller] = ["sleep-max-reml", "sleep-ri-reml"].map(byId);
  await recordRefusals(await fitOf(larger), await fitOf(smaller), gathering.of("refusals"));
  await recordCommandLine(gathering);
  return gathering.collection;
}
