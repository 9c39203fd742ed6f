// What a fitted model in a worker may be asked: the library's own functions of a fit, whose results are plain data.

import type { LiveFit } from "../fit/fit.js";
import { anova } from "../inference/anova.js";
import { compare } from "../inference/comparison/compare.js";
import { drop1 } from "../inference/comparison/drop1.js";
import { ranova } from "../inference/comparison/ranova.js";
import { contrastTest } from "../inference/contrast-test.js";
import { diagnose } from "../inference/diagnostics/diagnose.js";
import { emmeans } from "../inference/emmeans/emmeans.js";
import { emmeansContrasts } from "../inference/emmeans/emmeans-contrasts.js";
import { emtrends } from "../inference/emmeans/emtrends.js";
import { fixefTests } from "../inference/fixef-tests.js";
import { bootstrap } from "../inference/intervals/bootstrap.js";
import { confint } from "../inference/intervals/confint.js";
import { profile } from "../inference/intervals/profile.js";
import { effectsPlot } from "../inference/plots/effects-plot.js";
import { plotData } from "../inference/plots/plot-data.js";
import { predict } from "../inference/predict.js";
import { predictions } from "../inference/prediction/predictions.js";
import { refitMany } from "../inference/refit-many.js";
import { explainSingularity } from "../inference/simplify/explain-singularity.js";
import { simulate } from "../inference/simulate.js";
import { toReportJson } from "../report/json.js";
import { toMarkdown } from "../report/markdown.js";
import { print } from "../report/print.js";
import { summary } from "../report/summary.js";

type Fit = LiveFit;

export const questions = {
  anova,
  coef: (fit: Fit) => fit.coef(),
  bootstrap,
  compare,
  confint,
  contrastTest,
  diagnose,
  drop1,
  effectsPlot,
  emmeans,
  emmeansContrasts,
  emtrends,
  explainSingularity,
  fitted: (fit: Fit) => fit.fitted(),
  fixefTests,
  plotData,
  predict,
  predictions,
  print,
  profile,
  ranef: (fit: Fit) => fit.ranef(),
  ranova,
  refitMany,
  residuals: (fit: Fit, type?: "response" | "pearson" | "scaled") => fit.residuals(type),
  simulate,
  summary,
  toJSON: (fit: Fit) => fit.toJSON(),
  toMarkdown,
  toReportJson,
  vcov: (fit: Fit) => fit.vcov(),
};

export type Questions = typeof questions;
