// Comparisons of models as tables, in the layouts of lme4 and lmerTest.
import type { BootstrapLrt } from "../inference/comparison/bootstrap-lrt.js";
import type { Comparison } from "../inference/comparison/compare.js";
import type { CriteriaTable } from "../inference/comparison/criteria.js";
import type { Drop1Table } from "../inference/comparison/drop1.js";
import type { ExactRlrt } from "../inference/comparison/exact-rlrt.js";
import type { RanovaTable } from "../inference/comparison/ranova.js";
import { checkArgument, isCell, isKeyOf, isNumber, isText, orNull, resultOf } from "../options.js";
import { messages, WARNED } from "./notes.js";
import type { ReportTable } from "./report-table.js";
import { isMethod, methodWords } from "./shown-tests.js";
import { tableOf } from "./table-of.js";
import { F_COLUMNS, RATIO, ratioColumns } from "./test-columns.js";

const MODEL = { name: isText, formula: isText, npar: isCell, aic: isCell, bic: isCell, logLik: isCell };

const COMPARE = resultOf<Comparison>("compare()", { ...WARNED, models: [{ ...MODEL, deviance: isCell, test: RATIO }] });

/**
 * lme4's anova(m1, m2): a row a model; a column of mixture p values where a test is at the boundary.
 *
 * @example
 * console.log(tableText(compareTable(await compare([fit, smaller]))));
 */
export function compareTable(result: Comparison): ReportTable {
  checkArgument("result", result, COMPARE);
  const { models, warnings } = result;
  return tableOf("Likelihood ratio tests", [...formulasOf(models), ...messages(warnings)], models, [
    ["model", "", "text", ({ name }) => name],
    ["npar", "npar", "count"],
    ["aic", "AIC", "criterion"],
    ["bic", "BIC", "criterion"],
    ["logLik", "logLik", "criterion"],
    ["deviance", "-2*log(L)", "criterion"],
    ...ratioColumns(models, "Chisq"),
  ]);
}

const CRITERION_NAMES = { aic: "AIC", aicc: "AICc", bic: "BIC", caic: "cAIC" } as const;

const CRITERIA = resultOf<CriteriaTable>("criteria()", {
  ...WARNED,
  by: isKeyOf(CRITERION_NAMES),
  rows: [{ ...MODEL, aicc: isCell, caic: isCell, delta: isCell, weight: isCell }],
});

/**
 * A row a model, the best first.
 *
 * @example
 * console.log(tableText(criteriaTable(await criteria([fit, smaller]))));
 */
export function criteriaTable(result: CriteriaTable): ReportTable {
  checkArgument("result", result, CRITERIA);
  const { by, rows, warnings } = result;
  return tableOf(`Models by ${CRITERION_NAMES[by]}`, [...formulasOf(rows), ...messages(warnings)], rows, [
    ["model", "", "text", ({ name }) => name],
    ["npar", "npar", "count"],
    ["logLik", "logLik", "criterion"],
    ["aic", "AIC", "criterion"],
    ["aicc", "AICc", "criterion"],
    ["bic", "BIC", "criterion"],
    rows.some(({ caic }) => caic !== null) && ["caic", "cAIC", "criterion"],
    ["delta", "delta", "criterion"],
    ["weight", "weight", ["share", "decimals"]],
  ]);
}

const BOOTSTRAP_LRT = resultOf<BootstrapLrt>("bootstrapLrt()", {
  ...WARNED,
  observed: { statistic: isCell, df: isCell, p: isCell, mixtureP: isCell },
  bartlett: { statistic: isCell, df: isCell, p: isCell },
  p: isCell,
  extreme: isNumber,
  replicates: isNumber,
  failed: isNumber,
  formulas: { larger: isText, smaller: isText },
});

/**
 * The test by every distribution that its ratio was held against.
 *
 * @example
 * const test = await bootstrapLrt(fit, smaller, { seed: 1, replicates: 100 });
 * console.log(tableText(bootstrapLrtTable(test)));
 */
export function bootstrapLrtTable(result: BootstrapLrt): ReportTable {
  checkArgument("result", result, BOOTSTRAP_LRT);
  const { observed, bartlett, p, extreme, replicates, failed, formulas, warnings } = result;
  const { statistic, df, mixtureP } = observed;
  const notes = [
    `larger: ${formulas.larger}`,
    `smaller: ${formulas.smaller}`,
    `${extreme} of ${replicates - failed} simulated ratios are as large as that of the data, or larger`,
    ...messages(warnings),
  ];
  const rows = [
    { distribution: "bootstrap", statistic, df: null, p },
    { distribution: "Bartlett", ...bartlett },
    { distribution: "chi-squared", statistic, df, p: observed.p },
    ...(mixtureP === null ? [] : [{ distribution: "mixture", statistic, df, p: mixtureP }]),
  ];
  return tableOf("Parametric bootstrap test", notes, rows, [
    ["distribution", "", "text"],
    ["statistic", "stat", "statistic"],
    ["df", "df", "count"],
    ["p", "p.value", "p"],
  ]);
}

const EXACT_RLRT = resultOf<ExactRlrt>("exactRlrt()", { statistic: isCell, p: isCell, simulations: isNumber });

/**
 * One row.
 *
 * @example
 * console.log(tableText(exactRlrtTable(exactRlrt(smaller, { seed: 1 }))));
 */
export function exactRlrtTable(test: ExactRlrt): ReportTable {
  checkArgument("test", test, EXACT_RLRT);
  const rows = [test];
  return tableOf(
    "Exact restricted likelihood ratio test",
    [`p value from ${test.simulations} simulated ratios`],
    rows,
    [
      ["statistic", "RLRT", "statistic"],
      ["p", "p.value", "p"],
    ],
  );
}

const RANOVA = resultOf<RanovaTable>("ranova()", {
  ...WARNED,
  formula: isText,
  rows: [{ term: isText, npar: isCell, logLik: isCell, aic: isCell, test: RATIO }],
});

/**
 * lmerTest's ranova table.
 *
 * @example
 * console.log(tableText(ranovaTable(await ranova(fit))));
 */
export function ranovaTable(result: RanovaTable): ReportTable {
  checkArgument("result", result, RANOVA);
  const { formula, rows, warnings } = result;
  const title = "ANOVA-like table for random-effects: Single term deletions";
  return tableOf(title, [`Model: ${formula}`, ...messages(warnings)], rows, [
    ["term", "", "text"],
    ["npar", "npar", "count"],
    ["logLik", "logLik", "criterion"],
    ["aic", "AIC", "criterion"],
    ...ratioColumns(rows, "LRT"),
  ]);
}

const DROP1 = resultOf<Drop1Table>("drop1()", {
  ...WARNED,
  formula: isText,
  test: isText,
  method: orNull(isMethod),
  rows: [
    {
      term: isText,
      df: isCell,
      aic: isCell,
      statistic: isCell,
      denDf: isCell,
      sumSq: isCell,
      meanSq: isCell,
      p: isCell,
    },
  ],
});

/**
 * lmerTest's table of F tests, or lme4's of AIC and likelihood ratios.
 *
 * @example
 * console.log(tableText(drop1Table(await drop1(fit))));
 */
export function drop1Table(result: Drop1Table): ReportTable {
  checkArgument("result", result, DROP1);
  const { formula, test, method, rows, warnings } = result;
  const notes = [`Model: ${formula}`, ...messages(warnings)];
  if (method !== null) {
    const tests = rows.map((row) => ({ ...row, numDf: row.df }));
    const title = `Single term deletions using ${methodWords(method)}`;
    return tableOf(title, notes, tests, [["term", "", "text"], ...F_COLUMNS]);
  }
  return tableOf("Single term deletions", notes, rows, [
    ["term", "", "text"],
    ["npar", "npar", "count", ({ df }) => df],
    ["aic", "AIC", "criterion"],
    test === "Chisq" && ["statistic", "LRT", "statistic"],
    test === "Chisq" && ["p", "Pr(Chi)", "p"],
  ]);
}

function formulasOf(models: readonly { readonly name: string; readonly formula: string }[]): string[] {
  return models.map(({ name, formula }) => `${name}: ${formula}`);
}
