// Type III tests where cells are empty, beside lmerTest's (scripts/fixtures-empty-cells.R).
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { factorColumn, numberColumn, tableOf } from "../../src/data/columns.js";
import type { Column, Table } from "../../src/data/table.js";
import { glmm, lmm } from "../../src/fit/fitting.js";
import { type AnovaRow, type AnovaTable, anova } from "../../src/inference/anova.js";
import { jointTests } from "../../src/inference/emmeans/joint-tests.js";
import { loadTable } from "../support/reference.js";

interface Case {
  readonly id: string;
  readonly data: string;
  readonly formula: string;
  readonly factor: readonly string[];
  readonly factors: readonly string[];
  readonly drop: readonly Readonly<Record<string, string>>[];
  readonly rows: number;
  readonly tables: readonly {
    readonly order: "given" | "turned";
    readonly coding: "treatment" | "sum" | "helmert";
    readonly rows: readonly {
      readonly term: string;
      readonly sumSq: number;
      readonly numDf: number;
      readonly denDf: number;
      readonly statistic: number;
      readonly flat?: number | null;
    }[];
  }[];
}

const path = new URL("../fixtures/empty-cells.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: readonly Case[] };

/** Where lmerTest's tests depend on which level comes first, those that nothing is estimable of are left out here. */
const notInvariant: Readonly<Record<string, readonly string[]>> = {
  "cake, a line each": ["temp", "recipe:temp"],
  "reasoning, four factors": ["type"],
};

describe.each(cases)("type III tests of $id", (design) => {
  it("are lmerTest's, for every coding and order of levels", async () => {
    const tables: AnovaTable[] = [];
    for (const { order, coding, rows } of design.tables) {
      const contrasts = Object.fromEntries(design.factors.map((name) => [name, coding]));
      const fit = await lmm(design.formula, await dataOf(design, order), { contrasts });
      expect(fit.nobs).toBe(design.rows);
      const table = anova(fit);
      tables.push(table);
      const absent = notInvariant[design.id] ?? [];
      expect(table.rows.map(({ term }) => term).sort()).toEqual(
        rows.flatMap(({ term }) => (absent.includes(term) ? [] : [termOf(term, table.rows)])).sort(),
      );
      for (const reference of rows) {
        const row = table.rows.find(({ term }) => term === termOf(reference.term, table.rows));
        if (row === undefined) continue;
        expect(row.numDf).toBe(reference.numDf);
        // lmerTest rounds the weights of its contrasts to seven digits.
        const sumSq = reference.flat ?? reference.sumSq;
        expect(Math.abs((row.sumSq as number) - sumSq)).toBeLessThan(4e-6 * sumSq + 1e-6 * fit.sigma ** 2);
        if (row.numDf === 1) expect(Math.abs(row.denDf / reference.denDf - 1)).toBeLessThan(1e-6);
      }
      table.rows.forEach((row, i) => {
        const first = tables[0].rows[i];
        expect(row.term).toBe(first.term);
        expect(Math.abs((row.sumSq as number) / (first.sumSq as number) - 1)).toBeLessThan(1e-9);
        expect(Math.abs(row.denDf / first.denDf - 1)).toBeLessThan(1e-6);
      });
      const codes = table.warnings.map(({ code }) => code);
      expect(codes).toEqual(absent.length > 0 ? ["W_TYPE3_RANK", "W_ANOVA_RANK"] : ["W_ANOVA_RANK"]);
    }
  });
});

describe("type III tests where cells are empty", () => {
  const three = cases[0];

  it("of cake without three cells are those of the literature under every coding", async () => {
    const coded = ["treatment", "sum", "helmert", "poly", { treatment: "B" }] as const;
    for (const recipe of coded) {
      const fit = await lmm(three.formula, await dataOf(three, "given"), { contrasts: { recipe } });
      const [row, , both] = anova(fit).rows;
      expect(row.sumSq).toBeCloseTo(2.2817, 4);
      expect([both.numDf, both.denDf.toFixed(6), both.statistic.toFixed(3)]).toEqual([1, "42.000000", "4.037"]);
    }
  });

  it("keep in joint tests what can be estimated, as emmeans does", async () => {
    for (const order of ["given", "turned"] as const) {
      const { rows, warnings } = jointTests(await lmm(three.formula, await dataOf(three, order)));
      expect(rows.map(({ term, numDf, denDf }) => [term, numDf, denDf.toFixed(6)])).toEqual([
        ["recipe:temperature", 1, "42.000000"],
      ]);
      expect(rows[0].statistic).toBeCloseTo(4.037, 3);
      expect(warnings.map(({ message }) => message)).toEqual([
        'joint tests of "recipe:temperature" are of what can be estimated of their contrasts; no contrast of "recipe", ' +
          '"temperature" is estimable, so that there is no test',
      ]);
    }
    // R's emmeans 1.8.4: joint_tests(lmer(...), lmer.df = "satterthwaite") of cake without two cells.
    const [both, ...others] = jointTests(await lmm(cases[1].formula, await dataOf(cases[1], "given"))).rows;
    expect(others).toEqual([]);
    expect([both.term, both.numDf, both.statistic.toFixed(3)]).toEqual(["recipe:temperature", 2, "2.120"]);
  });

  it("know nothing of the order of levels in generalized models either", async () => {
    const at = async (order: "given" | "turned", coding: "treatment" | "sum") => {
      const contrasts = { recipe: coding, temperature: coding };
      const fit = await glmm("angle ~ recipe * temperature + (1 | replicate)", await dataOf(three, order), {
        family: "poisson",
        contrasts,
      });
      return anova(fit).rows.map(({ statistic }) => statistic);
    };
    const first = await at("given", "treatment");
    for (const other of [await at("given", "sum"), await at("turned", "treatment"), await at("turned", "sum")]) {
      other.forEach((statistic, i) => {
        expect(Math.abs(statistic / first[i] - 1)).toBeLessThan(1e-6);
      });
    }
  });

  it("say of a term that nothing of it can be told", async () => {
    const fit = await lmm("angle ~ temp + temperature + (1 | recipe:replicate)", await dataOf(three, "given"));
    const { rows, warnings } = anova(fit);
    expect(rows.map(({ term, numDf }) => [term, numDf])).toEqual([["temperature", 1]]);
    expect(warnings.map(({ message }) => message)).toEqual([
      'no type III test of "temp": in these data nothing of it is told apart from other terms; type "I" tests it before ' +
        "them (docs/differences.md)",
      'rank deficient: columns of "temperature" were dropped, so that tests are of what is left; type III ones are of ' +
        "what can be estimated where combinations of levels do not occur, whatever the contrasts and the order of levels " +
        "(docs/differences.md)",
    ]);
    expect(anova(fit, { type: "I" }).rows.map(({ term, numDf }) => [term, numDf])).toEqual([
      ["temp", 1],
      ["temperature", 1],
    ]);
  });
});

/** lmerTest names a:b what the formula first calls b:a. */
function termOf(term: string, rows: readonly AnovaRow[]): string {
  const turned = term.split(":").reverse().join(":");
  return rows.some((row) => row.term === turned) ? turned : term;
}

async function dataOf({ data, factor, factors, drop }: Case, order: "given" | "turned"): Promise<Table> {
  const loaded = [...(await loadTable(data)).columns.values()].filter(isUsable);
  const columns = loaded.map((column): UsableColumn => (factor.includes(column.name) ? asFactor(column) : column));
  const isDropped = (row: number) =>
    drop.some((cell) => columns.every((column) => !(column.name in cell) || textAt(column, row) === cell[column.name]));
  const kept = Array.from({ length: lengthOf(columns[0]) }, (_, i) => i).filter((row) => !isDropped(row));
  return tableOf(
    columns.map((column) => {
      if (column.kind === "number")
        return numberColumn(
          column.name,
          Float64Array.from(kept, (row) => column.values[row]),
        );
      const texts = kept.map((row) => textAt(column, row));
      const used = column.levels.filter((level) => texts.includes(level));
      const isTurned = order === "turned" && factors.includes(column.name);
      const levels = isTurned ? [used[used.length - 1], ...used.slice(0, -1)] : used;
      return factorColumn(
        column.name,
        Int32Array.from(texts, (text) => levels.indexOf(text)),
        levels,
      );
    }),
  );
}

type UsableColumn = Exclude<Column, { kind: "unusable" }>;

function isUsable(column: Column): column is UsableColumn {
  return column.kind !== "unusable";
}

function lengthOf(column: UsableColumn): number {
  return column.kind === "factor" ? column.codes.length : column.values.length;
}

function textAt(column: UsableColumn, row: number): string {
  return column.kind === "factor" ? column.levels[column.codes[row]] : String(column.values[row]);
}

function asFactor(column: UsableColumn): UsableColumn {
  const texts = Array.from({ length: lengthOf(column) }, (_, row) => textAt(column, row));
  const levels = [...new Set(texts)].sort();
  return factorColumn(
    column.name,
    Int32Array.from(texts, (text) => levels.indexOf(text)),
    levels,
  );
}
