export { type CsvOptions, type CsvSource, type ReadCsvOptions, readCsv } from "./csv.js";
export { type LongerOptions, longer } from "./longer.js";
export type { DataNotice, Remedy, RemedyOptions } from "./notices.js";
export { type ReadTableOptions, readTable } from "./read-table.js";
export { parseTableSchema } from "./schema.js";
export type { Column, FactorColumn, NumberColumn, Table, UnusableColumn } from "./table.js";
export { type TableLike, toTable } from "./to-table.js";
