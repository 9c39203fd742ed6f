// The design of a model without fitting it: the first stages of lmm() and glmm().
import { type TableLike, toTable } from "../data/to-table.js";
import { buildDesign } from "../design/build-design.js";
import type { Design } from "../design/design.js";
import { elementary } from "../engine/load.js";
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import { type ModelFrame, modelFrame } from "../frame/model-frame.js";
import { checkFormula } from "./checks.js";
import { checkGlmmOptions } from "./glmm-options.js";
import { familyDesign } from "./glmm-response.js";
import type { GlmmOptions } from "./glmm-types.js";
import { checkOptions, frameOptions, type LmmOptions, tableOptions } from "./options.js";

/** Throws what lmm(), or with a family among the options glmm(), throws for the same formula, data and options. */
export function designOf(formula: string, data: TableLike, options: LmmOptions | GlmmOptions): Design {
  const designed = isGeneralized(options) ? generalizedDesign(options) : linearDesign(options);
  const table = toTable(data, tableOptions(options));
  const expanded = expandFormula(parseFormula(formula), [...table.columns.keys()]);
  checkFormula(expanded);
  return designed(modelFrame(expanded, table, frameOptions(options), elementary()));
}

function linearDesign(options: LmmOptions): (frame: ModelFrame) => Design {
  checkOptions(options);
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
