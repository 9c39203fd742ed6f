// DuckDB by @duckdb/node-api.
import { CancelledError, DataError } from "../errors.js";
import { checkArgument, isFunction } from "../options.js";
import { inTransaction, type SqlAdapter } from "./adapter.js";

/** What is needed of a connection of `@duckdb/node-api`. */
export interface DuckDbConnection {
  /** Runs a statement and gives its rows as they come. */
  stream(sql: string): Promise<DuckDbResult>;
  /** Ends what runs. */
  interrupt(): void;
}

/** An answer of DuckDB that is read chunk by chunk. */
export interface DuckDbResult {
  /** The next rows; null, or a chunk without rows, where there are no more. */
  fetchChunk(): Promise<{
    /** Rows. */
    readonly rowCount: number;
    /** The values of each column. */
    getColumns(): readonly (readonly unknown[])[];
  } | null>;
}

/**
 * DuckDB as a source, by a connection of `@duckdb/node-api`, which reads Parquet, CSV and JSON files, too. Queries of one
 * model run in one transaction. Throws OptionError for what is no connection.
 *
 * @example
 * const source = sqlSource(duckdb(connection), "(select * from 'trials/*.parquet' where rt > 200)");
 */
export function duckdb(connection: DuckDbConnection): SqlAdapter {
  checkArgument("connection", connection, [
    (value) => isFunction((Object(value) as DuckDbConnection).stream),
    "a connection of @duckdb/node-api",
  ]);
  async function* rows(sql: string, signal?: AbortSignal) {
    signal?.throwIfAborted();
    const stop = () => connection.interrupt();
    signal?.addEventListener("abort", stop);
    try {
      const result = await connection.stream(sql);
      for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
        yield chunk.getColumns();
      }
    } catch (error) {
      if (signal?.aborted) throw new CancelledError("query cancelled");
      throw new DataError(`DuckDB: ${(error as Error).message.split("\n")[0]}`);
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }
  const run = async (sql: string) => {
    for await (const _ of rows(sql));
  };
  return {
    dialect: "duckdb",
    query: (sql, { signal }) => rows(sql, signal),
    async columns(from) {
      const found: { name: string; type: string }[] = [];
      for await (const [names, types] of rows(`describe select * from ${from}`)) {
        for (let i = 0; i < names.length; i++) found.push({ name: String(names[i]), type: String(types[i]) });
      }
      return found;
    },
    async snapshot(use) {
      await run("begin transaction");
      return inTransaction(run, use);
    },
  };
}
