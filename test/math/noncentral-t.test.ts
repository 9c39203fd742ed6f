import { describe, expect, it } from "vitest";
import { studentTails } from "../../src/math/distributions/distributions.js";
import { noncentralTails } from "../../src/math/distributions/noncentral-t.js";

/** t, degrees of freedom, noncentrality, and both tails by R 4's pt(). */
const TABLE = [
  [-2, 1, -1, 0.37712803553983143, 0.62287196446016857],
  [2.086, 1, -1, 0.96936484222674668, 0.030635157773253319],
  [1.5, 3.7, -1, 0.9841972960988925, 0.015802703901107495],
  [3, 20, -1, 0.99984691520547608, 0.00015308479452391666],
  [-2, 400, -1, 0.15956085397614606, 0.84043914602385394],
  [-2, 1, 0.5, 0.074577689518863788, 0.92542231048113621],
  [0, 3.7, 0.5, 0.30853753872598694, 0.69146246127401301],
  [2.086, 20, 0.5, 0.93103043475053848, 0.068969565249461517],
  [3, 400, 0.5, 0.99350850455260165, 0.0064914954473983544],
  [-2, 1, 2.8, 0.00029830069839631435, 0.99970169930160369],
  [1.5, 3.7, 2.8, 0.10929276720152646, 0.89070723279847352],
  [2.086, 20, 2.8, 0.24086452132139033, 0.75913547867860964],
  [3, 400, 2.8, 0.5780918979144104, 0.4219081020855896],
];

describe("the noncentral t", () => {
  it("has R's tails", () => {
    for (const [t, df, ncp, lower, upper] of TABLE) {
      const tails = noncentralTails(t, df, ncp);
      expect(Math.abs(tails.lower - lower), `${t} ${df} ${ncp}`).toBeLessThan(1e-11);
      expect(Math.abs(tails.upper - upper), `${t} ${df} ${ncp}`).toBeLessThan(1e-11);
    }
  });

  it("is Student's without a noncentrality, to a relative error in the tail", () => {
    for (const df of [0.5, 1, 2.5, 30, 1e4, 1e8]) {
      for (const t of [-3, 0.2, 2, 5]) {
        const { upper } = studentTails(t, df);
        expect(Math.abs(noncentralTails(t, df, 0).upper / upper - 1), `${t} ${df}`).toBeLessThan(1e-9);
      }
    }
  });

  it("is a shifted normal for infinite degrees of freedom, and nothing for none", () => {
    expect(noncentralTails(1, Number.POSITIVE_INFINITY, 2).lower).toBeCloseTo(0.15865525393145705, 14);
    expect(noncentralTails(1, 0, 2).lower).toBeNaN();
  });
});
