// blup ranova: the random effects of a saved fit, each tested in turn.
import { ranova } from "../inference/comparison/ranova.js";
import { ranovaTable } from "../report/comparison-table.js";
import { fitQuestion } from "./fit-question.js";

export const addRanova = fitQuestion({
  name: "ranova",
  summary: "test the random effects of a saved fit",
  description: "Make each random term smaller in turn and test what is lost, by likelihood ratio.",
  options: [["--whole", "drop whole terms, slopes and all"]],
  async run({ open }, { whole = false }) {
    return { tables: [ranovaTable(await ranova((await open()).fit, { reduceTerms: !whole }))] };
  },
  examples: `
(x | g) is reduced to (1 | g), and (1 | g) is dropped. Models are fitted as the
saved one was, by REML too.

Examples:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output sleep.json
  blup ranova sleep.json
  blup ranova sleep.json --whole --markdown
`,
});
