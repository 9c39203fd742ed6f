export type { Adjustment, TestFamily } from "./adjustments.js";
export type { ContrastMethod, CustomContrasts } from "./contrast-methods.js";
export { type EmmeansOptions, emmeans } from "./emmeans.js";
export { type ContrastRequest, type EmmeansContrastOptions, emmeansContrasts } from "./emmeans-contrasts.js";
export { type EmtrendsOptions, emtrends } from "./emtrends.js";
export { type JointTest, type JointTests, type JointTestsOptions, jointTests } from "./joint-tests.js";
export type { MarginalResult, MarginalRow } from "./marginal-result.js";
export type { MarginalWeights } from "./marginal-weights.js";
