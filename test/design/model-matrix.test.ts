// Model matrices against R's model.matrix (scripts/fixtures-model-matrix.R).
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Column, Table } from "../../src/data/table.js";
import { fixedDesign } from "../../src/design/fixed.js";
import { valuesOf } from "../../src/design/term-columns.js";
import { buildContrast, type ContrastSpec } from "../../src/frame/contrasts.js";
import { frameOf } from "../frame/support.js";

interface Fixture {
  readonly columns: readonly (
    | { readonly kind: "number"; readonly name: string; readonly values: number[] }
    | { readonly kind: "logical"; readonly name: string; readonly codes: number[] }
    | {
        readonly kind: "factor";
        readonly name: string;
        readonly ordered: boolean;
        readonly levels: string[];
        readonly codes: number[];
      }
  )[];
  readonly contrastSets: Readonly<Record<string, Readonly<Record<string, ContrastSpec>>>>;
  readonly polynomials: readonly { readonly names: string[]; readonly columns: number[][] }[];
  readonly cases: readonly {
    readonly formula: string;
    readonly contrasts: string;
    readonly names: string[];
    readonly assign: number[];
    readonly columns: number[][];
  }[];
}

const path = new URL("../fixtures/model-matrix.json", import.meta.url);
const fixture = JSON.parse(readFileSync(path, "utf8")) as Fixture;

function columnOf(given: Fixture["columns"][number]): Column {
  const { name } = given;
  if (given.kind === "number") return { kind: "number", name, values: Float64Array.from(given.values) };
  const codes = Int32Array.from(given.codes);
  if (given.kind === "factor")
    return { kind: "factor", name, codes, levels: given.levels, ordered: given.ordered, logical: false };
  return { kind: "factor", name, codes, levels: ["FALSE", "TRUE"], ordered: false, logical: true };
}

const rowCount = 24;
const response: Column = {
  kind: "number",
  name: "y",
  values: Float64Array.from({ length: rowCount }, (_, i) => i * i),
};
const data: Table = {
  rowCount,
  columns: new Map([response, ...fixture.columns.map(columnOf)].map((column) => [column.name, column])),
};

function expectColumn(actual: Float64Array, expected: readonly number[], name: string) {
  const unit = Math.max(1e-3, ...expected.map(Math.abs));
  const worst = Math.max(...expected.map((value, i) => Math.abs(actual[i] - value)));
  expect(worst / unit, `column ${name}`).toBeLessThanOrEqual(1e-12);
}

describe("the fixed-effects matrix is R's", () => {
  for (const { formula, contrasts: set, names, assign, columns } of fixture.cases) {
    it(`for ${formula} with ${set} contrasts`, () => {
      const frame = frameOf(`y ${formula}`, data);
      const given = Object.entries(fixture.contrastSets[set]);
      const contrasts = Object.fromEntries(given.filter(([name]) => frame.variables.has(name)));
      const design = fixedDesign({ ...frame, contrasts }, valuesOf(frame.variables), rowCount);
      expect(design.names).toEqual(names);
      expect(design.assign.map((term) => term + 1)).toEqual(assign);
      for (const [j, column] of columns.entries()) expectColumn(design.columns[j], column, names[j]);
    });
  }
});

describe("polynomial contrasts are R's contr.poly", () => {
  for (const { names, columns } of fixture.polynomials) {
    const n = columns.length + 1;
    it(`for ${n} levels`, () => {
      const { matrix, columns: labels } = buildContrast(
        "poly",
        "o",
        Array.from({ length: n }, (_, i) => `${i}`),
      );
      expect(labels).toEqual(names);
      for (const [k, column] of columns.entries()) {
        for (const [i, value] of column.entries())
          expect(Math.abs(matrix[k * n + i] - value)).toBeLessThanOrEqual(1e-14 * n);
      }
    });
  }
});
