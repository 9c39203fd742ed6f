// Databases, patterns of files and cross-products in place of a data file.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli, sleepstudy } from "./run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "blup-sources-"));
const at = (name: string) => join(folder, name);
const formula = "Reaction ~ Days + (Days | Subject)";
const source = `duckdb:${at("lab.duckdb")}#sleep`;

beforeAll(async () => {
  const instance = await DuckDBInstance.create(at("lab.duckdb"));
  const connection = await instance.connect();
  await connection.run(`create table sleep as select * from '${sleepstudy}'`);
  for (const k of [0, 1]) {
    await connection.run(
      `copy (select * from sleep where Subject % 2 = ${k}) to '${at(`part-${k}.parquet`)}' (format parquet)`,
    );
  }
  connection.closeSync();
  instance.closeSync();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The summary without the line that names the data and the scaled residuals. */
const plain = (text: string) => text.replace(/ {3}Data: .*\n/, "").replace(/Scaled residuals(?:.|\n)*?\n\n/, "");

describe("sources at the command line", () => {
  it("a DuckDB table, Parquet files and cross-products give the summary of the file", async () => {
    const file = plain((await runCli(["fit", formula, sleepstudy])).out);
    const summed = async (...args: string[]) => {
      const { out: stdout, err: stderr, code } = await runCli(["crossproducts", formula, ...args]);
      expect([code, stderr]).toEqual([0, ""]);
      return stdout;
    };
    expect(await summed(at("part-[0].parquet"), "-o", at("zero.blup"))).toMatch(
      /^90 rows in 9 cells; \d+ bytes in .*zero.blup\n$/,
    );
    await summed(at("part-1*.parquet"), "-o", at("one.blup"));
    for (const places of [
      [source],
      [at("part-*.parquet")],
      [at("zero.blup"), at("one.blup")],
      [at("zero.blup"), at("part-[1].parquet")],
    ]) {
      const { out: stdout, err: stderr } = await runCli(["fit", formula, ...places]);
      expect(stderr).toBe("");
      expect(plain(stdout)).toBe(file);
    }
  });

  it("a saved fit is asked again where its rows are", async () => {
    const fit = at("fit.json");
    await runCli(["fit", formula, source, "-o", fit, "--quiet"]);
    const rows = at("rows.json");
    await runCli(["fit", formula, sleepstudy, "-o", rows, "--quiet"]);
    for (const command of [["anova"], ["confint"], ["ranef"], ["coef"], ["anova", "--df", "kenward-roger"]]) {
      const [own, other] = [
        await runCli([command[0], fit, ...command.slice(1)]),
        await runCli([command[0], rows, ...command.slice(1)]),
      ];
      expect(own.out).toBe(other.out);
    }
    expect((await runCli(["augment", fit])).err).toMatch(/augment\(\) wants rows/);
  });

  it("tells what cannot be opened, and keeps passwords to itself", async () => {
    const wrong = async (...args: string[]) => {
      const { err: stderr, code } = await runCli(["fit", formula, ...args]);
      expect(code).toBe(1);
      expect(stderr).not.toContain("secret");
      return stderr;
    };
    expect(await wrong("duckdb:lab")).toMatch(/names no table; write it behind "#"/);
    expect(await wrong(`duckdb:${at("none.duckdb")}#sleep`)).toMatch(/DuckDB file ".*none.duckdb" cannot be opened/);
    expect(await wrong(`duckdb:${at("lab.duckdb")}#none`)).toMatch(/DuckDB: .*none/);
    expect(await wrong("postgres://me:secret@127.0.0.1:9/lab#t")).toMatch(
      /PostgreSQL at "postgres:\/\/me@127.0.0.1:9\/lab" cannot be opened/,
    );
    expect(await wrong("clickhouse://me:secret@127.0.0.1:9/lab#t")).toMatch(
      /ClickHouse at 127.0.0.1:9 does not answer/,
    );
    expect(await wrong(source, "--family", "poisson")).toMatch(/--family needs rows/);
    expect(await wrong(source, "--na", "-99")).toMatch(/--na says how a file is read/);
    expect(await wrong(sleepstudy, source)).toMatch(/is a data file; several places/);
    expect(await wrong(at("none.blup"))).toMatch(/does not exist/);
    const { err: stderr } = await runCli(["crossproducts", formula, source, "-o", at("sums.txt")]);
    expect(stderr).toMatch(/whose name ends in .blup/);
    expect(existsSync(at("sums.txt"))).toBe(false);
    expect((await runCli(["crossproducts", formula, source, "-o", at("s.blup"), "--minimum-count", "11"])).err).toMatch(
      /18 of 18 cells have fewer than 11 rows/,
    );
    expect(readFileSync(at("lab.duckdb")).length).toBeGreaterThan(0);
  });
});
