// A formula and tables of databases → cross-products, one line a stage.
import { CancelledError, DataError, OptionError } from "../errors.js";
import type { ExpandedFormula } from "../formula/ast.js";
import { deparse, formulaText } from "../formula/deparse.js";
import { expandFormula, requireResponse } from "../formula/expand.js";
import { parseFormula } from "../formula/parser.js";
import { effectsOf } from "../formula/variables.js";
import { loadFunctions } from "../frame/load-functions.js";
import { checkFormula } from "../model/build.js";
import {
  checkOptions,
  FUNCTION,
  isText,
  type OptionRule,
  type OptionRules,
  oneOf,
  record,
  SIGNAL,
} from "../options.js";
import { collectCells, joined } from "./cells.js";
import type { SqlScope } from "./compile-expression.js";
import { covariatesOf } from "./covariates.js";
import { CrossProducts } from "./cross-products.js";
import type { SqlColumn } from "./dialect.js";
import { firstRow } from "./first-row.js";
import { type Linear, linearTransforms } from "./linear-transforms.js";
import { type CellPlan, cellPlan } from "./plan.js";
import { PlanStatements, type SourceShape } from "./queries.js";
import { centerOf, checkShapes, droppedIn, missingValues, refuseSmall } from "./shape-checks.js";
import { SqlSource } from "./sql-source.js";

/** How far crossProducts() is. */
export interface CrossProductsProgress {
  /** The source that is asked, from 0 on. */
  readonly source: number;
  /** "shape" for its one scan, "cells" while cells come. */
  readonly stage: "shape" | "cells";
  /** Cells of it so far. */
  readonly cells: number;
}

/** Options of crossProducts(); an unknown one, or a wrong value, is an OptionError that names it. */
export interface CrossProductsOptions {
  /** Precision weights: a column or an expression of columns. */
  readonly weights?: string | undefined;
  /** Known part of the predictor, in addition to offset() in the formula. */
  readonly offset?: string | undefined;
  /** Rows to use: a condition on columns, in the formula's language. */
  readonly subset?: string | undefined;
  /** Column types, where the database's own are not meant. */
  readonly types?: Readonly<Record<string, "number" | "factor" | "ordered">> | undefined;
  /** Rows with a missing value are left out and counted ("omit", the default), or refused ("fail"). */
  readonly naAction?: "omit" | "fail" | undefined;
  /** Cross-products to which these will be added: what scale() and center() have learned is theirs. */
  readonly like?: CrossProducts | undefined;
  /** Cells of fewer rows are refused: a cell of one row is that row. */
  readonly minimumCount?: number | undefined;
  /** Stops with a CancelledError. */
  readonly signal?: AbortSignal | undefined;
  /** Called as the work goes on. */
  readonly onProgress?: ((progress: CrossProductsProgress) => void) | undefined;
}

const EXPRESSION: OptionRule = [
  (value) => isText(value) && (value as string).trim() !== "",
  "a column or an expression",
];

const RULES: OptionRules<CrossProductsOptions> = {
  weights: EXPRESSION,
  offset: EXPRESSION,
  subset: EXPRESSION,
  types: record("an object with one entry for a variable"),
  naAction: oneOf("omit", "fail"),
  like: [(value) => value instanceof CrossProducts, "cross-products"],
  minimumCount: [(value) => Number.isInteger(value) && (value as number) >= 1, "a whole number from 1 on"],
  signal: SIGNAL,
  onProgress: FUNCTION,
};

/**
 * Sums by cell of the rows of a table, or of several tables together, computed where the rows are: two queries a source,
 * of one state of the data. A linear model needs no more of them (docs/scale.md). Throws FormulaError, DataError, OptionError, and
 * UnsupportedError for what is not written as SQL.
 *
 * @example
 * const products = await crossProducts("rt ~ 1 + (1 | subject)", [north, south]);
 * const both = await lmm(products.formula, products);
 */
export async function crossProducts(
  formula: string,
  sources: SqlSource | readonly SqlSource[],
  options: CrossProductsOptions = {},
): Promise<CrossProducts> {
  checkOptions("crossProducts()", options, RULES, { where: "subset" });
  const all = Array.isArray(sources) ? (sources as readonly SqlSource[]) : [sources as SqlSource];
  if (all.length === 0 || !all.every((source) => source instanceof SqlSource)) {
    throw new OptionError("crossProducts() asks what sqlSource() gives, or an array of such", "sources");
  }
  await loadFunctions(formula, options);
  const connections = all.filter(({ adapter }, i) => all.findIndex((other) => other.adapter === adapter) === i);
  return inSnapshots(connections, () => new Summing(formula, all, options).run());
}

/** Calls `use` in a snapshot of every source, begun one after the other. */
function inSnapshots<T>([first, ...others]: readonly SqlSource[], use: () => Promise<T>): Promise<T> {
  return first.snapshot(() => (others.length === 0 ? use() : inSnapshots(others, use)));
}

class Summing {
  constructor(
    private readonly formula: string,
    private readonly sources: readonly SqlSource[],
    private readonly options: CrossProductsOptions,
  ) {}

  async run(): Promise<CrossProducts> {
    const { formula, sources, options } = this;
    const ast = parseFormula(formula);
    const tables = await this.columns();
    const columnNames = [...tables[0].keys()];
    const expanded = expandFormula(ast, columnNames);
    checkFormula(expanded);
    const scopes = sources.map(({ dialect }, i) => ({
      dialect,
      columns: tables[i],
      source: formula,
      linear: new Map(),
    }));
    const linear = await this.transforms(expanded, scopes);
    const plans = scopes.map((scope) => cellPlan(expanded, { ...scope, linear }, options));
    const statements = sources.map((source, i) => new PlanStatements(source, plans[i], columnNames));
    const shapes = await this.eachSource((i) => this.shape(i, statements[i]));
    const [plan] = plans;
    const dropped = droppedIn(plan, shapes);
    if (options.naAction === "fail" && dropped.total > 0) throw missingValues(dropped.byVariable);
    checkShapes(plan, shapes, sources);
    const centers = plan.atoms.map((_, i) => centerOf(shapes, i));
    const parts = await this.eachSource((i) => this.cells(i, statements[i], plan, shapes[i], centers));
    const cells = joined(parts.filter((part) => part !== null));
    refuseSmall(cells.rows, options.minimumCount);
    const head = {
      formula: formulaText(ast),
      source: formula,
      columnNames,
      weights: options.weights ?? null,
      offset: options.offset ?? null,
      subset: options.subset ?? null,
      types: options.types ?? {},
      factors: plan.factors.map(({ label, expression }) => ({ label, expression: deparse(expression) })),
      numbers: plan.numbers,
      atoms: plan.atoms.map(({ label }) => label),
      covariates: covariatesOf(
        plan.covariates.map(({ label }) => label),
        shapes,
      ),
      transforms: Object.fromEntries(linear),
      dropped,
    };
    return new CrossProducts(head, cells);
  }

  /** All sources at once: each has a connection of its own, or waits for it. */
  private eachSource<T>(ask: (source: number) => Promise<T>): Promise<T[]> {
    return inOrder(this.sources, ask);
  }

  /** The columns by source, which must be of the same kinds everywhere. */
  private async columns(): Promise<ReadonlyMap<string, SqlColumn>[]> {
    const { sources } = this;
    const tables = await this.eachSource(async (i) => {
      return new Map((await sources[i].columns()).map((column) => [column.name, column]));
    });
    tables.forEach((table, i) => {
      for (const [name, { kind, type }] of tables[0]) {
        const own = table.get(name);
        if (own?.kind === kind) continue;
        const what = own === undefined ? "lacks it" : `has ${own.type}`;
        throw new DataError(`column "${name}" has the type ${type} in the first source, but source ${i + 1} ${what}`, {
          column: name,
        });
      }
    });
    return tables;
  }

  private async transforms(
    formula: ExpandedFormula,
    scopes: readonly SqlScope[],
  ): Promise<ReadonlyMap<string, Linear>> {
    const known = this.options.like?.head.transforms ?? {};
    const linear = new Map(
      Object.entries(known).flatMap(([call, entry]) => (entry.kind === "linear" ? [[call, entry] as const] : [])),
    );
    const ask = (statement: (scope: SqlScope, from: string) => string, count: number) =>
      this.eachSource((i) =>
        firstRow(this.sources[i], statement(scopes[i], this.sources[i].from), count, this.options.signal),
      );
    return linearTransforms([...effectsOf(formula), requireResponse(formula)], scopes[0], linear, ask);
  }

  private async shape(source: number, statements: PlanStatements): Promise<SourceShape> {
    const { signal, onProgress } = this.options;
    onProgress?.({ source, stage: "shape", cells: 0 });
    const { sql, kinds } = statements.shape();
    return statements.shapeOf(await firstRow(this.sources[source], sql, kinds.length, signal));
  }

  private async cells(
    source: number,
    statements: PlanStatements,
    plan: CellPlan,
    shape: SourceShape,
    centers: readonly number[],
  ) {
    const { signal, onProgress } = this.options;
    if (shape.used === 0) return null;
    const { sql, kinds } = statements.cells(centers);
    const answer = this.sources[source].adapter.query(sql, { kinds, signal });
    const cellShape = { keys: plan.keys, isWeighted: plan.weights !== null, atoms: plan.atoms.length };
    const cells = await collectCells(answer, cellShape, centers, (count) =>
      onProgress?.({ source, stage: "cells", cells: count }),
    );
    if (signal?.aborted) throw new CancelledError("query cancelled");
    const rows = cells.rows.reduce((sum, count) => sum + count, 0);
    if (rows !== shape.used) {
      throw new DataError(`the table changed between two queries: ${shape.used} rows, then ${rows}; ask again`);
    }
    return cells;
  }
}

/** One source after the other where they share a database, which one connection answers one question at a time. */
async function inOrder<T>(sources: readonly SqlSource[], ask: (source: number) => Promise<T>): Promise<T[]> {
  const queues = new Map<unknown, Promise<unknown>>();
  const answers = sources.map(({ adapter }, i) => {
    const answer = (queues.get(adapter) ?? Promise.resolve()).then(() => ask(i));
    queues.set(adapter, answer);
    return answer;
  });
  const settled = await Promise.allSettled(answers);
  for (const result of settled) if (result.status === "rejected") throw result.reason;
  return settled.map((result) => (result as PromiseFulfilledResult<T>).value);
}
