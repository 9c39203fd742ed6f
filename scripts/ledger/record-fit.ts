// What is written down of every fit.
import {
  describeFormula,
  formatFormula,
  parseFormula,
  plan,
  print,
  summary,
  toMarkdown,
  toReportJson,
} from "../../src/index.js";
import type { Note } from "./collection.js";
import { type Fit, moreOf } from "./fit.js";
import { type Model, tableOf } from "./models.js";

/** A fit's JSON as it is read back, without the times. */
export function jsonOf(fit: { toJSON(): object }): Record<string, unknown> {
  const { timing: _, ...fields } = JSON.parse(JSON.stringify(fit)) as Record<string, unknown>;
  return fields;
}

export async function recordFit(fit: Fit, { dataset, formula, options }: Model, note: Note): Promise<void> {
  for (const [field, value] of Object.entries(jsonOf(fit))) note(`json.${field}`, value);
  note("summary", summary(fit));
  note("print", print(fit));
  note("markdown", toMarkdown(fit));
  const { fixef, fixefTests } = toReportJson(fit);
  note("tests", { fixef, fixefTests });
  note("ranef", fit.ranef());
  note("plan", await plan(formula, await tableOf(dataset), options));
  for (const [member, value] of Object.entries(moreOf(fit))) note(`fit.${member}`, value);
  const ast = parseFormula(formula);
  note("formula", { ast, formatted: formatFormula(ast), described: describeFormula(formula) });
}
