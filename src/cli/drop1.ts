// blup drop1: the fixed terms of a saved fit, each dropped in turn.
import { drop1 } from "../inference/comparison/drop1.js";
import { drop1Table } from "../report/comparison-table.js";
import { collectText } from "./arguments.js";
import { fitQuestion } from "./fit-question.js";
import { DF_OPTION } from "./report-options.js";

export const addDrop1 = fitQuestion({
  name: "drop1",
  summary: "test each fixed term that a saved fit could do without",
  description: "Drop each fixed term that no other contains, one at a time, and test what is lost.",
  options: [
    ["--test <TEST>", "F (for linear models), Chisq (likelihood ratio) or none", ["F", "Chisq", "none"]],
    ["--term <TERM>", "a term to drop, in place of all; may be repeated", collectText],
    DF_OPTION,
  ],
  async run({ open }, { term: scope, ...flags }) {
    return { tables: [drop1Table(await drop1((await open()).fit, { scope, ...flags }))] };
  },
  examples: `
F tests are those of the fit. For likelihood ratios and AIC the models are
fitted by maximum likelihood.

Examples:
  blup fit "score ~ Machine + (1 | Worker)" Machines.csv --output machines.json
  blup drop1 machines.json
  blup drop1 machines.json --df kenward-roger
  blup drop1 machines.json --test Chisq --csv
`,
});
