import { describe, expect, test } from "vitest";
import { type Column, glmm, lmm, MixedModelError, predict, simulate, type Table, toTable } from "../../src/index.js";
import { loadTable } from "../support/reference.js";
import { sparse, wrongTables } from "../support/wrong-tables.js";

const FORMULA = "y ~ x + f + (1 | g)";

describe("a table with something wrong in it", () => {
  test("of 500 random ones is refused by name, or fitted with numbers", async () => {
    let refused = 0;
    for (const { what, table } of wrongTables(500, 20261130)) {
      const error = await lmm(FORMULA, table).then(
        (fit) => void expect(fit.beta.every(Number.isFinite), what).toBe(true),
        (problem: unknown) => problem,
      );
      if (error === undefined) continue;
      expect(error, `${what}: ${(error as Error).stack}`).toBeInstanceOf(MixedModelError);
      refused++;
    }
    expect(refused).toBeGreaterThan(250);
  });

  const number = (values: unknown): Column => ({ kind: "number", name: "a", values }) as unknown as Column;
  const factor = (more: object): Column =>
    ({
      kind: "factor",
      name: "a",
      codes: Int32Array.of(0, 1),
      levels: ["u", "v"],
      ordered: false,
      logical: false,
      ...more,
    }) as Column;
  test.each<[Column, string]>([
    [number([1, 2]), 'column "a" of the table has values that are no Float64Array'],
    [number(new Float64Array(3)), 'column "a" has 3 rows, but the table\'s rowCount is 2'],
    [{ ...number(new Float64Array(2)), name: "b" }, 'column "a" of the table calls itself "b"'],
    [factor({ codes: Int32Array.of(0, 2) }), 'column "a" has the code "2" in row 2'],
    [factor({ codes: Int32Array.of(-2, 0) }), 'column "a" has the code "-2" in row 1'],
    [factor({ codes: [0, 1] }), "codes that are no Int32Array"],
    [factor({ levels: ["u", "u"] }), 'column "a" has the level "u" twice'],
    [factor({ levels: new Array(2) }), "levels that are not an array of strings"],
    [factor({ logical: true }), "is logical, but its levels are not FALSE, TRUE"],
    [factor({ kind: "text" }), 'has the kind "text"'],
    [null as unknown as Column, "is no object with a kind"],
  ])("is told by its name: %j", (column, message) => {
    const table: Table = { rowCount: 2, columns: new Map([["a", column]]) };
    expect(() => toTable(table)).toThrow(message);
  });

  test("that says another number of rows is refused", () => {
    for (const rowCount of [1, 3, -1, 0.5, Number.NaN]) {
      expect(() => toTable({ rowCount, columns: new Map([["a", number(new Float64Array(2))]]) })).toThrow("rowCount");
    }
  });

  test.each([
    [{ a: new Array(4e9) }, 'column "a" has 4000000000 rows, over the limit of 100000000'],
    [new Array(4e9), "the list of rows has 4000000000 rows"],
    [{ a: { codes: [0, 1], levels: sparse("u", "v") } }, "levels that are not an array of strings"],
    [new Array(3), 'row 1 of the data is of the kind "undefined"'],
  ])("of sparse arrays is refused: %#", (data, message) => {
    expect(() => toTable(data)).toThrow(message);
  });

  test("of holes has missing values there", () => {
    expect(Array.from((toTable({ a: sparse(1, 3) }).columns.get("a") as { values: Float64Array }).values)).toEqual([
      1,
      Number.NaN,
      3,
    ]);
  });
});

describe("what becomes of the caller's arrays after a fit", () => {
  test("does not change the fit", async () => {
    const sleep = await loadTable("sleepstudy");
    const column = (name: string) =>
      sleep.columns.get(name) as unknown as { values: Float64Array; codes: Int32Array; levels: string[] };
    const data = () => ({
      y: column("Reaction").values.slice(),
      x: column("Days").values.slice(),
      f: { codes: column("Days").values.map((day) => day % 2), levels: ["even", "odd"] },
      g: { codes: column("Subject").codes.slice(), levels: column("Subject").levels.slice() },
      w: column("Days").values.map((day) => 1 + (day % 3)),
      o: new Float64Array(180).fill(1),
    });
    const formula = "y ~ x * f + (x | g)";
    const options = (given: ReturnType<typeof data>) => ({
      weights: given.w,
      offset: "o",
      contrasts: { f: { matrix: [[-1], [1]], columns: ["c"] } },
    });
    const spoiled = data();
    const asked = options(spoiled);
    const [left, touched] = [await lmm(formula, data(), options(data())), await lmm(formula, spoiled, asked)];
    for (const array of [spoiled.y, spoiled.x, spoiled.w, spoiled.o, spoiled.f.codes, spoiled.g.codes]) array.fill(1);
    spoiled.g.levels.fill("same");
    spoiled.f.levels.reverse();
    asked.contrasts.f.matrix[0][0] = 99;
    const told = async (fit: typeof left) => ({
      json: { ...fit.toJSON(), timing: null },
      coef: fit.coef(),
      fitted: fit.fitted(),
      predicted: predict(fit, null, { randomEffects: "none" }),
      drawn: simulate(fit, { seed: 3 }),
      refitted: (await fit.refit(column("Reaction").values.map((y) => y + 1))).beta,
      modes: fit.ranef().g.condVar,
    });
    expect(await told(touched)).toEqual(await told(left));
  });

  test("of a table and of a generalized model does not, either", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => i);
    const table = () =>
      toTable({
        n: Float64Array.from(rows, (i) => (i * 7) % 5),
        x: Float64Array.from(rows, (i) => (i % 6) / 3),
        g: { codes: Int32Array.from(rows, (i) => i % 8), levels: rows.slice(0, 8).map((i) => `g${i}`) },
      });
    const spoiled = table();
    const options = { family: "poisson" } as const;
    const [left, touched] = [
      await glmm("n ~ x + (1 | g)", table(), options),
      await glmm("n ~ x + (1 | g)", spoiled, options),
    ];
    for (const column of spoiled.columns.values()) {
      if (column.kind === "number") column.values.fill(2);
      if (column.kind === "factor") column.codes.fill(0);
    }
    expect(touched.fitted()).toEqual(left.fitted());
    expect(predict(touched, null, { randomEffects: ["g"] })).toEqual(predict(left, null, { randomEffects: ["g"] }));
    expect(simulate(touched, { seed: 1 })).toEqual(simulate(left, { seed: 1 }));
  });
});
