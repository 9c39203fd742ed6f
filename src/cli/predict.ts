// blup predict: predictions of a saved fit, with standard errors and intervals where they are asked for.
import { type Command, Option } from "commander";
import { DF_METHODS, type DfMethod } from "../inference/df-method.js";
import { type PredictOptions, predict } from "../inference/predict.js";
import { predictions } from "../inference/prediction/predictions.js";
import { predictTable } from "../report/predict-table.js";
import { levelOf } from "./arguments.js";
import { UsageError } from "./failure.js";
import { addRowOptions, dataColumns, type RowOptions, randomArgument, readNewData, rowValues } from "./new-data.js";
import { openFit, readSavedFit } from "./open-fit.js";
import { addReportOptions, type OutputOptions, writeTables } from "./report-options.js";
import type { Session } from "./session.js";

interface PredictionOptions extends OutputOptions, RowOptions {
  readonly new?: string;
  readonly random?: PredictOptions["randomEffects"];
  readonly newLevels?: PredictOptions["newLevels"];
  readonly scale?: PredictOptions["type"];
  readonly interval?: "confidence" | "prediction";
  readonly level?: number;
  readonly df?: DfMethod;
}

/** Adds `blup predict FIT [DATA]` to the program. */
export function addPredict(program: Command, session: Session): void {
  const command = program
    .command("predict")
    .summary("predict from a saved fit, for its own or for new rows")
    .description("Predictions of a saved fit, with --interval their standard errors and intervals.")
    .argument("<FIT>", 'saved fit, from "blup fit --output"')
    .argument(
      "[DATA]",
      "its data; found by itself if still where they were, and needed only without --new or for errors",
    )
    .option("--new <FILE>", "rows to predict for; the rows fitted if not given")
    .option(
      "--random <WHAT>",
      'all (the default), none, averaged, grouping factors "subj,item" or a formula "~ (1 | subj)"',
      randomArgument(["all", "none", "averaged"]),
    )
    .addOption(
      new Option(
        "--new-levels <WHAT>",
        "groups that the fit has not: error (the default), population or variance",
      ).choices(["error", "population", "variance"]),
    )
    .addOption(new Option("--scale <SCALE>", "response (the default) or link").choices(["response", "link"]))
    .addOption(
      new Option("--interval <KIND>", "confidence, of the mean, or prediction, of a new response").choices([
        "confidence",
        "prediction",
      ]),
    )
    .option("--level <LEVEL>", "coverage of the intervals (0.95)", levelOf)
    .addOption(new Option("--df <METHOD>", "asymptotic (the default), residual, or see below").choices(DF_METHODS));
  addReportOptions(addRowOptions(command))
    .addHelpText("after", EXAMPLES)
    .action((file: string, data: string | undefined, options: PredictionOptions) =>
      predictAndReport(file, data, options, session),
    );
}

async function predictAndReport(
  file: string,
  data: string | undefined,
  options: PredictionOptions,
  session: Session,
): Promise<void> {
  const { interval, level, df } = options;
  if (level !== undefined && interval === undefined) throw new UsageError("--level is for --interval");
  const hasErrors = interval !== undefined || level !== undefined || df !== undefined;
  const restored = await readSavedFit(file);
  const newData = options.new === undefined ? null : await readNewData(options.new, restored.saved.reading);
  const rows = rowValues(newData, options);
  const needsData = newData === null || (hasErrors && !isOfSaved(options));
  const fit = needsData ? (await openFit(file, data, session)).fit : restored;
  const asked = { type: options.scale, randomEffects: options.random, newLevels: options.newLevels };
  const found = hasErrors
    ? predictions(fit, newData, { ...asked, interval, level, df, ...rows })
    : predict(fit, newData, asked);
  const columns = newData === null ? [] : dataColumns(newData);
  writeTables([predictTable(found, columns)], options, session);
}

/** Whether the saved estimates tell the errors by themselves. */
function isOfSaved({ random, df }: PredictionOptions): boolean {
  return (random === "none" || random === "averaged") && (df === undefined || df === "asymptotic");
}

const EXAMPLES = `
--new is a CSV file with the predictors and, unless --random none, the groups; it
is read as the data of the fit were. A group that is not in the fit is refused;
with --new-levels population it has random effects of zero, with variance these
count with their variance in standard errors and intervals.

--random averaged gives means over the distribution of the random effects, which
of a generalized model are not those of a group whose effects are zero.

A prediction interval is for a new response, so it holds the residual and all
random effects that the prediction is not conditional on. --df satterthwaite and
kenward-roger are for --random none of a linear model.

Examples:
  blup predict sleep.json
  blup predict sleep.json --new days.csv --random none --interval confidence --df satterthwaite
  blup predict rt.json --new trials.csv --new-levels variance --interval prediction --csv > rt-new.csv
  blup predict rt.json --new trials.csv --random subj
  blup predict herds.json --new periods.csv --random averaged --json
`;
