import { describe, expect, it } from "vitest";
import { gaussHermite } from "../../src/math/gauss-hermite.js";

describe("Gauss-Hermite rules", () => {
  it("are the known ones of one to three nodes", () => {
    expect([...gaussHermite(1).nodes]).toEqual([0]);
    expect([...gaussHermite(1).weights]).toEqual([1]);
    const { nodes, weights } = gaussHermite(3);
    [-Math.sqrt(3), 0, Math.sqrt(3)].forEach((node, i) => {
      expect(nodes[i]).toBeCloseTo(node, 15);
    });
    [1 / 6, 2 / 3, 1 / 6].forEach((weight, i) => {
      expect(weights[i]).toBeCloseTo(weight, 15);
    });
  });

  it("integrate the moments of a normal distribution up to degree 2n − 1", () => {
    for (const n of [2, 9, 25, 100]) {
      const { nodes, weights } = gaussHermite(n);
      expect(nodes.every((node, i) => node === -nodes[n - 1 - i])).toBe(true);
      let moment = 1;
      for (let degree = 0; degree < Math.min(2 * n, 60); degree += 2) {
        const sum = nodes.reduce((total, node, i) => total + weights[i] * node ** degree, 0);
        expect(Math.abs(sum / moment - 1)).toBeLessThan(1e-12);
        moment *= degree + 1;
      }
    }
  });
});
