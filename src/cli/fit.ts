// blup fit: one model, one report.
import { constants } from "node:fs";
import { access, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type Command, Option } from "commander";
import { CancelledError } from "../errors.js";
import type { MixedModel } from "../model/types.js";
import { jsonText, toReportJson } from "../report/json.js";
import { toMarkdown } from "../report/markdown.js";
import { planText } from "../report/plan.js";
import { ranefMarkdown, ranefText } from "../report/ranef.js";
import { summary } from "../report/summary.js";
import { addDataOptions, type DataOptions, readDataFile } from "./data-options.js";
import { UsageError } from "./failure.js";
import { addModelOptions, type ModelOptions, requestedModel } from "./model-options.js";
import { ProgressLine } from "./progress.js";
import type { Session } from "./session.js";

interface FitOptions extends DataOptions, ModelOptions {
  readonly ranef?: boolean;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly plan?: boolean;
  readonly output?: string;
  readonly quiet?: boolean;
}

/** Adds `blup fit FORMULA FILE` to the program. */
export function addFit(program: Command, session: Session): void {
  const command = program
    .command("fit")
    .summary("fit a mixed model and print its summary")
    .description(
      "Fit a linear mixed model, or with --family a generalized one, to a CSV file and print its summary in lme4's layout.",
    )
    .argument("<FORMULA>", "model formula, in quotes")
    .argument("<FILE>", 'CSV or TSV with a header line, may be gzipped; "-" is standard input');
  addDataOptions(addModelOptions(command))
    .optionsGroup("Output:")
    .option("--ranef", "also print the random effects of every level")
    .addOption(new Option("--json", "print one JSON object instead (see docs/json.md)").conflicts("markdown"))
    .addOption(new Option("--markdown", "print a Markdown table instead").conflicts("json"))
    .option("--plan", "print how the model would be computed, its memory and cost, and fit nothing")
    .option("--output <FILE>", "write the report to a file")
    .option("-q, --quiet", "no warnings and no progress on standard error")
    .addHelpText("after", EXAMPLES)
    .action((formula: string, file: string, options: FitOptions) => fitAndReport(formula, file, options, session));
}

async function fitAndReport(formula: string, file: string, options: FitOptions, session: Session): Promise<void> {
  const asked = requestedModel(options);
  if (options.output !== undefined) await checkWritable(options.output);
  const data = await readDataFile(file, options, session);
  if (session.signal.aborted) throw new CancelledError("nothing was fitted");
  if (options.plan) {
    const planned = await asked.plan(formula, data.table);
    return writeText(options.json ? JSON.stringify(planned, null, 2) : planText(planned), options, session);
  }
  const progress = new ProgressLine(session);
  const run = {
    dataName: data.name,
    readTime: data.readTime,
    signal: session.signal,
    onIteration: options.quiet ? undefined : progress.update,
  };
  const model = await asked.fit(formula, data.table, run).finally(() => progress.clear());
  const endsReport = session.isRead && options.output === undefined && options.json !== true;
  if (!options.quiet && !endsReport) {
    for (const { code, message } of model.warnings) {
      session.err(`${code.startsWith("M_") ? "note" : "warning"}: ${message}\n`);
    }
  }
  await writeText(reportOf(model, options), options, session);
}

function reportOf(model: MixedModel, options: FitOptions): string {
  if (options.json) return jsonText(toReportJson(model, { ranef: options.ranef === true }));
  const [report, ranef] = options.markdown ? [toMarkdown, ranefMarkdown] : [summary, ranefText];
  return options.ranef ? `${report(model)}\n\n${ranef(model)}` : report(model);
}

/** A folder that does not exist is found before the fit, not after it. */
async function checkWritable(path: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
  } catch {
    throw new UsageError(`output file "${path}" cannot be written: its folder does not exist or is read-only`);
  }
}

async function writeText(text: string, { output: path }: FitOptions, session: Session): Promise<void> {
  if (path === undefined) return session.out(`${text}\n`);
  try {
    await writeFile(path, `${text}\n`);
  } catch (error) {
    throw new UsageError(`output file "${path}" cannot be written: ${(error as Error).message}`);
  }
}

const EXAMPLES = `
The formula is lme4's: fixed effects as in R, random effects in parentheses.
  (1 | g)      an intercept for each level of g
  (x | g)      intercept and slope of x, correlated
  (x || g)     the same, not correlated; diag(f | g) for a factor f
  (1 | a/b)    b nested in a: (1 | a) + (1 | a:b)
Expressions may use arithmetic, comparisons, log, exp, sqrt, I(), factor(),
poly(), scale() and others. A name that is no R name goes in backquotes.

With --family the response is what the family explains: for binomial 0 and 1, a
column of two levels (the first is failure), cbind(successes, failures), or a
proportion with --weights for its trials; for poisson and negbinomial counts; for
gamma and inverse-gaussian positive numbers.

Columns of text or of true/false are factors; a numeric column is a number
unless --type or the schema says otherwise, and may still be a group. A first
column without a name, as R writes row names, is called X.
Rows with a missing value in a variable of the model are left out and counted.

A schema file fixes types and the order of levels. Of each field its name, type,
categories and categoriesOrdered are read, and missingValues of the whole:
  {"fields": [{"name": "dose", "type": "string",
               "categories": ["low", "high"], "categoriesOrdered": true}],
   "missingValues": ["", "NA", "-99"]}

Warnings, errors and the progress of fits over a second go to standard error.
Exit status: 0 done, 1 bad usage or data, 2 the fit failed, 130 interrupted.

Examples:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv
  blup fit "rt ~ cond + (cond | subj) + (1 | item)" rt.csv --ml --contrasts cond=sum
  blup fit "log(rt) ~ cond + (1 | subj)" rt.csv.gz --where "rt > 200 & rt < 3000"
  blup fit "cbind(incidence, size - incidence) ~ period + (1 | herd)" cbpp.csv \\
    --family binomial --nagq 9
  blup fit "score ~ time + (1 | school/class)" s.tsv --na -99 --json --output s.json
  zcat big.csv.gz | blup fit "y ~ x + (1 | id)" - --quiet --markdown
`;
