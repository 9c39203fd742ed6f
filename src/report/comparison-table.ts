// Comparisons of models as tables, in the layouts of lme4 and lmerTest.
import type { BootstrapLrt } from "../inference/comparison/bootstrap-lrt.js";
import type { Comparison } from "../inference/comparison/compare.js";
import type { CriteriaTable } from "../inference/comparison/criteria.js";
import type { Drop1Row, Drop1Table } from "../inference/comparison/drop1.js";
import type { ExactRlrt } from "../inference/comparison/exact-rlrt.js";
import type { LikelihoodRatio } from "../inference/comparison/likelihood-ratio.js";
import type { RanovaTable } from "../inference/comparison/ranova.js";
import type { Warning } from "../model/types.js";
import type { ReportColumn, ReportTable } from "./report-table.js";
import { methodWords } from "./shown-tests.js";

/** lme4's anova(m1, m2): a row a model; a column of mixture p values where a test is at the boundary. */
export function compareTable({ models, warnings }: Comparison): ReportTable {
  const tests = models.map(({ test }) => test);
  return {
    title: "Likelihood ratio tests",
    columns: [
      { key: "model", name: "", kind: "text", values: models.map(({ name }) => name) },
      { key: "npar", name: "npar", kind: "count", values: models.map(({ npar }) => npar) },
      { key: "aic", name: "AIC", kind: "statistic", values: models.map(({ aic }) => aic) },
      { key: "bic", name: "BIC", kind: "statistic", values: models.map(({ bic }) => bic) },
      { key: "logLik", name: "logLik", kind: "statistic", values: models.map(({ logLik }) => logLik) },
      { key: "deviance", name: "-2*log(L)", kind: "statistic", values: models.map(({ deviance }) => deviance) },
      { key: "statistic", name: "Chisq", kind: "statistic", values: tests.map((test) => test?.statistic ?? null) },
      { key: "df", name: "Df", kind: "count", values: tests.map((test) => test?.df ?? null) },
      ...pColumns(tests),
    ],
    notes: [...models.map(({ name, formula }) => `${name}: ${formula}`), ...messages(warnings)],
  };
}

/** "Pr(>Chisq)", and beside it the mixture's where there is one. */
export function pColumns(tests: readonly (LikelihoodRatio | null)[]): ReportColumn[] {
  const naive: ReportColumn = {
    key: "p",
    name: "Pr(>Chisq)",
    kind: "p",
    values: tests.map((test) => test?.p ?? null),
  };
  const mixed = tests.map((test) => test?.mixtureP ?? null);
  if (mixed.every((p) => p === null)) return [naive];
  return [naive, { key: "mixtureP", name: "Pr(mixture)", kind: "p", values: mixed }];
}

export function messages(warnings: readonly Warning[]): string[] {
  return warnings.map(({ message }) => message);
}

const CRITERION_NAMES = { aic: "AIC", aicc: "AICc", bic: "BIC", caic: "cAIC" } as const;

/** A row a model, the best first. */
export function criteriaTable({ by, rows, warnings }: CriteriaTable): ReportTable {
  const hasConditional = rows.some(({ caic }) => caic !== null);
  const conditional: ReportColumn = {
    key: "caic",
    name: "cAIC",
    kind: "statistic",
    values: rows.map(({ caic }) => caic),
  };
  return {
    title: `Models by ${CRITERION_NAMES[by]}`,
    columns: [
      { key: "model", name: "", kind: "text", values: rows.map(({ name }) => name) },
      { key: "npar", name: "npar", kind: "count", values: rows.map(({ npar }) => npar) },
      { key: "logLik", name: "logLik", kind: "statistic", values: rows.map(({ logLik }) => logLik) },
      { key: "aic", name: "AIC", kind: "statistic", values: rows.map(({ aic }) => aic) },
      { key: "aicc", name: "AICc", kind: "statistic", values: rows.map(({ aicc }) => aicc) },
      { key: "bic", name: "BIC", kind: "statistic", values: rows.map(({ bic }) => bic) },
      ...(hasConditional ? [conditional] : []),
      { key: "delta", name: "delta", kind: "statistic", values: rows.map(({ delta }) => delta) },
      { key: "weight", name: "weight", kind: "statistic", values: rows.map(({ weight }) => weight) },
    ],
    notes: [...rows.map(({ name, formula }) => `${name}: ${formula}`), ...messages(warnings)],
  };
}

/** The test by every distribution that its ratio was held against. */
export function bootstrapLrtTable(result: BootstrapLrt): ReportTable {
  const { observed, bartlett, p, extreme, replicates, failed, formulas, warnings } = result;
  const { statistic, df } = observed;
  const isMixed = observed.mixtureP !== null;
  const rows: readonly (readonly [string, number, number | null, number | null])[] = [
    ["bootstrap", statistic, null, p],
    ["Bartlett", bartlett.statistic, bartlett.df, bartlett.p],
    ["chi-squared", statistic, df, observed.p],
    ...(isMixed ? [["mixture", statistic, df, observed.mixtureP] as const] : []),
  ];
  return {
    title: "Parametric bootstrap test",
    columns: [
      { key: "distribution", name: "", kind: "text", values: rows.map(([name]) => name) },
      { key: "statistic", name: "stat", kind: "statistic", values: rows.map((row) => row[1]) },
      { key: "df", name: "df", kind: "count", values: rows.map((row) => row[2]) },
      { key: "p", name: "p.value", kind: "p", values: rows.map((row) => row[3]) },
    ],
    notes: [
      `larger: ${formulas.larger}`,
      `smaller: ${formulas.smaller}`,
      `${extreme} of ${replicates - failed} simulated ratios are as large as that of the data, or larger`,
      ...messages(warnings),
    ],
  };
}

/** One row. */
export function exactRlrtTable({ statistic, p, simulations }: ExactRlrt): ReportTable {
  return {
    title: "Exact restricted likelihood ratio test",
    columns: [
      { key: "statistic", name: "RLRT", kind: "statistic", values: [statistic] },
      { key: "p", name: "p.value", kind: "p", values: [p] },
    ],
    notes: [`p value from ${simulations} simulated ratios`],
  };
}

/** lmerTest's ranova table. */
export function ranovaTable({ formula, rows, warnings }: RanovaTable): ReportTable {
  const tests = rows.map(({ test }) => test);
  return {
    title: "ANOVA-like table for random-effects: Single term deletions",
    columns: [
      { key: "term", name: "", kind: "text", values: rows.map(({ term }) => term) },
      { key: "npar", name: "npar", kind: "count", values: rows.map(({ npar }) => npar) },
      { key: "logLik", name: "logLik", kind: "statistic", values: rows.map(({ logLik }) => logLik) },
      { key: "aic", name: "AIC", kind: "statistic", values: rows.map(({ aic }) => aic) },
      { key: "statistic", name: "LRT", kind: "statistic", values: tests.map((test) => test?.statistic ?? null) },
      { key: "df", name: "Df", kind: "count", values: tests.map((test) => test?.df ?? null) },
      ...pColumns(tests),
    ],
    notes: [`Model: ${formula}`, ...messages(warnings)],
  };
}

/** lmerTest's table of F tests, or lme4's of AIC and likelihood ratios. */
export function drop1Table({ formula, test, method, rows, warnings }: Drop1Table): ReportTable {
  const of = (key: Exclude<keyof Drop1Row, "term">) => rows.map((row) => row[key]);
  const term: ReportColumn = { key: "term", name: "", kind: "text", values: rows.map((row) => row.term) };
  const notes = [`Model: ${formula}`, ...messages(warnings)];
  if (method !== null) {
    return {
      title: `Single term deletions using ${methodWords(method)}`,
      columns: [
        term,
        { key: "sumSq", name: "Sum Sq", kind: "number", values: of("sumSq") },
        { key: "meanSq", name: "Mean Sq", kind: "number", values: of("meanSq") },
        { key: "numDf", name: "NumDF", kind: "count", values: of("df") },
        { key: "denDf", name: "DenDF", kind: "df", values: of("denDf") },
        { key: "statistic", name: "F value", kind: "statistic", values: of("statistic") },
        { key: "p", name: "Pr(>F)", kind: "p", values: of("p") },
      ],
      notes,
    };
  }
  const ratios: readonly ReportColumn[] = [
    { key: "statistic", name: "LRT", kind: "statistic", values: of("statistic") },
    { key: "p", name: "Pr(Chi)", kind: "p", values: of("p") },
  ];
  return {
    title: "Single term deletions",
    columns: [
      term,
      { key: "npar", name: "npar", kind: "count", values: of("df") },
      { key: "aic", name: "AIC", kind: "statistic", values: of("aic") },
      ...(test === "Chisq" ? ratios : []),
    ],
    notes,
  };
}
