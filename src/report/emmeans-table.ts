// Marginal means, trends and their contrasts as a table, with the notes that R's emmeans prints.
import type { Adjustment, TestFamily } from "../inference/emmeans/adjustments.js";
import type { JointTests } from "../inference/emmeans/joint-tests.js";
import type { MarginalResult, MarginalRow } from "../inference/emmeans/marginal-result.js";
import { checkArgument, checkOptions, FLAG, isCell, isName, isNumber, isRecord, isText, resultOf } from "../options.js";
import { WARNED, warningLines } from "./notes.js";
import type { ColumnKind, ReportTable } from "./report-table.js";
import { isMethod } from "./shown-tests.js";
import { type ColumnOf, type ColumnsOf, tableOf } from "./table-of.js";

/** Options of emmeansTable(). */
export interface EmmeansTableOptions {
  /** Columns of confidence limits; for means and trends unless given. */
  readonly intervals?: boolean | undefined;
  /** Columns of tests against zero; for contrasts unless given. */
  readonly tests?: boolean | undefined;
}

const MARGINAL = resultOf<MarginalResult>("emmeans(), emtrends() or emmeansContrasts()", {
  ...WARNED,
  kind: isText,
  estimateName: isText,
  variables: [isText],
  by: [isText],
  rows: [
    {
      levels: isRecord,
      estimate: isCell,
      stdError: isCell,
      df: isCell,
      lower: isCell,
      upper: isCell,
      statistic: isCell,
      p: isCell,
    },
  ],
  method: isMethod,
  level: isNumber,
  type: isText,
  scale: isName,
  keptScale: isName,
  nullValue: isCell,
  adjust: isText,
  adjustment: { p: isText, limits: isText },
  family: { tests: isNumber, compared: isCell },
  averagedOver: [isText],
  biasSigma: isCell,
});

/**
 * One row an estimate; what is not estimable is NaN.
 *
 * @example
 * console.log(tableText(emmeansTable(emmeans(fit, "condition"))));
 */
export function emmeansTable(result: MarginalResult, options: EmmeansTableOptions = {}): ReportTable {
  checkArgument("result", result, MARGINAL);
  checkOptions("emmeansTable()", options, { intervals: FLAG, tests: FLAG });
  const isContrasts = result.kind === "contrasts";
  const { intervals = !isContrasts, tests = isContrasts } = options;
  const { rows, estimateName, nullValue, method } = result;
  const isAsymptotic = method === "asymptotic";
  const names = isAsymptotic ? ["asymp.LCL", "asymp.UCL", "z.ratio"] : ["lower.CL", "upper.CL", "t.ratio"];
  const number = (key: NumberKey, name: string, kind: ColumnKind): ColumnOf<MarginalRow> => {
    return [key, name, kind, (row) => row[key] ?? Number.NaN];
  };
  const table = tableOf(titleOf(result), notesOf(result, intervals, tests), rows, [
    ...labelColumns(result),
    number("estimate", estimateName, "estimate"),
    number("stdError", "SE", "stdError"),
    number("df", "df", "df"),
    intervals && number("lower", names[0], "lower"),
    intervals && number("upper", names[1], "upper"),
    tests && nullValue !== 0 && ["null", "null", "estimate", () => nullValue],
    tests && number("statistic", names[2], "statistic"),
    tests && number("p", "p.value", "p"),
  ]);
  return { ...table, level: result.level };
}

const JOINT_TESTS = resultOf<JointTests>("jointTests()", {
  ...WARNED,
  by: [isText],
  method: isMethod,
  rows: [{ term: isText, levels: isRecord, numDf: isCell, denDf: isCell, statistic: isCell, p: isCell }],
});

/**
 * One row a test, with the columns of emmeans' joint_tests.
 *
 * @example
 * console.log(tableText(jointTestsTable(jointTests(fit))));
 */
export function jointTestsTable(result: JointTests): ReportTable {
  checkArgument("result", result, JOINT_TESTS);
  const { by, rows, method, warnings } = result;
  const title = `Joint tests of contrasts${by.length === 0 ? "" : ` by ${by.join(", ")}`}`;
  return tableOf(title, [`Degrees-of-freedom method: ${method}`, ...warningLines(warnings)], rows, [
    ["term", "model term", "text"],
    ...by.map(levelColumn),
    ["numDf", "df1", "count"],
    ["denDf", "df2", "df"],
    ["statistic", "F.ratio", "statistic"],
    ["p", "p.value", "p"],
  ]);
}

type NumberKey = Exclude<keyof MarginalRow, "levels" | "weights" | "offset">;

function labelColumns({ variables }: MarginalResult): ColumnsOf<MarginalRow> {
  return variables.length === 0 ? [["1", "1", "text", () => "overall"]] : variables.map(levelColumn);
}

function levelColumn(name: string): ColumnOf<Pick<MarginalRow, "levels">> {
  return [name, name, "text", ({ levels }) => levels[name]];
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
  return [...notes, ...warningLines(result.warnings)];
}

function adjustmentWords(method: Adjustment, { tests, compared }: TestFamily, what: string): string {
  const family = method === "tukey" ? `comparing a family of ${compared} estimates` : `${tests} ${what}`;
  return `${method} method for ${family}`;
}
