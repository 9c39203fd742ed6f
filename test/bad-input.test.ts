// Bad formulas, data sets and options, over all rooms: each is refused with its kind of error and a message that says
// what to do.
import { describe, expect, it } from "vitest";
import { lmm, MixedModelError } from "../src/index.js";
import type { LmmOptions } from "../src/model/options.js";
import { data, formulas, options, tables } from "./bad-input-cases.js";

async function refusal(formula: string, table: unknown, given: unknown): Promise<MixedModelError> {
  try {
    await lmm(formula, table as Parameters<typeof lmm>[1], given as LmmOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(MixedModelError);
    return error as MixedModelError;
  }
  throw new Error("nothing was refused");
}

function expectRefusal(error: MixedModelError, kind: string, message: string): void {
  expect(error.message).toBe(message);
  expect(error.kind).toBe(kind);
}

describe("a bad formula", () => {
  it.each(formulas)("is refused: %s", async (_what, formula, kind, message) => {
    expectRefusal(await refusal(formula, data(), {}), kind, message);
  });
});

describe("bad data", () => {
  it.each(tables)("are refused: %s", async (_what, table, kind, message) => {
    expectRefusal(await refusal("y ~ x + f + (1 | g)", table, {}), kind, message);
  });
});

describe("a column that cannot be used", () => {
  it("does not matter to a model that does not name it", async () => {
    const day = Array.from({ length: 24 }, (_, row) => new Date(row));
    const used = await lmm("y ~ x + f + (1 | g)", data());
    const fit = await lmm("y ~ x + f + (1 | g)", {
      ...data(),
      day,
      mixed: [...day.keys()].map((i) => (i < 9 ? i : "")),
    });
    expect(fit.objective).toBe(used.objective);
    expectRefusal(
      await refusal("y ~ x + day + (1 | g)", { ...data(), day }, {}),
      "DataError",
      'column "day" has a date in row 1; give dates as numbers (date.getTime()) or as text',
    );
  });
});

describe("a bad option", () => {
  it.each(options)("is refused: %s", async (_what, given, kind, message) => {
    expectRefusal(await refusal("y ~ x + f + (1 | g)", data(), given), kind, message);
  });
});
