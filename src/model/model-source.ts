// The first half of every model: a formula and data become a frame, one line a stage.
import { type TableLike, toTable } from "../data/to-table.js";
import { formatFormula } from "../formula/deparse.js";
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import { type ModelFrame, modelFrame } from "../frame/model-frame.js";
import { checkFormula } from "./checks.js";
import { frameOptions, type LmmOptions, tableOptions } from "./options.js";

/** A frame and how to fit it. */
export interface ModelSource<Options> {
  readonly formula: string;
  readonly options: Options;
  readonly frame: ModelFrame;
  readonly rowCount: number;
}

/** `options` have been checked. Throws FormulaError, DataError and DesignError. */
export function modelSource<Options extends Omit<LmmOptions, "reml" | "start">>(
  formula: string,
  data: TableLike,
  options: Options,
): ModelSource<Options> {
  const ast = parseFormula(formula);
  const table = toTable(data, tableOptions(options));
  const expanded = expandFormula(ast, [...table.columns.keys()]);
  checkFormula(expanded);
  const frame = modelFrame(expanded, table, frameOptions(options));
  return { formula: formatFormula(ast), options, frame, rowCount: table.rowCount };
}
