// Cross-products: what a file of them may hold, cells against rows, and how the guide is run.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CrossProducts, crossProducts, lmm, type SqlAdapter, sqlSource } from "../../src/index.js";
import { RandomStream } from "../../src/math/random-stream.js";
import { type Cells, joined } from "../../src/sql/cells.js";
import { readProducts, writeProducts } from "../../src/sql/products-file.js";
import { pseudoRows } from "../../src/sql/pseudo-rows.js";

/** An adapter that sums rows of g, x and y here, in any portions and order. */
function summing(rows: readonly { g: string; x: number; y: number }[], portion = 3): SqlAdapter {
  const all = [...new Set(rows.map(({ g }) => g))];
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    dialect: "duckdb",
    async *query(sql, { kinds }) {
      const centers = [...sql.matchAll(/- cast\('([^']+)'/g)].slice(0, 2).map(([, text]) => Number(text));
      if (kinds[0] === "number") {
        const [x, y] = [rows.map((row) => row.x), rows.map((row) => row.y)];
        yield [
          rows.length,
          rows.length,
          0,
          0,
          0,
          mean(x),
          Math.min(...x),
          Math.max(...x),
          mean(y),
          Math.min(...y),
          Math.max(...y),
          mean(x),
          Math.min(...x),
          Math.max(...x),
          mean(x.map((value) => (value - mean(x)) * (value - mean(x)))),
        ].map((value) => [value]);
        return;
      }
      for (let at = 0; at < all.length; at += portion) {
        const cells = all.slice(at, at + portion).map((g) => {
          const own = rows.filter((row) => row.g === g).map(({ x, y }) => [x - centers[0], y - centers[1]]);
          const means = [0, 1].map((i) => mean(own.map((row) => row[i])));
          const scatter = (i: number, j: number) =>
            own.reduce((sum, row) => sum + (row[i] - means[i]) * (row[j] - means[j]), 0);
          return [g, own.length, ...means, scatter(0, 0), scatter(0, 1), scatter(1, 1)];
        });
        yield kinds.map((_, column) => cells.map((cell) => cell[column]));
      }
    },
    columns: async () => [
      { name: "g", type: "VARCHAR" },
      { name: "x", type: "DOUBLE" },
      { name: "y", type: "DOUBLE" },
    ],
  };
}

function someRows(seed: number, count: number, groups: number) {
  const stream = new RandomStream(seed);
  const effects = Array.from({ length: groups }, () => stream.uniform() * 3);
  return Array.from({ length: count }, () => {
    const group = Math.floor(stream.uniform() * groups);
    const x = stream.uniform();
    return { g: `g${group}`, x, y: effects[group] + x + stream.uniform() };
  });
}

const FORMULA = "y ~ x + (x | g)";

describe("cross-products", () => {
  it("of rows in any order and any portions are the same to the last bit where the sums are", async () => {
    const rows = someRows(3, 200, 12);
    const other = [...rows].sort((a, b) => (a.g < b.g ? 1 : a.g > b.g ? -1 : 0));
    const files = await Promise.all(
      [summing(other), summing(other.slice(), 100)].map(async (adapter) => {
        const products = await crossProducts(FORMULA, sqlSource(adapter, "t"));
        return Buffer.from(products.save()).toString("base64");
      }),
    );
    expect(files[1]).toBe(files[0]);
  });

  it("of a table cut into any shards give the fit of its rows", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 5 }), async (seed, shards) => {
        const rows = someRows(seed, 120, 8);
        const parts = Array.from({ length: shards }, (_, k) => rows.filter((_, i) => (i * 7 + seed) % shards === k));
        const products = await crossProducts(
          FORMULA,
          parts.map((part) => sqlSource(summing(part), "t")),
        );
        const columns = { g: rows.map(({ g }) => g), x: rows.map(({ x }) => x), y: rows.map(({ y }) => y) };
        const [whole, sums] = [await lmm(FORMULA, columns), await lmm(products.formula, products)];
        expect(Math.abs(sums.objective - whole.objective)).toBeLessThan(1e-10 * (1 + Math.abs(whole.objective)));
        expect(sums.nobs).toBe(whole.nobs);
      }),
      { numRuns: 40, seed: 20261201 },
    );
  });

  it("a file that is cut, changed or none is refused in words", async () => {
    const products = await crossProducts(FORMULA, sqlSource(summing(someRows(3, 60, 5)), "t"));
    const bytes = products.save();
    expect(CrossProducts.load(bytes).save()).toEqual(bytes);
    const stream = new RandomStream(11);
    for (let i = 0; i < 400; i++) {
      const changed = bytes.slice(0, i % 4 === 0 ? Math.floor(stream.uniform() * bytes.length) : bytes.length);
      if (i % 4 > 0)
        changed[Math.floor(stream.uniform() * (bytes.length - 8))] ^= 1 << Math.floor(stream.uniform() * 8);
      expect(() => CrossProducts.load(changed)).toThrow(/are not whole|no cross-products/);
    }
    for (const wrong of [new Uint8Array(3), new Uint8Array(100), "x" as never]) {
      expect(() => CrossProducts.load(wrong)).toThrow(/cross-products/);
    }
  });

  it("a head that somebody else has written is refused in words, or fitted", async () => {
    const products = await crossProducts(FORMULA, sqlSource(summing(someRows(3, 60, 5)), "t"));
    const { cells } = readProducts(products.save());
    const head = products.head;
    const values = [
      null,
      "",
      "y ~ q + (1 | h)",
      "y ~ x",
      [],
      {},
      0,
      [{ label: "g", expression: "h" }],
      ["x", "q"],
      [{ label: "q" }],
    ];
    for (const key of Object.keys(head)) {
      for (const value of values) {
        const file = writeProducts({ ...head, [key]: value } as never, cells);
        const fitting = async () => {
          const read = CrossProducts.load(file);
          return lmm(read.formula, read);
        };
        const outcome = await fitting().then(
          () => "fit",
          (error: Error) => error.name,
        );
        expect(outcome).toMatch(/^(fit|(Data|Formula|Design|Option|Unsupported|Factorization)Error)$/);
      }
    }
  });

  it("small cells stay where they are, and other models are not added", async () => {
    const source = sqlSource(summing(someRows(3, 60, 30)), "t");
    await expect(crossProducts(FORMULA, source, { minimumCount: 3 })).rejects.toThrow(/cells have fewer than 3 rows/);
    const [one, two] = [await crossProducts(FORMULA, source), await crossProducts("y ~ x + (1 | g)", source)];
    expect(() => one.add(two)).toThrow(/differ in their formula/);
    expect(() => one.add({} as never)).toThrow(/takes cross-products/);
    await expect(lmm("y ~ x + (1 | h)", one)).rejects.toThrow(/are of "y ~ x \+ \(x \| g\)", not of/);
    await expect(lmm(FORMULA, one, { weights: "x" })).rejects.toThrow(/belongs to crossProducts\(\)/);
  });

  it("a table that changes between two queries is told", async () => {
    const rows = someRows(3, 60, 5);
    const [before, after] = [summing(rows), summing(rows.slice(1))];
    const adapter: SqlAdapter = {
      ...before,
      query: (sql, query) => (query.kinds[0] === "text" ? after : before).query(sql, query),
    };
    await expect(crossProducts(FORMULA, sqlSource(adapter, "t"))).rejects.toThrow(
      /the table changed between two queries: 60 rows, then 59/,
    );
  });
});

describe("pseudo-rows", () => {
  it("have the sums of squares and products of the rows", () => {
    const stream = new RandomStream(5);
    const d = 3;
    const rows = Array.from({ length: 40 }, (_, i) => ({
      cell: i % 7 === 0 ? 7 : i % 3,
      u: Array.from({ length: d }, () => stream.uniform()),
    }));
    const groups = [...new Set(rows.map(({ cell }) => cell))].sort();
    const own = groups.map((group) => rows.filter(({ cell }) => cell === group).map(({ u }) => u));
    const means = own.map((list) =>
      Array.from({ length: d }, (_, i) => list.reduce((sum, u) => sum + u[i], 0) / list.length),
    );
    const pairs = Array.from({ length: d }, (_, i) => Array.from({ length: d - i }, (_, j) => [i, i + j])).flat();
    const cells: Cells = {
      count: groups.length,
      keys: [
        { name: "g", kind: "number", codes: Int32Array.from(groups, (_, i) => i), values: Float64Array.from(groups) },
      ],
      rows: Float64Array.from(own, ({ length }) => length),
      weights: Float64Array.from(own, ({ length }) => length),
      logWeights: 0,
      means: Array.from({ length: d }, (_, i) => Float64Array.from(means, (mean) => mean[i])),
      scatters: pairs.map(([i, j]) =>
        Float64Array.from(own, (list, c) =>
          list.reduce((sum, u) => sum + (u[i] - means[c][i]) * (u[j] - means[c][j]), 0),
        ),
      ),
    };
    const { one, atoms } = pseudoRows(joined([cells]));
    const columns = [one, ...atoms];
    const given = [rows.map(() => 1), ...Array.from({ length: d }, (_, i) => rows.map(({ u }) => u[i]))];
    columns.forEach((a, i) => {
      columns.forEach((b, j) => {
        const sums = [
          a.reduce((sum, value, row) => sum + value * b[row], 0),
          given[i].reduce((sum, value, row) => sum + value * given[j][row], 0),
        ];
        expect(sums[0]).toBeCloseTo(sums[1], 12);
      });
    });
  });
});

describe("the guide", () => {
  it("prints what docs/scale.md shows", async () => {
    const text = readFileSync("docs/scale.md", "utf8");
    const [, code, shown] = /```ts\n([\s\S]*?)```\s+```text\n([\s\S]*?)\n```/.exec(text) ?? [];
    const program = code.replace('"blup"', JSON.stringify(`${process.cwd()}/dist/index.js`));
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
    expect(stdout.trimEnd()).toBe(shown.trimEnd());
  }, 60_000);
});
