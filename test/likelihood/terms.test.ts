import { describe, expect, it } from "vitest";
import type { Design, RandomDesign } from "../../src/design/design.js";
import { termLabels } from "../../src/fit/variance-components.js";
import { engineInput, termLayout, thetaNames } from "../../src/likelihood/terms.js";

const x = Float64Array.of(1, 2, 3, 4);

function term(factor: number, names: string[], structure = "us"): RandomDesign {
  const columns = names.map((name) => (name === "(Intercept)" ? null : x));
  return { label: `${names.join(" + ")} | ${"gh"[factor]}`, structure, factor, names, columns };
}

/** (1 | g) + (1 + x | h) + diag(0 + x | g): the terms of g are apart in the formula, together in the engine. */
const design: Design = {
  nobs: 4,
  fixed: { names: ["(Intercept)"], columns: [Float64Array.of(1, 1, 1, 1)], assign: [-1], terms: [] },
  factors: [
    { name: "g", levels: ["p", "q"], codes: Int32Array.of(0, 0, 1, 1) },
    { name: "h", levels: ["r", "s"], codes: Int32Array.of(0, 1, 0, 1) },
  ],
  random: [term(0, ["(Intercept)"]), term(1, ["(Intercept)", "x"]), term(0, ["x"], "diag")],
  response: Float64Array.of(1, 2, 4, 3),
  responseName: "y",
  weights: null,
  offset: null,
};

describe("the layout of random terms", () => {
  it("places the terms of one factor side by side", () => {
    const places = termLayout(design).map(({ factor, offset, columnCount, structure }) => {
      return [factor, offset, columnCount, structure.name];
    });
    expect(places).toEqual([
      [0, 0, 1, "us"],
      [1, 0, 2, "us"],
      [0, 1, 1, "diag"],
    ]);
  });

  it("gives the engine one block of columns for each factor", () => {
    const { factors, response } = engineInput(design);
    expect(factors.map(({ columns }) => columns)).toEqual([
      [null, x],
      [null, x],
    ]);
    expect(factors[1].levelCount).toBe(2);
    expect(response).toBe(design.response);
  });

  it("names theta term by term", () => {
    expect(thetaNames(design)).toEqual(["g.(Intercept)", "h.(Intercept)", "h.x.(Intercept)", "h.x", "g.x"]);
  });

  it("numbers the later terms of a factor", () => {
    expect(termLabels(design)).toEqual(["g", "h", "g.1"]);
  });
});
