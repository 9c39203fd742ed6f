// blup diagnose: what a saved fit leaves unexplained, and what decides it.
import type { Command } from "commander";
import { diagnose } from "../inference/diagnostics/diagnose.js";
import { diagnosisTables, diagnosisText } from "../report/diagnostics-tables.js";
import { workersOf } from "./arguments.js";
import { UsageError } from "./failure.js";
import { openFit } from "./open-fit.js";
import { ProgressLine } from "./progress.js";
import { addReportOptions, type OutputOptions, writeTables } from "./report-options.js";
import type { Session } from "./session.js";

interface DiagnoseOptions extends OutputOptions {
  readonly influence?: string;
  readonly workers?: number | "auto";
}

/** Adds `blup diagnose FIT [DATA]` to the program. */
export function addDiagnose(program: Command, session: Session): void {
  const command = program
    .command("diagnose")
    .summary("check a saved fit: explained variance, outliers, influence, assumptions")
    .description(
      "Diagnostics of a saved fit: what asks for action or for a look, in words, then tables of explained variance, " +
        "intraclass correlation, collinearity, assumptions, reliability of the random effects and outlying rows.",
    )
    .argument("<FIT>", 'saved fit, from "blup fit --output"')
    .argument("[DATA]", "its data; found by itself if still where they were")
    .option("--influence <GROUP>", "also fit the model without each level of this grouping factor")
    .option("--workers <COUNT>", 'workers that share these fits, or "auto" (0 unless given: none)', workersOf);
  addReportOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, data: string | undefined, options: DiagnoseOptions) => {
      if (options.workers !== undefined && options.influence === undefined) {
        throw new UsageError("--workers is for --influence");
      }
      const { fit } = await openFit(file, data, session);
      const progress = new ProgressLine(session);
      const diagnosis = await diagnose(fit, {
        influence: options.influence,
        workers: options.workers,
        signal: session.signal,
        onProgress: options.quiet ? undefined : progress.counting("deletions"),
      }).finally(() => progress.clear());
      writeTables(diagnosisTables(diagnosis), options, session, () => diagnosisText(diagnosis));
    });
}

const EXAMPLES = `
Lines that begin with "!" ask for action, those with "?" for a look.

The data are looked for where they were when the model was fitted, then beside
the saved fit. They are checked to be those of the fit.

Examples:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output sleep.json
  blup diagnose sleep.json
  blup diagnose sleep.json --influence Subject --workers auto
  blup diagnose sleep.json sleepstudy.csv --markdown > checks.md
`;
