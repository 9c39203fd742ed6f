// blup table: saved fits side by side.
import { basename } from "node:path";
import { isLive } from "../fit/fit.js";
import { modelsTable } from "../report/models-table.js";
import { collectNames, levelOf } from "./arguments.js";
import { command } from "./command.js";
import { openFit } from "./open-fit.js";
import { DF_OR_NONE, formatOf, OUTPUT_OPTIONS, writeTables } from "./report-options.js";
import { openedIfThere, savedOrOpen } from "./saved-or-open.js";

/** Adds `blup table FIT…` to a program. */
export const addTable = command({
  name: "table",
  summary: "put saved fits side by side: coefficients, random effects, R², criteria",
  description:
    "A table of saved fits side by side: coefficients with standard errors and p values, standard deviations of the random effects, observations, R² and ICC, criteria.",
  args: [["<FITS...>", 'saved fits, from "blup fit --output"; of the same data or not']],
  options: [
    [
      "--names <A,B>",
      "names of the models, in the order of the files, whose names they have unless given",
      collectNames,
    ],
    ["--intervals", "confidence limits in place of standard errors"],
    ["--level <LEVEL>", "of confidence limits (0.95 unless given)", levelOf],
    DF_OR_NONE,
    ["--data <FILE>", "their data, where they are not where the fits were saved from"],
    ...OUTPUT_OPTIONS,
  ],
  async run(session, { names, intervals, level, df, data, ...output }, files) {
    formatOf(output);
    const fits = [];
    const reopened = [];
    for (const file of files) {
      const fit = await savedOrOpen(file, data, df, session);
      fits.push(fit);
      reopened.push(
        isLive(fit)
          ? fit
          : data === undefined
            ? await openedIfThere(file, session)
            : (await openFit(file, data, session)).fit,
      );
    }
    const shown = names ?? modelNames(files);
    writeTables([modelsTable(fits, { names: shown, intervals, level, df, reopened })], output, session);
  },
  examples: `
Rows that a model does not have are empty. Tests are those that were saved with
the fits, or as --df says. R² and ICC are of fits whose data are found. What is
too wide for a page in LaTeX has standard errors and p below the estimates.

Examples:
  blup fit "Reaction ~ Days + (1 | Subject)" sleepstudy.csv --output one.json
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output two.json
  blup table one.json two.json
  blup table one.json two.json --names Intercepts,Slopes --apa
  blup table one.json two.json --format html --apa > models.html
`,
});

/** Names of files without folders and endings, where these are different; else the files. */
function modelNames(files: readonly string[]): readonly string[] {
  const names = files.map((file) => basename(file).replace(/\.json$/, ""));
  return new Set(names).size === names.length ? names : files;
}
