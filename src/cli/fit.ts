// blup fit: one model, one report.
import type { Table } from "../data/table.js";
import { CancelledError, FormulaError } from "../errors.js";
import type { Fit } from "../fit/fit.js";
import { lmm } from "../fit/fitting.js";
import { plainJson } from "../fit/saved.js";
import { backquoted } from "../formula/backquoted.js";
import type { LmmOptions } from "../model/options.js";
import { oneLine } from "../report/control-characters.js";
import { jsonText, toReportJson } from "../report/json.js";
import { planText } from "../report/plan.js";
import { command, type Flags } from "./command.js";
import { DATA_OPTIONS, type DataFile, FILE, readDataFile } from "./data-options.js";
import { UsageError } from "./failure.js";
import { MODEL_OPTIONS, requestedModel } from "./model-options.js";
import { writeNotices } from "./notices.js";
import { checkOutput, writeOutput } from "./output-file.js";
import { ProgressLine } from "./progress.js";
import { DF_OR_NONE, formatOf } from "./report-options.js";
import type { Session } from "./session.js";
import { columnOptions, isSource, shownSource, summedData } from "./sources.js";
import { SUMMARY_OPTIONS, writeSummary } from "./summary.js";
import { formulaOf } from "./typed.js";
import { unknownLevels } from "./unknown-levels.js";

const OPTIONS = [
  ...MODEL_OPTIONS,
  ...DATA_OPTIONS,
  "Tests:",
  DF_OR_NONE,
  ...SUMMARY_OPTIONS,
  ["--plan", "print how the model would be computed, its memory and cost, and fit nothing"],
  ["-o, --output <FILE>", "also save the fit, for summary, anova and other commands"],
] as const;

type FitOptions = Flags<typeof OPTIONS>;

/** Adds `blup fit FORMULA FILE` to a program. */
export const addFit = command({
  name: "fit",
  summary: "fit a mixed model and print its summary",
  description:
    "Fit a linear mixed model, or with --family a generalized one, to a data file and print its summary in the layout of lme4 and lmerTest.",
  args: [
    ["<FORMULA>", "model formula, in quotes"],
    ["<FILE...>", `${FILE[1]}; or places of data that are summed where they are, see below`],
  ],
  options: OPTIONS,
  run: fitAndReport,
  examples: `
The formula is lme4's: fixed effects as in R, random effects in parentheses.
  (1 | g)      an intercept for each level of g
  (x | g)      intercept and slope of x, correlated
  (x || g)     the same, not correlated; diag(f | g) for a factor f
  cs(0 + f | g), ar1(0 + f | g)  one correlation of all levels of f, or one that
               falls with their distance; hom = TRUE, hom = FALSE for the variances
  (1 | a/b)    b nested in a: (1 | a) + (1 | a:b)
Expressions may use arithmetic, comparisons, log, exp, sqrt, I(), factor(),
poly(), scale() and others. A name that is no R name goes in backquotes.

With --family the response is what the family explains: for binomial 0 and 1, a
column of two levels (the first is failure), cbind(successes, failures), or a
proportion with --weights for its trials; for poisson and negbinomial counts; for
gamma and inverse-gaussian positive numbers.

Columns of text or of true/false are factors; a numeric column is a number
unless --column-type or the schema says otherwise, and may still be a group. A
first column without a name, as R writes row names, is called X. A column of
numbers in which some cells are no numbers is doubtful, and refused but as a
group, until --na, --column-type or as.numeric() says what it is. "blup data
FILE" tells what columns there are, and the order of levels.
Rows with a missing value in a variable of the model are left out and counted.

A schema file fixes types and the order of levels. Of each field its name, type,
categories and categoriesOrdered are read, and missingValues of the whole:
  {"fields": [{"name": "dose", "type": "string",
               "categories": ["low", "high"], "categoriesOrdered": true}],
   "missingValues": ["", "NA", "-99"]}

In place of a file a linear model takes, alone or several together:
  duckdb:PATH#TABLE                        a table of a DuckDB file
  "trials/*.parquet"                       files that DuckDB reads as one table
  postgres://USER@HOST/DATABASE#TABLE      a table of PostgreSQL; PGPASSWORD, or
                                           the URL, has the password
  clickhouse://USER@HOST:8123/DATABASE#TABLE  of ClickHouse; CLICKHOUSE_PASSWORD
  sums.blup                                cross-products, from "blup crossproducts"
TABLE may be a select in parentheses. DuckDB needs "npm install @duckdb/node-api",
PostgreSQL "npm install pg". Only sums leave the database; nothing is written there.

Warnings, errors and the progress of fits over a second go to standard error.
Exit status: 0 done, 1 bad usage or data, 2 the fit failed, 130 interrupted.

Examples:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv
  blup fit "rt ~ cond + (cond | subj) + (1 | item)" rt.csv --ml --contrasts cond=sum
  blup fit "log(rt) ~ cond + (1 | subj)" rt.csv.gz --where "rt > 200 & rt < 3000"
  blup fit "cbind(incidence, size - incidence) ~ period + (1 | herd)" cbpp.csv \\
    --column-type period=factor --family binomial --nagq 9
  blup fit "score ~ time + (1 | school/class)" s.tsv --na -99 --output s.json
  blup fit "rt ~ cond + (1 | subj)" rt.xlsx --sheet trials --levels cond=neutral,related
  zcat big.csv.gz | blup fit "y ~ x + (1 | id)" - --quiet --markdown
  blup fit "rt ~ cond + (cond | subj) + (1 | item)" duckdb:lab.duckdb#trials
`,
});

async function fitAndReport(
  session: Session,
  options: FitOptions,
  [typed, ...files]: readonly string[],
): Promise<void> {
  const formula = formulaOf(typed);
  const asked = requestedModel(options);
  checkDf(options);
  formatOf(options);
  if (options.output !== undefined) {
    await checkOutput(options.output, options.schema === undefined ? files : [...files, options.schema]);
  }
  if (files.length > 1 || isSource(files[0])) return fitSums(session, options, formula, files);
  const [file] = files;
  const data = await readDataFile(file, options, session);
  if (!options.quiet) writeNotices(data.table, session, "others");
  if (session.signal.aborted) throw new CancelledError("nothing was fitted");
  if (!options.quiet && options.where !== undefined) {
    for (const text of unknownLevels(options.where, data.table)) session.err(`warning: ${oneLine(text)}\n`);
  }
  if (options.plan) {
    const planned = await asked.plan(formula, data.table).catch(inBackquotes(data.table));
    return session.out(`${formatOf(options) === "json" ? JSON.stringify(planned, null, 2) : planText(planned)}\n`);
  }
  const progress = new ProgressLine(session);
  const run = {
    dataName: data.name,
    readTime: data.readTime,
    signal: session.signal,
    onIteration: options.quiet ? undefined : progress.update,
  };
  const fitting = asked.fit(formula, data.table, run).catch(inBackquotes(data.table));
  const model = await fitting.finally(() => progress.clear());
  // Had the model needed to know what a doubtful column is, the error would have said so.
  if (!options.quiet) writeNotices(data.table, session, "doubts");
  if (options.output !== undefined) await save(options.output, model, data.reading, options);
  report(session, options, model, new Set(data.table.notices?.map(({ code }) => code)));
}

/** The same of sums that are made where the rows are. */
async function fitSums(
  session: Session,
  options: FitOptions,
  formula: string,
  files: readonly string[],
): Promise<void> {
  if (options.family !== undefined)
    throw new UsageError("option --family needs rows; of sums only linear models are made");
  const { types, levels } = columnOptions(options);
  const progress = new ProgressLine(session);
  const { weights, offset, where: subset, contrasts } = options;
  const products = await summedData(formula, files, { weights, offset, subset, types }, session);
  if (options.plan) {
    const text = `${products.nobs} rows in ${products.cellCount} cells, ${products.save().length} bytes`;
    return session.out(`${text}\n`);
  }
  const model = await lmm(formula, products, {
    reml: options.ml !== true,
    contrasts: contrasts as LmmOptions["contrasts"],
    levels,
    dataName: files.map(shownSource).join(", "),
    signal: session.signal,
    onIteration: options.quiet ? undefined : progress.update,
  }).finally(() => progress.clear());
  // Several places together are not asked again.
  const reading = files.length === 1 ? { file: shownSource(files[0]), types, levels } : null;
  if (options.output !== undefined) await save(options.output, model, reading, options);
  report(session, options, model, new Set());
}

/** The summary, its warnings on stderr, too, unless they were told of before or the summary is read where they are. */
function report(session: Session, options: FitOptions, model: Fit, told: ReadonlySet<string>): void {
  const format = formatOf(options) ?? "text";
  const endsReport = session.isRead && format !== "json" && format !== "csv";
  if (!options.quiet && !endsReport) {
    for (const { code, message } of model.warnings.filter((warning) => !told.has(warning.code))) {
      session.err(`${code.startsWith("M_") ? "note" : "warning"}: ${oneLine(message)}\n`);
    }
  }
  writeSummary(model, options, session);
}

/** Of a formula or condition in which a name lacks its backquotes, the whole text with them. */
function inBackquotes({ columns }: Table) {
  return (error: unknown): never => {
    const text = error instanceof FormulaError ? backquoted(error.formula, [...columns.keys()]) : null;
    if (text === null) throw error;
    const note = "names with blanks or signs stand in backquotes, and what holds backquotes in single quotes";
    throw new UsageError(`${(error as FormulaError).message.split(";")[0]}; ${note}: '${text}'`);
  };
}

/** The fit as `blup summary` and other commands read it. */
async function save(
  path: string,
  model: Fit,
  reading: DataFile["reading"] | null,
  { df, ranef }: FitOptions,
): Promise<void> {
  const saved = { ...toReportJson(model, { df, ranef }), ...(reading && { reading: plainJson(reading) }) };
  await writeOutput(path, `${jsonText(saved)}\n`);
}

/** What can be known of --df before the fit. */
function checkDf({ df, family, ml }: FitOptions): void {
  if (df === undefined) return;
  if (family !== undefined) throw new UsageError("option --df is for linear models; a generalized one has z tests");
  if (df === "kenward-roger" && ml) throw new UsageError("option --df kenward-roger needs a REML fit; leave out --ml");
}
