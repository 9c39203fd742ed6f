// blup ranef: the random effects of every level of a saved fit.
import { ranefTable } from "../report/levels-tables.js";
import { fitQuestion } from "./fit-question.js";

export const addRanef = fitQuestion({
  name: "ranef",
  summary: "random effects of every level of a saved fit, with standard errors",
  description:
    "The random effects of a saved fit, a row for each effect of each level, with standard errors and limits.",
  options: [],
  async run({ open }) {
    return { tables: [ranefTable((await open()).fit)] };
  },
  examples: `
Examples:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output sleep.json
  blup ranef sleep.json
  blup ranef sleep.json --csv > subjects.csv
`,
});
