import { expect, test } from "vitest";
import { influence, lmm } from "../../../src/index.js";

test("distances and ratios of deletions do not depend on where the years begin", async () => {
  const centered = Array.from({ length: 30 }, (_, i) => ((i * 7) % 11) - 5);
  const g = centered.map((_, i) => `a${i % 6}`);
  const y = centered.map((t, i) => 100 + 0.4 * t * (i % 6) + 3 * (((i * 13) % 17) / 17 - 0.5) + (i % 6));
  const deletions = async (t: number[]) =>
    (await influence(await lmm("y ~ t + (t | g)", { y, t, g }), { group: "g" })).deletions;
  const [far, near] = [await deletions(centered.map((t) => t + 2010)), await deletions(centered)];
  near.forEach(({ cooksDistance, covRatio, covTrace }, i) => {
    expect(far[i].cooksDistance / cooksDistance).toBeCloseTo(1, 5);
    expect(far[i].covRatio / covRatio).toBeCloseTo(1, 5);
    expect(far[i].covTrace / covTrace).toBeCloseTo(1, 4);
  });
});
