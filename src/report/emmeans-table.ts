// Marginal means, trends and their contrasts as a table, with the notes that R's emmeans prints.
import type { Adjustment, TestFamily } from "../inference/emmeans/adjustments.js";
import type { JointTests } from "../inference/emmeans/joint-tests.js";
import type { MarginalResult, MarginalRow } from "../inference/emmeans/marginal-result.js";
import { checkOptions, FLAG } from "../options.js";
import type { ReportColumn, ReportTable } from "./report-table.js";

export interface EmmeansTableOptions {
  /** Columns of confidence limits; for means and trends unless given. */
  readonly intervals?: boolean | undefined;
  /** Columns of tests against zero; for contrasts unless given. */
  readonly tests?: boolean | undefined;
}

/** One row an estimate; what is not estimable is NaN. */
export function emmeansTable(result: MarginalResult, options: EmmeansTableOptions = {}): ReportTable {
  checkOptions("emmeansTable()", options, { intervals: FLAG, tests: FLAG });
  const isContrasts = result.kind === "contrasts";
  const { intervals = !isContrasts, tests = isContrasts } = options;
  const { rows, estimateName, nullValue, method } = result;
  const isAsymptotic = method === "asymptotic";
  const names = isAsymptotic ? ["asymp.LCL", "asymp.UCL", "z.ratio"] : ["lower.CL", "upper.CL", "t.ratio"];
  const columns: ReportColumn[] = [
    ...labelColumns(result),
    column("estimate", estimateName, "number", rows),
    column("stdError", "SE", "number", rows),
    column("df", "df", "df", rows),
  ];
  if (intervals) columns.push(column("lower", names[0], "number", rows), column("upper", names[1], "number", rows));
  if (tests) {
    const nulls = rows.map(() => nullValue);
    if (nullValue !== 0) columns.push({ key: "null", name: "null", kind: "number", values: nulls });
    columns.push(column("statistic", names[2], "statistic", rows), column("p", "p.value", "p", rows));
  }
  return { title: titleOf(result), columns, notes: notesOf(result, intervals, tests) };
}

/** One row a test, with the columns of emmeans' joint_tests. */
export function jointTestsTable({ by, rows, method, warnings }: JointTests): ReportTable {
  const numbers = (values: readonly number[], key: string, name: string, kind: ReportColumn["kind"]) =>
    ({ key, name, kind, values }) satisfies ReportColumn;
  const columns: ReportColumn[] = [
    { key: "term", name: "model term", kind: "text", values: rows.map(({ term }) => term) },
    ...by.map((name): ReportColumn => ({ key: name, name, kind: "text", values: rows.map((row) => row.levels[name]) })),
    numbers(
      rows.map(({ numDf }) => numDf),
      "numDf",
      "df1",
      "count",
    ),
    numbers(
      rows.map(({ denDf }) => denDf),
      "denDf",
      "df2",
      "df",
    ),
    numbers(
      rows.map(({ statistic }) => statistic),
      "statistic",
      "F.ratio",
      "statistic",
    ),
    numbers(
      rows.map(({ p }) => p),
      "p",
      "p.value",
      "p",
    ),
  ];
  const notes = [`Degrees-of-freedom method: ${method}`, ...warnings.map(({ message }) => `note: ${message}`)];
  return { title: `Joint tests of contrasts${by.length === 0 ? "" : ` by ${by.join(", ")}`}`, columns, notes };
}

function labelColumns({ variables, rows }: MarginalResult): ReportColumn[] {
  if (variables.length === 0) return [{ key: "1", name: "1", kind: "text", values: rows.map(() => "overall") }];
  return variables.map((name) => ({ key: name, name, kind: "text", values: rows.map(({ levels }) => levels[name]) }));
}

type NumberKey = Exclude<keyof MarginalRow, "levels" | "weights" | "offset">;

function column(key: NumberKey, name: string, kind: ReportColumn["kind"], rows: readonly MarginalRow[]): ReportColumn {
  return { key, name, kind, values: rows.map((row) => row[key] ?? Number.NaN) };
}

function titleOf({ kind, variables, by, estimateName }: MarginalResult): string {
  const own = variables.filter((name) => !by.includes(name));
  const group = by.length === 0 ? "" : ` by ${by.join(", ")}`;
  if (kind === "contrasts") return `Contrasts${group}`;
  const of = kind === "means" ? "Estimated marginal means" : `Estimated marginal trends (${estimateName})`;
  return own.length === 0 ? `${of}${group}` : `${of} of ${own.join(", ")}${group}`;
}

function notesOf(result: MarginalResult, intervals: boolean, tests: boolean): string[] {
  const { averagedOver, method, scale, keptScale, type, level, adjust, adjustment, family, biasSigma } = result;
  const isBack = type === "response" && scale !== null;
  const notes: string[] = [];
  if (averagedOver.length > 0) notes.push(`Results are averaged over the levels of: ${averagedOver.join(", ")}`);
  if (keptScale !== null) notes.push(`Contrasts are still on the ${keptScale} scale`);
  notes.push(`Degrees-of-freedom method: ${method}`);
  if (scale !== null && !isBack) notes.push(`Results are given on the ${scale} (not the response) scale.`);
  if (adjustment.p !== adjust && adjustment.p !== "none") {
    notes.push(`"${adjust}" is only for one set of pairwise comparisons: "${adjustment.p}" is used instead`);
  }
  if (intervals) {
    notes.push(`Confidence level used: ${level}`);
    if (adjustment.limits !== "none") {
      notes.push(`Conf-level adjustment: ${adjustmentWords(adjustment.limits, family, "estimates")}`);
    }
    if (isBack) notes.push(`Intervals are back-transformed from the ${scale} scale`);
  }
  if (tests) {
    if (adjustment.p !== "none") notes.push(`P value adjustment: ${adjustmentWords(adjustment.p, family, "tests")}`);
    if (isBack) notes.push(`Tests are performed on the ${scale} scale`);
  }
  if (biasSigma !== null) notes.push(`Bias adjustment applied based on sigma = ${biasSigma}`);
  return [...notes, ...result.warnings.map(({ message }) => `note: ${message}`)];
}

function adjustmentWords(method: Adjustment, { tests, compared }: TestFamily, what: string): string {
  const family = method === "tukey" ? `comparing a family of ${compared} estimates` : `${tests} ${what}`;
  return `${method} method for ${family}`;
}
