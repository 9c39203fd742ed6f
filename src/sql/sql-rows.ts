// A table of a database in place of the data of a linear model.
import { OptionError } from "../errors.js";
import type { Model } from "../model/build.js";
import type { LmmOptions } from "../model/options.js";
import type { ModelSpec } from "../model/spec.js";
import type { SumsOfRows } from "../model/sums-of-rows.js";
import type { SqlAdapter } from "./adapter.js";
import { distinctRowsModel } from "./distinct-rows.js";
import { SqlSource } from "./sql-source.js";
import { type CrossProductsOptions, crossProducts } from "./sum-rows.js";

/** A table, view or select of a database, as sqlSource() gives it: what lmm() takes in place of data. */
export class SqlRows extends SqlSource implements SumsOfRows {
  /** @internal */
  async modelOfSums(formula: string, spec: ModelSpec, given: LmmOptions): Promise<Model> {
    const products = await crossProducts(formula, this, summingOptions(given));
    return products.modelOfSums(formula, spec);
  }

  /** @internal */
  generalizedModel(formula: string, spec: ModelSpec, signal: AbortSignal | undefined): Promise<Model> {
    return distinctRowsModel(this, formula, spec, signal);
  }
}

/**
 * A table, a view or a select of a database as what lmm() and crossProducts() take in place of data: its rows stay where
 * they are. A name may have its schema before a point; names with points are written in double quotes. A select in
 * parentheses is yours, and is sent as it stands. Throws OptionError.
 *
 * @example
 * const source = sqlSource(database, "trials");
 * const summed = await lmm("rt ~ 1 + (1 | subject)", source);
 */
export function sqlSource(adapter: SqlAdapter, table: string): SqlRows {
  return new SqlRows(adapter, table);
}

/** Of options of lmm() those that the sums need. */
function summingOptions({ weights, offset, subset, types, naAction, signal }: LmmOptions): CrossProductsOptions {
  for (const [option, value] of Object.entries({ weights, offset, subset })) {
    if (value === undefined || typeof value === "string") continue;
    const text = `option "${option}" must be a column or an expression where a database is the source, not an array`;
    throw new OptionError(text, option);
  }
  if (naAction === "exclude") {
    throw new OptionError(
      'naAction "exclude" tells of rows, which stay in the database; take "omit" or "fail"',
      "naAction",
    );
  }
  return { weights, offset, subset, types, naAction, signal } as CrossProductsOptions;
}
