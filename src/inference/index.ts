export { type AnovaOptions, type AnovaRow, type AnovaTable, type AnovaType, anova } from "./anova.js";
export { type ConditionalAic, conditionalAic } from "./conditional-aic.js";
export { type ContrastOptions, type ContrastRow, contrastTest, type FTest, type TTest } from "./contrast-test.js";
export type { DfMethod, DfOptions } from "./df-method.js";
export {
  type CoefficientEffectSize,
  type CohensD,
  cohensD,
  type EffectSizeOptions,
  type TermEffectSize,
  type TermEffectSizeOptions,
  termEffectSizes,
} from "./effect-sizes.js";
export { fixefTests } from "./fixef-tests.js";
export { type LevelCoefficient, type LevelCoefficientsOptions, levelCoefficients } from "./level-coefficients.js";
export { type PredictOptions, predict } from "./predict.js";
export { type Refit, type RefitManyOptions, type Responses, refitMany } from "./refit-many.js";
export { type SimulateOptions, simulate } from "./simulate.js";
export { type StandardizedCoefficients, standardizedCoefficients } from "./standardized-coefficients.js";
