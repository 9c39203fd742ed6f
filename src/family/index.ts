export type { FamilyName, LinkName } from "./family.js";
export type { GlmmResidualType } from "./residuals.js";
