// Links, variances and deviances of the core against R's, tails included, and special functions behind them.
import { describe, expect, it } from "vitest";
import { instantiateCore } from "../../src/core/load.js";
import { CoreMemory } from "../../src/core/memory.js";
import { linkCodes } from "../../src/family/family.js";
import { ResponseFunctions } from "../../src/family/response-functions.js";

const relative = (actual: number, expected: number) =>
  expected === 0 ? Math.abs(actual) : Math.abs(actual - expected) / Math.abs(expected);

function expectAll(actual: Float64Array, expected: readonly number[], tolerance: number) {
  expected.forEach((value, i) => {
    expect(relative(actual[i], value), `entry ${i}: ${actual[i]} for ${value}`).toBeLessThan(tolerance);
  });
}

const functions = (link: keyof typeof linkCodes, family = 0, shape = 1) =>
  new ResponseFunctions(family, linkCodes[link], shape);

describe("means of linear predictors", () => {
  it("by the probit link are R's pnorm()", () => {
    const eta = Float64Array.of(-37, -10, -3.2, -0.3, 0, 0.5, 4, 8);
    const expected = [
      5.7255712225245771e-300, 7.6198530241605269e-24, 0.00068713793791584806, 0.38208857781104733, 0.5,
      0.69146246127401301, 0.99996832875816688, 0.99999999999999933,
    ];
    expectAll(functions("probit").linkInverse(eta), expected, 2e-15);
  });

  it("and back, for every link", () => {
    const shares = Float64Array.of(1e-200, 1e-10, 0.02, 0.3, 0.5, 0.8, 0.999);
    for (const link of ["logit", "probit", "cloglog", "cauchit", "log"] as const) {
      const own = functions(link);
      expectAll(own.linkInverse(own.linkFunction(shares)), [...shares], 1e-13);
    }
    const means = Float64Array.of(1e-8, 0.3, 1, 7, 1e9);
    for (const link of ["identity", "log", "sqrt", "inverse", "1/mu^2"] as const) {
      const own = functions(link);
      expectAll(own.linkInverse(own.linkFunction(means)), [...means], 1e-14);
    }
  });

  it("have the derivatives of their differences", () => {
    for (const link of Object.keys(linkCodes) as (keyof typeof linkCodes)[]) {
      const own = functions(link);
      const eta = link === "log" || link === "1/mu^2" || link === "inverse" ? [0.3, 0.9, 2] : [-3, -0.4, 0.2, 1.7];
      const h = 1e-4;
      const at = (step: number) => own.linkInverse(Float64Array.from(eta, (value) => value + step));
      const slopes = eta.map((_, i) => (8 * (at(h)[i] - at(-h)[i]) - (at(2 * h)[i] - at(-2 * h)[i])) / (12 * h));
      expectAll(own.meanDerivative(Float64Array.from(eta)), slopes, 1e-9);
    }
  });
});

describe("variances and deviances", () => {
  const y = Float64Array.of(0.2, 1, 3, 7);
  const mu = Float64Array.of(0.3, 0.4, 3.5, 2);

  it("are those of R's families", () => {
    expectAll(functions("log", 1).variance(mu), [0.3, 0.4, 3.5, 2], 1e-15);
    expectAll(functions("log", 2).variance(mu), [0.09, 0.16, 12.25, 4], 1e-15);
    expectAll(functions("log", 3).variance(mu), [0.027, 0.064, 42.875, 8], 1e-15);
    expectAll(functions("log", 5, 2).variance(mu), [0.345, 0.48, 9.625, 4], 1e-15);
    // In 30 digits.
    expectAll(
      functions("log", 1).unitDeviance(y, mu),
      [0.03781395675673425, 0.6325814637483101, 0.07509592103645017, 7.538681558935152],
      1e-12,
    );
    expectAll(
      functions("log", 2).unitDeviance(y, mu),
      [0.1442635495496621, 1.16741853625169, 0.02258707394023089, 2.494474063009264],
      1e-12,
    );
    expectAll(
      functions("log", 3).unitDeviance(y, mu),
      [0.5555555555555556, 2.25, 0.006802721088435374, 0.8928571428571429],
      1e-12,
    );
    expectAll(
      functions("log", 5, 2).unitDeviance(y, mu),
      [0.03340171206840313, 0.4937201558630516, 0.02819771907969877, 2.941937667041234],
      1e-12,
    );
  });
});

describe("special functions of the core", () => {
  const core = instantiateCore();
  const memory = new CoreMemory(core);
  const constant = (family: number, shape: number, y: number, weight = 1, trials = 1) => {
    const at = [y, weight, trials].map((value) => {
      const address = memory.doubles(1);
      memory.f64(address, 1)[0] = value;
      return address;
    });
    return core.constantRows(family, shape, 1, at[0], at[1], at[2], 1);
  };

  it("give log-factorials", () => {
    // 2 lgamma(y + 1)
    const cases = [
      [0, 0],
      [1, 0],
      [10, 2 * 15.104412573075516],
      [11.5, 2 * 18.734347511936448],
      [99, 2 * 359.1342053695754],
      [999999, 2 * 12815504.569147611],
    ];
    for (const [y, expected] of cases) expect(relative(constant(1, 1, y), expected)).toBeLessThan(1e-14);
  });

  it("give binomial coefficients", () => {
    // -2 lchoose(40, 13), weighted
    expect(relative(constant(0, 1, 13 / 40, 20, 40), -23.21093723462764)).toBeLessThan(1e-13);
  });

  it("give the constants of negative binomials at small and at huge shapes", () => {
    // -2 (lgamma(y + k) - lgamma(k) - y log(k) - lgamma(y + 1)), in 30 digits
    const cases = [
      [2.3, 17, 21.090972510933778],
      [0.05, 40, -226.7107605724671],
      [1e9, 30, 149.31647182766034],
    ];
    for (const [shape, y, expected] of cases) {
      expect(relative(constant(5, shape, y), expected)).toBeLessThan(1e-13);
    }
  });
});
