// blup coef: the coefficients of every level of a saved fit.
import { levelCoefficients } from "../inference/level-coefficients.js";
import { coefTable } from "../report/levels-tables.js";
import { levelOf } from "./arguments.js";
import { fitQuestion } from "./fit-question.js";

export const addCoef = fitQuestion({
  name: "coef",
  summary: "coefficients of every level of a saved fit, with standard errors",
  description:
    "The coefficients of every level of the grouping factors of a saved fit: fixed effect plus random effect, with the standard error of both and limits.",
  options: [["--level <LEVEL>", "of the limits (0.95 unless given)", levelOf]],
  async run({ open }, options) {
    return { tables: [coefTable(levelCoefficients((await open()).fit, options))] };
  },
  examples: `
Examples:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output sleep.json
  blup coef sleep.json
  blup coef sleep.json --level 0.9 --csv > subjects.csv
`,
});
