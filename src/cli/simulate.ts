// blup simulate: responses drawn from a saved fit.
import { type Command, Option } from "commander";
import { type SimulateOptions, simulate } from "../inference/simulate.js";
import { type ReportTable, tableCsv } from "../report/report-table.js";
import { countOf, seedOf } from "./arguments.js";
import { addRowOptions, dataColumns, type RowOptions, randomArgument, readNewData, rowValues } from "./new-data.js";
import { openFit, readSavedFit } from "./open-fit.js";
import { addReportOptions, type OutputOptions, writeTables } from "./report-options.js";
import type { Session } from "./session.js";

interface DrawOptions extends OutputOptions, RowOptions {
  readonly new?: string;
  readonly seed: number;
  readonly count?: number;
  readonly random?: SimulateOptions["randomEffects"];
  readonly newLevels?: SimulateOptions["newLevels"];
}

/** Adds `blup simulate FIT [DATA]` to the program. */
export function addSimulate(program: Command, session: Session): void {
  const command = program
    .command("simulate")
    .summary("draw responses from a saved fit")
    .description("Responses drawn from a saved fit, one column each, as CSV.")
    .argument("<FIT>", 'saved fit, from "blup fit --output"')
    .argument("[DATA]", "its data; found by itself if still where they were, and needed only without --new")
    .addOption(
      new Option("--seed <N>", "a whole number: the same seed gives the same responses")
        .argParser(seedOf)
        .makeOptionMandatory(),
    )
    .option("--count <N>", "how many responses (1)", countOf)
    .option("--new <FILE>", "rows to draw for; the rows fitted if not given")
    .option(
      "--random <WHAT>",
      'new (the default), fitted, or those kept as fitted: "subj,item" or "~ (1 | subj)"',
      randomArgument(["new", "fitted"]),
    )
    .addOption(
      new Option(
        "--new-levels <WHAT>",
        "groups that the fit has not, where its effects are kept: error (the default), population or draw",
      ).choices(["error", "population", "draw"]),
    );
  addReportOptions(addRowOptions(command), { csv: "print CSV, every digit (the default)" })
    .addHelpText("after", EXAMPLES)
    .action(async (file: string, data: string | undefined, options: DrawOptions) => {
      const restored = await readSavedFit(file);
      const newData = options.new === undefined ? null : await readNewData(options.new, restored.saved.reading);
      const fit = newData === null ? (await openFit(file, data, session)).fit : restored;
      const { seed, count, random: randomEffects, newLevels } = options;
      const draws = simulate(fit, { seed, count, randomEffects, newLevels, newData, ...rowValues(newData, options) });
      const columns = draws.map((values, i) => {
        const key = `sim_${i + 1}`;
        return { key, name: key, kind: "number", values: Array.from(values) } as const;
      });
      const table: ReportTable = {
        title: "",
        columns: [...(newData === null ? [] : dataColumns(newData)), ...columns],
        notes: [],
      };
      writeTables([table], options, session, () => tableCsv(table));
    });
}

const EXAMPLES = `
Random effects are drawn anew for every response. --random fitted keeps those of
the fit; with grouping factors or a formula only theirs are kept.

Examples:
  blup simulate sleep.json --seed 1 --count 100 > responses.csv
  blup simulate sleep.json --seed 1 --new days.csv --random fitted --new-levels draw
`;
