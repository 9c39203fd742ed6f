// What the diagnostic plots show.
import { beforeAll, describe, expect, it } from "vitest";
import { glmm, type LiveFit, lmm, PLOT_KINDS, plotData } from "../../../src/index.js";
import { lowess } from "../../../src/math/lowess.js";
import { loadTable } from "../../support/reference.js";
import { expectClose, fitAtReference, fixture } from "./fixture.js";

describe("the smooth line", () => {
  for (const model of fixture.models) {
    it(`is that of R's lowess(): ${model.id}`, async () => {
      const fit = await fitAtReference(model);
      const [x, y] = [fit.fitted(), fit.residuals()];
      const order = Array.from(x.keys()).sort((a, b) => x[a] - x[b] || a - b);
      const smooth = lowess(
        Float64Array.from(order, (i) => x[i]),
        Float64Array.from(order, (i) => y[i]),
      );
      expectClose(smooth, model.lowess, model.family ? 1e-4 : 1e-7);
    });
  }

  it("goes through points on a line, and through a single point", () => {
    const x = Float64Array.from({ length: 40 }, (_, i) => i * i);
    expectClose(
      lowess(
        x,
        x.map((value) => 3 - 2 * value),
      ),
      Array.from(x, (value) => 3 - 2 * value),
      1e-12,
    );
    expect([...lowess(Float64Array.of(1), Float64Array.of(5))]).toEqual([5]);
  });
});

describe("plots of sleepstudy", () => {
  let fit: LiveFit;
  beforeAll(async () => {
    fit = await lmm("Reaction ~ Days + (Days | Subject)", await loadTable("sleepstudy"));
  });

  it("all have a title, labels, and as many y as x", () => {
    for (const kind of PLOT_KINDS) {
      const { title, panels } = plotData(fit, kind);
      expect(title).not.toBe("");
      expect(panels.length).toBeGreaterThan(0);
      for (const { xLabel, yLabel, layers } of panels) {
        expect([xLabel, yLabel].every((label) => label !== "")).toBe(true);
        for (const { x, y, labels } of layers) {
          expect(y.length).toBe(x.length);
          if (labels) expect(labels.length).toBe(x.length);
          expect([...x, ...y].every(Number.isFinite)).toBe(true);
        }
      }
    }
  });

  it("quantiles are those of R's ppoints()", () => {
    const [{ layers }] = plotData(fit, "qq-residuals").panels;
    // qnorm(ppoints(180))[c(1, 90)], in R 4.2.2.
    expect(layers[0].x[0]).toBeCloseTo(-2.772921294608661, 10);
    expect(layers[0].x[89]).toBeCloseTo(-0.006962912580840825, 10);
    expect(layers[0].x[179]).toBe(-layers[0].x[0]);
    expect([...layers[0].y]).toEqual([...layers[0].y].sort((a, b) => a - b));
  });

  it("caterpillars are conditional modes with their standard deviations, in the order of the first effect", () => {
    const { panels } = plotData(fit, "caterpillar");
    const { Subject } = fit.ranef();
    expect(panels.map(({ title }) => title)).toEqual(["(Intercept) by Subject", "Days by Subject"]);
    for (const [column, { layers }] of panels.entries()) {
      const { x, lower, labels } = layers[0];
      labels?.forEach((label, i) => {
        const level = Subject.levels.indexOf(label);
        expect(x[i]).toBe(Subject.values[level][column]);
        const sd = Math.sqrt(Subject.condVar[level][column][column]);
        expect((x[i] - (lower?.[i] ?? 0)) / sd).toBeCloseTo(1.96, 3);
      });
    }
    const first = panels[0].layers[0].x;
    expect([...first]).toEqual([...first].sort((a, b) => a - b));
  });

  it("shrinkage starts at least squares within each group and ends at the modes", async () => {
    const [{ xLabel, yLabel, layers }] = plotData(fit, "shrinkage").panels;
    expect([xLabel, yLabel]).toEqual(["(Intercept)", "Days"]);
    const { x, y, toX, toY, labels } = layers[0];
    const { design } = fit.live;
    const lines = (labels ?? []).map((_, level) =>
      lineOf(design.fixed.columns[1], design.response, design.factors[0].codes, level),
    );
    const mean = (column: 0 | 1) => lines.reduce((sum, line) => sum + line[column] / lines.length, 0);
    lines.forEach(([intercept, slope], level) => {
      expect(Math.abs(x[level] - (intercept - mean(0)))).toBeLessThan(1e-4);
      expect(Math.abs(y[level] - (slope - mean(1)))).toBeLessThan(1e-5);
      expect([toX?.[level], toY?.[level]]).toEqual(fit.ranef().Subject.values[level]);
    });
  });

  it("rows are numbered as in the data where some are left out", async () => {
    const some = await lmm("Reaction ~ Days + (1 | Subject)", await loadTable("sleepstudy"), { subset: "Days > 1" });
    expect(plotData(some, "residuals-fitted").panels[0].layers[0].labels?.slice(0, 9)).toEqual([
      "3",
      "4",
      "5",
      "6",
      "7",
      "8",
      "9",
      "10",
      "13",
    ]);
  });

  it("unknown kinds, and kinds that mean nothing for a model, are refused in words", async () => {
    expect(() => plotData(fit, "caterpilar" as never)).toThrow(
      'there is no plot "caterpilar"; did you mean "caterpillar"?',
    );
    const cbpp = await glmm("cbind(incidence, size - incidence) ~ period + (1 | herd)", await loadTable("cbpp"));
    expect(() => plotData(cbpp, "shrinkage")).toThrow("the shrinkage plot is for linear models");
    expect(plotData(cbpp, "residuals-fitted").panels[0].xLabel).toBe(
      "Linear predictor of cbind(incidence, size - incidence) (logit)",
    );
  });
});

/** Intercept and slope of the least-squares line of one level. */
function lineOf(x: Float64Array, y: Float64Array, codes: Int32Array, level: number): [number, number] {
  const rows = Array.from(codes.keys()).filter((i) => codes[i] === level);
  const mean = (values: Float64Array) => rows.reduce((sum, i) => sum + values[i] / rows.length, 0);
  const [mx, my] = [mean(x), mean(y)];
  const slope =
    rows.reduce((sum, i) => sum + (x[i] - mx) * (y[i] - my), 0) / rows.reduce((sum, i) => sum + (x[i] - mx) ** 2, 0);
  return [my - slope * mx, slope];
}
