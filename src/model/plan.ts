// How a model will be computed, told before anything big is allocated.
import { type TableLike, toTable } from "../data/to-table.js";
import { buildDesign } from "../design/build-design.js";
import type { Design } from "../design/design.js";
import { elementary } from "../engine/load.js";
import { type BlockKind, planOf, type StructurePlan } from "../engine/plan.js";
import { analyzeStructure } from "../engine/structure.js";
import { expandFormula } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import { modelFrame } from "../frame/model-frame.js";
import { checkFormula } from "./checks.js";
import { checkOptions, frameOptions, type LmmOptions, tableOptions } from "./options.js";
import { engineInput } from "./term-layout.js";

/** One block of the system, by the names of its grouping factors: kind in Z'Z, and after elimination. */
export interface PlannedBlock {
  readonly row: string;
  readonly column: string;
  readonly cross: BlockKind;
  readonly factor: BlockKind;
}

/** Block structure, algorithm and cost of a model; memory in bytes, operations a single evaluation. */
export interface ModelPlan extends Omit<StructurePlan, "order" | "blocks"> {
  readonly nobs: number;
  /** Columns of the fixed-effects model matrix, before any is dropped. */
  readonly fixedColumns: number;
  /** Grouping factors in order of elimination, with all random-effects columns of each. */
  readonly groups: readonly { readonly name: string; readonly levels: number; readonly columns: number }[];
  readonly blocks: readonly PlannedBlock[];
}

/** The plan of lmm(formula, data, options) without fitting it; errors as lmm(). */
export async function plan(formula: string, data: TableLike, options: LmmOptions = {}): Promise<ModelPlan> {
  checkOptions(options);
  const table = toTable(data, tableOptions(options));
  const expanded = expandFormula(parseFormula(formula), [...table.columns.keys()]);
  checkFormula(expanded);
  return planDesign(buildDesign(modelFrame(expanded, table, frameOptions(options), elementary())).design);
}

/** The plan of a design. */
export function planDesign(design: Design): ModelPlan {
  const { factors } = engineInput(design);
  const fixedColumns = design.fixed.columns.length;
  const { order, blocks, ...rest } = planOf(analyzeStructure(factors, fixedColumns), fixedColumns);
  const name = (f: number) => design.factors[f].name;
  return {
    nobs: design.nobs,
    fixedColumns,
    groups: order.map((f) => ({ name: name(f), levels: factors[f].levelCount, columns: factors[f].columns.length })),
    ...rest,
    blocks: blocks.map(({ row, column, cross, factor }) => ({ row: name(row), column: name(column), cross, factor })),
  };
}
