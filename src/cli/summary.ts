// blup summary: the report of a saved fit.

import type { Fit } from "../fit/fit.js";
import type { SavedFit } from "../fit/record.js";
import { fixefTable } from "../report/coefficient-tests.js";
import { fitTables } from "../report/fit-tables.js";
import { jsonText, toReportJson } from "../report/json.js";
import { toMarkdown } from "../report/markdown.js";
import { modesTables, ranefMarkdown, ranefText } from "../report/ranef.js";
import { summary } from "../report/summary.js";
import type { Flags } from "./command.js";
import { fitQuestion } from "./fit-question.js";
import { DF_OR_NONE, formatOf, outputOptions, writeTables } from "./report-options.js";
import { needsData } from "./saved-or-open.js";
import type { Session } from "./session.js";

export const SUMMARY_OPTIONS = [
  ...outputOptions(
    "print one JSON object, which is what --output saves (see docs/json.md)",
    "print the coefficients as CSV, every digit",
  ),
  ["--ranef", "also print the random effects of every level"],
] as const;

export type SummaryOptions = Flags<readonly [typeof DF_OR_NONE, ...typeof SUMMARY_OPTIONS]>;

export const addSummary = fitQuestion({
  name: "summary",
  summary: "print the summary of a saved fit",
  description: 'Print the summary of a fit that "blup fit --output" has saved.',
  args: [
    ["<FIT>", "saved fit"],
    ["[DATA]", "its data, where --df asks for tests that were not saved; found by itself if still there"],
  ],
  options: [DF_OR_NONE, ...SUMMARY_OPTIONS],
  output: [],
  async run({ open, read, output, session }, flags) {
    const options = { ...flags, ...output } as SummaryOptions;
    const restored = await read();
    const { df, ranef } = options;
    const isWithVariances = formatOf(options) === "json" && ranef === true;
    writeSummary(needsData(restored, df) || isWithVariances ? (await open()).fit : restored, options, session);
    return null;
  },
  examples: `
The data are looked for where they were when the model was fitted, then beside
the saved fit. They are checked to be those of the fit.

Examples:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output sleep.json
  blup summary sleep.json
  blup summary sleep.json --markdown > sleep.md
  blup summary sleep.json sleepstudy.csv --df kenward-roger
`,
});

/** Prints a model, fitted or read back, as the options say. */
export function writeSummary(model: Fit & { toJSON(): SavedFit }, options: SummaryOptions, session: Session): void {
  const { df, ranef, apa } = options;
  const { width } = session;
  const format = formatOf(options) ?? "text";
  if (format === "csv") {
    writeTables([fixefTable(model, { df })], options, session);
  } else if (format === "json") {
    session.out(`${jsonText(toReportJson(model, { df, ranef }))}\n`);
  } else if (apa || format === "latex" || format === "html") {
    writeTables([...fitTables(model, { df }), ...(ranef ? modesTables(model) : [])], options, session);
  } else {
    const [report, levels] = format === "markdown" ? [toMarkdown, ranefMarkdown] : [summary, ranefText];
    const text = report(model, { df, width });
    session.out(ranef ? `${text}\n\n${levels(model, { width })}\n` : `${text}\n`);
  }
}
