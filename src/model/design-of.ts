// The design of a model without fitting it: the first stages of lmm().
import { type TableLike, toTable } from "../data/to-table.js";
import { buildDesign } from "../design/build-design.js";
import type { Design } from "../design/design.js";
import { elementary } from "../engine/load.js";
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import { modelFrame } from "../frame/model-frame.js";
import { checkFormula } from "./checks.js";
import { checkOptions, frameOptions, type LmmOptions, tableOptions } from "./options.js";

/** Throws what lmm() throws for the same formula, data and options. */
export function designOf(formula: string, data: TableLike, options: LmmOptions): Design {
  checkOptions(options);
  const table = toTable(data, tableOptions(options));
  const expanded = expandFormula(parseFormula(formula), [...table.columns.keys()]);
  checkFormula(expanded);
  return buildDesign(modelFrame(expanded, table, frameOptions(options), elementary())).design;
}
