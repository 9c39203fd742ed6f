export { type BootstrapLrt, type BootstrapLrtOptions, bootstrapLrt } from "./bootstrap-lrt.js";
export { type ComparedModel, type CompareOptions, type Comparison, compare } from "./compare.js";
export { type CriteriaOptions, type CriteriaRow, type CriteriaTable, type Criterion, criteria } from "./criteria.js";
export { type Drop1Options, type Drop1Row, type Drop1Table, type Drop1Test, drop1 } from "./drop1.js";
export { type ExactRlrt, type ExactRlrtOptions, exactRlrt } from "./exact-rlrt.js";
export type { LikelihoodRatio } from "./likelihood-ratio.js";
export { type RanovaOptions, type RanovaRow, type RanovaTable, ranova } from "./ranova.js";
