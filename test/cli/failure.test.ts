import { describe, expect, it } from "vitest";
import { exitCodeOf, failureText } from "../../src/cli/failure.js";
import * as errors from "../../src/errors.js";

const CASES: readonly (readonly [Error, number])[] = [
  [new errors.FormulaError("unexpected end", "y ~", 3), 1],
  [new errors.DataError("no rows"), 1],
  [new errors.DesignError("one level", "(1 | g)"), 1],
  [new errors.OptionError("unknown", "x"), 1],
  [new errors.UnsupportedError("not done"), 1],
  [new errors.FactorizationError("pivot 3 is not positive", 3), 2],
  [new errors.EngineBugError("bad status"), 2],
  [new RangeError("out of memory"), 2],
  [new errors.CancelledError("fit cancelled"), 130],
];

describe("an error", () => {
  it.each(CASES)("%s has its exit code, and its sentence on the first line", (error, code) => {
    expect(exitCodeOf(error)).toBe(code);
    expect(failureText(error).split("\n")[0]).toMatch(new RegExp(`^(error|interrupted): ${error.message}$`));
  });

  it("asks for a report where the fault is not the user's", () => {
    expect(failureText(new errors.EngineBugError("bad status"))).toContain("please report it");
    expect(failureText(new RangeError("out of memory"))).toContain("please report it");
    expect(failureText(new errors.DataError("no rows"))).toBe("error: no rows");
  });
});
