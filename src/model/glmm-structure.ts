// What overrules the structural analysis for generalized models.
import type { StructureChoice } from "../engine/structure.js";

/** Factors are not split: the leverages of rows need all pairs of levels that meet in the dense part. */
export const GLMM_STRUCTURE: StructureChoice = { share: 0 };
