import { describe, expect, test } from "vitest";
import type { ColumnRequests } from "../../src/data/column-types.js";
import { type TableLike, toTable } from "../../src/data/to-table.js";
import { DataError, OptionError } from "../../src/errors.js";

const number = (name: string, ...values: number[]) => ({ kind: "number", name, values: Float64Array.from(values) });
const factor = (name: string, levels: string[], ...codes: number[]) => ({
  kind: "factor",
  name,
  codes: Int32Array.from(codes),
  levels,
  ordered: false,
  logical: false,
});
const text = (name: string, levels: string[], ...codes: number[]) => ({ ...factor(name, levels, ...codes), text: "." });
const columns = (data: TableLike, options?: ColumnRequests) => Array.from(toTable(data, options).columns.values());

describe("an object of columns", () => {
  test("may have an interface for its type", () => {
    interface Sleep {
      rt: number[];
      night: Date[];
    }
    const data: Sleep = { rt: [1, 2], night: [new Date(0), new Date(1)] };
    expect(columns(data)[0]).toEqual(number("rt", 1, 2));
  });

  test("keeps a Float64Array and the codes of a factor without a copy", () => {
    const rt = Float64Array.of(1, 2);
    const codes = Int32Array.of(0, 1);
    const table = toTable({ rt, s: { codes, levels: ["a", "b"] } });
    const [first, second] = table.columns.values();
    expect(first.kind === "number" && first.values).toBe(rt);
    expect(second.kind === "factor" && second.codes).toBe(codes);
    expect(toTable(table)).toBe(table);
  });

  test("takes every typed array as numbers", () => {
    const arrays = [
      Float32Array,
      Int8Array,
      Uint8Array,
      Uint8ClampedArray,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
    ];
    for (const Kind of arrays) expect(columns({ x: Kind.of(1, 2, 3) })).toEqual([number("x", 1, 2, 3)]);
    expect(columns({ x: BigInt64Array.of(-1n, 2n) })).toEqual([number("x", -1, 2)]);
    expect(columns({ x: BigUint64Array.of(2n ** 53n - 1n) })).toEqual([number("x", 2 ** 53 - 1)]);
  });

  test("takes arrays by the kind of their values", () => {
    const data = {
      n: [null, 1, undefined, NaN, 2n, Infinity],
      s: ["b", null, "", "a", "b", undefined],
      b: [undefined, true, false, true, null, true],
      none: [null, null, undefined, NaN, null, null],
      holes: new Array<number>(6),
    };
    expect(columns(data)).toEqual([
      number("n", NaN, 1, NaN, NaN, 2, Infinity),
      text("s", ["", "a", "b"], 2, -1, 0, 1, 2, -1),
      { ...factor("b", ["FALSE", "TRUE"], -1, 1, 0, 1, -1, 1), logical: true },
      number("none", NaN, NaN, NaN, NaN, NaN, NaN),
      number("holes", NaN, NaN, NaN, NaN, NaN, NaN),
    ]);
  });

  test("keeps both levels of booleans where one occurs", () => {
    expect(columns({ b: [true, true] })).toEqual([{ ...factor("b", ["FALSE", "TRUE"], 1, 1), logical: true }]);
  });

  test("takes codes of any integer array, with null for missing, and an order", () => {
    expect(columns({ f: { codes: [1, null, -1, 0], levels: ["u", "v"], ordered: true } })).toEqual([
      { ...factor("f", ["u", "v"], 1, -1, -1, 0), ordered: true },
    ]);
    expect(columns({ f: { codes: Uint8Array.of(1, 0), levels: ["u", "v"] } })).toEqual([factor("f", ["u", "v"], 1, 0)]);
  });

  test("may have columns of any name, and codes and levels among them", () => {
    const data = JSON.parse('{"__proto__": [1], "constructor": ["a"], "codes": [2], "levels": [3]}');
    expect(Array.from(toTable(data).columns.keys())).toEqual(["__proto__", "constructor", "codes", "levels"]);
  });
});

describe("an array of rows", () => {
  test("has the union of their keys, and misses what a row does not have", () => {
    expect(columns([{ x: 1, s: "b" }, { x: 2 }, { s: "a", extra: true }])).toEqual([
      number("x", 1, 2, NaN),
      text("s", ["a", "b"], 1, -1, 0),
      { ...factor("extra", ["FALSE", "TRUE"], -1, -1, 1), logical: true },
    ]);
  });

  test("does not look at what rows inherit", () => {
    expect(columns([JSON.parse('{"toString": "a", "__proto__": 1}'), { x: 1 }])).toEqual([
      text("toString", ["a"], 0, -1),
      number("__proto__", 1, NaN),
      number("x", NaN, 1),
    ]);
  });
});

describe("a table of another library", () => {
  // Shapes as apache-arrow 21 and flechette 2.6 give them: batches with values, nulls in a bitmap, a dictionary each.
  const textVector = (texts: (string | null)[]) => ({
    type: { typeId: 5 },
    length: texts.length,
    nullCount: 0,
    data: [],
    get: (row: number) => texts[row],
    toArray: () => texts,
  });
  const first = textVector(["x", "y"]);
  const grown = textVector(["x", "y", "z"]);
  const apacheBatch = (values: Int8Array, dictionary: object, valid: boolean[]) => ({
    length: values.length,
    values,
    dictionary,
    nullCount: valid.filter((isValid) => !isValid).length,
    getValid: (row: number) => valid[row],
  });
  const arrow = (vectors: Record<string, unknown>) => ({
    schema: { fields: Object.keys(vectors).map((name) => ({ name })) },
    getChild: (name: string) => vectors[name],
  });

  test("of Arrow's kind gives numbers without a copy, and integers of 64 bits as numbers", () => {
    const values = Float64Array.of(1, 2);
    const plain = {
      type: { typeId: 3, precision: 2 },
      length: 2,
      nullCount: 0,
      data: [{}],
      get: () => 0,
      toArray: () => values,
    };
    const long = { ...plain, type: { typeId: 2 }, toArray: () => BigInt64Array.of(3n, 4n) };
    const [x, y] = columns(arrow({ x: plain, y: long }));
    expect(x.kind === "number" && x.values).toBe(values);
    expect(y).toEqual(number("y", 3, 4));
  });

  test("of Arrow's kind has its nulls missing and half precision decoded", () => {
    const values = [1, null, 3];
    const nulls = {
      type: { typeId: 3, precision: 2 },
      length: 3,
      nullCount: 1,
      data: [{}],
      get: (i: number) => values[i],
      toArray: () => Float64Array.of(1, 0, 3),
    };
    const half = {
      ...nulls,
      type: { typeId: 3, precision: 0 },
      nullCount: 0,
      get: (i: number) => i + 0.5,
      toArray: () => Uint16Array.of(9, 9, 9),
    };
    expect(columns(arrow({ nulls, half }))).toEqual([number("nulls", 1, NaN, 3), number("half", 0.5, 1.5, 2.5)]);
  });

  test("of Arrow's kind gives a dictionary as levels in its order, over batches", () => {
    const vector = {
      type: { typeId: -1, isOrdered: true },
      length: 5,
      nullCount: 1,
      data: [
        apacheBatch(Int8Array.of(1, 0, 0), first, [true, false, true]),
        apacheBatch(Int8Array.of(2, 1), grown, [true, true]),
      ],
      get: () => {
        throw new Error("cells are not asked for one by one");
      },
      toArray: () => [],
    };
    expect(columns(arrow({ f: vector }))).toEqual([{ ...factor("f", ["x", "y", "z"], 1, -1, 0, 2, 1), ordered: true }]);
    expect(columns({ f: vector })).toEqual(columns(arrow({ f: vector })));
    const bitmap = {
      length: 3,
      values: Int32Array.of(1, 0, 0),
      dictionary: first,
      nullCount: 1,
      validity: Uint8Array.of(0b101),
    };
    const flat = { ...vector, type: { typeId: -1, ordered: false }, length: 3, data: [bitmap] };
    expect(columns(arrow({ f: flat }))).toEqual([{ ...factor("f", ["x", "y"], 1, -1, 0), text: "." }]);
    const outside = { ...flat, data: [{ ...bitmap, values: Int32Array.of(7, 0, 0) }] };
    expect(() => toTable(arrow({ f: outside }))).toThrow('column "f" points outside its dictionary in row 1');
  });

  test("of Arrow's kind with a name twice is refused", () => {
    const fields = [{ name: "x" }, { name: "x" }];
    expect(() => toTable({ schema: { fields }, getChild: () => first })).toThrow('column "x" occurs twice');
  });

  test("of arquero's kind is asked for its names and arrays", () => {
    const held: Record<string, ArrayLike<unknown>> = { x: Float64Array.of(1, 2), s: ["b", "a"] };
    const table = { columnNames: () => Object.keys(held), array: (name: string) => held[name] };
    expect(columns(table)).toEqual([number("x", 1, 2), text("s", ["a", "b"], 1, 0)]);
  });
});

describe("types and levels asked for", () => {
  test("turn numbers into levels by size, and texts into numbers", () => {
    expect(columns({ x: [10, 2, NaN, 2] }, { types: { x: "factor" } })).toEqual([
      factor("x", ["2", "10"], 1, 0, -1, 0),
    ]);
    expect(columns({ x: ["10", " 2", null] }, { types: { x: "number" } })).toEqual([number("x", 10, 2, NaN)]);
    expect(columns({ x: [true, false] }, { types: { x: "number" } })).toEqual([number("x", 1, 0)]);
    expect(columns({ x: [true, false] }, { types: { x: "factor" } })).toEqual([factor("x", ["FALSE", "TRUE"], 1, 0)]);
  });

  test("fix the order of levels, those that do not occur included", () => {
    expect(columns({ x: ["a", "b", null] }, { types: { x: "ordered" }, levels: { x: ["b", "c", "a"] } })).toEqual([
      { ...factor("x", ["b", "c", "a"], 2, 0, -1), ordered: true },
    ]);
    expect(columns({ x: [1, 2] }, { levels: { x: ["2", "1"] } })).toEqual([factor("x", ["2", "1"], 1, 0)]);
  });
});

describe("a column that no model can use", () => {
  test.each<[string, Record<string, unknown>, string]>([
    [
      "numbers and texts",
      { x: [250, 300, "fast"] },
      'column "x" mixes a number ("250" in row 1) with a string ("fast" in row 3)',
    ],
    [
      "texts and numbers",
      { x: [null, "a", 1] },
      'column "x" mixes a string ("a" in row 2) with a number ("1" in row 3)',
    ],
    ["booleans and numbers", { x: [true, 1] }, 'column "x" mixes a boolean ("true" in row 1) with a number'],
    [
      "a date",
      { x: [new Date(0)] },
      'column "x" has a date in row 1; give dates as numbers (date.getTime()) or as text',
    ],
    ["an object in a column", { x: [1, {}] }, 'column "x" has an object in row 2'],
    ["an array in a column", { x: [[1]] }, 'column "x" has an array in row 1'],
    ["a function in a column", { x: [1, () => 1] }, 'column "x" has a function in row 2'],
    ["a symbol in a column", { x: ["a", Symbol("b")] }, 'column "x" has a symbol in row 2'],
  ])("of %s stands in the table until it is needed", (_, data, message) => {
    const y = Array.from(data.x as ArrayLike<unknown>, (_cell, row) => row);
    const table = toTable({ y, ...data });
    const column = table.columns.get("x");
    expect(column).toMatchObject({ kind: "unusable", name: "x", length: y.length });
    expect(column?.kind === "unusable" && column.problem.message).toContain(message);
    expect(() => toTable(table, { types: { x: "factor" } })).toThrow(message);
    expect(toTable(table, { types: { y: "factor" } }).columns.get("x")).toBe(column);
  });

  test("has a length like any other", () => {
    expect(() => toTable({ a: [1, 2], day: [new Date(0)] })).toThrow('column "day" has 1 row, but column "a" has 2');
  });
});

describe("what is no table", () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  test.each<[string, unknown, string]>([
    ["null", null, "data cannot be null; give an object of columns"],
    ["a text", "a,b\n1,2", "data cannot be a string"],
    ["a function", () => 1, "data cannot be a function"],
    ["an empty object", {}, "the data have no columns"],
    ["no rows", [], "the data have no columns"],
    ["a Map", new Map([["x", [1]]]), "data cannot be a Map"],
    ["a promise", Promise.resolve({}), "data cannot be a Promise; await it first"],
    ["numbers alone", Float64Array.of(1), "data cannot be a Float64Array"],
    ["rows that are arrays", [[1, 2]], 'row 1 of the data is of the kind "an array"'],
    ["a row that is null", [{ x: 1 }, null], 'row 2 of the data is of the kind "null"'],
    ["rows that are numbers", [1, 2], 'row 1 of the data is of the kind "number"'],
    ["lengths that differ", { a: [1, 2, 3, 4], b: ["x", "y", "z"] }, 'column "b" has 3 rows, but column "a" has 4'],
    [
      "a text for a column",
      { x: "abc" },
      'column "x" is of the kind "string"; a column is an array, a typed array or {codes, levels}',
    ],
    ["a set for a column", { x: new Set([1]) }, 'column "x" is of the kind "object"'],
    ["an endless array-like", { x: { length: Infinity } }, 'column "x" is of the kind "object"'],
    ["a circle", circular, 'column "self" is of the kind "object"'],
    ["a DataView", { x: new DataView(new ArrayBuffer(8)) }, 'column "x" is a DataView'],
    [
      "a code out of range",
      { f: { codes: [0, 3], levels: ["a"] } },
      'column "f" has the code "3" in row 2; codes run from 0 to 0',
    ],
    ["a code that is no integer", { f: { codes: [0.5], levels: ["a"] } }, 'column "f" has the code "0.5" in row 1'],
    ["codes that are no array", { f: { codes: "abc", levels: ["a"] } }, 'column "f" has codes that are not an array'],
    [
      "levels that are no texts",
      { f: { codes: [0], levels: [1] } },
      'column "f" has levels that are not an array of strings',
    ],
  ])("%s is refused in words", (_, data, message) => {
    expect(() => toTable(data as TableLike)).toThrow(DataError);
    expect(() => toTable(data as TableLike)).toThrow(message);
  });

  test("an option that cannot be met is refused", () => {
    const data = { x: ["a", "b"] };
    expect(() => toTable(data, { types: { x: "number" } })).toThrow(
      'column "x" has "a" in row 1, which is not a number',
    );
    expect(() => toTable(data, { levels: { x: ["a"] } })).toThrow(
      'column "x" has "b" in row 2, which is not among its levels "a"',
    );
    expect(() => toTable(data, { types: { y: "factor" } })).toThrow(
      'column "y" has its type given, but is not in the data; the columns are "x"',
    );
    expect(() => toTable({ Days: [1] }, { types: { Dyas: "factor" } })).toThrow(
      'column "Dyas" has its type given, but is not in the data; did you mean "Days"?',
    );
    expect(() => toTable(data, { typs: {} } as ColumnRequests)).toThrow(OptionError);
  });
});
