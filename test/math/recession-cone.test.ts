import { describe, expect, it } from "vitest";
import { extremeRays } from "../../scripts/words/extreme-rays.js";
import { exp } from "../../src/core/elementary.js";
import { RandomStream } from "../../src/math/random-stream.js";
import { recessionCone } from "../../src/math/recession-cone.js";
import { Span } from "../../src/math/span.js";

const columnsOf = (rows: readonly (readonly number[])[]) => rows[0].map((_, j) => Float64Array.from(rows, (r) => r[j]));

function compare(rows: readonly (readonly number[])[], edges: readonly (number | null)[]) {
  const found = recessionCone(columnsOf(rows), (i) => edges[i]);
  const right = extremeRays(
    rows.map((row) => row.map(BigInt)),
    edges,
  );

  expect(found === null ? null : { ...found }).toEqual(right);
  return right !== null;
}

describe("the recession cone", () => {
  it("is that of all extreme rays, for small designs of whole numbers with ties", () => {
    let separated = 0;
    let models = 0;
    for (let seed = 1; seed <= 3000; seed++) {
      const stream = new RandomStream(seed);
      const p = 1 + Math.floor(4 * stream.uniform());
      const n = p + Math.floor((p > 3 ? 9 : 14) * stream.uniform());
      const size = [1, 2, 4, 50][Math.floor(4 * stream.uniform())];
      const rows = Array.from({ length: n }, () =>
        Array.from({ length: p }, (_, j) => (j === 0 ? 1 : Math.round(size * (2 * stream.uniform() - 1)))),
      );
      const truth = Array.from({ length: p }, () => Math.round(3 * stream.normal()));
      const noise = [0, 0, 0.1, 0.3][Math.floor(4 * stream.uniform())];
      const edges = rows.map((row) => {
        const eta = row.reduce((sum, entry, j) => sum + entry * truth[j], 0);
        const code = stream.uniform();
        if (code < 0.03) return null;
        if (code < 0.06) return 0;
        return eta === 0 || stream.uniform() < noise ? (stream.uniform() < 0.5 ? -1 : 1) : Math.sign(eta);
      });
      const used = rows.filter((_, i) => edges[i] !== null);
      if (used.length < p || new Span(columnsOf(used)).dimension < p) continue;
      models++;
      if (compare(rows, edges)) separated++;
    }
    expect(models).toBeGreaterThan(2000);
    expect(separated).toBeGreaterThan(500);
    expect(models - separated).toBeGreaterThan(500);
  });

  it("does not depend on tails, units or origins of columns", () => {
    let separated = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const stream = new RandomStream(1000 + seed);
      const spread = [1, 3, 5][seed % 3];
      const threshold = Math.round(1e4 * exp(0.3 * stream.normal()));
      const rows = Array.from({ length: 60 }, () => {
        const dose = Math.round(1e4 * exp(spread * stream.normal()));
        return [1, dose, 2_000_000 + Math.floor(30 * stream.uniform())];
      });
      const noise = seed % 2 === 0 ? 0 : 0.04;
      const edges = rows.map((row) => (row[1] > threshold !== stream.uniform() < noise ? 1 : -1));
      if (compare(rows, edges)) separated++;
    }
    expect(separated).toBeGreaterThanOrEqual(100);
    expect(separated).toBeLessThan(140);
  });

  it("has the coefficients of rare levels, whose rows no coordinates can spread out", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const stream = new RandomStream(5000 + seed);
      const n = 60 + Math.floor(400 * stream.uniform());
      const rare = 1 + Math.floor(4 * stream.uniform());
      const spread = [0, 1, 4][seed % 3];
      const isOdd = Array.from({ length: n }, () => stream.uniform() < 0.5);
      const x = Float64Array.from({ length: n }, () => {
        return spread === 0 ? stream.normal() : exp(spread * stream.normal());
      });
      const level = x.map((_, i) => (i < rare ? 1 : 0));
      const another = x.map((_, i) => (i >= rare && i < rare + 3 ? 1 : 0));
      const within = x.map((value, i) => value * level[i]);
      const columns = [x.map(() => 1), level, x, ...(seed % 2 === 0 ? [another] : rare > 1 ? [within] : [])];
      const edge = (i: number) => (i < rare || isOdd[i] ? 1 : -1);
      expect(recessionCone(columns, edge)?.up[1], `seed ${seed}`).toBe(true);
      const mixed = recessionCone(columns.slice(0, 3), (i) => (i < rare ? (i % 2 === 0 ? 1 : -1) : edge(i)));
      expect(mixed === null, `seed ${seed}`).toBe(rare > 1);
    }
  });
});
