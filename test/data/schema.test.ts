import { expect, test } from "vitest";
import { readCsv } from "../../src/data/csv.js";
import { parseTableSchema } from "../../src/data/schema.js";
import { DataError } from "../../src/errors.js";

test("fields give types, categories the levels in their order", () => {
  const schema = parseTableSchema({
    fields: [
      { name: "rt", type: "number" },
      { name: "trial", type: "integer", title: "ignored" },
      { name: "subj", type: "string" },
      { name: "cond", type: "string", categories: ["control", "a", "b"] },
      {
        name: "dose",
        type: "integer",
        categories: [{ value: 10, label: "low" }, { value: 5 }],
        categoriesOrdered: true,
      },
      { name: "old", type: "boolean" },
      { name: "free" },
    ],
    missingValues: ["", "-", { value: "x", label: "refused" }],
  });
  expect({ ...schema.types }).toEqual({
    rt: "number",
    trial: "number",
    subj: "factor",
    cond: "factor",
    dose: "ordered",
  });
  expect({ ...schema.levels }).toEqual({ cond: ["control", "a", "b"], dose: ["10", "5"] });
  expect(schema.naValues).toEqual(["", "-", "x"]);
});

test("a schema fits into the options of a CSV file", async () => {
  const schema = parseTableSchema({
    fields: [
      { name: "id", type: "string" },
      { name: "cond", categories: ["b", "a", "c"] },
    ],
    missingValues: ["-"],
  });
  const table = await readCsv("id,cond\n007,a\n-,b\n", schema);
  expect(table.columns.get("id")).toMatchObject({ levels: ["007"], codes: Int32Array.of(0, -1) });
  expect(table.columns.get("cond")).toMatchObject({ levels: ["b", "a", "c"], codes: Int32Array.of(1, 0) });
  await expect(readCsv("id,cond\n1,a\n2,d\n", schema)).rejects.toMatchObject({
    message: 'column "cond" has "d" on line 3, which is not among its levels "b", "a", "c"',
    column: "cond",
    row: 1,
  });
});

test("a schema without missingValues leaves them to the reader", () => {
  expect(Object.hasOwn(parseTableSchema({ fields: [] }), "naValues")).toBe(false);
});

test("a field may be named like a property of objects", () => {
  const { types } = parseTableSchema(JSON.parse('{"fields": [{"name": "__proto__", "type": "number"}]}'));
  expect(Object.keys(types)).toEqual(["__proto__"]);
});

test.each<[string, unknown, string]>([
  ["null", null, 'the schema has no "fields"'],
  ["an array", [], 'the schema has no "fields"'],
  ["a field without name", { fields: [{ name: "a" }, { type: "number" }] }, "field 2 of the schema has no name"],
  ["a field that is a text", { fields: ["a"] }, "field 1 of the schema has no name"],
  ["a field twice", { fields: [{ name: "a" }, { name: "a" }] }, 'field "a" occurs twice in the schema'],
  [
    "an unknown type",
    { fields: [{ name: "a", type: "strng" }] },
    'field "a" of the schema has the type "strng"; the types are string, number',
  ],
  [
    "no categories",
    { fields: [{ name: "a", categories: [] }] },
    'field "a" of the schema has categories that are no list',
  ],
  [
    "a bad category",
    { fields: [{ name: "a", categories: ["x", null] }] },
    'field "a" of the schema has the category null',
  ],
  ["a category twice", { fields: [{ name: "a", categories: ["x", "x"] }] }, 'column "a" has the level "x" twice'],
  [
    "a bad order",
    { fields: [{ name: "a", categoriesOrdered: "yes" }] },
    'field "a" of the schema has categoriesOrdered "yes"',
  ],
  [
    "a decimal comma",
    { fields: [{ name: "a", type: "number", decimalChar: "," }] },
    'field "a" of the schema sets "decimalChar"',
  ],
  ["bad missingValues", { fields: [], missingValues: "NA" }, "missingValues of the schema must be an array of texts"],
  ["a bad missing value", { fields: [], missingValues: [-9] }, "missingValues of the schema has -9"],
])("%s is refused", (_, json, message) => {
  expect(() => parseTableSchema(json)).toThrow(DataError);
  expect(() => parseTableSchema(json)).toThrow(message);
});
