// The public API, grouped as docs/api.md shows it.

// Data
export { type CsvOptions, type CsvSource, readCsv } from "./data/csv.js";
export { parseTableSchema } from "./data/schema.js";
export type { Column, FactorColumn, NumberColumn, Table, UnusableColumn } from "./data/table.js";
export { type TableLike, toTable } from "./data/to-table.js";

// Fitting
export type { ContrastSpec } from "./frame/contrasts.js";
export { FittedLmm } from "./model/fitted-lmm.js";
export { lmm } from "./model/lmm.js";
export { objectiveAt } from "./model/objective-at.js";
export type { LmmOptions } from "./model/options.js";
export { type ModelPlan, type PlannedBlock, plan } from "./model/plan.js";
export type { Iteration } from "./optimize/minimize.js";

// The fitted model
export type { ResidualType } from "./model/fitted-values.js";
export type { GroupCoefficients } from "./model/random-effects.js";
export type { SingularDirection } from "./model/singularity.js";
export type {
  Convergence,
  FixedEffect,
  LinearMixedModel,
  RandomEffects,
  Timing,
  VarianceComponent,
  Warning,
} from "./model/types.js";

// Prediction
export { type PredictOptions, predict } from "./inference/predict.js";
export type { PredictingModel } from "./model/predictor.js";

// Tests of fixed effects
export { type AnovaOptions, type AnovaRow, type AnovaTable, type AnovaType, anova } from "./inference/anova.js";
export {
  type ContrastOptions,
  type ContrastRow,
  contrastTest,
  type FTest,
  type TTest,
} from "./inference/contrast-test.js";
export type { DfMethod, DfOptions } from "./inference/df-method.js";
export { type FixefTests, fixefTests, type TestedEffect } from "./inference/fixef-tests.js";

// Reports
export { anovaJson, anovaMarkdown, anovaText } from "./report/anova-table.js";
export {
  contrastJson,
  contrastText,
  fixefTestsJson,
  fixefTestsMarkdown,
  fixefTestsText,
} from "./report/coefficient-tests.js";
export { toReportJson } from "./report/json.js";
export { toMarkdown } from "./report/markdown.js";
export { print } from "./report/print.js";
export { summary } from "./report/summary.js";

// Saving
export { RestoredLmm, restoreLmm, type SavedLmm } from "./model/saved-lmm.js";

// Formulas
export { caretBlock } from "./formula/caret.js";
export { formatFormula } from "./formula/deparse.js";
export { parseFormula } from "./formula/parser.js";

// Errors
export {
  CancelledError,
  DataError,
  DesignError,
  EngineBugError,
  FactorizationError,
  FormulaError,
  MixedModelError,
  OptionError,
  UnsupportedError,
} from "./errors.js";
