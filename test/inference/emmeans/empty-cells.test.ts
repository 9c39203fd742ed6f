// Joint tests of designs with empty cells, under codings whose averages leave rounding where weights are zero.
import { describe, expect, it } from "vitest";
import { jointTests, lmm } from "../../../src/index.js";
import { RandomStream } from "../../../src/math/random-stream.js";

function design(seed: number) {
  const stream = new RandomStream(seed);
  const pick = (levels: string) => levels[Math.floor(levels.length * stream.uniform())];
  const empty = pick("abc") + pick("pqrs");
  const cells: string[] = [];
  while (cells.length < 90) {
    const cell = pick("abc") + pick("pqrs") + pick("uv");
    if (!cell.startsWith(empty)) cells.push(cell);
  }
  return {
    y: Float64Array.from(cells, () => stream.normal()),
    x: Float64Array.from(cells, () => stream.normal()),
    id: cells.map((_, i) => `s${i % 15}`),
    a: cells.map((cell) => cell[0]),
    b: cells.map((cell) => cell[1]),
    c: cells.map((cell) => cell[2]),
  };
}

describe("joint tests of designs with empty cells", () => {
  it.each(["y ~ a * b * c + (1 | id)", "y ~ a + a:b + x:b + (1 | id)"])(
    "%s: no coding changes them",
    async (formula) => {
      for (let seed = 1; seed <= 6; seed++) {
        const [first, ...others] = await Promise.all(
          (["treatment", "sum", "helmert"] as const).map(async (coding) => {
            const names = formula.includes("* c") ? ["a", "b", "c"] : ["a", "b"];
            const contrasts = Object.fromEntries(names.map((name) => [name, coding]));
            const { rows } = jointTests(await lmm(formula, design(seed), { contrasts }));
            return rows;
          }),
        );
        for (const other of others) {
          const degrees = (rows: typeof first) => rows.map(({ term, numDf }) => [term, numDf]);
          expect(degrees(other), `seed ${seed}`).toEqual(degrees(first));
          other.forEach(({ statistic }, i) => {
            expect(statistic / first[i].statistic, `seed ${seed}`).toBeCloseTo(1, 6);
          });
        }
      }
    },
  );
});
