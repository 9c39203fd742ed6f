import { describe, expect, it } from "vitest";
import type { Column, Table } from "../../src/data/table.js";
import { type AppliedParts, applyDesign } from "../../src/design/apply-design.js";
import { buildDesign } from "../../src/design/build-design.js";
import { DataError } from "../../src/errors.js";
import type { FrameOptions } from "../../src/frame/model-frame.js";
import { type DesignState, designState, resolvedFormula } from "../../src/frame/resolved-formula.js";
import { frameOf, table } from "../frame/support.js";

const n = 30;
const at = <T>(of: (i: number) => T) => Array.from({ length: n }, (_, i) => of(i));
const data = table({
  y: at((i) => (i * 7) % 11),
  x: at((i) => 1 + ((i * 5) % 13)),
  z: at((i) => ((i * i) % 7) - 2.5),
  f: at((i) => "uvw"[i % 3]),
  o: { cells: at((i) => ["low", "mid", "high"][((i * i + i) % 5) % 3]), levels: ["low", "mid", "high"], ordered: true },
  l: at((i) => i % 2 === 0),
  g: at((i) => `g${i % 4}`),
  h: at((i) => (i * 3) % 5),
});

function stored(formula: string, options: FrameOptions = {}) {
  const frame = frameOf(formula, data, options);
  const { design } = buildDesign(frame);
  const state = JSON.parse(JSON.stringify(designState(frame))) as DesignState;
  const apply = (newData: Table, parts: AppliedParts) =>
    applyDesign(resolvedFormula(state), design.factors, newData, parts);
  return { design, state, apply };
}

/** The table of one row of `data`. */
function oneRow(row: number): Table {
  const cut = (column: Column): Column => {
    if (column.kind === "unusable") throw column.problem;
    if (column.kind === "number") return { ...column, values: column.values.slice(row, row + 1) };
    return { ...column, codes: column.codes.slice(row, row + 1) };
  };
  return { rowCount: 1, columns: new Map(Array.from(data.columns, ([name, column]) => [name, cut(column)])) };
}

const all = { random: true };

describe("a stored design applied to the data of the fit gives the design of the fit", () => {
  it.each<[string, FrameOptions]>([
    ["y ~ x * f + (1 + x | g) + (1 | h)", {}],
    ["y ~ poly(x, 3) + scale(z) * o + (scale(z) || g) + (1 | g:h)", {}],
    ["y ~ log(x) + I(z^2) + l:f + offset(z) + (0 + f | g)", { offset: "x / 2" }],
    [
      "y ~ f * o + (1 | h/g)",
      {
        contrasts: {
          f: "sum",
          o: {
            matrix: [
              [1, 0],
              [0, 1],
              [-1, -2],
            ],
          },
        },
      },
    ],
    ["y ~ . + (1 | g)", {}],
    ['scale(y) ~ factor(h) + dummy(f, "v") + relevel(f, ref = "w") + (1 | g)', {}],
  ])("%s %j", (formula, options) => {
    const { design, apply } = stored(formula, options);
    const applied = apply(data, all);
    expect(applied.fixed).toEqual(design.fixed);
    expect(applied.random).toEqual(design.random);
    expect(applied.offset).toEqual(design.offset);
    const own = ({ codes, levels }: (typeof design.factors)[0]) => ({ codes, levels });
    expect(applied.factors).toEqual(design.factors.map((factor) => ({ ...factor, unknown: [], own: own(factor) })));
  });
});

describe("a stored design applied to new data", () => {
  const { design, state, apply } = stored("y ~ poly(x, 2) * f + o + l + (scale(z) | g) + (1 | h)");

  it("gives single rows the numbers that they had among all", () => {
    for (const row of [0, 13, 29]) {
      const { fixed, random, factors } = apply(oneRow(row), all);
      expect(fixed.columns.map(([value]) => value)).toEqual(design.fixed.columns.map((column) => column[row]));
      expect(random.map((term) => term.columns.map((column) => column?.[0]))).toEqual(
        design.random.map((term) => term.columns.map((column) => column?.[row])),
      );
      expect(factors.map(({ codes }) => codes[0])).toEqual(design.factors.map(({ codes }) => codes[row]));
    }
  });

  it("needs neither response nor groups for the fixed part alone", () => {
    const fresh = table({ x: [2, 3], f: ["v", "u"], o: ["mid", "low"], l: [true, true] });
    const { fixed, random, factors } = apply(fresh, { random: false });
    expect(fixed.names).toEqual(design.fixed.names);
    expect([random, factors]).toEqual([[], []]);
  });

  it("needs no columns for the random terms that are not wanted, and no groups where their levels are not", () => {
    const fresh = table({ x: [2, 3], f: ["v", "u"], o: ["mid", "low"], l: [true, true], z: [1, 2], g: ["g9", "g1"] });
    const only = apply(fresh, { random: (group) => group === "g" });
    expect(only.factors.map(({ name, codes, own }) => [name, [...codes], [...own.codes], own.levels])).toEqual([
      ["g", [-1, 1], [1, 0], ["g1", "g9"]],
    ]);
    const uncoded = apply(fresh, { random: true, coded: (group) => group === "g" });
    expect(uncoded.factors.map(({ name, codes }) => [name, [...codes]])).toEqual([
      ["h", [-1, -1]],
      ["g", [-1, 1]],
    ]);
    expect(uncoded.random.map((term) => term.names)).toEqual(design.random.map((term) => term.names));
  });

  it("marks unknown and missing groups, and gives NaN for missing values", () => {
    const fresh = table({
      x: [2, null],
      f: ["v", null],
      o: ["mid", "low"],
      l: [true, true],
      z: [1, 2],
      g: ["g9", "g1"],
      h: [null, 3],
    });
    const { fixed, factors } = apply(fresh, all);
    expect(factors.map(({ name, codes, unknown }) => [name, [...codes], unknown])).toEqual([
      ["h", [-1, 3], []],
      ["g", [-1, 1], ["g9"]],
    ]);
    expect(fixed.columns.map((column) => Number.isNaN(column[1]))).toEqual(
      fixed.names.map((name) => /poly|^f/.test(name)),
    );
  });

  it("reads numbers as the levels of a factor", () => {
    const { apply: numbered } = stored("y ~ factor(h) + (1 | g)");
    const asText = numbered(table({ h: ["3", "0"], g: ["g0", "g1"] }), all);
    const asNumber = numbered(table({ h: [3, 0], g: ["g0", "g1"] }), all);
    expect(asNumber.fixed).toEqual(asText.fixed);
  });

  it.each<[Parameters<typeof table>[0], string]>([
    [{ x: [1] }, 'new data have no column "f", which the model needs'],
    [{ x: [1], f: ["V"], o: ["low"], l: [true] }, 'factor "f" has the level "V" in row 1; did you mean "v"?'],
    [
      { x: [1], f: ["v"], o: ["lowest"], l: [true] },
      'new levels detected in new data: factor "o" has the level "lowest"',
    ],
    [{ x: ["1"], f: ["v"], o: ["low"], l: [true] }, 'factor "x" (levels "1") is used where a number is expected'],
  ])("refuses %j", (columns, message) => {
    const applied = () => apply(table(columns), { random: false });
    expect(applied).toThrow(DataError);
    expect(applied).toThrow(message);
  });

  it("stays small", () => {
    expect(JSON.stringify(state).length).toBeLessThan(1000);
  });
});
