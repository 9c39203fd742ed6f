// blup anova: an F test for each term of a saved fit.
import { anova } from "../inference/anova.js";
import { anovaTable, anovaText } from "../report/anova-table.js";
import { fitQuestion } from "./fit-question.js";
import { DF_OPTION } from "./report-options.js";

export const addAnova = fitQuestion({
  name: "anova",
  summary: "test the terms of a saved fit",
  description:
    "Analysis of variance of a saved fit: an F test for each term of its fixed part, of a generalized model Wald's chi-squared.",
  options: [["--type <TYPE>", "I, II or III (the default), see below", ["I", "II", "III"]], DF_OPTION],
  async run({ open }, flags) {
    const table = anova((await open()).fit, flags);
    return { tables: [anovaTable(table)], text: (width) => anovaText(table, { width }) };
  },
  examples: `
Type I tests each term after those before it, type II after all that do not
contain it, type III averaged over the levels of the factors it interacts with,
whatever the model's contrasts: a note says where these would give other tests.

The data are looked for where they were when the model was fitted, then beside
the saved fit. They are checked to be those of the fit.

Examples:
  blup fit "score ~ Machine + (1 | Worker)" Machines.csv --output machines.json
  blup anova machines.json
  blup anova machines.json Machines.csv --type II --df kenward-roger
  blup anova machines.json --csv > machines-anova.csv
`,
});
