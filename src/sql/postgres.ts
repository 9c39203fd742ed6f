// PostgreSQL by pg.
import { CancelledError, DataError } from "../errors.js";
import { checkArgument, isFunction } from "../options.js";
import { inTransaction, type SqlAdapter } from "./adapter.js";

/** What is needed of a connected client of `pg`. */
export interface PostgresClient {
  /** Runs a statement; rows as arrays of texts. */
  query(question: {
    /** The statement. */
    readonly text: string;
    /** Rows as arrays. */
    readonly rowMode: "array";
    /** By which values are read: as the texts that the server sends. */
    readonly types: {
      /** By the number of a type. */
      getTypeParser(): (text: string) => unknown;
    };
  }): Promise<{
    /** Values row by row. */
    readonly rows: readonly (readonly unknown[])[];
    /** Names and types of the columns. */
    readonly fields: readonly {
      /** Name of the column. */
      readonly name: string;
      /** Number of its type. */
      readonly dataTypeID: number;
    }[];
  }>;
}

/** Rows that travel at once. */
const PORTION = 20_000;

const AS_TEXT = { getTypeParser: () => (text: string) => text };

/**
 * PostgreSQL as a source, by a connected client of `pg` of its own. Queries of one model see one state of the data
 * (repeatable read, read only), and rows come in portions by a cursor. Throws OptionError for what is no client.
 *
 * @example
 * const source = sqlSource(postgres(client), "ratings");
 */
export function postgres(client: PostgresClient): SqlAdapter {
  checkArgument("client", client, [
    (value) => isFunction((Object(value) as PostgresClient).query),
    "a connected client of pg",
  ]);
  const ask = async (text: string) => {
    try {
      return await client.query({ text, rowMode: "array", types: AS_TEXT });
    } catch (error) {
      throw new DataError(`PostgreSQL: ${(error as Error).message}`);
    }
  };
  return {
    dialect: "postgres",
    async *query(sql, { kinds, signal }) {
      await ask(`declare blup_rows no scroll cursor for ${sql}`);
      for (;;) {
        if (signal?.aborted) throw new CancelledError("query cancelled");
        const { rows } = await ask(`fetch ${PORTION} from blup_rows`);
        if (rows.length === 0) break;
        yield kinds.map((kind, column) =>
          kind === "text"
            ? rows.map((row) => row[column])
            : Float64Array.from(rows, (row) => (row[column] === null ? Number.NaN : Number(row[column]))),
        );
      }
      await ask("close blup_rows");
    },
    async columns(from) {
      const { fields } = await ask(`select * from ${from} limit 0`);
      const oids = fields.map(({ dataTypeID }) => dataTypeID);
      if (oids.length === 0) return [];
      const types = `select t.oid, case when t.typtype = 'e' then 'enum' else format_type(b.oid, null) end from pg_type t
        join pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end where t.oid in (${oids.join(", ")})`;
      const names = new Map((await ask(types)).rows.map(([oid, name]) => [Number(oid), String(name)]));
      return fields.map(({ name, dataTypeID }) => ({ name, type: names.get(dataTypeID) ?? "unknown" }));
    },
    async snapshot(use) {
      await ask("begin transaction isolation level repeatable read, read only");
      return inTransaction(ask, use);
    },
  };
}
