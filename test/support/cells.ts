// What is in tables, as plain values.
import type { DataNotice } from "../../src/data/notices.js";
import type { Column, Table } from "../../src/data/table.js";

/** Levels by row, numbers as they are, null where missing. */
export function cells(column: Column | undefined): (string | number | null)[] {
  if (column === undefined) return [];
  if (column.kind === "number") return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
  if (column.kind === "unusable") throw column.problem;
  return Array.from(column.codes, (code) => (code < 0 ? null : column.levels[code]));
}

/** All cells by column. */
export function plain(table: Table) {
  return Object.fromEntries(Array.from(table.columns, ([name, column]) => [name, cells(column)]));
}

export function levels(table: Table, name: string): readonly string[] | undefined {
  const column = table.columns.get(name);
  return column?.kind === "factor" ? column.levels : undefined;
}

export function codes({ notices = [] }: { readonly notices?: readonly DataNotice[] }): string[] {
  return notices.map(({ code }) => code);
}

/** The notice of a code; fails where there is none. */
export function noticeOf({ notices = [] }: Table, code: string): DataNotice {
  const found = notices.find((notice) => notice.code === code);
  if (found === undefined) throw new Error(`no notice ${code} among ${codes({ notices }).join(", ")}`);
  return found;
}
