import { describe, expect, it } from "vitest";
import { effectsPlot, lmm, profile, profilePlot, UnsupportedError } from "../../../src/index.js";
import { loadTable } from "../../support/reference.js";

describe("a plot of effects", () => {
  it("has the population's line and its interval, computed by hand, over all responses", async () => {
    const data = await loadTable("sleepstudy");
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", data);
    const [{ layers }] = effectsPlot(fit, data).panels;
    const [points, band] = layers;
    const [[v00, v01], [, v11]] = fit.vcov();
    const [intercept, slope] = fit.fixef().map(({ estimate }) => estimate);
    expect(points.y).toEqual(fit.live.design.response);
    band.x.forEach((days, i) => {
      const reach = 1.959963984540054 * Math.sqrt(v00 + 2 * days * v01 + days * days * v11);
      expect(band.y[i]).toBeCloseTo(intercept + slope * days, 9);
      expect(band.upper?.[i]).toBeCloseTo(intercept + slope * days + reach, 8);
    });
    expect([band.x[0], band.x[band.x.length - 1]]).toEqual([0, 9]);
  });

  it("holds other variables at their mean or most frequent level", async () => {
    const x = [1, 2, 3, 4, 5, 9, 1, 2, 3, 4, 5, 9];
    const f = Array.from("aaaabbaaaabb");
    const g = Array.from("uuuvvvwwwzzz");
    const y = [3, 5, 4, 8, 7, 12, 2, 6, 5, 9, 6, 15];
    const fit = await lmm("y ~ x + f + (1 | g)", { x, f, g, y });
    const [overX, overF] = effectsPlot(fit, { x, f, g, y }).panels;
    const [intercept, slope, b] = fit.fixef().map(({ estimate }) => estimate);
    expect(overX.layers[1].y[0]).toBeCloseTo(intercept + slope, 9);
    expect(Array.from(overF.layers[1].y)).toEqual(
      [intercept + 4 * slope, intercept + 4 * slope + b].map((v) => expect.closeTo(v, 9)),
    );
    expect(overF.xNames).toEqual(["a", "b"]);
  });

  it("says that there is nothing to plot", async () => {
    const data = await loadTable("sleepstudy");
    const fit = await lmm("Reaction ~ 1 + (1 | Subject)", data);
    expect(() => effectsPlot(fit, data)).toThrow(UnsupportedError);
  });
});

describe("a plot of a profile", () => {
  it("goes through its inner fits", async () => {
    const fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
    const [{ layers, title }] = profilePlot(await profile(fit, { parameters: ["Days"] })).panels;
    const [curve, points] = layers;
    expect(title).toBe("Days");
    expect([curve.x[0], curve.y[0]]).toEqual([points.x[0], expect.closeTo(points.y[0], 9)]);
  });
});
