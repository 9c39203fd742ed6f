// Databases as blup asks them: statements that only read, answered column by column.
import { OptionError } from "../errors.js";
import { isFunction, isRecord, valueText } from "../options.js";
import { DIALECTS, type SqlColumn, type SqlDialectName } from "./dialect.js";

/** A part of an answer: of each column the values of the same rows, numbers or texts as was asked. */
export type SqlColumns = readonly ArrayLike<unknown>[];

/** What a query is asked with. */
export interface SqlQuery {
  /** Of each column of the answer. */
  readonly kinds: readonly ("number" | "text")[];
  /** Ends the query. */
  readonly signal?: AbortSignal | undefined;
}

/** A database that models can be fitted to: duckdb(), postgres() and clickhouse() give one, or an object of your own. */
export interface SqlAdapter {
  /** How it writes SQL. */
  readonly dialect: SqlDialectName;
  /** Runs a select and gives its rows in portions of columns. */
  query(sql: string, query: SqlQuery): AsyncIterable<SqlColumns>;
  /** Names and types of the columns of what can stand behind "from". */
  columns(from: string): Promise<readonly Pick<SqlColumn, "name" | "type">[]>;
  /** Runs what asks several queries of one state of the data; without it, whether the data changed is checked. */
  snapshot?<T>(run: () => Promise<T>): Promise<T>;
}

/** Throws OptionError for what is no adapter. */
export function checkAdapter(adapter: unknown): asserts adapter is SqlAdapter {
  const { dialect, query, columns } = Object(adapter) as Partial<SqlAdapter>;
  const isAdapter = isRecord(adapter) && isFunction(query) && isFunction(columns);
  if (isAdapter && Object.hasOwn(DIALECTS, String(dialect))) return;
  const known = Object.keys(DIALECTS).join(", ");
  const text = isAdapter
    ? `adapter has the dialect ${valueText(dialect)}; blup writes ${known}`
    : "adapter must be what duckdb(), postgres() or clickhouse() gives, or an object with query() and columns()";
  throw new OptionError(text, "adapter");
}

/** Calls `use` and rolls back the transaction that has begun, whatever happens. */
export async function inTransaction<T>(run: (sql: string) => Promise<unknown>, use: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await use();
  } catch (error) {
    // What went wrong is what matters; a lost connection cannot roll back, either.
    await run("rollback").catch(() => null);
    throw error;
  }
  await run("rollback");
  return result;
}
