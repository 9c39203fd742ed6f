// blup summary: the report of a saved fit.
import type { Command } from "commander";
import type { SavedModel } from "../model/saved-model.js";
import type { ReportedModel } from "../model/types.js";
import { fixefTable } from "../report/coefficient-tests.js";
import { jsonText, toReportJson } from "../report/json.js";
import { toMarkdown } from "../report/markdown.js";
import { ranefMarkdown, ranefText } from "../report/ranef.js";
import type { ReportOptions } from "../report/shown-tests.js";
import { summary } from "../report/summary.js";
import { addDfOption } from "./df-option.js";
import { openFit, type RestoredFit, readSavedFit } from "./open-fit.js";
import { addReportOptions, type OutputOptions, writeTables } from "./report-options.js";
import type { Session } from "./session.js";

export interface SummaryOptions extends OutputOptions, ReportOptions {
  readonly ranef?: boolean;
}

/** Adds `blup summary FIT [DATA]` to the program. */
export function addSummary(program: Command, session: Session): void {
  const command = program
    .command("summary")
    .summary("print the summary of a saved fit")
    .description('Print the summary of a fit that "blup fit --output" has saved.')
    .argument("<FIT>", "saved fit")
    .argument("[DATA]", "its data, where --df asks for tests that were not saved; found by itself if still there");
  addReportOptions(addDfOption(command, true), SUMMARY_WORDS)
    .option("--ranef", "also print the random effects of every level")
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, data: string | undefined, options: SummaryOptions) => {
      const restored = await readSavedFit(file);
      const model = needsData(restored, options) ? (await openFit(file, data, session)).fit : restored;
      writeSummary(model, options, session);
    });
}

export const SUMMARY_WORDS = {
  json: "print one JSON object, which is what --output saves (see docs/json.md)",
  csv: "print the coefficients as CSV, every digit",
};

/** Prints a model, fitted or read back, as the options say. */
export function writeSummary(
  model: ReportedModel & { toJSON(): SavedModel },
  options: SummaryOptions,
  session: Session,
): void {
  const { df, ranef } = options;
  if (options.csv) {
    writeTables([fixefTable(model, { df })], options, session);
  } else if (options.json) {
    session.out(`${jsonText(toReportJson(model, { df, ranef }))}\n`);
  } else {
    const [report, levels] = options.markdown ? [toMarkdown, ranefMarkdown] : [summary, ranefText];
    session.out(ranef ? `${report(model, { df })}\n\n${levels(model)}\n` : `${report(model, { df })}\n`);
  }
}

/** Whether tests are asked for that neither were saved nor can be made without the data. */
function needsData(restored: RestoredFit, { df, json, ranef }: SummaryOptions): boolean {
  if (json === true && ranef === true) return true;
  if (restored.title.family !== null) return false;
  if (df !== "satterthwaite" && df !== "kenward-roger") return false;
  return restored.saved.fixefTests.method !== df;
}

const EXAMPLES = `
The data are looked for where they were when the model was fitted, then beside
the saved fit. They are checked to be those of the fit.

Examples:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output sleep.json
  blup summary sleep.json
  blup summary sleep.json --markdown > sleep.md
  blup summary sleep.json sleepstudy.csv --df kenward-roger
`;
