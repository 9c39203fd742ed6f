// The very statements that each database is asked, and what names, levels and formulas cannot make of them.
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clickhouse,
  crossProducts,
  duckdb,
  lmm,
  type SqlAdapter,
  type SqlDialectName,
  sqlSource,
} from "../../src/index.js";

/** An adapter that notes what it is asked, and answers as if there were three cells. */
function listening(dialect: SqlDialectName): { adapter: SqlAdapter; asked: string[] } {
  const asked: string[] = [];
  const types =
    dialect === "clickhouse" ? ["String", "Float64", "Float64"] : ["text", "double precision", "double precision"];
  const adapter: SqlAdapter = {
    dialect,
    async *query(sql, { kinds }) {
      asked.push(sql);
      const isCells = kinds[0] === "text";
      yield kinds.map((kind, i) =>
        isCells ? (kind === "text" ? ["a", "b", "c"] : [[5, 6, 4][i % 3], 2, 3 + i]) : [15 - (i > 1 ? 15 - i : 0)],
      );
    },
    columns: async () => ["g", "x", "y"].map((name, i) => ({ name, type: types[i] })),
  };
  return { adapter, asked };
}

describe("statements", () => {
  for (const dialect of ["duckdb", "postgres", "clickhouse"] as const) {
    it(`of ${dialect}`, async () => {
      const { adapter, asked } = listening(dialect);
      const source = sqlSource(adapter, 'lab."odd.trials"');
      const formula = "log(y) ~ x + I(x > 0.5) + (1 | g)";
      await crossProducts(formula, source, { subset: 'g != "it\'s"' }).catch(() => null);
      await crossProducts(formula, source, { weights: "x^2" }).catch(() => null);
      expect(asked.join("\n\n")).toMatchSnapshot();
    });
  }

  it("a name of a table is a name, whatever it holds", () => {
    const { adapter } = listening("duckdb");
    const from = (table: string) => sqlSource(adapter, table).from;
    expect(from("trials")).toBe('"trials"');
    expect(from("lab.trials")).toBe('"lab"."trials"');
    expect(from("trials; drop table trials")).toBe('"trials; drop table trials"');
    expect(from('"we""ird"."t.x"')).toBe('"we""ird"."t.x"');
    for (const table of ["", "a.", ".a", 'a."b', 'a "b', 3 as never]) {
      expect(() => from(table)).toThrow(/table must be the name|is not a name of a table/);
    }
  });

  it("levels, names and formulas add nothing to a statement", async () => {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
    const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
    await connection.run("create table witness as select 1 as x");
    const hostile = fc.oneof(
      fc.string({ minLength: 1, maxLength: 12, unit: "binary" }),
      fc.constantFrom(
        "'; drop table witness; --",
        '"; drop table witness; --',
        "$1",
        "%s",
        "\\",
        "/*",
        "--",
        "a\nb",
        "`",
        "''",
        '""',
      ),
    );
    const words = fc.uniqueArray(
      hostile.filter((word) => !/[\0\r]|\p{Surrogate}/u.test(word)),
      { minLength: 3, maxLength: 3, selector: (word) => word.toLowerCase() },
    );
    await fc.assert(
      fc.asyncProperty(words, words, async (names, levels) => {
        const [g, x, y] = names;
        await connection.run("drop table if exists hostile");
        await connection.run(`create table hostile (${quote(g)} varchar, ${quote(x)} double, ${quote(y)} double)`);
        const rows = Array.from(
          { length: 30 },
          (_, i) => `(${text(levels[i % 3])}, ${Math.sin(i)}, ${Math.cos(i * i) + (i % 3)})`,
        );
        await connection.run(`insert into hostile values ${rows.join(", ")}`);
        const name = (word: string) =>
          `\`${word.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("\n", "\\n")}\``;
        const formula = `${name(y)} ~ ${name(x)} + (1 | ${name(g)})`;
        const level = JSON.stringify(levels[1]);
        const fit = await lmm(formula, sqlSource(duckdb(connection), "hostile"), {
          subset: `${name(g)} != ${level} | ${name(x)} > 2`,
        }).catch((error) => error);
        if (fit instanceof Error) expect(fit.name).toMatch(/^(Formula|Data|Option|Unsupported|Design)Error$/);
        else expect(fit.nobs).toBe(20);
        const [[count]] = (await connection.runAndReadAll("select count(*) from witness")).getRows();
        expect(Number(count)).toBe(1);
      }),
      { numRuns: 150, seed: 20261201 },
    );
  });

  it("an expression that would be a statement without end is refused at once", async () => {
    const { adapter } = listening("duckdb");
    const deep = `${"sqrt(".repeat(40)}x${")".repeat(40)}`;
    await expect(crossProducts(`y ~ ${deep} + (1 | g)`, sqlSource(adapter, "t"))).rejects.toThrow(/too long as SQL/);
  });

  it("an address with a password, and an adapter that is none, are refused", () => {
    expect(() => clickhouse({ url: "http://me:secret@127.0.0.1:1" })).toThrow(
      /give them as the options user and password/,
    );
    expect(() => clickhouse({ url: "ftp://127.0.0.1" })).toThrow(/an address such as/);
    expect(() => sqlSource({ dialect: "oracle", query() {}, columns() {} } as never, "t")).toThrow(
      /adapter has the dialect "oracle"; blup writes duckdb, postgres, clickhouse/,
    );
    expect(() => sqlSource({} as never, "t")).toThrow(/adapter must be what duckdb\(\)/);
    expect(() => duckdb(3 as never)).toThrow(/a connection of @duckdb\/node-api/);
  });
});
