// Models of ClickHouse tables, of one server, of a Distributed table over three and of three shards, against rows in memory.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clickhouse, crossProducts, fixefTests, lmm, sqlSource } from "../../src/index.js";
import { type ClickHouseNode, clickhouseProgram, startClickHouse } from "../support/clickhouse-server.js";
import { apart, PLACES, statements, trials } from "./trials.js";

const program = clickhouseProgram();
const TYPES = { text: "String", double: "Float64", whole: "Int32", flag: "UInt8" };
const QUOTED = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
const FORMULA = "y ~ cond * x + z + (x | subj) + (1 | item)";
type Place = keyof typeof PLACES;

const title = program === null ? "ClickHouse is not installed (Debian: clickhouse-server)" : "ClickHouse";

describe.skipIf(program === null)(title, () => {
  let nodes: readonly ClickHouseNode[] = [];
  const given = Object.fromEntries(
    (Object.keys(PLACES) as Place[]).map((place) => [place, trials(7, 30, 20, 4, place)]),
  );

  beforeAll(async () => {
    nodes = await startClickHouse(3);
    const form = { quoted: QUOTED, engine: " engine = MergeTree order by item", portion: 400 };
    for (const [k, node] of nodes.entries()) {
      for (const place of Object.keys(given)) {
        for (const statement of statements(place, given[place], TYPES, form)) await node.run(statement);
        await node.run(
          `create table ${place}_shard engine = MergeTree order by item as select * from ${place} where intDiv(item - 1, 10) % 3 = ${k}`,
        );
        await node.run(
          `create table ${place}_all as ${place}_shard engine = Distributed(all, default, ${place}_shard)`,
        );
      }
    }
  }, 120_000);

  afterAll(() => Promise.all(nodes.map((node) => node.stop())));

  for (const [place, least] of [
    ["centered", 1e-12],
    ["years", 1e-12],
    ["stamps", 1e-9],
  ] as const) {
    it(`${place}: one table, a Distributed table, and three shards`, async () => {
      const rows = await lmm(FORMULA, given[place]);
      const shards = nodes.map(({ url }) => sqlSource(clickhouse({ url }), `${place}_shard`));
      const products = await crossProducts(FORMULA, shards);
      const fits = [
        await lmm(FORMULA, sqlSource(clickhouse({ url: nodes[0].url }), `default.${place}`)),
        await lmm(FORMULA, sqlSource(clickhouse({ url: nodes[1].url }), `${place}_all`)),
        await lmm(products.formula, products),
      ];
      for (const fit of fits) {
        expect(fit.nobs).toBe(rows.nobs);
        expect(apart(fit.objective, rows.objective)).toBeLessThan(least);
        expect(apart([...fit.theta], [...rows.theta])).toBeLessThan(1e-8);
        const [a, b] = [rows, fit].map((one) => fixefTests(one).effects.map(({ p }) => p));
        expect(apart(b, a)).toBeLessThan(1e-6);
      }
    });
  }

  for (const [formula, options] of [
    ["log(z) ~ I(x^3) + sqrt(abs(x)) + plogis(x) + (1 | subj)", {}],
    ["y ~ (late > 0) * cond + (0 + late | subj) + (x || item)", {}],
    ["y ~ scale(x) + I(1 / z) + (1 | subj)", { weights: "w", offset: "z" }],
    ["y ~ x + (1 | subj:item)", { subset: 'x > -1 & cond != "neutral"', reml: false }],
    ["y ~ x + factor(item) + (1 | subj)", { subset: "item < 60" }],
  ] as const) {
    it(`${formula} ${JSON.stringify(options)}`, async () => {
      const numbers = { ...given.centered, late: given.centered.late.map(Number) };
      const rows = await lmm(formula, numbers, options);
      const sums = await lmm(formula, sqlSource(clickhouse({ url: nodes[2].url }), "centered"), options);
      expect(apart(sums.objective, rows.objective)).toBeLessThan(1e-12);
      expect(apart([...sums.theta], [...rows.theta])).toBeLessThan(1e-8);
      expect(sums.fixef().map(({ name }) => name)).toEqual(rows.fixef().map(({ name }) => name));
    });
  }

  it("missing values of nullable columns, and types that no model can use", async () => {
    const [node] = nodes;
    await node.run(`create table typed engine = MergeTree order by item as select item, subj, y, toNullable(x) as x, toFloat32(z) as z,
      if(item = 31, null, if(item = 41, toFloat64(nan), x)) as holes, toDate('2020-01-01') as day from centered`);
    const source = sqlSource(clickhouse({ url: node.url }), "typed");
    const fit = await lmm("y ~ x + z + holes + (1 | subj) + (1 | item)", source);
    expect(fit.dropped).toEqual({ total: 240, byVariable: { holes: 240 } });
    await expect(lmm("y ~ day + (1 | subj)", source)).rejects.toThrow(/column "day" has the type Date, which no model/);
  });

  it("what fails is an error in words: a table, a statement that would write, an exception behind the first rows", async () => {
    const [node] = nodes;
    const adapter = clickhouse({ url: node.url });
    await expect(lmm("y ~ x + (1 | subj)", sqlSource(adapter, "nowhere"))).rejects.toThrow(/ClickHouse: .*nowhere/s);
    const late = "(select *, throwIf(item = 191 and x > 1) as bad from centered)";
    await expect(lmm("y ~ x + bad + (1 | subj)", sqlSource(adapter, late))).rejects.toThrow(/ClickHouse: /);
    const write = adapter.query("create table written (x Int32) engine = Memory", { kinds: ["number"] });
    await expect(write[Symbol.asyncIterator]().next()).rejects.toThrow(/ClickHouse: /);
    await expect(
      crossProducts(FORMULA, sqlSource(adapter, "centered"), { signal: AbortSignal.abort() }),
    ).rejects.toThrow(/cancelled/);
  });

  it("a node that is down is an error in words, by Distributed and by shards", async () => {
    await nodes[2].stop();
    const [first] = nodes;
    await expect(lmm(FORMULA, sqlSource(clickhouse({ url: first.url }), "centered_all"))).rejects.toThrow(
      /ClickHouse: /,
    );
    const shards = nodes.map(({ url }) => sqlSource(clickhouse({ url }), "centered_shard"));
    await expect(crossProducts(FORMULA, shards)).rejects.toThrow(/does not answer/);
  });
});
