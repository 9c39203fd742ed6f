// blup simplify: from a singular fit to one that the data support.
import { explainSingularity } from "../inference/simplify/explain-singularity.js";
import { parsimonious } from "../inference/simplify/parsimonious.js";
import { parsimoniousTable, singularityTable } from "../report/simplify-table.js";
import { levelOf } from "./arguments.js";
import { fitQuestion } from "./fit-question.js";

export const addSimplify = fitQuestion({
  name: "simplify",
  summary: "explain a singular fit, and find random effects that the data support",
  description: "Walk from a maximal model to one whose random effects the data support, a test a step.",
  options: [
    ["--alpha <P>", "p value above which a term goes (0.2)", levelOf],
    ["--explain", "say what has no variance and what simpler models cost, and walk nowhere"],
  ],
  async run({ open, signal }, { alpha, explain }) {
    const { fit } = await open();
    if (explain) return { tables: [singularityTable(await explainSingularity(fit))] };
    return { tables: [parsimoniousTable(await parsimonious(fit, { alpha, signal }))] };
  },
  examples: `
Correlations go first, then effects without variance, then one by one, smallest
first, those that a likelihood ratio test does not support; at the end
correlations come back where they have support (Bates, Kliegl, Vasishth &
Baayen 2015). All models are fitted by maximum likelihood.

Examples:
  blup fit "rt ~ x * z + (x * z | subj) + (x | item)" rt.csv --ml --output max.json
  blup simplify max.json --explain
  blup simplify max.json
  blup simplify max.json --alpha 0.05 --csv > path.csv
`,
});
