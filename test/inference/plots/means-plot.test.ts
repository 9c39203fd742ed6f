import { describe, expect, it } from "vitest";
import { emmeans, lmm, meansPlot, OptionError } from "../../../src/index.js";
import { loadTable } from "../../support/reference.js";

/** emmeans 1.8.4 of lmer's fit of cake, recipe fastest: the same in every balanced fit. */
const EMMEANS = [
  29.1333333333333, 26.8666666666667, 27.9333333333333, 31.5333333333333, 29.4, 28.9333333333333, 30.8,
  31.7333333333333, 31.7333333333333, 33.5333333333333, 32.1333333333333, 30.8666666666667, 38.6666666666667,
  34.4666666666667, 34.4, 35.0666666666667, 35.2666666666667, 35.7333333333333,
];

describe("an interaction plot", () => {
  it("has the means of emmeans and their limits, a line for each level", async () => {
    const fit = await lmm("angle ~ recipe * temperature + (1 | recipe:replicate)", await loadTable("cake"));
    const means = emmeans(fit, ["recipe", "temperature"]);
    const { panels, title } = meansPlot(means, { x: "temperature", yLabel: "angle" });
    expect(title).toBe("Means by temperature, recipe");
    const [{ layers, xNames, yLabel }] = panels;
    expect([layers.map(({ name }) => name), yLabel]).toEqual([["A", "B", "C"], "angle"]);
    expect(xNames).toEqual(["175", "185", "195", "205", "215", "225"]);
    layers.forEach(({ x, y, lower, upper }, recipe) => {
      expect(Array.from(x, (place) => Math.abs(Math.round(place)))).toEqual([0, 1, 2, 3, 4, 5]);
      y.forEach((mean, at) => {
        expect(Math.abs(mean - EMMEANS[3 * at + recipe])).toBeLessThan(1e-9);
      });
      // 2.0381027 · t(.975, 77.44), from emmeans.
      expect(y[0] - (lower as Float64Array)[0]).toBeCloseTo(4.058016, 4);
      expect((upper as Float64Array)[0] - y[0]).toBeCloseTo(4.058016, 4);
    });
    const byRecipe = meansPlot(emmeans(fit, ["recipe", "temperature"], { at: { temperature: "185" } }), {
      lines: "recipe",
    });
    expect(byRecipe.panels[0].layers.map(({ y }) => y.length)).toEqual([1, 1, 1]);
    expect(meansPlot(emmeans(fit, "recipe")).caption).toContain("averaged over temperature");
  });

  it("refuses what the means are not of", async () => {
    const fit = await lmm("angle ~ recipe + (1 | recipe:replicate)", await loadTable("cake"));
    const means = emmeans(fit, "recipe");
    expect(() => meansPlot(means, { x: "temp" })).toThrow(OptionError);
    expect(() => meansPlot(means, { x: "recipe", lines: "recipe" })).toThrow("at once");
    expect(() => meansPlot(emmeans(fit, []))).toThrow("no variable");
  });
});
