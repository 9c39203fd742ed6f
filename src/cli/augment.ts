// blup augment: the data with what a saved fit says of each row.
import { augment } from "../inference/diagnostics/augment.js";
import { augmentTable } from "../report/augment-table.js";
import { fitQuestion } from "./fit-question.js";
import { tableColumns } from "./new-data.js";
import { outputOptions } from "./report-options.js";

export const addAugment = fitQuestion({
  name: "augment",
  summary: "the data with fitted values, residuals, leverage and Cook's distance",
  description: "The rows of the data that a saved fit used, each with its number and what the fit says of it, as CSV.",
  options: [
    [
      "--na-action <WHAT>",
      "rows that lack a value: omit (the default), or exclude, which has them with empty fields",
      ["omit", "exclude"],
    ],
  ],
  output: outputOptions("print JSON, every digit", "print CSV, every digit (the default)"),
  async run({ open }, { naAction }) {
    const { fit, table } = await open({ naAction });
    return { tables: [augmentTable(augment(fit), tableColumns(table))], text: "csv" };
  },
  examples: `
Columns of the fit begin with a point: .row is the number of the row in the data,
.fitted the mean with random effects, .fixed without, .residual the response less
.fitted, .pearson the same over its standard deviation, .standardized over
sigma and the root of 1 - leverage too, .deviance of generalized models.

Examples:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output sleep.json
  blup augment sleep.json > sleep-residuals.csv
  blup augment rt.json rt.csv --na-action exclude --format json
`,
});
