// Answers of one row of numbers.
import { CancelledError, DataError } from "../errors.js";
import type { SqlSource } from "./sql-source.js";

/** The numbers of the only row of an answer. */
export async function firstRow(
  { adapter }: SqlSource,
  sql: string,
  count: number,
  signal: AbortSignal | undefined,
): Promise<number[]> {
  let found: number[] | null = null;
  for await (const columns of adapter.query(sql, { kinds: new Array<"number">(count).fill("number"), signal })) {
    if (columns.length !== count)
      throw new DataError(`the database answered ${columns.length} columns in place of ${count}`);
    found ??= columns.map((column) => Number(column[0] ?? Number.NaN));
  }
  if (signal?.aborted) throw new CancelledError("query cancelled");
  if (found === null) throw new DataError("the database answered no row where there is one");
  return found;
}
