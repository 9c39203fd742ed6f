import { describe, expect, it } from "vitest";
import { COUNT, checkOptions, isNumbers, oneOf, RUN_RULES, SEED } from "../src/options.js";

const rules = { seed: SEED, count: COUNT, type: oneOf("I", "II", "III"), ...RUN_RULES };
const check = (options: unknown) => () =>
  checkOptions("simulate()", options as object, rules as never, { nsim: "count" });

describe("options of a function", () => {
  it.each([
    [{ sede: 1 }, 'unknown option "sede" of simulate(); did you mean "seed"?'],
    [{ nsim: 1 }, 'unknown option "nsim" of simulate(); did you mean "count"?'],
    [{ q: 1 }, /^unknown option "q" of simulate\(\); the options are seed, count, type, workers, workerUrl/],
    [{ seed: 1, count: 0 }, 'option "count" must be a whole number from 1 on, not 0'],
    [{ seed: 1, type: "IV" }, 'option "type" must be "I", "II" or "III", not "IV"'],
    [{ count: 1 }, 'simulate() needs its option "seed", a whole number'],
    [{ seed: undefined }, 'simulate() needs its option "seed", a whole number'],
    [[], "options must be an object, not an array"],
    [0, "options must be an object, not 0; in map() write (x) => f(x)"],
  ] as const)("%j are refused", (options, message) => {
    expect(check(options)).toThrow(message);
  });

  it("are accepted where every name and value is right, or not given", () => {
    expect(check({ seed: 1, count: undefined, workers: "auto" })).not.toThrow();
  });

  it("may not be called as what every object has", () => {
    expect(check({ seed: 1, constructor: 1 })).toThrow('unknown option "constructor" of simulate()');
  });

  it("may be arrays of numbers of any kind", () => {
    expect(
      [[1, 2], Float64Array.of(1), [], [1, "2"], new DataView(new ArrayBuffer(8)), BigInt64Array.of(1n)].map(isNumbers),
    ).toEqual([true, true, true, false, false, false]);
  });
});
