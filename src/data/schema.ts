// A Frictionless Table Schema: what it says of column types, the order of levels and missing values.
import { DataError } from "../errors.js";
import type { ColumnType } from "./column-type.js";
import { checkDistinctLevels } from "./columns.js";

/** The part of a Table Schema that reading a table needs; fits into CsvOptions. */
export interface TableSchema {
  /** Types by field. */
  readonly types: Record<string, ColumnType>;
  /** Categories by field, in their order. */
  readonly levels: Record<string, string[]>;
  /** Absent where the schema does not say. */
  readonly naValues?: string[];
}

/** What a field of each type becomes where it has no categories; undefined: inferred from the cells. */
const FIELD_TYPES: ReadonlyMap<unknown, ColumnType | undefined> = new Map<unknown, ColumnType | undefined>([
  ["string", "factor"],
  ["number", "number"],
  ["integer", "number"],
  ["year", "number"],
  ["boolean", undefined],
  ["any", undefined],
  ["date", "factor"],
  ["time", "factor"],
  ["datetime", "factor"],
  ["yearmonth", "factor"],
  ["duration", "factor"],
]);

/** Fields that change what a cell means, and that nothing here obeys. */
const REFUSED = ["missingValues", "decimalChar", "groupChar", "trueValues", "falseValues"];

/**
 * Reads a parsed Table Schema: the fields' name, type, categories and their order; missingValues. Throws DataError.
 *
 * @example
 * const schema = parseTableSchema({ fields: [{ name: "dose", type: "string", categories: ["low", "high"] }] });
 * const doses = await readCsv("dose,y\nhigh,1\nlow,2\n", schema); // levels low, high
 */
export function parseTableSchema(json: unknown): TableSchema {
  if (!isObject(json) || !Array.isArray(json.fields)) {
    throw new DataError('the schema has no "fields"; a Table Schema is an object with an array of fields');
  }
  const types: Record<string, ColumnType> = Object.create(null);
  const levels: Record<string, string[]> = Object.create(null);
  const seen = new Set<string>();
  json.fields.forEach((field: unknown, index) => {
    if (!isObject(field) || typeof field.name !== "string" || field.name === "") {
      throw new DataError(`field ${index + 1} of the schema has no name; each field is an object with a name`);
    }
    const { name } = field;
    if (seen.has(name)) throw new DataError(`field "${name}" occurs twice in the schema`, { column: name });
    seen.add(name);
    const { type, categories } = readField(name, field);
    if (type !== undefined) types[name] = type;
    if (categories !== undefined) levels[name] = categories;
  });
  return { types, levels, ...readMissing(json.missingValues) };
}

function readField(
  name: string,
  field: Record<string, unknown>,
): { type: ColumnType | undefined; categories: string[] | undefined } {
  const { type = "any", categories, categoriesOrdered = false } = field;
  if (!FIELD_TYPES.has(type)) {
    throw new DataError(
      `field "${name}" of the schema has the type "${String(type)}"; the types are ` +
        Array.from(FIELD_TYPES.keys()).join(", "),
      { column: name },
    );
  }
  for (const key of REFUSED) {
    if (!Object.hasOwn(field, key) || (key === "decimalChar" && field[key] === ".")) continue;
    throw new DataError(`field "${name}" of the schema sets "${key}", which is not supported for a single field`, {
      column: name,
    });
  }
  if (typeof categoriesOrdered !== "boolean") {
    throw new DataError(
      `field "${name}" of the schema has categoriesOrdered "${String(categoriesOrdered)}"; it must be true or false`,
      {
        column: name,
      },
    );
  }
  if (categories === undefined) {
    return { type: categoriesOrdered ? "ordered" : FIELD_TYPES.get(type), categories: undefined };
  }
  return { type: categoriesOrdered ? "ordered" : "factor", categories: readCategories(name, categories) };
}

function readCategories(name: string, categories: unknown): string[] {
  if (!Array.isArray(categories) || categories.length === 0) {
    throw new DataError(`field "${name}" of the schema has categories that are no list; give an array of values`, {
      column: name,
    });
  }
  const levels = categories.map((category: unknown) => {
    const value = isObject(category) ? category.value : category;
    if (typeof value === "string" || typeof value === "number") return String(value);
    throw new DataError(
      `field "${name}" of the schema has the category ${JSON.stringify(category)}; ` +
        "give a text, a number or {value, label}",
      { column: name },
    );
  });
  checkDistinctLevels(name, levels);
  return levels;
}

function readMissing(missing: unknown): { naValues?: string[] } {
  if (missing === undefined) return {};
  if (!Array.isArray(missing)) throw new DataError("missingValues of the schema must be an array of texts");
  return {
    naValues: missing.map((entry: unknown) => {
      const value = isObject(entry) ? entry.value : entry;
      if (typeof value === "string") return value;
      throw new DataError(
        `missingValues of the schema has ${JSON.stringify(entry)}; each must be a text or {value, label}`,
      );
    }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
