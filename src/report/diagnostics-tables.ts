// The results of the diagnostics as tables.
import type { Diagnosis } from "../inference/diagnostics/diagnose.js";
import type { HeteroscedasticityTest } from "../inference/diagnostics/heteroscedasticity.js";
import type { Icc } from "../inference/diagnostics/icc.js";
import type { Influence } from "../inference/diagnostics/influence.js";
import type { NormalityTest } from "../inference/diagnostics/normality.js";
import type { Outliers } from "../inference/diagnostics/outliers.js";
import type { OverdispersionTest } from "../inference/diagnostics/overdispersion.js";
import type { RSquared } from "../inference/diagnostics/r-squared.js";
import type { TermReliability } from "../inference/diagnostics/reliability.js";
import type { VarianceParts } from "../inference/diagnostics/variance-parts.js";
import type { VarianceInflation } from "../inference/diagnostics/vif.js";
import { type ColumnKind, type ReportColumn, type ReportTable, tableText } from "./report-table.js";

export function rSquaredTable({ marginal, conditional, parts }: RSquared): ReportTable {
  const columns = [
    column("kind", "", "text", ["marginal", "conditional"]),
    column("rSquared", "R2", "number", [marginal, conditional]),
  ];
  return { title: "Explained variance", columns, notes: approximationNotes(parts) };
}

export function iccTable({ adjusted, unadjusted, byGroup, parts }: Icc): ReportTable {
  const groups = byGroup.length > 1 ? byGroup : [];
  const columns = [
    column("of", "", "text", ["adjusted", "unadjusted", ...groups.map(({ group }) => group)]),
    column("icc", "ICC", "number", [adjusted, unadjusted, ...groups.map(({ icc }) => icc)]),
  ];
  return { title: "Intraclass correlation", columns, notes: approximationNotes(parts) };
}

export function vifTable(terms: readonly VarianceInflation[]): ReportTable {
  const columns = [
    column("term", "", "text", values(terms, "term")),
    column("gvif", "GVIF", "number", values(terms, "gvif")),
    column("df", "Df", "count", values(terms, "df")),
    column("factor", "GVIF^(1/(2*Df))", "number", values(terms, "factor")),
  ];
  return { title: "Variance inflation", columns, notes: [] };
}

export function overdispersionTable(test: OverdispersionTest): ReportTable {
  const columns = [
    column("statistic", "Chisq", "number", [test.statistic]),
    column("df", "Df", "count", [test.df]),
    column("ratio", "Ratio", "number", [test.ratio]),
    column("p", "Pr(>Chisq)", "p", [test.p]),
  ];
  return { title: "Overdispersion", columns, notes: [] };
}

export function heteroscedasticityTable(test: HeteroscedasticityTest): ReportTable {
  const columns = [
    column("statistic", "Chisq", "number", [test.statistic]),
    column("df", "Df", "count", [test.df]),
    column("p", "Pr(>Chisq)", "p", [test.p]),
  ];
  return { title: "Heteroscedasticity (Breusch-Pagan test on fitted values)", columns, notes: [] };
}

export function normalityTable(tests: readonly NormalityTest[]): ReportTable {
  const columns = [
    column("of", "", "text", values(tests, "of")),
    column("statistic", "W", "number", values(tests, "statistic")),
    column("p", "Pr(<W)", "p", values(tests, "p")),
    column("skewness", "Skewness", "statistic", values(tests, "skewness")),
    column("kurtosis", "Kurtosis", "statistic", values(tests, "kurtosis")),
    column("count", "n", "count", values(tests, "count")),
  ];
  const cut = tests.some(({ count }) => count === 5000);
  const notes = cut ? ["W is of 5,000 values, evenly spaced in the order of the data, where there are more."] : [];
  return { title: "Normality (Shapiro-Wilk test)", columns, notes };
}

export function reliabilityTable(terms: readonly TermReliability[]): ReportTable {
  const columns = [
    column(
      "effect",
      "",
      "text",
      terms.map(({ group, name }) => `${group}: ${name}`),
    ),
    column("mean", "Mean", "number", values(terms, "mean")),
    column("least", "Min", "number", values(terms, "least")),
    column("most", "Max", "number", values(terms, "most")),
    column(
      "levels",
      "Levels",
      "count",
      terms.map(({ levels }) => levels.length),
    ),
  ];
  return { title: "Reliability of the conditional modes", columns, notes: [] };
}

export function outliersTable({ rows, level, cooksThreshold }: Outliers): ReportTable {
  const columns = [
    column(
      "row",
      "Row",
      "text",
      rows.map(({ row }) => String(row)),
    ),
    column("residual", "Residual", "statistic", values(rows, "residual")),
    column("p", "p (Bonferroni)", "p", values(rows, "p")),
    column("leverage", "Leverage", "number", values(rows, "leverage")),
    column("cooksDistance", "Cook's D", "number", values(rows, "cooksDistance")),
  ];
  const notes = [
    `Rows with p below ${level} or a one-step Cook's distance above ${cooksThreshold.toPrecision(4)}, the median of F.`,
  ];
  return { title: "Outlying rows", columns, notes };
}

/** One row a deletion, the most influential first: dfbetas of each coefficient, theta and sigma without the level. */
export function influenceTable({ group, names, thetaNames, deletions }: Influence): ReportTable {
  const sorted = [...deletions].sort((a, b) => rank(b.cooksDistance) - rank(a.cooksDistance));
  const columns = [
    column("level", group, "text", values(sorted, "level")),
    column("rows", "Rows", "count", values(sorted, "rows")),
    column("cooksDistance", "Cook's D", "number", values(sorted, "cooksDistance")),
    ...names.map((name, i) =>
      column(
        `dfbetas.${name}`,
        name,
        "number",
        sorted.map(({ dfbetas }) => dfbetas[i]),
      ),
    ),
    column("covRatio", "CovRatio", "number", values(sorted, "covRatio")),
    column("covTrace", "CovTrace", "number", values(sorted, "covTrace")),
    ...thetaNames.map((name, i) =>
      column(
        `theta.${name}`,
        `theta ${name}`,
        "number",
        sorted.map(({ theta }) => theta[i]),
      ),
    ),
    column("sigma", "Sigma", "number", values(sorted, "sigma")),
  ];
  const notes = sorted.flatMap(({ level, problem }) => (problem === null ? [] : [`${level}: ${problem}`]));
  return { title: `Influence by deletion of ${group}: Cook's distance, dfbetas, estimates without it`, columns, notes };
}

/** The findings, then every table that has rows. */
export function diagnosisTables(diagnosis: Diagnosis): ReportTable[] {
  const { findings, overdispersion, heteroscedasticity, influence } = diagnosis;
  const list: ReportTable = {
    title: "Findings",
    columns: [
      column("topic", "", "text", values(findings, "topic")),
      column("level", "", "text", values(findings, "level")),
      column("finding", "", "text", values(findings, "words")),
    ],
    notes: [],
  };
  const tables = [
    rSquaredTable(diagnosis.rSquared),
    iccTable(diagnosis.icc),
    vifTable(diagnosis.vif),
    ...(overdispersion === null ? [] : [overdispersionTable(overdispersion)]),
    ...(heteroscedasticity === null ? [] : [heteroscedasticityTable(heteroscedasticity)]),
    normalityTable(diagnosis.normality),
    reliabilityTable(diagnosis.reliability),
    outliersTable(diagnosis.outliers),
    ...(influence === null ? [] : [influenceTable(influence)]),
  ];
  return [list, ...tables.filter(({ columns }) => columns[0].values.length > 0)];
}

/** The findings as sentences ("!" asks for action, "?" for a look), then the tables. The last line has no newline. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const marks = { fine: " ", look: "?", warning: "!" };
  const lines = diagnosis.findings.map(({ topic, level, words }) => `${marks[level]} ${topic}: ${words}`);
  return [lines.join("\n"), ...diagnosisTables(diagnosis).slice(1).map(tableText)].join("\n\n");
}

function column(key: string, name: string, kind: ColumnKind, list: ReportColumn["values"]): ReportColumn {
  return { key, name, kind, values: list };
}

function values<K extends string, T extends Readonly<Record<K, string | number>>>(rows: readonly T[], key: K): T[K][] {
  return rows.map((row) => row[key]);
}

function rank(distance: number): number {
  return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
}

function approximationNotes({ approximation, mean }: VarianceParts): string[] {
  if (mean === null) return [];
  return [`Variance of the distribution by the ${approximation} approximation at a mean of ${mean.toPrecision(4)}.`];
}
