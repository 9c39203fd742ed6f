import { describe, expect, it } from "vitest";
import { fitBits } from "./support/bits.js";
import { bitsCases, datasetText } from "./support/bits-cases.js";

describe("a fit made twice", () => {
  for (const model of bitsCases()) {
    it(`has the same bits for ${model.id}`, async () => {
      const whole = { ...model, csv: datasetText(model.dataset) };
      expect(await fitBits(whole)).toEqual(await fitBits(whole));
    });
  }
});
