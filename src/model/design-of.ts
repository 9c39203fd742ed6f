// The design of a model without fitting it: the first stages of lmm() and glmm().
import type { TableLike } from "../data/to-table.js";
import { buildDesign } from "../design/build-design.js";
import type { Design } from "../design/design.js";
import type { ModelFrame } from "../frame/model-frame.js";
import { familyDesign } from "./family-design.js";
import { checkGlmmOptions } from "./glmm-options.js";
import type { GlmmOptions } from "./glmm-types.js";
import { modelSource } from "./model-source.js";
import { checkLmmOptions, type LmmOptions } from "./options.js";

/** Throws what lmm(), or with a family among the options glmm(), throws for the same formula, data and options. */
export function designOf(formula: string, data: TableLike, options: LmmOptions | GlmmOptions): Design {
  const designed = isGeneralized(options) ? generalizedDesign(options) : linearDesign(options);
  return designed(modelSource(formula, data, options).frame);
}

function linearDesign(options: LmmOptions): (frame: ModelFrame) => Design {
  checkLmmOptions(options);
  return (frame) => buildDesign(frame).design;
}

function generalizedDesign(options: GlmmOptions): (frame: ModelFrame) => Design {
  const { family } = checkGlmmOptions(options);
  return (frame) => familyDesign(frame, family).design;
}

/** Whether the options are those of glmm(): they name a family. */
export function isGeneralized(options: LmmOptions | GlmmOptions): options is GlmmOptions {
  return typeof options === "object" && options !== null && (options as GlmmOptions).family !== undefined;
}
