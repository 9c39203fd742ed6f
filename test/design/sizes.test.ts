import { describe, expect, test } from "vitest";
import { outcomeOf, stressData, stressFormulas } from "../../scripts/stress-formulas.js";
import { DesignError, glmm, lmm, plan } from "../../src/index.js";

const data = stressData();
const factors = (count: number, operator: string) => Array.from({ length: count }, (_, f) => `F${f}`).join(operator);

describe("a formula that is too much for its data", () => {
  test.each([
    [`${factors(9, ":")} + (1 | g)`, 'the fixed part has 19684 columns for 60 observations, 19683 of them for "F0:F1:'],
    [`${factors(9, "*")} + (1 | g)`, "the fixed part has 19683 columns for 60 observations, 512 of them for"],
    ["H0:H1:H2:H3 + (1 | g)", "the fixed part has 103969 columns for 60 observations"],
    [`(${factors(9, ":")} | g)`, "has 19684 columns for 60 observations: use fewer columns before the bar"],
    [`(${factors(9, ":")} || g)`, "has 19683 columns for 60 observations"],
    [`diag(0 + H0:H1 | g)`, "has 304 columns for 60 observations"],
    ["(0 + H0 | F0)", "with (0 + H0 | F0) there are 136 variances and covariances"],
    ["(0 + h | b)", "with (0 + h | b) there are 66 variances and covariances for 60 observations"],
    [
      "diag(0 + H0 | g) + diag(0 + H1 | g) + diag(0 + H2 | g) + diag(0 + H3 | h)",
      "with (0 + H0 | g) there are 72 variances and covariances for 60 observations",
    ],
  ])("is refused with the count: %s", async (right, message) => {
    const started = performance.now();
    for (const ask of [() => lmm(`y ~ ${right}`, data), () => plan(`y ~ ${right}`, data)]) {
      await expect(ask()).rejects.toBeInstanceOf(DesignError);
      await expect(ask()).rejects.toThrow(message);
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("is so in a generalized model, too; as many effects as observations are not too many there", async () => {
    await expect(glmm("b ~ (F0:F1:F2 | g)", data)).rejects.toThrow(
      "(F0:F1:F2 | g) has number of observations (=60) < number of random effects (=168), so that its variances are " +
        "probably unidentifiable: use fewer columns before the bar",
    );
    await expect(glmm("b ~ (0 + h | H0)", data)).rejects.toThrow("random effects (=");
    const rows = { ...data, row: data.y.map((_, i) => `r${i}`), n: data.z };
    expect((await glmm("n ~ x + (1 | row)", rows, { family: "poisson" })).groups).toEqual({ row: 60 });
  });

  test("is told by memory where there are many rows", async () => {
    const n = 100_000;
    const many = {
      y: Float64Array.from({ length: n }, (_, i) => i % 17),
      f: {
        codes: Int32Array.from({ length: n }, (_, i) => i % 20_000),
        levels: Array.from({ length: 20_000 }, (_, i) => `f${i}`),
      },
      g: { codes: Int32Array.from({ length: n }, (_, i) => i % 7), levels: ["a", "b", "c", "d", "e", "f", "g"] },
    };
    await expect(lmm("y ~ f + (1 | g)", many)).rejects.toThrow(
      'the fixed part has 20000 columns for 100000 observations, 19999 of them for "f", which take 14.9 GiB',
    );
  });
});

test("random formulas end with numbers or words", async () => {
  const found = { fitted: 0, refused: 0 };
  for (const [i, right] of stressFormulas(60, 11).entries()) found[await outcomeOf(right, data, i % 2 === 0)]++;
  expect(found.fitted).toBeGreaterThan(5);
  expect(found.refused).toBeGreaterThan(20);
}, 60_000);
