// The results of the diagnostics as tables.
import type { Diagnosis } from "../inference/diagnostics/findings.js";
import type { HeteroscedasticityTest } from "../inference/diagnostics/heteroscedasticity.js";
import type { Deletion, Influence } from "../inference/diagnostics/influence.js";
import type { NormalityTest } from "../inference/diagnostics/normality.js";
import type { Outliers } from "../inference/diagnostics/outliers.js";
import type { OverdispersionTest } from "../inference/diagnostics/overdispersion.js";
import type { TermReliability } from "../inference/diagnostics/reliability.js";
import type { VarianceParts } from "../inference/diagnostics/variance-parts.js";
import type { Icc, RSquared } from "../inference/diagnostics/variance-shares.js";
import type { VarianceInflation } from "../inference/diagnostics/vif.js";
import {
  checkArgument,
  isCell,
  isKeyOf,
  isName,
  isNumber,
  isNumbers,
  isText,
  orNull,
  resultOf,
  type Shape,
} from "../options.js";
import { oneLine } from "./control-characters.js";
import type { ReportTable } from "./report-table.js";
import { type ColumnOf, tableOf } from "./table-of.js";
import { checkTextOptions, type TextOptions, tableText } from "./table-text.js";

const PARTS = { approximation: isText, mean: isCell };
const R_SQUARED_SHAPE = { marginal: isNumber, conditional: isNumber, parts: PARTS };
const ICC_SHAPE = {
  adjusted: isNumber,
  unadjusted: isNumber,
  byGroup: [{ group: isText, icc: isNumber }],
  parts: PARTS,
} as const;
const VIF_SHAPE = [{ term: isText, gvif: isCell, df: isCell, factor: isCell }] as const;
const OVERDISPERSION_SHAPE = { statistic: isNumber, df: isNumber, ratio: isNumber, p: isNumber };
const HETEROSCEDASTICITY_SHAPE = { statistic: isNumber, df: isNumber, p: isNumber };
const NORMALITY_SHAPE = [
  { of: isText, statistic: isCell, p: isCell, skewness: isCell, kurtosis: isCell, count: isCell },
] as const;
const RELIABILITY_SHAPE = [
  { group: isText, name: isText, mean: isCell, least: isCell, most: isCell, levels: Array.isArray },
] as const;
const OUTLIERS_SHAPE = {
  level: isNumber,
  cooksThreshold: isNumber,
  rows: [{ row: isNumber, residual: isCell, p: isCell, leverage: isCell, cooksDistance: isCell }],
} as const;
const DELETION: Shape<Deletion> = {
  level: isText,
  rows: isCell,
  cooksDistance: isCell,
  dfbetas: isNumbers,
  covRatio: isCell,
  covTrace: isCell,
  theta: isNumbers,
  sigma: isCell,
  problem: isName,
};
const INFLUENCE_SHAPE = { group: isText, names: [isText], thetaNames: [isText], deletions: [DELETION] } as const;

const R_SQUARED = resultOf<RSquared>("rSquared()", R_SQUARED_SHAPE);

/**
 * Explained variance as a table: marginal, conditional.
 *
 * @example
 * console.log(tableText(rSquaredTable(await rSquared(fit))));
 */
export function rSquaredTable(result: RSquared): ReportTable {
  checkArgument("result", result, R_SQUARED);
  const { marginal, conditional, parts } = result;
  const rows = [
    { kind: "marginal", rSquared: marginal },
    { kind: "conditional", rSquared: conditional },
  ];
  return tableOf("Explained variance", approximationNotes(parts), rows, [
    ["kind", "", "text"],
    ["rSquared", "R2", "share"],
  ]);
}

const ICC = resultOf<Icc>("icc()", ICC_SHAPE);

/**
 * Intraclass correlations as a table, those of each grouping factor where there are several.
 *
 * @example
 * console.log(tableText(iccTable(await icc(fit))));
 */
export function iccTable(result: Icc): ReportTable {
  checkArgument("result", result, ICC);
  const { adjusted, unadjusted, byGroup, parts } = result;
  const rows = [
    { of: "adjusted", icc: adjusted },
    { of: "unadjusted", icc: unadjusted },
    ...(byGroup.length > 1 ? byGroup.map(({ group, icc }) => ({ of: group, icc })) : []),
  ];
  return tableOf("Intraclass correlation", approximationNotes(parts), rows, [
    ["of", "", "text"],
    ["icc", "ICC", "share"],
  ]);
}

const VIF = resultOf<readonly VarianceInflation[]>("vif()", VIF_SHAPE);

/**
 * Inflation factors as a table, one row a term.
 *
 * @example
 * console.log(tableText(vifTable(vif(fit))));
 */
export function vifTable(terms: readonly VarianceInflation[]): ReportTable {
  checkArgument("terms", terms, VIF);
  return tableOf("Variance inflation", [], terms, [
    ["term", "", "text"],
    ["gvif", "GVIF", "number"],
    ["df", "Df", "count"],
    ["factor", "GVIF^(1/(2*Df))", "number"],
  ]);
}

const OVERDISPERSION = resultOf<OverdispersionTest>("overdispersion()", OVERDISPERSION_SHAPE);

/**
 * The test of overdispersion as a table of one row.
 *
 * @example
 * const counts = await glmm("errors ~ condition + (1 | subject)", data, { family: "poisson" });
 * console.log(tableText(overdispersionTable(overdispersion(counts))));
 */
export function overdispersionTable(test: OverdispersionTest): ReportTable {
  checkArgument("test", test, OVERDISPERSION);
  const rows = [test];
  return tableOf("Overdispersion", [], rows, [
    ["statistic", "Chisq", ["statistic", "digits"]],
    ["df", "Df", "count"],
    ["ratio", "Ratio", "number"],
    ["p", "Pr(>Chisq)", "p"],
  ]);
}

const HETEROSCEDASTICITY = resultOf<HeteroscedasticityTest>("heteroscedasticity()", HETEROSCEDASTICITY_SHAPE);

/**
 * The test of residual variance as a table of one row.
 *
 * @example
 * console.log(tableText(heteroscedasticityTable(heteroscedasticity(fit))));
 */
export function heteroscedasticityTable(test: HeteroscedasticityTest): ReportTable {
  checkArgument("test", test, HETEROSCEDASTICITY);
  const rows = [test];
  return tableOf("Heteroscedasticity (Breusch-Pagan test on fitted values)", [], rows, [
    ["statistic", "Chisq", ["statistic", "digits"]],
    ["df", "Df", "count"],
    ["p", "Pr(>Chisq)", "p"],
  ]);
}

const NORMALITY = resultOf<readonly NormalityTest[]>("normality()", NORMALITY_SHAPE);

/**
 * The tests of normality as a table, one row a sample.
 *
 * @example
 * console.log(tableText(normalityTable(normality(fit))));
 */
export function normalityTable(tests: readonly NormalityTest[]): ReportTable {
  checkArgument("tests", tests, NORMALITY);
  const cut = tests.some(({ count }) => count === 5000);
  const notes = cut ? ["W is of 5,000 values, evenly spaced in the order of the data, where there are more."] : [];
  return tableOf("Normality (Shapiro-Wilk test)", notes, tests, [
    ["of", "", "text"],
    ["statistic", "W", ["statistic", "digits"]],
    ["p", "Pr(<W)", "p"],
    ["skewness", "Skewness", ["number", "decimals"]],
    ["kurtosis", "Kurtosis", ["number", "decimals"]],
    ["count", "n", "count"],
  ]);
}

const RELIABILITY = resultOf<readonly TermReliability[]>("reliability()", RELIABILITY_SHAPE);

/**
 * Reliabilities as a table, one row a random effect.
 *
 * @example
 * console.log(tableText(reliabilityTable(reliability(fit))));
 */
export function reliabilityTable(terms: readonly TermReliability[]): ReportTable {
  checkArgument("terms", terms, RELIABILITY);
  return tableOf("Reliability of the conditional modes", [], terms, [
    ["effect", "", "text", ({ group, name }) => `${group}: ${name}`],
    ["mean", "Mean", "share"],
    ["least", "Min", "share"],
    ["most", "Max", "share"],
    ["levels", "Levels", "count", ({ levels }) => levels.length],
  ]);
}

const OUTLIERS = resultOf<Outliers>("outliers()", OUTLIERS_SHAPE);

/**
 * Outlying rows as a table, with their limits beneath it.
 *
 * @example
 * console.log(tableText(outliersTable(outliers(fit))));
 */
export function outliersTable(result: Outliers): ReportTable {
  checkArgument("result", result, OUTLIERS);
  const { rows, level, cooksThreshold } = result;
  const limits = `p below ${level} or a one-step Cook's distance above ${cooksThreshold.toPrecision(4)}`;
  return tableOf("Outlying rows", [`Rows with ${limits}, the median of F.`], rows, [
    ["row", "Row", "text", ({ row }) => String(row)],
    ["residual", "Residual", "statistic"],
    ["p", "p (Bonferroni)", "p"],
    ["leverage", "Leverage", "share"],
    ["cooksDistance", "Cook's D", "number"],
  ]);
}

const INFLUENCE = resultOf<Influence>("influence()", INFLUENCE_SHAPE);

/**
 * One row a deletion, the most influential first: dfbetas of each coefficient, theta and sigma without the level.
 *
 * @example
 * console.log(tableText(influenceTable(await influence(fit, { group: "subject" }))));
 */
export function influenceTable(result: Influence): ReportTable {
  checkArgument("result", result, INFLUENCE);
  const { group, names, thetaNames, deletions } = result;
  const sorted = [...deletions].sort((a, b) => rank(b.cooksDistance) - rank(a.cooksDistance));
  const title = `Influence by deletion of ${group}: Cook's distance, dfbetas, estimates without it`;
  const notes = sorted.flatMap(({ level, problem }) => (problem === null ? [] : [`${level}: ${problem}`]));
  return tableOf(title, notes, sorted, [
    ["level", group, "text"],
    ["rows", "Rows", "count"],
    ["cooksDistance", "Cook's D", "number"],
    ...names.map((name, i): ColumnOf<Deletion> => [`dfbetas.${name}`, name, "number", ({ dfbetas }) => dfbetas[i]]),
    ["covRatio", "CovRatio", "number"],
    ["covTrace", "CovTrace", "number"],
    ...thetaNames.map((name, i): ColumnOf<Deletion> => {
      return [`theta.${name}`, `theta ${name}`, "estimate", ({ theta }) => theta[i]];
    }),
    ["sigma", "Sigma", "estimate"],
  ]);
}

const MARKS = { fine: " ", look: "?", warning: "!" };
const DIAGNOSIS = resultOf<Diagnosis>("diagnose()", {
  findings: [{ topic: isText, level: isKeyOf(MARKS), words: isText }],
  rSquared: R_SQUARED_SHAPE,
  icc: ICC_SHAPE,
  vif: VIF_SHAPE,
  overdispersion: orNull<OverdispersionTest>(OVERDISPERSION_SHAPE),
  heteroscedasticity: orNull<HeteroscedasticityTest>(HETEROSCEDASTICITY_SHAPE),
  normality: NORMALITY_SHAPE,
  reliability: RELIABILITY_SHAPE,
  outliers: OUTLIERS_SHAPE,
  influence: orNull<Influence>(INFLUENCE_SHAPE),
});

/**
 * The findings, then every table that has rows.
 *
 * @example
 * for (const table of diagnosisTables(await diagnose(fit))) console.log(tableMarkdown(table));
 */
export function diagnosisTables(diagnosis: Diagnosis): ReportTable[] {
  checkArgument("diagnosis", diagnosis, DIAGNOSIS);
  const { findings, overdispersion, heteroscedasticity, influence } = diagnosis;
  const list = tableOf("Findings", [], findings, [
    ["topic", "", "text"],
    ["level", "", "text"],
    ["finding", "", "text", ({ words }) => words],
  ]);
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

/**
 * The findings as sentences ("!" asks for action, "?" for a look), then the tables. The last line has no newline.
 *
 * @example
 * console.log(diagnosisText(await diagnose(fit)));
 */
export function diagnosisText(diagnosis: Diagnosis, options: TextOptions = {}): string {
  checkArgument("diagnosis", diagnosis, DIAGNOSIS);
  checkTextOptions(options);
  const lines = diagnosis.findings.map(({ topic, level, words }) => oneLine(`${MARKS[level]} ${topic}: ${words}`));
  return [
    lines.join("\n"),
    ...diagnosisTables(diagnosis)
      .slice(1)
      .map((table) => tableText(table, options)),
  ].join("\n\n");
}

function rank(distance: number): number {
  return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
}

function approximationNotes({ approximation, mean }: VarianceParts): string[] {
  if (mean === null) return [];
  return [`Variance of the distribution by the ${approximation} approximation at a mean of ${mean.toPrecision(4)}.`];
}
