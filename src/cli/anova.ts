// blup anova: an F test for each term of a saved fit.
import { type Command, Option } from "commander";
import { type AnovaType, anova } from "../inference/anova.js";
import type { DfMethod } from "../inference/df-method.js";
import { anovaTable, anovaText } from "../report/anova-table.js";
import { addDfOption } from "./df-option.js";
import { openFit } from "./open-fit.js";
import { addReportOptions, type OutputOptions, writeTables } from "./report-options.js";
import type { Session } from "./session.js";

interface AnovaOptions extends OutputOptions {
  readonly type?: AnovaType;
  readonly df?: DfMethod;
}

/** Adds `blup anova FIT [DATA]` to the program. */
export function addAnova(program: Command, session: Session): void {
  const command = program
    .command("anova")
    .summary("test the terms of a saved fit")
    .description(
      "Analysis of variance of a saved fit: an F test for each term of its fixed part, of a generalized model Wald's chi-squared.",
    )
    .argument("<FIT>", 'saved fit, from "blup fit --output"')
    .argument("[DATA]", "its data; found by itself if still where they were")
    .addOption(new Option("--type <TYPE>", "I, II or III (the default), see below").choices(["I", "II", "III"]));
  addReportOptions(addDfOption(command))
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, data: string | undefined, options: AnovaOptions) => {
      const { fit } = await openFit(file, data, session);
      const table = anova(fit, { type: options.type, df: options.df });
      writeTables([anovaTable(table)], options, session, () => anovaText(table));
    });
}

const EXAMPLES = `
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
`;
