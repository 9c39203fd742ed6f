import { describe, expect, it } from "vitest";
import { withinMemory } from "../src/core/within-memory.js";
import { FormulaError, UnsupportedError } from "../src/errors.js";

describe("memory that the system does not give", () => {
  it("is told by a typed error, whatever the engine says", async () => {
    for (const message of [
      "Array buffer allocation failed",
      "Invalid typed array length: 9000000000",
      "Out of memory",
    ]) {
      const refused = withinMemory("the table", async () => {
        throw new RangeError(message);
      });
      await expect(refused).rejects.toThrow(UnsupportedError);
      await expect(refused).rejects.toThrow(`no more memory for the table (${message})`);
    }
    await expect(withinMemory("the model", async () => new Float64Array(2 ** 40))).rejects.toThrow(UnsupportedError);
  });

  it("is not blamed for other errors, nor for none", async () => {
    const others = [
      new RangeError("Maximum call stack size exceeded"),
      new FormulaError("no", "y", 0),
      new TypeError("x"),
    ];
    for (const error of others) {
      const failed = withinMemory("the model", async () => {
        throw error;
      });
      await expect(failed).rejects.toBe(error);
    }
    expect(await withinMemory("the model", async () => 3)).toBe(3);
  });
});
