// What a fitted model in a worker may be asked: the library's own functions of a fit, whose results are plain data.
import { anova } from "../inference/anova.js";
import { contrastTest } from "../inference/contrast-test.js";
import { fixefTests } from "../inference/fixef-tests.js";
import { caterpillar } from "../inference/plot-data/caterpillar.js";
import { ranefQuantiles, residualQuantiles } from "../inference/plot-data/quantiles.js";
import { residualFitted } from "../inference/plot-data/residual-fitted.js";
import { shrinkage } from "../inference/plot-data/shrinkage.js";
import { predict } from "../inference/predict.js";
import { refitMany } from "../inference/refit-many.js";
import { simulate } from "../inference/simulate.js";
import type { FittedGlmm } from "../model/fitted-glmm.js";
import type { FittedLmm } from "../model/fitted-lmm.js";
import { toReportJson } from "../report/json.js";
import { toMarkdown } from "../report/markdown.js";
import { print } from "../report/print.js";
import { summary } from "../report/summary.js";

type Fit = FittedLmm | FittedGlmm;

export const questions = {
  anova,
  caterpillar,
  coef: (fit: Fit) => fit.coef(),
  contrastTest,
  fitted: (fit: Fit) => fit.fitted(),
  fixefTests,
  predict,
  print,
  ranefQuantiles,
  ranef: (fit: Fit) => fit.ranef(),
  refitMany,
  residualFitted,
  residualQuantiles,
  residuals: (fit: Fit, type?: "response" | "pearson" | "scaled") => fit.residuals(type),
  shrinkage,
  simulate,
  summary,
  toJSON: (fit: Fit) => fit.toJSON(),
  toMarkdown,
  toReportJson,
  vcov: (fit: Fit) => fit.vcov(),
};

export type Questions = typeof questions;
