// A table of a database as what models are fitted to.
import { OptionError } from "../errors.js";
import { checkAdapter, type SqlAdapter } from "./adapter.js";
import { DIALECTS, type SqlColumn, type SqlDialect } from "./dialect.js";

/** A table, view or select of a database. */
export class SqlSource {
  /** How its SQL is written.
   *
   * @internal */
  readonly dialect: SqlDialect;

  /** Throws OptionError for what is no adapter, and for a text that is neither a name nor a select in parentheses. */
  constructor(
    /** The database. */
    readonly adapter: SqlAdapter,
    /** A name, or a select in parentheses, as it was given. */
    readonly table: string,
  ) {
    checkAdapter(adapter);
    if (typeof table !== "string" || table.trim() === "") {
      throw new OptionError('table must be the name of a table, or a select in parentheses: "(select …)"', "table");
    }
    this.dialect = DIALECTS[adapter.dialect];
  }

  /** What stands behind "from". */
  get from(): string {
    const { table, dialect } = this;
    if (isSelect(table)) return `${table} as blup_source`;
    return nameParts(table).map(dialect.quote).join(".");
  }

  /** The columns, with what they are to a model. */
  async columns(): Promise<readonly SqlColumn[]> {
    const found = await this.adapter.columns(this.from);
    return found.map(({ name, type }) => ({ name, type, kind: this.dialect.kindOf(type) }));
  }

  /** Calls `use` with all its queries of one state of the data, where the database can do that. */
  snapshot<T>(use: () => Promise<T>): Promise<T> {
    const { adapter } = this;
    return adapter.snapshot === undefined ? use() : adapter.snapshot(use);
  }
}

function isSelect(table: string): boolean {
  return table.trim().startsWith("(");
}

/** The parts of a name such as schema.table or "odd.schema"."table". */
function nameParts(table: string): string[] {
  const parts = [...table.matchAll(/\s*(?:"((?:[^"]|"")+)"|([^".]+?))\s*(?:\.|$)/gy)];
  const length = parts.reduce((sum, [text]) => sum + text.length, 0);
  if (length !== table.length || table.trim().endsWith(".")) {
    const text = `"${table}" is not a name of a table such as trials or lab.trials; names with points stand in double quotes`;
    throw new OptionError(text, "table");
  }
  return parts.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
}
