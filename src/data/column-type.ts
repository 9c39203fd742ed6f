/** What a user may ask of a column. */
export type ColumnType = "number" | "factor" | "ordered";
