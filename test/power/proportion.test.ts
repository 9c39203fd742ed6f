import { describe, expect, it } from "vitest";
import { proportion } from "../../src/power/proportion.js";

describe("a share of replicates", () => {
  it("has R's intervals: binom.test(), and prop.test() without correction", () => {
    for (const [successes, count, lower, upper, low, high] of [
      [0, 10, 0, 0.30849710781876083, 0, 0.27753279986288915],
      [3, 10, 0.066739511177734495, 0.65245285005999731, 0.10779126740630104, 0.60322185253885452],
      [801, 1000, 0.77488409003699277, 0.82532994366781876, 0.77512349718111684, 0.82457279421057905],
      [10, 10, 0.69150289218123917, 1, 0.72246720013711085, 1],
    ]) {
      const found = proportion(successes, count);
      expect(found.lower).toBeCloseTo(lower, 12);
      expect(found.upper).toBeCloseTo(upper, 12);
      expect(found.wilson[0]).toBeCloseTo(low, 12);
      expect(found.wilson[1]).toBeCloseTo(high, 12);
    }
  });

  it("says nothing of no replicates", () => {
    expect(proportion(0, 0)).toMatchObject({ estimate: Number.NaN, lower: 0, upper: 1 });
  });
});
