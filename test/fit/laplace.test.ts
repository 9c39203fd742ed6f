import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ordinaryCase, rareCase } from "../../scripts/words/laplace-case.js";
import { laplaceVerdict } from "../../scripts/words/laplace-check.js";
import { type GlmmOptions, glmm, readCsv, reopen, restore } from "../../src/index.js";
import type { GeneralizedLikelihood } from "../../src/likelihood/generalized/likelihood.js";
import { RandomStream } from "../../src/math/random-stream.js";
import { gammaVariate, poissonVariate } from "../../src/math/random-variates.js";
import { loadTable } from "../support/reference.js";

const rare = () => readCsv(readFileSync(new URL("../fixtures/words/rare-events.csv", import.meta.url), "utf8"));
const codes = (fit: { readonly warnings: readonly { readonly code: string }[] }) =>
  fit.warnings.map(({ code }) => code);

describe("Laplace's approximation", () => {
  it("is told to be far off where events are rare, with both values", async () => {
    const data = await rare();
    const fit = await glmm("y ~ x + (1 | g)", data);
    expect(codes(fit)).toEqual(["W_LAPLACE"]);
    expect(fit.warnings[0].message).toMatch(
      /^the Laplace approximation is far off: by adaptive quadrature \(nAGQ = 25\) the standard deviation of "\(Intercept\)" by "g" is 6\.34 here and 0 there, "\(Intercept\)" -10\.4 and -5\.67;/,
    );
    const exact = await glmm("y ~ x + (1 | g)", data, { nAGQ: 25 });
    expect(exact.varCorr()[0].sd[0]).toBe(0);
    expect(exact.fixef()[0].estimate).toBeCloseTo(-5.67, 2);
    expect(codes(exact)).toEqual(["M_SINGULAR"]);
  });

  it("is told of just those models of rare events that quadrature moves, and of no ordinary one", async () => {
    let told = 0;
    for (let seed = 0; seed < 12; seed++) {
      const one = await laplaceVerdict(rareCase(seed));
      expect(one?.told).toBe(one?.moved);
      if (one?.told) told++;
      const other = await laplaceVerdict(ordinaryCase(seed));
      expect(other).toMatchObject({ told: false, moved: false });
    }
    expect(told).toBe(10);
  });

  it("is told in a fit made anew and in one opened again", async () => {
    const { formula, data } = rareCase(3);
    const fit = await glmm(formula, data);
    const again = await reopen(restore(JSON.stringify(fit)), data);
    expect(codes(again)).toEqual(["W_LAPLACE"]);
    expect(again.warnings).toEqual(fit.warnings);
    expect(codes(await fit.refit(fit.live.design.response))).toEqual(["W_LAPLACE"]);
  });

  it("is looked at without a trace in the numbers of the fit", async () => {
    const { formula, data } = rareCase(2);
    const [first, second] = [await glmm(formula, data), await glmm(formula, data)];
    const before = second.ranef().g.condVar;
    expect(codes(first)).toEqual(["W_LAPLACE"]);
    expect(first.ranef().g.condVar).toEqual(before);
    expect(codes(second)).toEqual(["W_LAPLACE"]);
  });

  it("is not judged where quadrature settles nowhere, as under a link whose means are even in the predictor", async () => {
    const fit = await glmm("TICKS ~ YEAR + (1 | BROOD)", await loadTable("grouseticks"), {
      family: "poisson",
      link: "sqrt",
    });
    expect(codes(fit)).not.toContain("W_LAPLACE");
  });

  it("is not judged with quadrature or the fast fit, several effects, or a moment estimate of the dispersion", async () => {
    const stream = new RandomStream(5);
    const rows = Array.from({ length: 120 }, (_, i) => i);
    const effects = rows.map(() => 1.5 * stream.normal());
    const data = {
      x: rows.map(() => stream.normal()),
      y: rows.map((i) => poissonVariate(Math.exp(effects[i % 30] - 1), stream)),
      z: rows.map((i) => Math.exp(effects[i % 30]) * (gammaVariate(2, stream) + 1e-3)),
      g: rows.map((i) => `g${i % 30}`),
      h: rows.map((i) => `h${(i * 7) % 11}`),
    };
    const asked = async (formula: string, options: GlmmOptions) => {
      const { likelihood, estimates } = (await glmm(formula, data, options)).live;
      return (likelihood as GeneralizedLikelihood).byQuadrature(estimates as never);
    };
    expect(await asked("y ~ x + (1 | g)", { family: "poisson", nAGQ: 5 })).toBeNull();
    expect(await asked("y ~ x + (1 | g)", { family: "poisson", nAGQ: 0 })).toBeNull();
    expect(await asked("y ~ x + (x | g)", { family: "poisson" })).toBeNull();
    expect(await asked("y ~ x + (1 | g) + (1 | h)", { family: "poisson" })).toBeNull();
    expect(await asked("z ~ x + (1 | g)", { family: "gamma", link: "log" })).toBeNull();
  });
});
