export { type GlmmPoint, glmmObjectiveAt, objectiveAt } from "./objective-at.js";
export type { GlmmOptions, LmmOptions } from "./options.js";
export { type ModelPlan, type PlannedBlock, plan } from "./plan.js";
