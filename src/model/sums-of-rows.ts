// Data that are no rows: sums of them, of which a linear model can be made all the same.
import type { TableLike } from "../data/to-table.js";
import { buildModel, type Model } from "./build.js";
import type { LmmOptions } from "./options.js";
import type { ModelSpec } from "./spec.js";

/** A table of a database or cross-products: what lmm() takes in place of rows. */
export interface SumsOfRows {
  /** Throws what lmm() throws.
   *
   * @internal */
  modelOfSums(formula: string, spec: ModelSpec, options: LmmOptions): Promise<Model>;
  /** The same of glmm(); not there where sums are all that is known.
   *
   * @internal */
  generalizedModel?(formula: string, spec: ModelSpec, signal: AbortSignal | undefined): Promise<Model>;
}

export function isSumsOfRows(data: unknown): data is SumsOfRows {
  return typeof (data as SumsOfRows | null)?.modelOfSums === "function";
}

/** The model of rows, or of their sums; throws what lmm() throws. */
export async function linearModel(
  formula: string,
  data: TableLike | SumsOfRows,
  spec: ModelSpec,
  options: LmmOptions,
): Promise<Model> {
  return isSumsOfRows(data) ? data.modelOfSums(formula, spec, options) : buildModel(formula, data, spec);
}
