// The same data by every way in: the same levels, and the same bits of a fit.
import { readFileSync } from "node:fs";
import { tableFromArrays, tableFromIPC, tableToIPC } from "@uwdata/flechette";
import { afterAll, describe, expect, test } from "vitest";
import { readCsv } from "../../src/data/csv.js";
import { readTable } from "../../src/data/read-table.js";
import { parseTableSchema } from "../../src/data/schema.js";
import type { Table } from "../../src/data/table.js";
import { toTable } from "../../src/data/to-table.js";
import { lmm } from "../../src/fit/fitting.js";
import { createWorkerClient } from "../../src/remote/worker-client.js";
import { bundleWorker } from "../support/bundle-worker.js";
import { cells, levels } from "../support/cells.js";

const FORMULA = "rt ~ cond * dose + x + (1 + x | subj)";
const file = readFileSync(new URL("../fixtures/tables/plain.csv", import.meta.url));
const types = { dose: "factor", subj: "factor", cond: "factor" } as const;
const first = await readCsv(file, { types });

const columnOf = (name: string) => cells(first.columns.get(name));
const texts = (name: string) => columnOf(name).map((cell) => (cell === null ? null : String(cell)));
const numbers = (name: string) =>
  Float64Array.from(columnOf(name), (cell) => (cell === null ? Number.NaN : Number(cell)));
const used = { rt: numbers("rt"), x: numbers("x"), subj: texts("subj"), cond: texts("cond"), dose: texts("dose") };
const rows = Array.from({ length: first.rowCount }, (_, row) => ({
  rt: used.rt[row],
  x: used.x[row],
  subj: used.subj[row],
  cond: used.cond[row],
  dose: used.dose[row],
}));

const workerUrl = await bundleWorker("src/worker.ts");
const client = createWorkerClient({ workerUrl });
afterAll(() => client.close());

const routes: Readonly<Record<string, () => Table | Promise<Table>>> = {
  "CSV and types": () => readCsv(file, { types }),
  "CSV and a schema": () =>
    readCsv(file, parseTableSchema({ fields: Object.keys(types).map((name) => ({ name, type: "string" })) })),
  rows: () => toTable(rows),
  columns: () => toTable({ ...used, rt: Array.from(used.rt), x: Array.from(used.x) }),
  "typed arrays and codes": () => {
    const coded = (name: "subj" | "cond" | "dose") => {
      const known = levels(first, name) as string[];
      return { codes: Int32Array.from(used[name], (text) => known.indexOf(text as string)), levels: known };
    };
    return toTable({ rt: used.rt, x: used.x, subj: coded("subj"), cond: coded("cond"), dose: coded("dose") });
  },
  "an Arrow table": () => toTable(tableFromArrays(used)),
  "an Arrow file": () => readTable(tableToIPC(tableFromArrays(used), { format: "file" }) as Uint8Array),
  "an Arrow table read back": () => toTable(tableFromIPC(tableToIPC(tableFromArrays(used), {}) as Uint8Array)),
  "an arquero table": () =>
    toTable({
      columnNames: () => Object.keys(used),
      array: (name: string) => used[name as "rt"] as ArrayLike<unknown>,
    }),
  "a worker, as the page reads": () => client.readTable(new Blob([file]), { types }),
  Parquet: () =>
    readTable(readFileSync(new URL("../fixtures/tables/zstd.parquet", import.meta.url)), { types: { ...types } }),
  "a workbook": () =>
    readTable(readFileSync(new URL("../fixtures/tables/two-sheets.xlsx", import.meta.url)), { types }),
  "JSON lines": () => readTable(rows.map((row) => JSON.stringify(row)).join("\n")),
};

describe("one table", () => {
  const bits = (values: ArrayLike<number>) => Buffer.from(Float64Array.from(values).buffer).toString("hex");
  const fitted = async (table: Table) => {
    const fit = await lmm(FORMULA, table);
    return {
      theta: bits(fit.theta),
      beta: bits(fit.fixef().map(({ estimate }) => estimate)),
      objective: bits([fit.objective]),
    };
  };
  const expected = fitted(first);

  test.each(Object.keys(routes))("has the same levels and gives the same bits by %s", async (route) => {
    const table = await routes[route]();
    expect(levels(table, "dose")).toEqual(["50", "100", "1000"]);
    expect(levels(table, "cond")).toEqual(["high", "low", "mid"]);
    expect(levels(table, "subj")).toEqual(levels(first, "subj"));
    expect(await fitted(table)).toEqual(await expected);
  });
});
