// blup crossproducts: sums of a model's rows, made where the rows are, as a file.

import { countOf } from "./arguments.js";
import { command, type Flags } from "./command.js";
import { DATA_OPTIONS } from "./data-options.js";
import { UsageError } from "./failure.js";
import { OFFSET, WEIGHTS, WHERE } from "./model-options.js";
import { checkOutput, writeOutput } from "./output-file.js";
import type { Session } from "./session.js";
import { columnOptions, summedData } from "./sources.js";
import { formulaOf } from "./typed.js";

const OPTIONS = [
  WEIGHTS,
  OFFSET,
  WHERE,
  DATA_OPTIONS[1],
  ["--minimum-count <ROWS>", "refuse cells of fewer rows: a cell of one row is that row", countOf],
  ["-o, --output <FILE>", "where they go; a name that ends in .blup", null, { isRequired: true }],
] as const;

/** Adds `blup crossproducts FORMULA SOURCE…` to a program. */
export const addCrossProducts = command({
  name: "crossproducts",
  summary: "sum the rows of a model where they are, for a fit elsewhere",
  description:
    "Sum the rows of databases, of files that DuckDB reads, or of several together, as far as a linear model needs them, and save the sums.",
  args: [
    ["<FORMULA>", "model formula, in quotes"],
    ["<SOURCE...>", 'tables of databases, patterns such as "trials/*.parquet", and sums saved before'],
  ],
  options: OPTIONS,
  run: sumAndSave,
  examples: `
"blup help fit" says how sources are written. Several are added. The file holds
names of levels, and of every combination of them its rows, means and scatter:
see docs/scale.md for what that tells.

Examples:
  blup crossproducts "rt ~ cond + (cond | subj) + (1 | item)" duckdb:lab.duckdb#trials -o lab.blup
  blup fit "rt ~ cond + (cond | subj) + (1 | item)" lab.blup other-lab.blup
`,
});

async function sumAndSave(
  session: Session,
  options: Flags<typeof OPTIONS>,
  [typed, ...files]: readonly string[],
): Promise<void> {
  const { weights, offset, where: subset, columnType, minimumCount, output } = options;
  if (!output.endsWith(".blup"))
    throw new UsageError(`cross-products go to a file whose name ends in .blup, not to "${output}"`);
  await checkOutput(output, files);
  const { types } = columnOptions(columnType === undefined ? {} : { columnType });
  const asked = { weights, offset, subset, types, minimumCount };
  const products = await summedData(formulaOf(typed), files, asked, session);
  const bytes = products.save();
  await writeOutput(output, bytes);
  const { nobs, cellCount, dropped } = products;
  const left = dropped.total === 0 ? "" : `, ${dropped.total} rows left out for missing values`;
  session.out(`${nobs} rows in ${cellCount} cells${left}; ${bytes.length} bytes in ${output}\n`);
}
