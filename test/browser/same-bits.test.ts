// Runs in Chromium: every number must be, bit for bit, what Node computed.
import { describe, expect, inject, it } from "vitest";
import { fitBits } from "../support/bits.js";

const csvTexts = inject("csvTexts");

describe("a fit in the browser", () => {
  for (const { model, bits } of inject("nodeBits")) {
    it(`has the bits of Node's for ${model.id}: ${model.formula}`, async () => {
      expect(await fitBits({ ...model, csv: csvTexts[model.dataset] })).toEqual(bits);
    });
  }
});
