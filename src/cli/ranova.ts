// blup ranova: the random effects of a saved fit, each tested in turn.
import type { Command } from "commander";
import { ranova } from "../inference/comparison/ranova.js";
import { ranovaTable } from "../report/comparison-table.js";
import { openFit } from "./open-fit.js";
import { addReportOptions, type OutputOptions, writeTables } from "./report-options.js";
import type { Session } from "./session.js";

interface RanovaOptions extends OutputOptions {
  readonly whole?: boolean;
}

/** Adds `blup ranova FIT [DATA]` to the program. */
export function addRanova(program: Command, session: Session): void {
  const command = program
    .command("ranova")
    .summary("test the random effects of a saved fit")
    .description("Make each random term smaller in turn and test what is lost, by likelihood ratio.")
    .argument("<FIT>", 'saved fit, from "blup fit --output"')
    .argument("[DATA]", "its data; found by itself if still where they were")
    .option("--whole", "drop whole terms, slopes and all");
  addReportOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, data: string | undefined, options: RanovaOptions) => {
      const { fit } = await openFit(file, data, session);
      writeTables([ranovaTable(await ranova(fit, { reduceTerms: options.whole !== true }))], options, session);
    });
}

const EXAMPLES = `
(x | g) is reduced to (1 | g), and (1 | g) is dropped. Models are fitted as the
saved one was, by REML too.

Examples:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output sleep.json
  blup ranova sleep.json
  blup ranova sleep.json --whole --markdown
`;
