import { describe, expect, it } from "vitest";
import { hugeDeviations } from "../../src/fit/warnings/huge-deviations.js";

const ones = new Float64Array(50).fill(1);
const index = Float64Array.from(ones, (_, i) => i);
const rare = index.map((i) => (i % 10 === 0 ? 1 : 0));
const tail = index.map((i) => (i === 0 ? 1e6 : 1 + i / 10));

describe("parts of the linear predictor that may be anything", () => {
  it("are told by their standard deviation in the rows of a column", () => {
    expect(hugeDeviations([null], Float64Array.of(40), 15, 0.5)).toEqual([{ column: 0, sd: 40 }]);
    expect(hugeDeviations([null], Float64Array.of(14), 15, 0.5)).toEqual([]);
    const sd = Math.sqrt(9 + 400 * 400);
    expect(hugeDeviations([null, rare], Float64Array.of(3, 0, 0, 400), 15, 0.5)).toEqual([{ column: 1, sd }]);
    expect(hugeDeviations([ones, rare], Float64Array.of(3, 0, 0, 400), 15, 0.5)).toEqual([{ column: 1, sd }]);
  });

  it("are not those that cancel where the data are, or of a row far out", () => {
    const year = index.map((i) => 2000 + i);
    expect(hugeDeviations([null, year], Float64Array.of(-50, 0.025, 0, 0), 15, 0.5)).toEqual([]);
    expect(hugeDeviations([null, tail], Float64Array.of(1, 0, 0, 0.5), 15, 0.5)).toEqual([]);
    expect(hugeDeviations([null, tail], Float64Array.of(0, 0, 0, 50), 15, 0.5)).toHaveLength(1);
  });
});
