// Where data are, in place of a file: tables of databases, files that DuckDB reads, saved cross-products.
import { readFile } from "node:fs/promises";
import { fileProblem } from "../data/file-problems.js";
import { clickhouse } from "../sql/clickhouse.js";
import { CrossProducts } from "../sql/cross-products.js";
import { duckdb } from "../sql/duckdb.js";
import { postgres } from "../sql/postgres.js";
import { type SqlRows, sqlSource } from "../sql/sql-rows.js";
import type { CrossProductsOptions } from "../sql/sum-rows.js";
import { crossProducts } from "../sql/sum-rows.js";
import type { DataOptions } from "./data-options.js";
import { UsageError } from "./failure.js";
import { missingPackage } from "./missing-package.js";
import type { Session } from "./session.js";

/** A place of data that is open. */
interface OpenSource {
  readonly rows: SqlRows;
  close(): Promise<void> | void;
}

const DATABASE = /^(duckdb|postgres|postgresql|clickhouse|clickhouses):/;
const GLOB = /[*?[]/;

/** Whether the data are sums, or are summed where they are: a database, a pattern of names of files, or cross-products. */
export function isSource(file: string): boolean {
  return (
    DATABASE.test(file) || isProducts(file) || (GLOB.test(file) && /\.(parquet|csv|tsv|json|jsonl)(\.gz)?$/.test(file))
  );
}

const isProducts = (file: string) => file.endsWith(".blup");

/** The place without its password. */
export function shownSource(file: string): string {
  if (!/^\w+:\/\//.test(file)) return file;
  return file.replace(
    /^(\w+:\/\/)([^@/#]*)@/,
    (_, scheme: string, login: string) => `${scheme}${login.split(":")[0]}@`,
  );
}

/** The sums of a formula over all places together; throws UsageError for a place that cannot be opened. */
export async function summedData(
  formula: string,
  files: readonly string[],
  options: CrossProductsOptions,
  session: Session,
): Promise<CrossProducts> {
  const strays = files.filter((file) => !isSource(file));
  if (strays.length > 0) {
    const text = `"${strays[0]}" is a data file; several places of data are databases, patterns such as "trials/*.parquet", or cross-products`;
    throw new UsageError(text);
  }
  const saved = await Promise.all(files.filter(isProducts).map(readProductsFile));
  const opened: OpenSource[] = [];
  try {
    for (const file of files.filter((name) => !isProducts(name))) opened.push(await openSource(file));
    const asked = { ...options, signal: session.signal, ...(saved[0] && { like: saved[0] }) };
    const rows = opened.map((source) => source.rows);
    const found = rows.length === 0 ? [] : [await crossProducts(formula, rows, asked)];
    const [first, ...others] = [...saved, ...found];
    return others.reduce((sum, products) => sum.add(products), first);
  } finally {
    await Promise.allSettled(opened.map((source) => source.close()));
  }
}

/** Of data options those that say what a column of a database is; throws UsageError for those that say how a file is read. */
export function columnOptions({ columnType, type, levels, ...others }: DataOptions) {
  const stray = (
    ["schema", "na", "delimiter", "decimal", "thousands", "encoding", "trim", "comment", "skip", "sheet"] as const
  ).find((name) => others[name] !== undefined);
  if (stray !== undefined) throw new UsageError(`option --${stray} says how a file is read; a database needs none`);
  return { types: { ...type, ...columnType }, levels };
}

async function readProductsFile(file: string): Promise<CrossProducts> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new UsageError(`file "${file}" ${fileProblem(error, "read") ?? "cannot be read"}`);
  }
  return CrossProducts.load(bytes);
}

async function openSource(file: string): Promise<OpenSource> {
  if (file.startsWith("duckdb:")) return openDuckDb(...placeOf(file, file.slice("duckdb:".length)));
  if (!DATABASE.test(file)) return openDuckDb(":memory:", `(select * from '${file.replaceAll("'", "''")}')`);
  const [address, table] = placeOf(file, file);
  if (file.startsWith("postgres")) return openPostgres(address, table);
  const url = new URL(address.replace(/^clickhouse/, "http"));
  const { username, password, pathname } = url;
  const login = {
    user: decodeURIComponent(username) || process.env.CLICKHOUSE_USER,
    password: decodeURIComponent(password) || process.env.CLICKHOUSE_PASSWORD,
    database: decodeURIComponent(pathname.slice(1)) || undefined,
  };
  const adapter = clickhouse({ url: url.origin === "null" ? `${url.protocol}//${url.host}` : url.origin, ...login });
  return { rows: sqlSource(adapter, table), close: () => {} };
}

/** What stands before and behind "#". */
function placeOf(file: string, place: string): [string, string] {
  const at = place.indexOf("#");
  if (at > 0 && at < place.length - 1) return [place.slice(0, at), place.slice(at + 1)];
  throw new UsageError(`"${shownSource(file)}" names no table; write it behind "#", as in duckdb:lab.duckdb#trials`);
}

async function openDuckDb(path: string, table: string): Promise<OpenSource> {
  const { DuckDBInstance } = await import("@duckdb/node-api").catch(missingPackage("this source", "@duckdb/node-api"));
  const isMemory = path === ":memory:";
  try {
    const instance = await DuckDBInstance.create(path, isMemory ? {} : { access_mode: "READ_ONLY" });
    const connection = await instance.connect();
    const close = () => {
      connection.closeSync();
      instance.closeSync();
    };
    return { rows: sqlSource(duckdb(connection), table), close };
  } catch (error) {
    throw new UsageError(`DuckDB file "${path}" cannot be opened: ${(error as Error).message}`);
  }
}

async function openPostgres(url: string, table: string): Promise<OpenSource> {
  const { default: pg } = await import("pg").catch(missingPackage("this source", "pg"));
  const client = new pg.Client({ connectionString: url });
  // What breaks a connection is told by the query that it breaks.
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    throw new UsageError(`PostgreSQL at "${shownSource(url)}" cannot be opened: ${(error as Error).message}`);
  }
  return { rows: sqlSource(postgres(client), table), close: () => client.end() };
}
