// How SQL is written for the databases that are known here.
import { UnsupportedError } from "../errors.js";

/** What a column of a database is to a model. */
export type SqlKind = "number" | "logical" | "text";

/** A column of a source as the database describes it. */
export interface SqlColumn {
  /** Name in the database. */
  readonly name: string;
  /** What it is to a model; null for types that no model can use, such as dates. */
  readonly kind: SqlKind | null;
  /** The database's name of its type. */
  readonly type: string;
}

/** One way of writing SQL. Expressions are of double precision unless said otherwise. */
export interface SqlDialect {
  readonly name: string;
  quote(name: string): string;
  text(value: string): string;
  number(value: number): string;
  /** A column or expression of any type of numbers as one of double precision. */
  double(sql: string): string;
  /** A column as text. */
  asText(sql: string): string;
  isNaN(sql: string): string;
  readonly infinity: string;
  power(base: string, exponent: string): string;
  /** Natural logarithm, and those of other bases that are exact where they are whole. */
  readonly log: string;
  variance(sql: string): string;
  /** Variance and covariance within a group times its count; both by sums that do not cancel. */
  scatter(one: string, other: string): string;
  /** A condition as 1 or 0, missing as 0. */
  readonly flag: (sql: string) => string;
  /** A number of an answer, NaN where it is missing. */
  readonly answer: (sql: string) => string;
  /** An expression that the condition before it leaves no missing value of. */
  readonly present: (sql: string) => string;
  /** Kind of a column by the database's name of its type. */
  kindOf(type: string): SqlKind | null;
}

function doubled(mark: string, text: string): string {
  if (text.includes("\0"))
    throw new UnsupportedError("names and texts with a NUL character cannot be asked of a database");
  return mark + text.replaceAll(mark, mark + mark) + mark;
}

/** Seventeen digits, which are read as the very same double. */
function digits(value: number): string {
  return value.toExponential(16);
}

const NUMBER = /^(tiny|small|big|huge|u|us|ut|ub|uh)?int(eger)?\d*$|^(float|double|real|numeric|decimal|bigint|money)/i;

const common = {
  quote: (name: string) => doubled('"', name),
  text: (value: string) => doubled("'", value),
  number: (value: number) => `cast('${digits(value)}' as double precision)`,
  double: (sql: string) => `cast(${sql} as double precision)`,
  asText: (sql: string) => `cast(${sql} as varchar)`,
  infinity: "cast('infinity' as double precision)",
  power: (base: string, exponent: string) => `power(${base}, ${exponent})`,
  log: "ln",
  variance: (sql: string) => `var_pop(${sql})`,
  scatter: (one: string, other: string) =>
    one === other ? `var_pop(${one}) * count(*)` : `covar_pop(${one}, ${other}) * count(*)`,
  flag: (sql: string) => `case when ${sql} then 1 else 0 end`,
  answer: (sql: string) => sql,
  present: (sql: string) => sql,
  kindOf(type: string): SqlKind | null {
    if (/^bool/i.test(type)) return "logical";
    if (NUMBER.test(type)) return "number";
    return /^(varchar|text|char|character|string|bpchar|name|enum|uuid|citext)/i.test(type) ? "text" : null;
  },
};

const duckdb: SqlDialect = { ...common, name: "duckdb", isNaN: (sql) => `isnan(${sql})` };

const postgres: SqlDialect = {
  ...common,
  name: "postgres",
  // A backslash is an ordinary character unless the server is told otherwise; the E form says what it is.
  text: (value) => (value.includes("\\") ? ` E${doubled("'", value).replaceAll("\\", "\\\\")}` : doubled("'", value)),
  asText: (sql) => `cast(${sql} as text) collate "C"`,
  isNaN: (sql) => `${sql} = 'NaN'`,
};

const clickhouse: SqlDialect = {
  ...common,
  name: "clickhouse",
  quote: (name) => `\`${escaped(name, "`")}\``,
  text: (value) => `'${escaped(value, "'")}'`,
  number: (value) => `toFloat64(${digits(value)})`,
  double: (sql) => `toFloat64(${sql})`,
  asText: (sql) => `toString(${sql})`,
  isNaN: (sql) => `isNaN(${sql})`,
  infinity: "toFloat64(inf)",
  power: (base, exponent) => `pow(${base}, ${exponent})`,
  log: "log",
  answer: (sql) => `ifNull(${sql}, nan)`,
  present: (sql) => `assumeNotNull(${sql})`,
  // Those without "Stable" cancel.
  variance: (sql) => `varPopStable(${sql})`,
  scatter: (one, other) =>
    one === other ? `varPopStable(${one}) * count()` : `covarPopStable(${one}, ${other}) * count()`,
  kindOf(type) {
    const plain = type.replace(/^(?:Nullable|LowCardinality)\((.*)\)$/, "$1");
    if (plain !== type) return clickhouse.kindOf(plain);
    if (plain === "Bool") return "logical";
    if (/^(U?Int\d+|Float\d+|Decimal)/.test(plain)) return "number";
    return /^(String|FixedString|Enum|UUID)/.test(plain) ? "text" : null;
  },
};

function escaped(text: string, mark: string): string {
  if (text.includes("\0"))
    throw new UnsupportedError("names and texts with a NUL character cannot be asked of a database");
  return text.replaceAll("\\", "\\\\").replaceAll(mark, `\\${mark}`);
}

export const DIALECTS = { duckdb, postgres, clickhouse } as const;

/** Name of a dialect of SQL that blup writes. */
export type SqlDialectName = keyof typeof DIALECTS;
