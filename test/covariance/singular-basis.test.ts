import { describe, expect, it } from "vitest";
import { unstructured } from "../../src/covariance/unstructured.js";
import { FactorizationError } from "../../src/index.js";

describe("a basis that is none", () => {
  it.each([0, Number.NaN])("with %d on its diagonal is refused as what cannot be factored", (entry) => {
    const basis = Float64Array.of(1, 0, 0, entry);
    expect(() => unstructured.chart(2, Float64Array.of(1, 0, 0, 1), basis)).toThrow(FactorizationError);
  });
});
