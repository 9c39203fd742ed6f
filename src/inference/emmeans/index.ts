export type { Adjustment, TestFamily } from "./adjustments.js";
export type { ContrastMethod, CustomContrasts } from "./contrast-methods.js";
export { emmeans } from "./emmeans.js";
export { type ContrastRequest, emmeansContrasts } from "./emmeans-contrasts.js";
export type { EmmeansContrastOptions, EmmeansOptions, EmtrendsOptions, JointTestsOptions } from "./emmeans-options.js";
export { emtrends } from "./emtrends.js";
export { type JointTest, type JointTests, jointTests } from "./joint-tests.js";
export type { MarginalResult, MarginalRow } from "./marginal-result.js";
export type { MarginalWeights } from "./marginal-weights.js";
