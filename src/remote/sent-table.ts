// Tables as clones carry them: the error of an unusable column becomes its sentence.
import type { Column, FactorColumn, NumberColumn, Table } from "../data/table.js";
import { DataError } from "../errors.js";

interface SentUnusable {
  readonly kind: "unusable";
  readonly name: string;
  readonly length: number;
  readonly problem: string;
}

export interface SentTable {
  readonly rowCount: number;
  readonly columns: readonly (NumberColumn | FactorColumn | SentUnusable)[];
  readonly notices?: Table["notices"];
}

export function sentTable({ rowCount, columns, notices }: Table): SentTable {
  const plain = Array.from(columns.values(), (column) =>
    column.kind === "unusable" ? { ...column, problem: column.problem.message } : column,
  );
  return { rowCount, columns: plain, ...(notices && { notices }) };
}

export function tableOfSent({ rowCount, columns, notices }: SentTable): Table {
  const whole = columns.map((column): [string, Column] => {
    if (column.kind !== "unusable") return [column.name, column];
    return [column.name, { ...column, problem: new DataError(column.problem, { column: column.name }) }];
  });
  return { rowCount, columns: new Map(whole), ...(notices && { notices }) };
}
