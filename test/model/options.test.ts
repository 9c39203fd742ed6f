import { describe, expect, it } from "vitest";
import { OptionError } from "../../src/errors.js";
import { checkStart } from "../../src/likelihood/start-values.js";
import type { LmmOptions } from "../../src/model/options.js";
import { linearSpec } from "../../src/model/spec.js";

const refused: readonly (readonly [string, unknown, string])[] = [
  ["wieghts", "w", 'unknown option "wieghts"; did you mean "weights"?'],
  ["REML", false, 'unknown option "REML"; did you mean "reml"?'],
  [
    "method",
    "ML",
    'option "method" must be "exact" or "iterative" (for maximum likelihood give reml: false), not "ML"',
  ],
  ["reml", "no", 'option "reml" must be true or false, not "no"'],
  ["weights", 3, 'option "weights" must be a column, an expression or an array of numbers, not 3'],
  ["weights", ["1", "2"], 'option "weights" must be a column, an expression or an array of numbers, not an array'],
  ["offset", " ", 'option "offset" must be a column, an expression or an array, not " "'],
  ["subset", [1, 2, 3], 'option "subset" must be a column, an expression or an array of booleans, not an array'],
  ["contrasts", "sum", 'option "contrasts" must be an object with one entry for a variable, not "sum"'],
  ["naAction", "drop", 'option "naAction" must be "omit", "fail" or "exclude", not "drop"'],
  ["maxIterations", -1, 'option "maxIterations" must be a whole number that is not negative, not -1'],
  ["maxIterations", 2.5, 'option "maxIterations" must be a whole number that is not negative, not 2.5'],
  ["onIteration", true, 'option "onIteration" must be a function, not true'],
  ["start", "1,0,1", 'option "start" must be an array of numbers, not "1,0,1"'],
  ["signal", {}, 'option "signal" must be an AbortSignal, not an object'],
  ["dataName", null, 'option "dataName" must be a text, not null'],
  ["readTime", Number.NaN, 'option "readTime" must be a number of milliseconds, not NaN'],
];

describe("options", () => {
  it.each(refused)("refuse %s = %j", (name, value, message) => {
    const check = () => linearSpec({ [name]: value } as LmmOptions);
    expect(check).toThrow(OptionError);
    expect(check).toThrow(message);
  });

  it("list what there is where no name is near", () => {
    expect(() => linearSpec({ zzz: 1 } as LmmOptions)).toThrow(/^unknown option "zzz"; the options are reml, weights/);
  });

  it("may be undefined, which means not given", () => {
    expect(() => linearSpec({ weights: undefined, reml: undefined })).not.toThrow();
  });

  it("do not fall for inherited names", () => {
    expect(() => linearSpec(JSON.parse('{"__proto__": 1}') as LmmOptions)).toThrow(/unknown option "__proto__"/);
    expect(() => linearSpec({ constructor: 1 } as unknown as LmmOptions)).toThrow(/unknown option "constructor"/);
  });

  it("accept a start of theta's length only", () => {
    const names = ["g.(Intercept)", "g.x.(Intercept)", "g.x"];
    expect(checkStart([1, 0, 1], () => names)).toEqual(Float64Array.of(1, 0, 1));
    expect(() => checkStart([1], () => names)).toThrow(
      /has 1 values; this model's theta has 3: g\.\(Intercept\), g\.x\./,
    );
    expect(() => checkStart([1, Number.NaN, 1], () => names)).toThrow(
      /NaN for g\.x\.\(Intercept\); expected a finite number/,
    );
    expect(checkStart(undefined, () => names)).toBeNull();
  });
});
