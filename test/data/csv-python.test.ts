// A sample of scripts/csv-differential.mjs, whose answers by Python's csv module are in a fixture.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { agrees, type CsvCase, cellsOf, csvCases } from "../../scripts/csv-texts.js";

interface Answered extends CsvCase {
  readonly rows: string[][] | null;
}

const answered: Answered[] = JSON.parse(readFileSync(new URL("../fixtures/csv-python.json", import.meta.url), "utf8"));

test("texts are read as Python's csv module reads them, or refused", async () => {
  expect(answered.map(({ rows: _, ...entry }) => entry)).toEqual(csvCases(answered.length, 1));
  let read = 0;
  for (const entry of answered) {
    const cells = await cellsOf(entry);
    if (cells === null) continue;
    read++;
    // What Python refuses, such as text after a closing quote, is refused here.
    expect(entry.rows !== null && agrees(cells, entry.names, entry.rows), entry.text).toBe(true);
  }
  expect(read).toBeGreaterThan(150);
});
