// blup drop1: the fixed terms of a saved fit, each dropped in turn.
import { type Command, Option } from "commander";
import { type Drop1Test, drop1 } from "../inference/comparison/drop1.js";
import type { DfMethod } from "../inference/df-method.js";
import { drop1Table } from "../report/comparison-table.js";
import { collectText } from "./arguments.js";
import { addDfOption } from "./df-option.js";
import { openFit } from "./open-fit.js";
import { addReportOptions, type OutputOptions, writeTables } from "./report-options.js";
import type { Session } from "./session.js";

interface Drop1Options extends OutputOptions {
  readonly test?: Drop1Test;
  readonly term?: readonly string[];
  readonly df?: DfMethod;
}

/** Adds `blup drop1 FIT [DATA]` to the program. */
export function addDrop1(program: Command, session: Session): void {
  const command = program
    .command("drop1")
    .summary("test each fixed term that a saved fit could do without")
    .description("Drop each fixed term that no other contains, one at a time, and test what is lost.")
    .argument("<FIT>", 'saved fit, from "blup fit --output"')
    .argument("[DATA]", "its data; found by itself if still where they were")
    .addOption(
      new Option("--test <TEST>", "F (for linear models), Chisq (likelihood ratio) or none").choices([
        "F",
        "Chisq",
        "none",
      ]),
    )
    .option("--term <TERM>", "a term to drop, in place of all; may be repeated", collectText);
  addReportOptions(addDfOption(command))
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, data: string | undefined, { test, term: scope, df, ...output }: Drop1Options) => {
      const { fit } = await openFit(file, data, session);
      writeTables([drop1Table(await drop1(fit, { test, scope, df }))], output, session);
    });
}

const EXAMPLES = `
F tests are those of the fit. For likelihood ratios and AIC the models are
fitted by maximum likelihood.

Examples:
  blup fit "score ~ Machine + (1 | Worker)" Machines.csv --output machines.json
  blup drop1 machines.json
  blup drop1 machines.json --df kenward-roger
  blup drop1 machines.json --test Chisq --csv
`;
