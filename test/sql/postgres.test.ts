// Models of PostgreSQL tables, of one cluster and of three, against the same models of rows in memory.
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crossProducts, fixefTests, lmm, postgres, sqlSource } from "../../src/index.js";
import { type PostgresServer, postgresPrograms, startPostgres } from "../support/postgres-server.js";
import { apart, PLACES, statements, trials } from "./trials.js";

const bin = postgresPrograms();
const TYPES = { text: "text", double: "double precision", whole: "integer", flag: "boolean" };
const FORMULA = "y ~ cond * x + z + (x | subj) + (1 | item)";
type Place = keyof typeof PLACES;

describe.skipIf(bin === null)(bin === null ? "PostgreSQL is not installed (Debian: postgresql)" : "PostgreSQL", () => {
  const servers: PostgresServer[] = [];
  const clients: pg.Client[] = [];
  const given = Object.fromEntries(
    (Object.keys(PLACES) as Place[]).map((place) => [place, trials(7, 30, 20, 4, place)]),
  );

  beforeAll(async () => {
    servers.push(...(await Promise.all([0, 1, 2].map(() => startPostgres(bin as string)))));
    for (const [k, { url }] of servers.entries()) {
      const client = new pg.Client(url);
      await client.connect();
      // An ended server ends its connections.
      client.on("error", () => {});
      clients.push(client);
      for (const place of Object.keys(given)) {
        for (const statement of statements(place, given[place], TYPES)) await client.query(statement);
        await client.query(`create table ${place}_shard as select * from ${place} where (item - 1) / 10 % 3 = ${k}`);
      }
    }
  }, 120_000);

  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end().catch(() => null)));
    await Promise.all(servers.map((server) => server.stop()));
  });

  for (const [place, least] of [
    ["centered", 1e-12],
    ["years", 1e-12],
    ["stamps", 1e-9],
  ] as const) {
    it(`${place}: one table, and shards over three clusters`, async () => {
      const rows = await lmm(FORMULA, given[place]);
      const whole = await lmm(FORMULA, sqlSource(postgres(clients[0]), `public.${place}`));
      const shards = clients.map((client) => sqlSource(postgres(client), `${place}_shard`));
      const products = await crossProducts(FORMULA, shards);
      const together = await lmm(products.formula, products);
      for (const fit of [whole, together]) {
        expect(fit.nobs).toBe(rows.nobs);
        expect(apart(fit.objective, rows.objective)).toBeLessThan(least);
        expect(apart([...fit.theta], [...rows.theta])).toBeLessThan(1e-8);
        const [a, b] = [rows, fit].map((one) => fixefTests(one).effects.map(({ p }) => p));
        expect(apart(b, a)).toBeLessThan(1e-6);
      }
      expect(apart(together.objective, whole.objective)).toBeLessThan(least);
    });
  }

  for (const [formula, options] of [
    ["log(z) ~ I(x^3) + sqrt(abs(x)) + plogis(x) + (1 | subj)", {}],
    ["y ~ late * cond + (0 + late | subj) + (x || item)", {}],
    ["y ~ scale(x) + I(1 / z) + (1 | subj)", { weights: "w", offset: "z" }],
    ["y ~ x + (1 | subj:item)", { subset: 'x > -1 & cond != "neutral"', reml: false }],
    ["y ~ x + factor(item) + (1 | subj)", { subset: "item < 60" }],
    ["y ~ I(x > 0) + (1 | subj)", {}],
  ] as const) {
    it(`${formula} ${JSON.stringify(options)}`, async () => {
      const rows = await lmm(formula, given.centered, options);
      const sums = await lmm(formula, sqlSource(postgres(clients[1]), "centered"), options);
      expect(apart(sums.objective, rows.objective)).toBeLessThan(1e-12);
      expect(apart([...sums.theta], [...rows.theta])).toBeLessThan(1e-8);
      expect(sums.fixef().map(({ name }) => name)).toEqual(rows.fixef().map(({ name }) => name));
    });
  }

  it("reads numbers of every type, and missing values, and changes nothing", async () => {
    const [client] = clients;
    await client.query(`create table typed as select subj::varchar(20), item::bigint, x::numeric(20, 12), z::real, y,
      case when item = 31 then null when item = 41 then 'NaN' else x end as holes, now() as day from centered`);
    const before = (await client.query("select sum(y), count(*) from typed")).rows[0];
    const fit = await lmm("y ~ x + z + holes + (1 | subj) + (1 | item)", sqlSource(postgres(client), "typed"));
    expect(fit.dropped).toEqual({ total: 240, byVariable: { holes: 240 } });
    expect((await client.query("select sum(y), count(*) from typed")).rows[0]).toEqual(before);
    await expect(lmm("y ~ day + (1 | subj)", sqlSource(postgres(client), "typed"))).rejects.toThrow(
      /column "day" has the type timestamp with time zone, which no model can use/,
    );
    // The transaction has ended: the client is as it was.
    await client.query("create table after_it (x integer)");
  });

  it("a reader who may not write, and a question that fails", async () => {
    const [client] = clients;
    await client.query("create role reader login; grant select on centered to reader");
    const reader = new pg.Client(servers[0].url.replace("tester", "reader"));
    await reader.connect();
    const fit = await lmm("y ~ x + (1 | subj)", sqlSource(postgres(reader), "centered"));
    expect(fit.nobs).toBe(2400);
    await expect(lmm("y ~ x + (1 | subj)", sqlSource(postgres(reader), "years"))).rejects.toThrow(
      /PostgreSQL: permission denied/,
    );
    await reader.end();
  });

  it("a signal, and a cluster that is down", async () => {
    const shards = clients.map((client) => sqlSource(postgres(client), "centered_shard"));
    const signal = AbortSignal.abort();
    await expect(crossProducts(FORMULA, shards, { signal })).rejects.toThrow(/cancelled/);
    await servers[2].stop();
    await expect(crossProducts(FORMULA, shards)).rejects.toThrow(/PostgreSQL: /);
    const [first] = shards;
    expect((await lmm(FORMULA, first)).nobs).toBeLessThan(2400);
  });
});
