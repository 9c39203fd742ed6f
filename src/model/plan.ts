// How a model will be computed, told before anything big is allocated.
import type { TableLike } from "../data/to-table.js";
import type { Design } from "../design/design.js";
import { type BlockKind, planOf, type StructurePlan } from "../engine/symbolic/plan.js";
import { analyzeStructure, groupingByRows } from "../engine/symbolic/structure.js";
import { loadFunctions } from "../frame/load-functions.js";
import type { FitSpec } from "../likelihood/spec.js";
import { engineInput } from "../likelihood/terms.js";
import { buildModel } from "./build.js";
import type { GlmmOptions, LmmOptions } from "./options.js";
import { specOf } from "./spec.js";

/** One block of the system, by the names of its grouping factors: kind in Z'Z, and after elimination. */
export interface PlannedBlock {
  /** Grouping factor of its rows. */
  readonly row: string;
  /** Grouping factor of its columns. */
  readonly column: string;
  /** Its kind in Z'Z. */
  readonly cross: BlockKind;
  /** Its kind once others have been eliminated, which may have filled it. */
  readonly factor: BlockKind;
}

/** Block structure, algorithm and cost of a model; memory in bytes, operations a single evaluation. */
export interface ModelPlan extends Omit<StructurePlan, "order" | "blocks"> {
  /** Rows used. */
  readonly nobs: number;
  /** Columns of the fixed-effects model matrix, before any is dropped. */
  readonly fixedColumns: number;
  /** Grouping factors in order of elimination, with all random-effects columns of each. */
  readonly groups: readonly {
    /** Grouping factor. */
    readonly name: string;
    /** Its levels. */
    readonly levels: number;
    /** Random effects of each level. */
    readonly columns: number;
  }[];
  /** One for each pair of grouping factors, and one for each with itself. */
  readonly blocks: readonly PlannedBlock[];
}

/**
 * The plan of lmm(formula, data, options), with a `family` of glmm(), without fitting it; errors as theirs.
 *
 * @example
 * const { algorithm, memory } = await plan("rt ~ condition + (1 | subject)", data);
 */
export async function plan(
  formula: string,
  data: TableLike,
  options: LmmOptions | GlmmOptions = {},
): Promise<ModelPlan> {
  await loadFunctions(formula, options);
  const { design, spec } = buildModel(formula, data, specOf(options));
  return planDesign(design, spec);
}

/** The plan of a design; where the likelihood is approximated its rows stay in the core. */
export function planDesign(
  design: Design,
  { structure, approximation }: Pick<FitSpec, "structure" | "approximation">,
): ModelPlan {
  const { factors } = engineInput(design);
  const fixedColumns = design.fixed.columns.length;
  const { order, blocks, ...rest } = planOf(
    analyzeStructure(groupingByRows(factors), fixedColumns, structure),
    fixedColumns,
    approximation === null ? 0 : design.nobs,
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
