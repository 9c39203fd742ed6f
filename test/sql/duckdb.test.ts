// Models of DuckDB tables against the same models of rows in memory.
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, it } from "vitest";
import {
  anova,
  CrossProducts,
  confint,
  contrastTest,
  crossProducts,
  duckdb,
  emmeans,
  emmeansContrasts,
  emtrends,
  fixefTests,
  glmm,
  jointTests,
  type LiveFit,
  lmm,
  predict,
  restore,
  sqlSource,
  summary,
} from "../../src/index.js";
import { apart, numbersOf, PLACES, statements, type Trials, trials } from "./trials.js";

const TYPES = { text: "varchar", double: "double", whole: "integer", flag: "boolean" };

let adapter: ReturnType<typeof duckdb>;
let run: (sql: string) => Promise<unknown>;
const data: Record<string, Trials> = {};

beforeAll(async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  adapter = duckdb(connection);
  run = (sql) => connection.run(sql);
  for (const place of Object.keys(PLACES) as (keyof typeof PLACES)[]) {
    data[place] = trials(7, 30, 20, 4, place);
    for (const statement of statements(place, data[place], TYPES)) await run(statement);
  }
  const holes = structuredClone(data.centered) as Trials;
  for (let i = 0; i < holes.y.length; i += 17) holes.x[i] = Number.NaN;
  for (let i = 5; i < holes.y.length; i += 31) holes.y[i] = Number.NaN;
  data.holes = holes;
  for (const statement of statements("holes", holes, TYPES)) await run(statement);
}, 60_000);

const FORMULAS: readonly [string, object?][] = [
  ["y ~ x + z + (z | subj) + (1 | item)"],
  ["y ~ cond * x + (x | subj) + (1 | item)"],
  ["y ~ cond + (cond | subj) + (1 | item)"],
  ["y ~ 1 + (1 | subj)"],
  ["y ~ late * cond + x:z + (0 + late | subj) + (x || item)"],
  ["log(z) ~ cond:x + (cond | subj)"],
  ["y ~ I(x^2) + sqrt(z) + (1 | subj/cond)"],
  ["y ~ scale(x) + center(z) + (1 | subj) + (1 | item)"],
  ["y ~ factor(item %in% 1) + (1 | subj)"],
  ['y ~ x + factor(cond, levels = c("unrel", "rel", "neutral")) + (1 | subj:item)'],
  ["y ~ x + (1 | subj)", { weights: "w" }],
  ["y ~ x + z + (x | subj)", { weights: "w * 2", reml: false }],
  ["y ~ x + offset(0.5 * z) + (1 | subj)", { offset: "z" }],
  ["y ~ x + cond + (1 | subj)", { subset: 'x > -1 & cond != "neutral"' }],
  ["y ~ x + (1 | item) + (1 | subj)", { contrasts: {} }],
  ["y ~ cond + x + (1 | item)", { contrasts: { cond: "sum" } }],
  ["y ~ x + item + (1 | item) + (1 | subj)"],
  ["y ~ (x > 0) + (1 | subj)"],
  ["y ~ diag(x | subj) + cs(0 + cond | item)"],
];

describe("DuckDB", () => {
  it("has the fit of rows by the iterative method, too", async () => {
    const formula = "y ~ x + (1 + x | subj) + (1 | item)";
    const [rows, sums] = [
      await lmm(formula, data.centered, { method: "iterative" }),
      await lmm(formula, sqlSource(adapter, "centered"), { method: "iterative" }),
    ];
    expect(sums.convergence.converged).toBe(true);
    expect(Math.abs(sums.objective / rows.objective - 1)).toBeLessThan(1e-9);
    expect(sums.nobs).toBe(rows.nobs);
    sums.theta.forEach((value, i) => {
      expect(value).toBeCloseTo(rows.theta[i], 6);
    });
  });

  for (const [formula, options = {}] of FORMULAS.filter(([text]) => !text.includes("%in%"))) {
    it(`${formula} ${JSON.stringify(options)}`, async () => {
      const [rows, sums] = [
        await lmm(formula, data.centered, options),
        await lmm(formula, sqlSource(adapter, "centered"), options),
      ];
      const [a, b] = [numbersOf(rows), numbersOf(sums)];
      expect(apart(b.objective, a.objective)).toBeLessThan(1e-12);
      expect(apart(b.theta, a.theta)).toBeLessThan(1e-8);
      expect(apart(b.estimates, a.estimates)).toBeLessThan(1e-9);
      expect(apart(b.errors, a.errors)).toBeLessThan(1e-9);
      expect(sums.nobs).toBe(rows.nobs);
      expect(sums.fixef().map(({ name }) => name)).toEqual(rows.fixef().map(({ name }) => name));
      expect(sums.ranef()).toEqual(expect.objectContaining({}));
      for (const [group, { levels, values }] of Object.entries(rows.ranef())) {
        expect(sums.ranef()[group].levels).toEqual(levels);
        expect(apart(sums.ranef()[group].values.flat(), values.flat())).toBeLessThan(1e-7);
      }
      expect([sums.aic, sums.bic].map((value, i) => apart(value, [rows.aic, rows.bic][i]))).toEqual([
        expect.closeTo(0, 11),
        expect.closeTo(0, 11),
      ]);
      expect(sums.warnings).toEqual(rows.warnings);
    });
  }

  for (const [place, least] of [
    ["centered", 1e-12],
    ["years", 1e-12],
    ["stamps", 1e-9],
  ] as const) {
    it(`${place}: tests, intervals and predictions are those of the rows`, async () => {
      const formula = "y ~ cond * x + z + (x | subj) + (1 | item)";
      const [rows, sums] = [await lmm(formula, data[place]), await lmm(formula, sqlSource(adapter, place))];
      expect(apart(sums.objective, rows.objective)).toBeLessThan(least);
      expect(apart([...sums.theta], [...rows.theta])).toBeLessThan(1e-8);
      for (const df of ["satterthwaite", "kenward-roger"] as const) {
        const [a, b] = [rows, sums].map((fit) => fixefTests(fit, { df }).effects);
        expect(
          apart(
            b.map((effect) => effect.df),
            a.map((effect) => effect.df),
          ),
        ).toBeLessThan(1e-6);
        expect(
          apart(
            b.map((effect) => effect.p),
            a.map((effect) => effect.p),
          ),
        ).toBeLessThan(1e-6);
      }
      for (const type of ["I", "II", "III"] as const) {
        const [a, b] = [rows, sums].map((fit) => anova(fit, { type }).rows);
        expect(
          apart(
            b.map(({ statistic }) => statistic),
            a.map(({ statistic }) => statistic),
          ),
        ).toBeLessThan(1e-6);
      }
      expect(contrastTest(sums, { x: 1 }).p).toBeCloseTo(contrastTest(rows, { x: 1 }).p, 7);
      const [a, b] = await Promise.all([rows, sums].map((fit) => confint(fit)));
      expect(
        apart(
          b.intervals.map(({ lower }) => lower),
          a.intervals.map(({ lower }) => lower),
        ),
      ).toBeLessThan(1e-6);
      const fresh = {
        subj: data[place].subj.slice(0, 9),
        item: data[place].item.slice(0, 9),
        cond: data[place].cond.slice(0, 9),
        x: data[place].x.slice(0, 9),
        z: data[place].z.slice(0, 9),
      };
      const [one, two] = [rows, sums].map((fit) => Array.from(predict(fit, fresh)));
      expect(apart(two, one)).toBeLessThan(1e-9);
      expect(Array.from(predict(restore(JSON.stringify(sums)), fresh))).toEqual(two);
      expect(summary(sums)).toBe(summary(rows).replace(/Scaled residuals(?:.|\n)*?\n\n/, ""));
    });
  }

  it("marginal means, trends and joint tests are those of the rows", async () => {
    const formula = "y ~ cond * x + late * z + I(x > 0) + (x | subj) + (1 | item)";
    const table = "(select *, case when x > 0 then 2.5 else 1 end as two from centered)";
    const two = { ...data.centered, two: data.centered.x.map((x) => (x > 0 ? 2.5 : 1)) };
    for (const [text, options] of [
      [formula, {}],
      [formula.replace("I(x > 0)", "two"), { contrasts: { cond: "sum" } }],
    ] as const) {
      const [rows, sums] = [await lmm(text, two, options), await lmm(text, sqlSource(adapter, table), options)];
      const asked = [
        (fit: LiveFit) => emmeans(fit, "cond"),
        (fit: LiveFit) => emmeans(fit, ["cond", "late"], { at: { z: [1, 2] }, df: "kenward-roger" }),
        (fit: LiveFit) => emtrends(fit, "cond", "x"),
        (fit: LiveFit) => emmeansContrasts(fit, emmeans(fit, "cond"), "pairwise"),
      ];
      for (const ask of asked) {
        const [a, b] = [rows, sums].map((fit) => ask(fit).rows);
        expect(b.map(({ levels }) => levels)).toEqual(a.map(({ levels }) => levels));
        for (const key of ["estimate", "stdError", "df"] as const) {
          expect(
            apart(
              b.map((row) => row[key] ?? Number.NaN),
              a.map((row) => row[key] ?? Number.NaN),
            ),
          ).toBeLessThan(1e-7);
        }
      }
      const [a, b] = [rows, sums].map((fit) => jointTests(fit).rows);
      expect(b.map(({ term }) => term)).toEqual(a.map(({ term }) => term));
      expect(
        apart(
          b.map(({ statistic }) => statistic),
          a.map(({ statistic }) => statistic),
        ),
      ).toBeLessThan(1e-6);
      expect(() => emmeans(sums, "cond", { weights: "proportional" })).toThrow(
        /emmeans\(\) with weights "proportional" wants rows/,
      );
    }
  });

  for (const [formula, options] of [
    ["hit ~ cond * late + (1 | subj) + (1 | item)", { family: "binomial" }],
    ["late ~ cond + n + (1 | subj)", { family: "binomial", link: "probit" }],
    ["cond2 ~ n + (1 | subj)", { family: "binomial", nAGQ: 5, subset: "n < 4" }],
    ["cbind(hit, 3 - hit) ~ cond + (1 | item)", { family: "binomial" }],
    ["n ~ cond + factor(hit) + (1 | subj) + (1 | item)", { family: "poisson" }],
    ["n ~ cond + offset(log(w2)) + (cond | subj)", { family: "poisson", contrasts: { cond: "sum" } }],
    ["n ~ hit + (1 | item)", { family: "negbinomial" }],
  ] as const) {
    it(`glmm ${formula} ${JSON.stringify(options)}`, async () => {
      const { y, x, cond } = data.centered;
      const hit = y.map((value) => (value > 3 ? 1 : 0));
      const n = x.map((value, i) => Math.floor(Math.abs(value) * 3) + (i % 2));
      const rows = {
        ...data.centered,
        hit,
        n,
        w2: n.map((value) => 1 + (value % 2)),
        cond2: cond.map((level) => (level === "rel" ? "a" : "b")),
      };
      const seen = [...new Set(n)];
      expect(seen.length).toBeGreaterThan(4);
      const counts = `(select *, case when y > 3 then 1 else 0 end as hit, cast(floor(abs(x) * 3) as integer) + (cast(row_number() over () as integer) - 1) % 2 as n,
        case when cond = 'rel' then 'a' else 'b' end as cond2 from centered)`;
      const source = sqlSource(adapter, `(select *, 1 + n % 2 as w2 from ${counts})`);
      const [a, b] = [await glmm(formula, rows, options), await glmm(formula, source, options)];
      expect(b.nobs).toBe(a.nobs);
      expect(apart(b.logLik, a.logLik)).toBeLessThan(1e-11);
      expect(apart([...b.theta], [...a.theta])).toBeLessThan(1e-6);
      const [one, two] = [a, b].map((fit) => fit.fixef());
      expect(two.map(({ name }) => name)).toEqual(one.map(({ name }) => name));
      // Either search ends where what is left to gain is certified to be below 1e-10 of the deviance.
      expect(Math.max(a.convergence.decrement, b.convergence.decrement)).toBeLessThan(1e-10);
      two.forEach(({ estimate, stdError }, k) => {
        expect(Math.abs(estimate - one[k].estimate) / one[k].stdError).toBeLessThan(1e-5);
        expect(Math.abs(stdError / one[k].stdError - 1)).toBeLessThan(1e-5);
      });
      expect([apart(b.aic, a.aic), apart(b.bic, a.bic)].every((value) => value < 1e-10)).toBe(true);
      expect(() => b.residuals()).toThrow(/wants rows/);
      expect(summary(b).split("\n").slice(0, 4)).toEqual(summary(a).split("\n").slice(0, 4));
    });
  }

  it("glmm() refuses what a database cannot tell it", async () => {
    const source = sqlSource(adapter, "centered");
    await expect(glmm("y ~ x + (1 | subj)", source, { family: "gamma" })).rejects.toThrow(/family "gamma" needs rows/);
    await expect(glmm("late ~ scale(x) + (1 | subj)", source)).rejects.toThrow(/scale\(\) looks at all rows/);
    await expect(glmm("late ~ q + (1 | subj)", source)).rejects.toThrow(/unknown variable "q" in formula/);
    await expect(glmm("late ~ x + (1 | subj)", source, { weights: "w" })).rejects.toThrow(
      /"weights" of glmm\(\) is for rows/,
    );
    const products = await crossProducts("y ~ x + (1 | subj)", source);
    await expect(glmm("late ~ x + (1 | subj)", products)).rejects.toThrow(/of cross-products only lmm\(\)/);
    const holes = await glmm("late ~ x + (1 | subj)", sqlSource(adapter, "holes"));
    expect(holes.dropped).toEqual((await glmm("late ~ x + (1 | subj)", data.holes)).dropped);
  });

  it("the iterative method takes the sums as it takes the rows", async () => {
    const options = { method: "iterative", seed: 3 } as const;
    const formula = "y ~ x + (x | subj) + (1 | item)";
    const [rows, sums] = [
      await lmm(formula, data.centered, options),
      await lmm(formula, sqlSource(adapter, "centered"), options),
    ];
    expect(apart(sums.objective, rows.objective)).toBeLessThan(1e-10);
    expect(apart([...sums.theta], [...rows.theta])).toBeLessThan(1e-8);
  });

  it("missing values are left out and counted as in memory", async () => {
    const formula = "y ~ x + cond + (1 | subj)";
    const [rows, sums] = [await lmm(formula, data.holes), await lmm(formula, sqlSource(adapter, "holes"))];
    expect(sums.dropped).toEqual(rows.dropped);
    expect(apart(sums.objective, rows.objective)).toBeLessThan(1e-12);
    await expect(lmm(formula, sqlSource(adapter, "holes"), { naAction: "fail" })).rejects.toThrow(
      /rows have no value of "x"; naAction "fail" allows none/,
    );
  });

  it("shards, cross-products added, saved and read again are one table", async () => {
    const formula = "y ~ cond + scale(x) + (x | subj) + (1 | item)";
    const whole = await lmm(formula, data.centered);
    const shards = [0, 1, 2].map((k) =>
      sqlSource(adapter, `(select * from centered where (item - 1) / 10 % 3 = ${k})`),
    );
    const together = await crossProducts(formula, shards);
    expect(together.nobs).toBe(whole.nobs);
    const first = await crossProducts(formula, shards[0], { like: together });
    const rest = await crossProducts(formula, shards.slice(1), { like: together });
    for (const products of [together, first.add(rest), CrossProducts.load(first.add(rest).save())]) {
      const fit = await lmm(products.formula, products);
      expect(apart(fit.objective, whole.objective)).toBeLessThan(1e-12);
      expect(apart([...fit.theta], [...whole.theta])).toBeLessThan(1e-8);
    }
    const again = [together, CrossProducts.load(together.save())].map((products) => lmm(products.formula, products));
    const [one, two] = (await Promise.all(again)).map(numbersOf);
    expect(two).toEqual(one);
    const alone = await crossProducts(formula, shards[1]);
    expect(() => first.add(alone)).toThrow(/differ in their transforms/);
  });

  it("what wants rows says so", async () => {
    const fit = await lmm("y ~ x + (1 | subj)", sqlSource(adapter, "centered"));
    for (const ask of [() => fit.residuals(), () => fit.fitted(), () => fit.rows, () => fit.fixedPart()]) {
      expect(ask).toThrow(/wants rows, which a model of sums of rows does not have/);
    }
    await expect(fit.refit([1, 2])).rejects.toThrow(/refit\(\) wants rows/);
    await expect(confint(fit, { method: "boot", seed: 1 })).rejects.toThrow(/bootstrap\(\) wants rows/);
  });

  it("nothing but the rows of the table is read, and nothing else is asked", async () => {
    const names = ['odd "name', "a;drop table centered", "blup_k0", "naïve`x", "percent%"];
    await run(
      `create table "we""ird" as select ${names.map((name, i) => `${["subj", "x", "z", "cond", "y"][i]} as "${name.replaceAll('"', '""')}"`).join(", ")} from centered`,
    );
    const [s, x, z, cond, y] = names.map((name) => `\`${name.replaceAll("`", "\\`")}\``);
    const sums = await lmm(`${y} ~ ${x} + ${z} + ${cond} + (1 | ${s})`, sqlSource(adapter, '"we""ird"'));
    const rows = await lmm("y ~ x + z + cond + (1 | subj)", data.centered);
    expect(apart(sums.objective, rows.objective)).toBeLessThan(1e-12);
  });

  const REFUSED: readonly [string, RegExp, object?][] = [
    ["y ~ xx + (1 | subj)", /unknown variable "xx" in formula; the source has the columns subj, item/],
    ["y ~ poly(x, 2) + (1 | subj)", /poly\(\) in formula .* is not written as SQL/],
    ["y ~ I(item %% 2) + (1 | subj)", /%%. in formula .* is not written as SQL/],
    ["y ~ factor(x + 1) + (1 | subj)", /factors are made of columns/],
    ["cond ~ x + (1 | subj)", /"cond" is a text where a number is expected/],
    ["y ~ x + (1 | subj)", /array/, { weights: [1, 2] }],
    ["y ~ x + (1 | subj)", /tells of rows/, { naAction: "exclude" }],
    ["y ~ x + (1 | subj)", /lacks a value|no rows to use/, { subset: "x > 1e9" }],
    ["y ~ x + (1 | subj)", /must be positive and finite/, { weights: "x" }],
    ["y ~ I(1 / (x - x)) + (1 | subj)", /infinite/],
    ["y ~ x", /no random effects/],
  ];
  for (const [formula, words, options] of REFUSED) {
    it(`refuses ${formula} ${JSON.stringify(options ?? {})}`, async () => {
      await expect(lmm(formula, sqlSource(adapter, "centered"), options)).rejects.toThrow(words);
    });
  }

  it("a table that is not there, and one without rows", async () => {
    await expect(lmm("y ~ x + (1 | subj)", sqlSource(adapter, "nowhere"))).rejects.toThrow(/DuckDB: .*nowhere/);
    await run("create table none as select * from centered limit 0");
    await expect(lmm("y ~ x + (1 | subj)", sqlSource(adapter, "none"))).rejects.toThrow(/has no rows to use/);
  });
});
