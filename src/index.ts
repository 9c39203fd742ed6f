// The public API, grouped as docs/api.md shows it.

// Data
export { type CsvOptions, type CsvSource, type ReadCsvOptions, readCsv } from "./data/csv.js";
export { parseTableSchema } from "./data/schema.js";
export type { Column, FactorColumn, NumberColumn, Table, UnusableColumn } from "./data/table.js";
export { type TableLike, toTable } from "./data/to-table.js";

// Fitting
export type { ContrastSpec } from "./frame/contrasts.js";
export type { FamilyName, LinkName } from "./family/family.js";
export { Fit, type LiveFit } from "./fit/fit.js";
export { glmm, lmm } from "./fit/fitting.js";
export type { FitRecord, VcovKind } from "./fit/record.js";
export { type GlmmPoint, glmmObjectiveAt } from "./model/objective-at.js";
export type { GlmmOptions } from "./model/options.js";
export { objectiveAt } from "./model/objective-at.js";
export type { LmmOptions } from "./model/options.js";
export { type ModelPlan, type PlannedBlock, plan } from "./model/plan.js";
export type { Iteration } from "./optimize/minimize.js";

// The fitted model
export type { ResidualType } from "./fit/fitted-values.js";
export type { GlmmResidualType } from "./family/residuals.js";
export type { Overdispersion } from "./fit/warnings/generalized.js";
export type { GroupCoefficients } from "./fit/random-effects.js";
export type { SingularDirection } from "./fit/warnings/singularity.js";
export type {
  ConditionalModes,
  Convergence,
  FixedEffect,
  FixefTests,
  ModelTitle,
  RandomEffects,
  TestedEffect,
  Timing,
  VarianceComponent,
  Warning,
} from "./fit/types.js";

// Prediction and simulation
export { type PredictOptions, predict } from "./inference/predict.js";
export type { PredictionsOptions } from "./inference/prediction/interval-options.js";
export { type Predictions, predictions } from "./inference/prediction/predictions.js";
export type { RandomSelection } from "./inference/prediction/selected-effects.js";
export { type SimulateOptions, simulate } from "./inference/simulate.js";
export { type CrossedDesignOptions, crossedDesign, type FactorLevels } from "./inference/simulation/crossed-design.js";
export { type SimulateResponseOptions, simulateResponse } from "./inference/simulation/simulate-response.js";
export type { GivenParameters, GivenValues } from "./fit/given-parameters.js";

// Many fits
export { type RefitManyOptions, type Responses, refitMany } from "./inference/refit-many.js";
export type { Refit } from "./inference/refit-many.js";

// The library in a worker
export {
  createWorkerClient,
  type RemoteFit,
  WorkerClient,
  type WorkerClientOptions,
  type WorkerCsvSource,
} from "./remote/worker-client.js";

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
export { fixefTests } from "./inference/fixef-tests.js";

// Confidence intervals
export {
  type Bootstrap,
  type BootstrapEstimates,
  type BootstrapOptions,
  type BootstrapParameter,
  bootstrap,
} from "./inference/intervals/bootstrap.js";
export type {
  BootstrapType,
  ConfidenceInterval,
  ConfidenceIntervals,
  IntervalMethod,
} from "./inference/intervals/confidence-interval.js";
export {
  type BootConfintOptions,
  type BootstrapIntervalOptions,
  bootstrapIntervals,
  type ConfintOptions,
  confint,
  type ProfileConfintOptions,
  type WaldConfintOptions,
} from "./inference/intervals/confint.js";
export type { ModelParameter, ParameterKind } from "./inference/intervals/model-parameters.js";
export {
  type ParameterProfile,
  type Profile,
  type ProfileOptions,
  type ProfilePoint,
  profile,
} from "./inference/intervals/profile.js";
export { type ProfileCurve, profileCurve } from "./inference/intervals/profile-curve.js";

// Diagnostics
export { type ConditionNumber, conditionNumber } from "./inference/diagnostics/condition-number.js";
export { cooksDistance } from "./inference/diagnostics/cooks-distance.js";
export { type Dfbetas, type DfbetasOptions, dfbetas } from "./inference/diagnostics/dfbetas.js";
export { type DiagnoseOptions, type Diagnosis, diagnose } from "./inference/diagnostics/diagnose.js";
export type { Approximation } from "./inference/diagnostics/distribution-variance.js";
export type { Finding } from "./inference/diagnostics/findings.js";
export { type HeteroscedasticityTest, heteroscedasticity } from "./inference/diagnostics/heteroscedasticity.js";
export { type Icc, icc } from "./inference/diagnostics/icc.js";
export { type Deletion, type Influence, type InfluenceOptions, influence } from "./inference/diagnostics/influence.js";
export { leverages } from "./inference/diagnostics/leverages.js";
export { type NormalityTest, normality } from "./inference/diagnostics/normality.js";
export { type Outlier, type OutlierOptions, type Outliers, outliers } from "./inference/diagnostics/outliers.js";
export { type OverdispersionTest, overdispersion } from "./inference/diagnostics/overdispersion.js";
export { type RSquared, rSquared } from "./inference/diagnostics/r-squared.js";
export { reliability, type TermReliability } from "./inference/diagnostics/reliability.js";
export {
  type StandardizedResidualOptions,
  standardizedResiduals,
} from "./inference/diagnostics/standardized-residuals.js";
export type { VarianceParts, VariancePartsOptions } from "./inference/diagnostics/variance-parts.js";
export { type VarianceInflation, vif } from "./inference/diagnostics/vif.js";
export {
  PLOT_KINDS,
  type PlotData,
  type PlotKind,
  type PlotLayer,
  type PlotPanel,
  plotData,
} from "./inference/plots/plot-data.js";
export { effectsPlot } from "./inference/plots/effects-plot.js";
export { profilePlot } from "./inference/plots/profile-plot.js";

// Marginal means
export type { Adjustment, TestFamily } from "./inference/emmeans/adjustments.js";
export type { ContrastMethod, CustomContrasts } from "./inference/emmeans/contrast-methods.js";
export { type EmmeansOptions, emmeans } from "./inference/emmeans/emmeans.js";
export {
  type ContrastRequest,
  type EmmeansContrastOptions,
  emmeansContrasts,
} from "./inference/emmeans/emmeans-contrasts.js";
export { type EmtrendsOptions, emtrends } from "./inference/emmeans/emtrends.js";
export {
  type JointTest,
  type JointTests,
  type JointTestsOptions,
  jointTests,
} from "./inference/emmeans/joint-tests.js";
export type { MarginalResult, MarginalRow } from "./inference/emmeans/marginal-result.js";
export type { MarginalWeights } from "./inference/emmeans/marginal-weights.js";

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
export { type ExactRlrt, type ExactRlrtOptions, exactRlrt } from "./inference/comparison/exact-rlrt.js";
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
export { anovaTable, anovaText } from "./report/anova-table.js";
export { contrastTable, contrastText, fixefTestsTable, fixefTestsText } from "./report/coefficient-tests.js";
export {
  bootstrapLrtTable,
  compareTable,
  criteriaTable,
  drop1Table,
  exactRlrtTable,
  ranovaTable,
} from "./report/comparison-table.js";
export { bootstrapTable, confintTable, profileTable } from "./report/confint-table.js";
export {
  diagnosisTables,
  diagnosisText,
  heteroscedasticityTable,
  iccTable,
  influenceTable,
  normalityTable,
  outliersTable,
  overdispersionTable,
  reliabilityTable,
  rSquaredTable,
  vifTable,
} from "./report/diagnostics-tables.js";
export { type EmmeansTableOptions, emmeansTable, jointTestsTable } from "./report/emmeans-table.js";
export { toReportJson } from "./report/json.js";
export { toMarkdown } from "./report/markdown.js";
export { predictTable } from "./report/predict-table.js";
export { print } from "./report/print.js";
export {
  type ColumnKind,
  type ReportColumn,
  type ReportTable,
  tableCsv,
  tableHtml,
  tableJson,
  tableLatex,
  tableMarkdown,
  tableText,
} from "./report/report-table.js";
export type { ReportOptions } from "./report/shown-tests.js";
export { componentsTable, parsimoniousTable, singularityTable } from "./report/simplify-table.js";
export { summary } from "./report/summary.js";

// Saving
export { type ReopenOptions, reopen, restore } from "./fit/reopen.js";
export type { SavedFit } from "./fit/record.js";

// Formulas
export { caretBlock } from "./formula/caret.js";
export { describeFormula } from "./formula/describe.js";
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
