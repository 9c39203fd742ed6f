// Cross-products of a model's columns by cell: what a linear model needs of its rows, and nothing else of them.
import { DataError, EngineBugError, OptionError } from "../errors.js";
import { formulaText } from "../formula/deparse.js";
import { parseFormula } from "../formula/parser.js";
import type { Model } from "../model/build.js";
import type { ModelSpec } from "../model/spec.js";
import type { SumsOfRows } from "../model/sums-of-rows.js";
import { cellModel } from "./cell-model.js";
import { type Cells, joined } from "./cells.js";
import { together } from "./covariates.js";
import { readProducts, writeProducts } from "./products-file.js";
import type { DroppedRows, ProductsHead } from "./products-head.js";

/**
 * Counts, means and scatter of the numbers of a formula by cell, as crossProducts() computes them in a database. lmm() takes
 * them in place of data; they can be added, saved and read again.
 */
export class CrossProducts implements SumsOfRows {
  readonly #head: ProductsHead;
  readonly #cells: Cells;

  /** @internal */
  constructor(head: ProductsHead, cells: Cells) {
    this.#head = head;
    this.#cells = cells;
  }

  /** The formula they are of. */
  get formula(): string {
    return this.#head.source;
  }

  /** Rows that they are of. */
  get nobs(): number {
    return this.#cells.rows.reduce((sum, count) => sum + count, 0);
  }

  /** Cells: combinations of the levels of all factors that occur, once for each source. */
  get cellCount(): number {
    return this.#cells.count;
  }

  /** Rows left out for missing values, and by which variable. */
  get dropped(): DroppedRows {
    return this.#head.dropped;
  }

  /** What they are of.
   *
   * @internal */
  get head(): ProductsHead {
    return this.#head;
  }

  /**
   * These and others of the same formula and options together, as if their rows had been in one table. Throws OptionError
   * where they are of other models.
   *
   * @example
   * const all = monday.add(await crossProducts(monday.formula, tuesday, { like: monday }));
   */
  add(other: CrossProducts): CrossProducts {
    if (!(other instanceof CrossProducts)) throw new OptionError("add() takes cross-products", "other");
    const [one, two] = [this.#head, other.#head];
    const differing = (
      ["formula", "weights", "offset", "subset", "types", "factors", "numbers", "atoms", "transforms"] as const
    ).find((key) => JSON.stringify(one[key]) !== JSON.stringify(two[key]));
    if (differing !== undefined) {
      const cure = differing === "transforms" ? "; give the first as option like" : "";
      throw new OptionError(`cross-products differ in their ${differing}, and cannot be added${cure}`, "other");
    }
    const byVariable: Record<string, number> = { ...one.dropped.byVariable };
    for (const [name, count] of Object.entries(two.dropped.byVariable))
      byVariable[name] = (byVariable[name] ?? 0) + count;
    const dropped = { total: one.dropped.total + two.dropped.total, byVariable };
    const covariates = one.covariates.map((covariate, i) => together(covariate, two.covariates[i]));
    return new CrossProducts({ ...one, dropped, covariates }, joined([this.#cells, other.#cells]));
  }

  /**
   * A file of them: a head in JSON, then numbers, little-endian.
   *
   * @example
   * await writeFile("sums.blup", products.save());
   */
  save(): Uint8Array {
    return writeProducts(this.#head, this.#cells);
  }

  /**
   * Cross-products as save() wrote them. Throws DataError for anything else.
   *
   * @example
   * const products = CrossProducts.load(await readFile("sums.blup"));
   */
  static load(bytes: Uint8Array): CrossProducts {
    const { head, cells } = readProducts(bytes);
    return new CrossProducts(head, cells);
  }

  /** @internal */
  async modelOfSums(formula: string, spec: ModelSpec): Promise<Model> {
    const head = this.#head;
    if (formula !== head.source && !isSameFormula(formula, head)) {
      throw new OptionError(`these cross-products are of "${head.source}", not of "${formula}"`, "formula");
    }
    refuseRowOptions(spec, head);
    try {
      return cellModel(head, this.#cells, spec);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof EngineBugError)) throw error;
      throw new DataError(`cross-products are not whole: a part of them cannot be read (${error.message})`);
    }
  }
}

function isSameFormula(given: string, { formula, columnNames }: ProductsHead): boolean {
  const ast = parseFormula(given);
  // A "." is what it was when they were made.
  return columnNames.length > 0 && formulaText(ast) === formula;
}

/** What is in the sums already cannot be asked again. */
function refuseRowOptions({ frame }: ModelSpec, head: ProductsHead): void {
  for (const name of ["weights", "offset", "subset"] as const) {
    if (frame[name] === undefined || frame[name] === head[name]) continue;
    throw new OptionError(`option "${name}" belongs to crossProducts(): it is in the sums`, name);
  }
}
