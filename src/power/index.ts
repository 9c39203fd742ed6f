export type { Assumed, PowerAssumptions, PowerCondition, TestedHow } from "./assumptions.js";
export { type Assurance, type AssuranceOptions, assurance } from "./assurance.js";
export type { Covariate, PowerDesign } from "./design.js";
export type { EffectSize, PowerOptions, PowerTest } from "./options.js";
export type { PowerSource } from "./plan.js";
export { type PowerResult, power } from "./power.js";
export { type PowerCurve, type PowerCurveOptions, type PowerPoint, powerCurve, powerStream } from "./power-curve.js";
export { type PowerSearch, type PowerSearchOptions, powerSearch, type Trial as PowerTrial } from "./power-search.js";
export type { Proportion } from "./proportion.js";
export type { Prior } from "./scenario.js";
export type { PowerCounts, Summary as PowerSummary, TestPower } from "./summarize.js";
export {
  type VarianceShares,
  type WestfallKind,
  type WestfallOptions,
  type WestfallStudy,
  westfallDesign,
  westfallPower,
} from "./westfall.js";
