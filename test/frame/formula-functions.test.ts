import { describe, expect, it } from "vitest";
import { fixedDesign } from "../../src/design/fixed.js";
import { valuesOf } from "../../src/design/term-columns.js";
import { TransformMemory } from "../../src/frame/transform-state.js";
import type { Value } from "../../src/frame/value.js";
import fixture from "../fixtures/formula-functions.json" with { type: "json" };
import { evaluated, frameOf, table } from "./support.js";

type Cell = number | string;

const missing = (cells: readonly Cell[]) => cells.map((cell) => (cell === "NA" ? null : cell)) as number[];
const tableOf = (columns: Readonly<Record<string, readonly Cell[]>>) =>
  table(Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, missing(cells)])));
const data = tableOf(fixture.columns);
const fresh = tableOf(fixture.fresh);

/** The columns of a value as numbers, NaN where missing. */
function columnsOf(value: Value): number[][] {
  if (value.kind === "matrix") return value.columns.map((column) => [...column]);
  if (value.kind === "number") return [[...value.values]];
  if (value.kind === "logical") return [Array.from(value.codes, (code) => (code < 0 ? Number.NaN : code))];
  throw new Error(`no numbers: ${value.kind}`);
}

const NUMBERS: Readonly<Record<string, number>> = { NA: Number.NaN, NaN: Number.NaN, Inf: Infinity, "-Inf": -Infinity };

function expectColumns(found: readonly number[][], expected: readonly (readonly Cell[])[], tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((column, k) => {
    column.forEach((cell, row) => {
      const value = typeof cell === "number" ? cell : NUMBERS[cell];
      if (!Number.isFinite(value)) return void expect([k, row, found[k][row]]).toEqual([k, row, value]);
      expect(Math.abs(found[k][row] - value), `column ${k}, row ${row}`).toBeLessThanOrEqual(
        tolerance * Math.max(1, Math.abs(value)),
      );
    });
  });
}

describe("functions of formulas give what R gives", () => {
  it.each(fixture.exact.map((entry) => [entry.expression, entry] as const))("%s", (expression, entry) => {
    const value = evaluated(expression, data);
    if ("levels" in entry && entry.levels !== undefined) {
      if (value.kind !== "factor") throw new Error("no factor");
      expect(value.levels).toEqual(entry.levels);
      expect(Array.from(value.codes, (code) => value.levels[code] ?? "NA")).toEqual(entry.values);
    } else {
      expectColumns(columnsOf(value), [entry.values], 1e-14);
    }
  });
});

describe("what a function has learned from the data is used in new rows, after it has gone through JSON", () => {
  it.each(fixture.remembered.map((entry) => [entry.expression, entry] as const))("%s", (expression, entry) => {
    const memory = new TransformMemory();
    const learned = evaluated(expression, data, memory);
    if ("columns" in entry && entry.columns !== undefined) expectColumns(columnsOf(learned), entry.columns, 1e-12);
    const state = JSON.parse(JSON.stringify(memory.toState()));
    expectColumns(columnsOf(evaluated(expression, fresh, new TransformMemory(state))), entry.fresh, 1e-11);
  });
});

describe("model matrices have R's names and columns", () => {
  it.each(fixture.designs.map((entry) => [entry.formula, entry] as const))("%s", (formula, { names, columns }) => {
    const design = tableOf({ ...fixture.designData, y: fixture.designData.x });
    const frame = frameOf(`y ${formula}`.replace("y ~", "I(y + 0) ~"), design);
    const fixed = fixedDesign(frame, valuesOf(frame.variables), frame.nobs);
    expect(fixed.names).toEqual(names);
    expectColumns(
      fixed.columns.map((column) => [...column]),
      columns,
      1e-13,
    );
  });
});
