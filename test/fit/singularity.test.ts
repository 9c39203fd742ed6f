import { describe, expect, it } from "vitest";
import { singularDirections } from "../../src/fit/warnings/singularity.js";

function term(names: string[], lambda: number[], more: { scale?: number[]; structure?: string } = {}) {
  const scale = more.scale ?? names.map(() => 1);
  const structure = more.structure ?? "us";
  return { group: "Subject", label: "1 + x | Subject", structure, names, lambda: Float64Array.from(lambda), scale };
}

function words(...args: Parameters<typeof term>): string[] {
  return singularDirections([term(...args)]).map((direction) => direction.words);
}

describe("singular directions", () => {
  it("are none for a regular term", () => {
    expect(words(["(Intercept)", "x"], [1, 0.5, 0, 0.2])).toEqual([]);
  });

  it("name the effect whose variance is zero", () => {
    expect(words(["(Intercept)"], [0])).toEqual(["the variance of (Intercept) by Subject is zero"]);
    expect(words(["(Intercept)", "x"], [1, 0, 0, 0])).toEqual(["the variance of x by Subject is zero"]);
  });

  it("name a correlation of one and its sign", () => {
    expect(words(["a", "b"], [1, -0.5, 0, 0])).toEqual(["the correlation of a and b by Subject is -1"]);
    expect(words(["a", "b"], [1, 0.5, 0, 0])).toEqual(["the correlation of a and b by Subject is 1"]);
  });

  it("give the combination without variance in the units of the columns", () => {
    const [direction] = singularDirections([term(["a", "b"], [1, -0.5, 0, 0], { scale: [1, 7] })]);
    expect(direction.kind).toBe("correlation");
    // b = -a/2, so a + 2b has no variance.
    expect(direction.weights.a).toBe(1);
    expect(direction.weights.b).toBeCloseTo(2, 12);
  });

  it("give the combination of three effects that has no variance", () => {
    // c = a + b, whatever a and b.
    const [direction] = singularDirections([term(["a", "b", "c"], [1, 0.3, 1.3, 0, 0.8, 0.8, 0, 0, 0])]);
    expect(direction.kind).toBe("combination");
    const unit = direction.weights.c;
    expect(direction.weights.a / unit).toBeCloseTo(-1, 6);
    expect(direction.weights.b / unit).toBeCloseTo(-1, 6);
  });

  it("count dimensions where several combinations have no variance", () => {
    expect(words(["a", "b", "c"], [1, 0.5, 0.2, 0, 0, 0, 0, 0, 0])).toEqual([
      "the 3 random effects by Subject vary in only 1 dimension",
    ]);
  });

  it("do not depend on the scale of a column", () => {
    expect(words(["a", "b"], [1, 0, 0, 1e-6], { scale: [1, 1e6] })).toEqual([]);
    expect(words(["a", "b"], [1, 0, 0, 1e-6], { scale: [1, 1] })).toEqual(["the variance of b by Subject is zero"]);
  });

  it("see only variances in a diagonal term", () => {
    expect(words(["a", "b"], [1, 0, 0, 0], { structure: "diag" })).toEqual(["the variance of b by Subject is zero"]);
  });
});
