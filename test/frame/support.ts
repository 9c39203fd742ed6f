// Small tables and frames for the tests of frame and design.
import type { Column, Table } from "../../src/data/table.js";
import { expandFormula } from "../../src/formula/expand.js";
import { parseExpression, parseFormula } from "../../src/formula/parser.js";
import { evaluate } from "../../src/frame/evaluate.js";
import { furtherFunctions } from "../../src/frame/further-functions.js";
import { useFunctions } from "../../src/frame/load-functions.js";
import { type FrameOptions, type ModelFrame, modelFrame } from "../../src/frame/model-frame.js";
import { TransformMemory } from "../../src/frame/transform-state.js";
import type { Value } from "../../src/frame/value.js";

useFunctions(furtherFunctions);

type Cells = readonly (number | null)[] | readonly (string | null)[] | readonly boolean[];

/** Columns from literals: numbers, texts (levels sorted), booleans, or { cells, levels, ordered }. */
export function table(
  columns: Readonly<Record<string, Cells | { cells: readonly (string | null)[]; levels: string[]; ordered?: boolean }>>,
): Table {
  const entries = Object.entries(columns).map(([name, given]): [string, Column] => [name, column(name, given)]);
  const [first] = Object.values(columns);
  return { rowCount: "cells" in first ? first.cells.length : first.length, columns: new Map(entries) };
}

function column(name: string, given: Parameters<typeof table>[0][string]): Column {
  if ("cells" in given) {
    const codes = Int32Array.from(given.cells, (cell) => (cell === null ? -1 : given.levels.indexOf(cell)));
    return { kind: "factor", name, codes, levels: given.levels, ordered: given.ordered ?? false, logical: false };
  }
  const cells: readonly (number | string | boolean | null)[] = given;
  if (cells.every((cell) => typeof cell === "boolean")) {
    const codes = Int32Array.from(cells, (cell) => (cell ? 1 : 0));
    return { kind: "factor", name, codes, levels: ["FALSE", "TRUE"], ordered: false, logical: true };
  }
  if (cells.some((cell) => typeof cell === "string")) {
    const texts = cells.map((cell) => (cell === null ? null : String(cell)));
    return column(name, { cells: texts, levels: [...new Set(texts.filter((text) => text !== null))].sort() });
  }
  return {
    kind: "number",
    name,
    values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))),
  };
}

export function frameOf(formula: string, data: Table, options: FrameOptions = {}): ModelFrame {
  return modelFrame(expandFormula(parseFormula(formula), [...data.columns.keys()]), data, options);
}

export function evaluated(expression: string, data: Table, transforms = new TransformMemory()): Value {
  return evaluate(parseExpression(expression), {
    table: data,
    source: expression,
    transforms,
    isNewData: false,
  });
}

/** The numbers, codes (-1 for missing) or the text of an expression's value. */
export function plain(value: Value): unknown {
  switch (value.kind) {
    case "number":
      return [...value.values];
    case "logical":
      return [...value.codes];
    case "factor":
      return Array.from(value.codes, (code) => value.levels[code] ?? null);
    case "matrix":
      return value.columns.map((entries) => [...entries]);
    case "text":
      return value.text;
    case "list":
      return value.entries;
  }
}
