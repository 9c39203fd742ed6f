import { describe, expect, it } from "vitest";
import { abbreviate } from "../../src/report/abbreviate.js";
import { rFormats } from "./r-fixtures.js";

describe("abbreviate", () => {
  it("shortens names as R's abbreviate does", () => {
    for (const { names, minLength, short } of rFormats.names) {
      expect(abbreviate(names, minLength), names.join(" | ")).toEqual(short);
    }
  });

  it("gives equal names equal abbreviations", () => {
    expect(abbreviate(["condition", "condition", "conditional"], 6)).toEqual(["condtn", "condtn", "cndtnl"]);
  });
});
