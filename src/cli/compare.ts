// blup compare: saved fits side by side.
import { basename } from "node:path";
import { bootstrapLrt } from "../inference/comparison/bootstrap-lrt.js";
import { compare } from "../inference/comparison/compare.js";
import { criteria } from "../inference/comparison/criteria.js";
import { bootstrapLrtTable, compareTable, criteriaTable } from "../report/comparison-table.js";
import { countOf, seedOf, workersOf } from "./arguments.js";
import { command, type Flags } from "./command.js";
import { UsageError } from "./failure.js";
import { openFit } from "./open-fit.js";
import { ProgressLine } from "./progress.js";
import { OUTPUT_OPTIONS, writeTables } from "./report-options.js";
import type { Session } from "./session.js";

const OPTIONS = [
  ["--data <FILE>", "their data; found by themselves if still where they were"],
  ["--no-refit", "compare REML fits as they are, which need the same fixed effects"],
  [
    "--criteria <CRITERION>",
    "order the models by a criterion, with weights; no tests",
    ["aic", "aicc", "bic", "caic"],
    { conflicts: ["bootstrap"] },
  ],
  ["--bootstrap <N>", "test the larger of two models by N simulated responses", countOf],
  ["--seed <N>", "of the simulated responses", seedOf, { default: 1 }],
  ["--workers <N>", "threads that share the refits; the numbers are the same", workersOf, { default: 0 }],
  ...OUTPUT_OPTIONS,
] as const;

/** Adds `blup compare FIT FIT…` to a program. */
export const addCompare = command({
  name: "compare",
  summary: "compare saved fits: likelihood ratio tests, AIC, BIC",
  description: "Compare two or more saved fits of the same data: likelihood ratio tests, AIC and BIC.",
  args: [["<FITS...>", 'two or more saved fits, from "blup fit --output"']],
  options: OPTIONS,
  run: compareFits,
  examples: `
Each model is tested against the one before it, ordered by their numbers of
parameters. REML fits are fitted again by maximum likelihood. Where a variance
of the larger model is zero in the smaller one, the p value of chi-squared is
too large, and that of a mixture stands beside it.

The criterion caic is the conditional AIC, about the groups at hand.

Examples:
  blup fit "Reaction ~ Days + (1 | Subject)" sleepstudy.csv --output one.json
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output two.json
  blup compare one.json two.json
  blup compare one.json two.json --criteria caic --markdown
  blup compare one.json two.json --bootstrap 1000 --seed 7 --workers 2
`,
});

async function compareFits(session: Session, options: Flags<typeof OPTIONS>, files: readonly string[]): Promise<void> {
  if (files.length < 2) throw new UsageError("one fit file is given; comparison needs two or more");
  if (options.bootstrap !== undefined && files.length !== 2) {
    throw new UsageError(`${files.length} fit files are given; --bootstrap compares two`);
  }
  const twice = files.find((file, i) => files.indexOf(file) < i);
  if (twice !== undefined) throw new UsageError(`"${twice}" is given twice; comparison needs different fits`);
  const fits = [];
  for (const file of files) fits.push((await openFit(file, options.data, session)).fit);
  const { refit, bootstrap: replicates } = options;
  if (replicates === undefined) {
    const named = { refit, names: namesOf(files) };
    const by = options.criteria;
    const table =
      by === undefined ? compareTable(compare(fits, named)) : criteriaTable(criteria(fits, { ...named, by }));
    return writeTables([table], options, session);
  }
  const [smaller, larger] = [...fits].sort((a, b) => a.df - b.df);
  const progress = new ProgressLine(session);
  const { seed, workers } = options;
  const onProgress = options.quiet ? undefined : progress.counting("refits");
  const run = { seed, workers, replicates, signal: session.signal, onProgress };
  const result = await bootstrapLrt(larger, smaller, run).finally(() => progress.clear());
  writeTables([bootstrapLrtTable(result)], options, session);
}

/** Names of the files without folder and ending, as long as they are different. */
function namesOf(files: readonly string[]): readonly string[] {
  const short = files.map((file) => basename(file).replace(/\.json$/, ""));
  return new Set(short).size === short.length ? short : files;
}
