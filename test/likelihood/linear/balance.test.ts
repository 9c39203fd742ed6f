import { describe, expect, it } from "vitest";
import { lmm } from "../../../src/index.js";

/** Whether a fit whose standard deviations are all determined was taken as it is. */
async function isTaken(formula: string, time: readonly number[], g: readonly number[]): Promise<boolean> {
  const y = g.map(
    (level, i) => 5 * Math.sin(7 * level) + 3 * Math.cos(5 * level) * (time[i] - time[0]) + Math.sin(3 * i * i),
  );
  const fit = await lmm(formula, { y, x: [...time], g: g.map(String) });
  expect(fit.convergence.converged).toBe(true);
  expect(fit.isSingular).toBe(false);
  return fit.otherStarts === null;
}

const levels = Array.from({ length: 120 }, (_, i) => i % 12);
const times = levels.map((_, i) => Math.floor(i / 12) / 3);
/** Times of some levels are ten times as far apart. */
const uneven = levels.map((level, i) => times[i] * (level < 3 ? 10 : 1));

describe("a balanced design", () => {
  it.each(["y ~ 1 + x + (1 + x | g)", "y ~ 1 + x + (1 + x || g)", "y ~ 1 + x + (1 | g)"])(
    "is not searched again where the data determine it: %s",
    async (formula) => {
      expect(await isTaken(formula, times, levels)).toBe(true);
    },
  );

  it("may lack a few rows", async () => {
    const kept = levels.map((_, i) => i).filter((i) => i % 31 !== 0);
    expect(
      await isTaken(
        "y ~ 1 + x + (1 + x | g)",
        kept.map((i) => times[i]),
        kept.map((i) => levels[i]),
      ),
    ).toBe(true);
  });

  it.each([0, 50])("is none where the columns of some levels are longer, from whatever origin: %d", async (origin) => {
    const far = uneven.map((value) => origin + value);
    expect(await isTaken("y ~ 1 + x + (1 + x | g)", far, levels)).toBe(false);
  });
});
