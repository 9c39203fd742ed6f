// Against pf() with ncp and its roots in R 4.2.2, whose noncentral beta is good to some 1e-9.
import { describe, expect, it } from "vitest";
import { fTails } from "../../src/math/distributions/distributions.js";
import { noncentralFTails, noncentrality } from "../../src/math/distributions/noncentral-f.js";

/** x, degrees of freedom, noncentrality, and both tails. */
const TAILS = [
  [2, 3, 10, 4, 0.466364215969664, 0.533635784030336],
  [0.5, 1, 5, 12, 0.00320074095115487, 0.996799259048845],
  [8, 2, 17, 9, 0.741542998369711, 0.258457001630289],
  [1.2, 4, 200, 300, 3.27634174517253e-77, 1],
  [5, 1, 30, 0.01, 0.966251579925435, 0.0337484200745649],
  [30, 6, 3.3, 80, 0.716906949913523, 0.283093050086477],
] as const;

/** F, its degrees of freedom, and λ / (λ + d2) at upper tails of 5 %, lower ones of 5 %, and either of 2.5 %. */
const SHARES = [
  [45.853, 1, 17, 0.5088306515, 0.8332184741, 0.4512552148, 0.8474417744],
  [4.2, 3, 28.5, 0.0474779075, 0.4781855418, 0.0176655131, 0.5122121512],
  [1.3, 2, 210, 0, 0.0418629009, 0, 0.050993167],
  [0.02, 1, 40, 0, 0.0389134196, 0, 0.0700990712],
  [45.85, 1, 2.7, 0.538333622652, 0.979545665042, 0.322865650389, 0.983002228734],
] as const;

describe("the noncentral F", () => {
  it("has R's tails", () => {
    for (const [x, d1, d2, ncp, lower, upper] of TAILS) {
      const tails = noncentralFTails(x, d1, d2, ncp);
      expect(Math.abs(tails.lower - lower), `${x} ${d1} ${d2} ${ncp}`).toBeLessThan(1e-9);
      expect(Math.abs(tails.upper - upper), `${x} ${d1} ${d2} ${ncp}`).toBeLessThan(1e-9);
    }
  });

  it("has the noncentralities at which R's tails have a probability", () => {
    for (const [f, d1, d2, ...shares] of SHARES) {
      const found = (
        [
          [0.05, "upper"],
          [0.05, "lower"],
          [0.025, "upper"],
          [0.025, "lower"],
        ] as const
      ).map(([p, tail]) => noncentrality(p, tail, f, d1, d2));
      found.forEach((ncp, i) => {
        expect(Math.abs(ncp / (ncp + d2) - shares[i]), `${f} ${d1} ${d2} ${i}`).toBeLessThan(2e-8);
      });
      expect(noncentrality(0.95, "lower", f, d1, d2)).toBeCloseTo(found[0], 8);
    }
  });

  it("is F without a noncentrality, and the same of some counts as of all", () => {
    expect(noncentralFTails(2, 3, 10, 0)).toEqual(fTails(2, 3, 10));
    for (const [x, ncp] of [
      [30, 130],
      [150, 600],
      [300, 1200],
    ]) {
      let [lower, weight] = [0, Math.exp(-ncp / 2)];
      for (let j = 0; j < 2 * ncp; j++) {
        if (j > 0) weight *= ncp / 2 / j;
        lower += weight * fTails((x * 3) / (3 + 2 * j), 3 + 2 * j, 25).lower;
      }
      expect(Math.abs(noncentralFTails(x, 3, 25, ncp).lower / lower - 1), `${ncp}`).toBeLessThan(1e-11);
    }
  });

  it("answers at the ends of its arguments", () => {
    const { POSITIVE_INFINITY: infinity } = Number;
    expect(noncentrality(0.05, "upper", 0, 1, 10)).toBe(0);
    expect(noncentrality(0.05, "upper", infinity, 1, 10)).toBe(infinity);
    expect(noncentrality(0.05, "upper", 5, 0, 10)).toBeNaN();
    expect(noncentrality(0.05, "upper", 5, 1, 0)).toBeNaN();
    expect(noncentrality(0.05, "upper", Number.NaN, 1, 10)).toBeNaN();
    expect(noncentrality(0.05, "upper", 5, 1, 1e-9)).toBe(0);
    for (const f of [1e-300, 1e-3, 1, 7, 1e9, 1e150]) {
      for (const d1 of [1e-3, 1, 40, 1e9]) {
        for (const d2 of [1e-3, 1, 40, 1e9, 1e30, infinity]) {
          const ncp = noncentrality(0.05, "lower", f, d1, d2);
          const at = (share: number) => noncentralFTails(f, d1, d2, ncp * share).lower;
          if (ncp === 0) expect(at(1), `${f} ${d1} ${d2}`).toBeLessThanOrEqual(0.05);
          else expect(at(1 - 1e-9) >= 0.05 && at(1 + 1e-9) <= 0.05, `${f} ${d1} ${d2}`).toBe(true);
        }
      }
    }
  });
});

describe("F and Student's t beside few degrees of freedom", () => {
  it("with 1e18 and more are at their limits", () => {
    for (const many of [1e18, 1e25, 1e60]) {
      expect(fTails(2, 3, many)).toEqual(fTails(2, 3, Number.POSITIVE_INFINITY));
      expect(fTails(2, many, 1e-3)).toEqual(fTails(2, Number.POSITIVE_INFINITY, 1e-3));
      expect(fTails(1.01, many, 1e5)).toEqual(fTails(1.01, Number.POSITIVE_INFINITY, 1e5));
    }
  });
});
