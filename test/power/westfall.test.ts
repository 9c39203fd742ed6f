import { describe, expect, it } from "vitest";
import { power, type WestfallKind, westfallDesign, westfallPower } from "../../src/index.js";

const shares = { P: 0.2, S: 0.15, PC: 0.1, SC: 0.1, PS: 0.15, E: 0.3 };
const options = { participants: 20, stimuli: 16, d: 0.7, shares };

describe("the designs of Westfall, Kenny & Judd", () => {
  const kinds: readonly (readonly [WestfallKind, number])[] = [
    ["crossed", 1e-5],
    // The closed form takes lists as fixed, the model does not know of them.
    ["counterbalanced", 0.005],
    ["stimuli-within-condition", 1e-5],
    ["participants-within-condition", 1e-5],
    ["both-within-condition", 1e-5],
  ];
  it.each(kinds)("%s: previews are the closed form, and replicates agree", async (kind, tolerance) => {
    const study = westfallDesign(kind, options);
    const closed = westfallPower(kind, options);
    const { tests } = await power(study.formula, study.design, { ...study.options, seed: 18, replicates: 400 });
    const [{ power: found, preview, truth }] = tests;
    expect(Math.abs((preview as number) - closed.power)).toBeLessThan(tolerance);
    expect(Math.abs(found.estimate - closed.power)).toBeLessThan(
      3 * Math.sqrt((closed.power * (1 - closed.power)) / 400),
    );
    expect(truth).toBe(kind === "both-within-condition" ? 0.7 : 0.35);
  });

  it("have the noncentrality of their paper's table", () => {
    const { P, S, PC, SC, PS, E } = shares;
    const [p, q, d] = [20, 16, 0.7];
    const expected: Record<WestfallKind, number> = {
      crossed: d / (2 * Math.sqrt(PC / p + SC / q + E / (2 * p * q))),
      counterbalanced: d / (2 * Math.sqrt(PC / p + SC / q + (PS + E) / (p * q))),
      "stimuli-within-condition": d / (2 * Math.sqrt(PC / p + (S + SC) / q + (PS + E) / (p * q))),
      "participants-within-condition": d / (2 * Math.sqrt((P + PC) / p + SC / q + (PS + E) / (p * q))),
      "both-within-condition": d / (2 * Math.sqrt((P + PC) / p + (S + SC) / q + (2 * (PS + E)) / (p * q))),
    };
    for (const [kind, ncp] of Object.entries(expected)) {
      expect(westfallPower(kind as WestfallKind, options).ncp).toBeCloseTo(ncp, 12);
    }
  });

  it("refuse shares that do not sum to 1, and counts that do not divide", () => {
    const wrong = { ...options, shares: { ...shares, E: 0.2 } };
    expect(() => westfallPower("crossed", wrong)).toThrow("shares of the variance sum to 0.9, not to 1");
    expect(() => westfallDesign("crossed", { ...options, shares: { ...shares, E: -0.3 } })).toThrow(
      'share "E" must be a number that is not negative, not "-0.3"',
    );
    expect(() => westfallDesign("counterbalanced", { ...options, participants: 21 })).toThrow(
      'participants must be an even number in this design, not "21"',
    );
    expect(() => westfallDesign("latin" as never, options)).toThrow(
      'kind of design must be "crossed", "counterbalanced"',
    );
  });
});
