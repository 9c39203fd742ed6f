// The public API, grouped as docs/api.md shows it.

// Data
export { type CsvOptions, type CsvSource, readCsv } from "./data/csv.js";
export { parseTableSchema } from "./data/schema.js";
export type { Column, FactorColumn, NumberColumn, Table, UnusableColumn } from "./data/table.js";
export { type TableLike, toTable } from "./data/to-table.js";

// Fitting
export type { ContrastSpec } from "./frame/contrasts.js";
export type { FamilyName, LinkName } from "./model/family.js";
export { FittedGlmm, type VcovKind } from "./model/fitted-glmm.js";
export { FittedLmm } from "./model/fitted-lmm.js";
export { glmm } from "./model/glmm.js";
export { type GlmmPoint, glmmObjectiveAt } from "./model/glmm-objective-at.js";
export type { GlmmOptions } from "./model/glmm-types.js";
export { lmm } from "./model/lmm.js";
export { objectiveAt } from "./model/objective-at.js";
export type { LmmOptions } from "./model/options.js";
export { type ModelPlan, type PlannedBlock, plan } from "./model/plan.js";
export type { Iteration } from "./optimize/minimize.js";

// The fitted model
export type { ResidualType } from "./model/fitted-values.js";
export type { GlmmResidualType } from "./model/glmm-residuals.js";
export type { Overdispersion } from "./model/glmm-warnings.js";
export type { GroupCoefficients } from "./model/random-effects.js";
export type { SingularDirection } from "./model/singularity.js";
export type {
  Convergence,
  FixedEffect,
  LinearMixedModel,
  MixedModel,
  ModelTitle,
  RandomEffects,
  Timing,
  VarianceComponent,
  Warning,
} from "./model/types.js";

// Prediction and simulation
export { type PredictOptions, predict } from "./inference/predict.js";
export { type SimulateOptions, simulate } from "./inference/simulate.js";
export type { PredictingModel } from "./model/predictor.js";
export type { SimulatingModel } from "./model/simulating-model.js";

// Many fits
export { type RefitManyOptions, type Responses, refitMany } from "./inference/refit-many.js";
export type { Refit } from "./model/refit-task.js";

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

// Comparison of models
export { type BootstrapLrt, type BootstrapLrtOptions, bootstrapLrt } from "./inference/comparison/bootstrap-lrt.js";
export {
  type ComparedModel,
  type CompareOptions,
  type Comparison,
  compare,
} from "./inference/comparison/compare.js";
export {
  type CriteriaOptions,
  type CriteriaRow,
  type CriteriaTable,
  type Criterion,
  criteria,
} from "./inference/comparison/criteria.js";
export {
  type Drop1Options,
  type Drop1Row,
  type Drop1Table,
  type Drop1Test,
  drop1,
} from "./inference/comparison/drop1.js";
export type { LikelihoodRatio } from "./inference/comparison/likelihood-ratio.js";
export { type RanovaOptions, type RanovaRow, type RanovaTable, ranova } from "./inference/comparison/ranova.js";
export { type ConditionalAic, conditionalAic } from "./inference/conditional-aic.js";

// Simpler random effects
export {
  type ExplainSingularityOptions,
  explainSingularity,
  type SimplerModel,
  type SingularityExplanation,
} from "./inference/simplify/explain-singularity.js";
export {
  type Parsimonious,
  type ParsimoniousOptions,
  type ParsimoniousResult,
  type ParsimoniousStep,
  parsimonious,
} from "./inference/simplify/parsimonious.js";
export { type RandomComponents, randomComponents } from "./inference/simplify/random-components.js";

// Reports
export { anovaJson, anovaMarkdown, anovaText } from "./report/anova-table.js";
export {
  bootstrapLrtTable,
  compareTable,
  criteriaTable,
  drop1Table,
  ranovaTable,
} from "./report/comparison-table.js";
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
export {
  type ReportTable,
  tableCsv,
  tableJson,
  tableMarkdown,
  tableText,
} from "./report/report-table.js";
export { componentsTable, parsimoniousTable, singularityTable } from "./report/simplify-table.js";
export { summary } from "./report/summary.js";

// Saving
export { RestoredGlmm, restoreGlmm, type SavedGlmm } from "./model/saved-glmm.js";
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
  WorkerError,
} from "./errors.js";
