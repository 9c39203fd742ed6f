import { describe, expect, it } from "vitest";
import { type GlmmOptions, plan } from "../../src/index.js";
import { glmmSystem } from "../../src/likelihood/generalized/system.js";
import { buildModel } from "../../src/model/build.js";
import { generalizedSpec } from "../../src/model/spec.js";

const rows = Array.from({ length: 20_000 }, (_, i) => i);
const data = {
  y: rows.map((i) => (i * i) % 5),
  x: rows.map((i) => ((i * 37) % 11) / 5 - 1),
  g: rows.map((i) => `g${i % 400}`),
  h: rows.map((i) => `h${Math.floor(i / 400)}`),
  k: rows.map((i) => `k${(i * 31 + Math.floor(i / 400)) % 130}`),
  n: rows.map((i) => `n${i % 40}`),
};

describe("the plan of a generalized model", () => {
  it.each(["(x | g)", "(x | g) + (1 | h)", "(1 | g) + (1 | k)", "(1 | g) + (x | n)"])(
    "predicts the memory of its system with %s",
    async (random) => {
      const options: GlmmOptions = { family: "poisson" };
      const formula = `y ~ x + ${random}`;
      const { memory, tailRows } = await plan(formula, data, options);
      const { blocks } = glmmSystem(buildModel(formula, data, generalizedSpec(options))).system;
      expect(Math.abs(blocks.allocated - memory)).toBeLessThan(0.05 * memory + 500_000);
      expect(tailRows).toBe(blocks.structure.tailRows);
    },
  );
});
