// How a model will be computed, told before anything big is allocated.
import type { TableLike } from "../data/to-table.js";
import type { Design } from "../design/design.js";
import { type BlockKind, planOf, type StructurePlan } from "../engine/plan.js";
import { analyzeStructure, type StructureChoice } from "../engine/structure.js";
import { engineInput } from "../likelihood/terms.js";
import { designOf, isGeneralized } from "./design-of.js";
import { GLMM_STRUCTURE } from "./glmm-structure.js";
import type { GlmmOptions } from "./glmm-types.js";
import type { LmmOptions } from "./options.js";

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

/** The plan of lmm(formula, data, options), with a `family` of glmm(), without fitting it; errors as theirs. */
export async function plan(
  formula: string,
  data: TableLike,
  options: LmmOptions | GlmmOptions = {},
): Promise<ModelPlan> {
  const design = designOf(formula, data, options);
  return isGeneralized(options) ? planDesign(design, GLMM_STRUCTURE, true) : planDesign(design, {}, false);
}

/** The plan of a design; `choice` as for its engine, `keepsRows` where its rows stay in the core. */
export function planDesign(design: Design, choice: StructureChoice, keepsRows: boolean): ModelPlan {
  const { factors } = engineInput(design);
  const fixedColumns = design.fixed.columns.length;
  const { order, blocks, ...rest } = planOf(
    analyzeStructure(factors, fixedColumns, choice),
    fixedColumns,
    keepsRows ? design.nobs : 0,
  );
  const name = (f: number) => design.factors[f].name;
  return {
    nobs: design.nobs,
    fixedColumns,
    groups: order.map((f) => ({ name: name(f), levels: factors[f].levelCount, columns: factors[f].columns.length })),
    ...rest,
    blocks: blocks.map(({ row, column, cross, factor }) => ({ row: name(row), column: name(column), cross, factor })),
  };
}
