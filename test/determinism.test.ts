import { describe, expect, it } from "vitest";
import { fitBits } from "./support/bits.js";
import { bitsCases } from "./support/bits-cases.js";

describe("a fit made twice", () => {
  for (const model of bitsCases()) {
    it(`has the same bits for ${model.id}`, async () => {
      expect(await fitBits(model)).toEqual(await fitBits(model));
    });
  }
});
