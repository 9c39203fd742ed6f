// blup simplify: from a singular fit to one that the data support.
import type { Command } from "commander";
import { explainSingularity } from "../inference/simplify/explain-singularity.js";
import { parsimonious } from "../inference/simplify/parsimonious.js";
import { parsimoniousTable, singularityTable } from "../report/simplify-table.js";
import { levelOf } from "./arguments.js";
import { openFit } from "./open-fit.js";
import { addReportOptions, type OutputOptions, writeTables } from "./report-options.js";
import type { Session } from "./session.js";

interface SimplifyOptions extends OutputOptions {
  readonly alpha?: number;
  readonly explain?: boolean;
}

/** Adds `blup simplify FIT [DATA]` to the program. */
export function addSimplify(program: Command, session: Session): void {
  const command = program
    .command("simplify")
    .summary("explain a singular fit, and find random effects that the data support")
    .description("Walk from a maximal model to one whose random effects the data support, a test a step.")
    .argument("<FIT>", 'saved fit, from "blup fit --output"')
    .argument("[DATA]", "its data; found by itself if still where they were")
    .option("--alpha <P>", "p value above which a term goes (0.2)", levelOf)
    .option("--explain", "say what has no variance and what simpler models cost, and walk nowhere");
  addReportOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, data: string | undefined, { alpha, explain, ...output }: SimplifyOptions) => {
      const { fit } = await openFit(file, data, session);
      if (explain) return writeTables([singularityTable(await explainSingularity(fit))], output, session);
      const { signal } = session;
      const path = await parsimonious(fit, { alpha, signal });
      writeTables([parsimoniousTable(path)], output, session);
    });
}

const EXAMPLES = `
Correlations go first, then effects without variance, then one by one, smallest
first, those that a likelihood ratio test does not support; at the end
correlations come back where they have support (Bates, Kliegl, Vasishth &
Baayen 2015). All models are fitted by maximum likelihood.

Examples:
  blup fit "rt ~ x * z + (x * z | subj) + (x | item)" rt.csv --ml --output max.json
  blup simplify max.json --explain
  blup simplify max.json
  blup simplify max.json --alpha 0.05 --csv > path.csv
`;
