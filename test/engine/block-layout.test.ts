import { expect, it } from "vitest";
import { instantiateCore } from "../../src/core/load.js";
import { FACTOR_FIELDS } from "../../src/engine/block-layout.js";

it("the core's table of a factor has the fields that are written to it", () => {
  expect(instantiateCore().factorBytes()).toBe(4 * FACTOR_FIELDS.length);
});
