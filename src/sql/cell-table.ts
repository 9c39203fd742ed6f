// Keys of cells as a table of data, a row a cell.
import { factorColumn, numberColumn, tableOf, textColumn } from "../data/columns.js";
import { sortLevels } from "../data/levels.js";
import type { Column, Table } from "../data/table.js";
import { toTable } from "../data/to-table.js";
import { gather } from "../frame/variables.js";
import type { ModelSpec } from "../model/spec.js";
import type { Cells, KeyCodes } from "./cells.js";

/** The keys as columns of data, typed and ordered as the options say. */
export function tableOfCells({ count, keys }: Cells, { table: { types = {}, levels = {} } }: ModelSpec): Table {
  if (keys.length === 0) return { rowCount: count, columns: new Map() };
  const table = tableOf(keys.map(keyColumn));
  const known = <T>(asked: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(asked).filter(([name]) => table.columns.has(name)));
  return toTable(table, { types: known(types), levels: known(levels) });
}

function keyColumn({ name, kind, codes, values }: KeyCodes): Column {
  if (kind === "number") return numberColumn(name, gather(values as Float64Array, codes));
  if (kind === "logical") {
    const truth = Int32Array.from(codes, (code) => values[code] as number);
    return factorColumn(name, truth, ["FALSE", "TRUE"], { logical: true });
  }
  const texts = values as readonly string[];
  const order = sortLevels([...texts]);
  const place = new Map(order.map((text, code) => [text, code]));
  return textColumn(
    name,
    Int32Array.from(codes, (code) => place.get(texts[code]) as number),
    order,
  );
}
