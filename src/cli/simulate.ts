// blup simulate: responses drawn from a saved fit.
import { simulate } from "../inference/simulate.js";
import type { ReportColumn, ReportTable } from "../report/report-table.js";
import { countOf, seedOf } from "./arguments.js";
import { FIT, fitQuestion } from "./fit-question.js";
import { dataColumns, ROW_OPTIONS, randomArgument, readNewData, rowValues } from "./new-data.js";
import { outputOptions } from "./report-options.js";

const randomOf = randomArgument("new", "fitted");

export const addSimulate = fitQuestion({
  name: "simulate",
  summary: "draw responses from a saved fit",
  description: "Responses drawn from a saved fit, one column each, as CSV.",
  args: [FIT, ["[DATA]", "its data; found by itself if still where they were, and needed only without --new"]],
  options: [
    ["--seed <N>", "a whole number: the same seed gives the same responses", seedOf, { isRequired: true }],
    ["--count <N>", "how many responses (1)", countOf],
    ["--new <FILE>", "rows to draw for; the rows fitted if not given"],
    ["--random <WHAT>", 'new (the default), fitted, or those kept as fitted: "subj,item" or "~ (1 | subj)"', randomOf],
    [
      "--new-levels <WHAT>",
      "groups that the fit has not, where its effects are kept: error (the default), population or draw",
      ["error", "population", "draw"],
    ],
    ...ROW_OPTIONS,
  ],
  output: outputOptions("print JSON, every digit", "print CSV, every digit (the default)"),
  async run(asked, flags) {
    const restored = await asked.read();
    const newData = await readNewData(flags.new, restored, asked);
    const fit = newData === null ? (await asked.open()).fit : restored;
    const { seed, count, random: randomEffects, newLevels } = flags;
    const draws = simulate(fit, { seed, count, randomEffects, newLevels, newData, ...rowValues(newData, flags) });
    const columns = draws.map((values, i): ReportColumn => {
      return { key: `sim_${i + 1}`, name: `sim_${i + 1}`, kind: "number", values: Array.from(values) };
    });
    const table: ReportTable = { title: "", columns: [...dataColumns(newData, fit), ...columns], notes: [] };
    return { tables: [table], text: "csv" };
  },
  examples: `
Random effects are drawn anew for every response. --random fitted keeps those of
the fit; with grouping factors or a formula only theirs are kept.

Examples:
  blup simulate sleep.json --seed 1 --count 100 > responses.csv
  blup simulate sleep.json --seed 1 --new days.csv --random fitted --new-levels draw
`,
});
