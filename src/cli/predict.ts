// blup predict: predictions of a saved fit, with standard errors and intervals where they are asked for.
import { DF_METHODS } from "../inference/df-method.js";
import { predict } from "../inference/predict.js";
import { newDataWarnings } from "../inference/prediction/new-data-warnings.js";
import { predictions } from "../inference/prediction/predictions.js";
import { oneLine } from "../report/control-characters.js";
import { predictTable } from "../report/predict-table.js";
import { levelOf } from "./arguments.js";
import { UsageError } from "./failure.js";
import { FIT, fitQuestion } from "./fit-question.js";
import { dataColumns, ROW_OPTIONS, randomArgument, readNewData, rowValues } from "./new-data.js";

const randomOf = randomArgument("all", "none", "averaged");

export const addPredict = fitQuestion({
  name: "predict",
  summary: "predict from a saved fit, for its own or for new rows",
  description: "Predictions of a saved fit, with --interval their standard errors and intervals.",
  args: [
    FIT,
    ["[DATA]", "its data; found by itself if still where they were, and needed only without --new or for errors"],
  ],
  options: [
    ["--new <FILE>", "rows to predict for; the rows fitted if not given"],
    [
      "--random <WHAT>",
      'all (the default), none, averaged, grouping factors "subj,item" or a formula "~ (1 | subj)"',
      randomOf,
    ],
    [
      "--new-levels <WHAT>",
      "groups that the fit has not: error (the default), population or variance",
      ["error", "population", "variance"],
    ],
    ["--scale <SCALE>", "response (the default) or link", ["response", "link"]],
    ["--interval <KIND>", "confidence, of the mean, or prediction, of a new response", ["confidence", "prediction"]],
    ["--level <LEVEL>", "coverage of the intervals (0.95)", levelOf],
    ["--df <METHOD>", "asymptotic (the default), residual, or see below", DF_METHODS],
    ...ROW_OPTIONS,
  ],
  async run(asked, { new: file, random: randomEffects, scale: type, newLevels, ...flags }) {
    const { interval, level, df } = flags;
    if (level !== undefined && interval === undefined) throw new UsageError("--level is for --interval");
    const hasErrors = interval !== undefined || level !== undefined || df !== undefined;
    const restored = await asked.read();
    const newData = await readNewData(file, restored, asked);
    const rows = rowValues(newData, flags);
    const isOfPopulation = randomEffects === "none" || randomEffects === "averaged";
    const isOfSaved = isOfPopulation && (df === undefined || df === "asymptotic");
    const needsData = newData === null || (hasErrors && !isOfSaved);
    const fit = needsData ? (await asked.open()).fit : restored;
    const prediction = { type, randomEffects, newLevels };
    const found = hasErrors
      ? predictions(fit, newData, { ...prediction, interval, level, df, ...rows })
      : predict(fit, newData, prediction);
    for (const { message } of newDataWarnings(fit, newData)) asked.session.err(`warning: ${oneLine(message)}\n`);
    return { tables: [predictTable(found, dataColumns(newData, fit))] };
  },
  examples: `
--new is a data file, or - for standard input, with the predictors and, unless
--random none, the groups; it is read as the data of the fit were. A group that
is not in the fit is refused; with --new-levels population it has random effects
of zero, with variance these count with their variance in standard errors and
intervals.

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
`,
});
