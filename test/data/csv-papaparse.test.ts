import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { readCsv } from "../../src/data/csv.js";
import { CsvReader } from "../../src/data/csv-reader.js";
import type { Column, Table } from "../../src/data/table.js";
import { DataError } from "../../src/errors.js";

// papaparse reads and writes the same texts independently; every column is read as a factor, so no cell is interpreted.
const text = fc.string({
  unit: fc.constantFrom("a", "B", "7", " ", ".", '"', ",", ";", "\n", "\r", "\r\n", "é", "😀", "\ufeff"),
  maxLength: 6,
});
const grid = fc
  .integer({ min: 1, max: 4 })
  .chain((width) => fc.array(fc.array(text, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));

function factorsOf(width: number) {
  const names = Array.from({ length: width }, (_, j) => `c${j}`);
  return { names, types: Object.fromEntries(names.map((name) => [name, "factor" as const])) };
}

/** The cells of the columns asked to be factors; row names, which nobody asked for, are left out. */
function textsOf(table: Table): string[][] {
  const columns = Array.from(table.columns.values()).filter(isAskedFor).map(cellsOf);
  return Array.from({ length: table.rowCount }, (_, row) => columns.map((cells) => cells[row]));
}

function cellsOf(column: Column): string[] {
  if (column.kind !== "factor") throw new Error(`${column.name} is no factor`);
  return Array.from(column.codes, (code) => column.levels[code]);
}

const isAskedFor = ({ name }: Column) => name !== "X";

/** Where the table has row names, without them; fields that are too many may be empty. */
function namedCells(cells: readonly string[], { columns }: Table): readonly string[] {
  const width = columns.size;
  const rest = cells.slice(width).every((cell) => cell === "") ? cells.slice(0, width) : cells;
  return columns.has("X") ? rest.slice(1) : rest;
}

test("what papaparse writes is read back as it was", async () => {
  await fc.assert(
    fc.asyncProperty(
      grid,
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.constantFrom(",", ";", "\t", "|"),
      fc.boolean(),
      fc.boolean(),
      async (rows, newline, delimiter, quotes, endsWithNewline) => {
        const { names, types } = factorsOf(rows[0].length);
        // A bare empty line is no record to us, and the one-column record "" is written as one.
        const isOneColumn = names.length === 1;
        const csv =
          Papa.unparse(
            { fields: names, data: rows },
            { newline, delimiter, quotes: quotes || isOneColumn, escapeFormulae: false },
          ) + (endsWithNewline ? newline : "");
        const table = await readCsv(csv, { types, naValues: [], delimiter });
        expect(textsOf(table)).toEqual(rows);
      },
    ),
    { seed: 20261120, numRuns: 600 },
  );
});

test("text is read as papaparse reads it or refused, alike in blocks of any size", async () => {
  let accepted = 0;
  const line = fc.string({ unit: fc.constantFrom("a", "1", '"', '"', ",", ",", " "), maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 5 }), fc.integer({ min: 2, max: 3 }), async (lines, width) => {
      const { names, types } = factorsOf(width);
      const csv = `${names.join(",")}\n${lines.join("\n")}`;
      const options = { types, naValues: [], delimiter: "," };
      const inBlocks = async (size: number) => {
        const reader = new CsvReader(options);
        for (let at = 0; at < csv.length; at += size) reader.push(csv.slice(at, at + size));
        return reader.finish();
      };
      let table: Table;
      try {
        table = await readCsv(csv, options);
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
        for (const size of [1, 4, 11]) await expect(inBlocks(size)).rejects.toThrow((error as DataError).message);
        return;
      }
      for (const size of [1, 4, 11]) expect(textsOf(await inBlocks(size))).toEqual(textsOf(table));
      accepted++;
      const oracle = Papa.parse<string[]>(csv, { delimiter: ",", newline: "\n", skipEmptyLines: true });
      expect(textsOf(table)).toEqual(oracle.data.slice(1).map((cells) => namedCells(cells, table)));
    }),
    { seed: 7, numRuns: 4000 },
  );
  expect(accepted).toBeGreaterThan(500);
});

test("the blocks in which a text arrives make no difference", async () => {
  await fc.assert(
    fc.asyncProperty(
      grid,
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
      async (rows, newline, sizes) => {
        const { names, types } = factorsOf(rows[0].length);
        const csv = Papa.unparse(
          { fields: names, data: rows },
          { newline, quotes: names.length === 1, escapeFormulae: false },
        );
        const reader = new CsvReader({ types, naValues: [], delimiter: "," });
        for (let at = 0, k = 0; at < csv.length; at += sizes[k++ % sizes.length]) {
          reader.push(csv.slice(at, at + sizes[k % sizes.length]));
        }
        expect(textsOf(await reader.finish())).toEqual(rows);
      },
    ),
    { seed: 99, numRuns: 600 },
  );
});

test("no bytes do worse than a DataError", async () => {
  const ordinary = fc.constantFrom(...new TextEncoder().encode('ab17.-,,;\t"\n\r \ufeff'));
  const bytes = fc.array(fc.oneof({ weight: 30, arbitrary: ordinary }, { weight: 1, arbitrary: fc.nat(255) }), {
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      try {
        await readCsv(Uint8Array.from(content));
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
      }
    }),
    { seed: 3, numRuns: 4000 },
  );
});
