// Random CSV texts, and what must hold of them: every cell as Python's csv module and papaparse read it, or a refusal.
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { readCsv } from "../src/data/csv.js";
import type { Table } from "../src/data/table.js";
import { DataError } from "../src/errors.js";

export interface CsvCase {
  readonly text: string;
  readonly delimiter: string;
  /** Whether the delimiter is for the reader to find. */
  readonly isHidden: boolean;
  readonly names: readonly string[];
}

const UNITS = ["a", "B", "7", "0.5", "é", "😀", "x y", "NA", "-", "#", "'", "\ufeff"];
const SIGNS = [",", ";", "\t", "|", '"', '""', "\n", "\r\n", "\r", " "];
const LINE_ENDS = ["\n", "\r\n", "\r"];
const DELIMITERS = [",", ";", "\t", "|"];

/** `count` texts, half of them well-formed with a delimiter to be found, half of signs in any order. */
export function csvCases(count: number, seed: number): CsvCase[] {
  const source = xoroshiro128plus(seed);
  const upTo = (most: number) => uniformInt(source, 0, most);
  const pick = <T>(list: readonly T[]): T => list[upTo(list.length - 1)];
  const made = (units: readonly string[], most: number) =>
    Array.from({ length: upTo(most) }, () => pick(units)).join("");
  return Array.from({ length: count }, (_, i): CsvCase => {
    const width = 1 + upTo(4);
    const names = Array.from({ length: width }, (_name, j) => `c${j}`);
    const delimiter = pick(DELIMITERS);
    const end = pick(LINE_ENDS);
    if (i % 2 === 1) {
      const lines = Array.from({ length: upTo(6) }, () =>
        made([...UNITS, ...SIGNS.slice(0, -4), delimiter, delimiter, " "], 9),
      );
      return { text: [names.join(delimiter), ...lines].join(end), delimiter, isHidden: false, names };
    }
    const field = () => {
      const cell = made([...UNITS, ...SIGNS], 4).trim();
      const isPlain = !/["\r\n,;\t|]/.test(cell) && (width > 1 || cell !== "");
      return isPlain && upTo(3) > 0 ? cell : `"${cell.replaceAll('"', '""')}"`;
    };
    const rows = Array.from({ length: 1 + upTo(7) }, () => names.map(field).join(delimiter));
    const text = [names.map((name) => (upTo(1) === 0 ? name : `"${name}"`)).join(delimiter), ...rows].join(end);
    return { text: upTo(1) === 0 ? text + end : text, delimiter, isHidden: width > 1, names };
  });
}

/** The cells that are read, row names without a name of their own first; null where the text is refused. */
export async function cellsOf({ text, delimiter, isHidden, names }: CsvCase): Promise<string[][] | null> {
  const types = Object.fromEntries(names.map((name) => [name, "factor" as const]));
  const options = { types, naValues: [], ...(!isHidden && { delimiter }) };
  let table: Table;
  try {
    table = await readCsv(text, options);
  } catch (error) {
    if (error instanceof DataError) return null;
    throw error;
  }
  const columns = Array.from(table.columns.values());
  return Array.from({ length: table.rowCount }, (_, row) =>
    columns.map((column) =>
      column.kind === "factor" ? (column.levels[column.codes[row]] ?? "") : column.kind === "number" ? "?" : "",
    ),
  );
}

/** Whether cells are those of another reader's rows, header and blank lines included: it may have empty ones behind. */
export function agrees(
  cells: readonly string[][],
  names: readonly string[],
  rows: readonly (readonly string[])[],
): boolean {
  const [, ...records] = rows.filter((row) => row.length > 0);
  if (records.length !== cells.length) return false;
  return records.every((record, i) => {
    const own = cells[i];
    // Row names are no factor that was asked for, so that their cells may be numbers.
    const isSame = (cell: string, j: number) => cell === record[j] || (own.length > names.length && j === 0);
    return own.every(isSame) && record.slice(own.length).every((cell) => cell === "");
  });
}
