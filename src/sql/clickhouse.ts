// ClickHouse over HTTP, without a client.
import { CancelledError, DataError, OptionError } from "../errors.js";
import { checkOptions, type OptionRules, TEXT } from "../options.js";
import type { SqlAdapter, SqlColumns } from "./adapter.js";
import { RowBinary } from "./row-binary.js";

/** Where a ClickHouse server is, and who asks. */
export interface ClickHouseOptions {
  /** Its address for HTTP, such as "http://127.0.0.1:8123". */
  readonly url: string;
  /** "default" unless given. */
  readonly user?: string | undefined;
  /** Sent with every query, never shown. */
  readonly password?: string | undefined;
  /** Database of tables that are named without one. */
  readonly database?: string | undefined;
}

const RULES: OptionRules<ClickHouseOptions> = {
  url: [
    (value) => typeof value === "string" && /^https?:\/\//.test(value),
    "an address such as http://127.0.0.1:8123",
    "required",
  ],
  user: TEXT,
  password: TEXT,
  database: TEXT,
};

/** An answer is sent when it is whole, and one that lacks a shard is none. */
const SETTINGS = { wait_end_of_query: "1", skip_unavailable_shards: "0", readonly: "2", join_use_nulls: "1" };

/**
 * A ClickHouse server, asked over HTTP; a `Distributed` table asks the others behind it. Throws OptionError for an address
 * that is none.
 *
 * @example
 * const source = sqlSource(clickhouse({ url: "http://127.0.0.1:8123" }), "ratings");
 */
export function clickhouse(options: ClickHouseOptions): SqlAdapter {
  checkOptions("clickhouse()", options, RULES);
  const { url, user, password, database } = options;
  const address = addressOf(url);
  for (const [name, value] of Object.entries({ ...SETTINGS, ...(database !== undefined && { database }) })) {
    address.searchParams.set(name, value);
  }
  const headers = {
    ...(user !== undefined && { "X-ClickHouse-User": user }),
    ...(password !== undefined && { "X-ClickHouse-Key": password }),
  };
  const ask = async (sql: string, signal?: AbortSignal): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(address, { method: "POST", body: sql, headers, ...(signal && { signal }) });
    } catch (error) {
      if (signal?.aborted) throw new CancelledError("query cancelled");
      throw new DataError(`ClickHouse at ${address.host} does not answer: ${causeOf(error)}`);
    }
    if (!response.ok) throw new DataError(`ClickHouse: ${(await response.text()).trim().split("\n")[0]}`);
    return response;
  };
  return {
    dialect: "clickhouse",
    async *query(sql, { kinds, signal }) {
      const { body } = await ask(`${sql} format RowBinary`, signal);
      const reader = new RowBinary(kinds);
      try {
        for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
          const columns: SqlColumns | null = reader.take(bytes);
          if (columns !== null) yield columns;
        }
      } catch (error) {
        if (signal?.aborted) throw new CancelledError("query cancelled");
        throw new DataError(`ClickHouse at ${address.host} broke off: ${causeOf(error)}`);
      }
      if (!reader.isWhole) throw new DataError(`ClickHouse at ${address.host} broke off within a row`);
    },
    async columns(from) {
      const response = await ask(`describe table (select * from ${from}) format JSONCompact`);
      const { data } = (await response.json()) as { data: readonly (readonly string[])[] };
      return data.map(([name, type]) => ({ name, type }));
    },
  };
}

function addressOf(url: string): URL {
  let address: URL;
  try {
    address = new URL(url);
  } catch {
    throw new OptionError('option "url" must be an address such as http://127.0.0.1:8123', "url");
  }
  if (address.username || address.password) {
    throw new OptionError('option "url" holds a name or password; give them as the options user and password', "url");
  }
  return address;
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || String((cause as { code?: string }).code) : message;
}
