// What overrules the structural analysis for generalized models.
import type { StructureChoice } from "../engine/structure.js";

/**
 * Factors are not split: the leverages of rows need all pairs of levels that meet in the dense part. And smaller dense
 * parts are looked through for nested factors: a generalized model is factored many more times.
 */
export const GLMM_STRUCTURE: StructureChoice = { share: 0, smallTail: 40 };
