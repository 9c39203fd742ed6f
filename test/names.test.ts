import { describe, expect, it } from "vitest";
import { didYouMean, nearest } from "../src/names.js";

const columns = ["Reaction", "Days", "Subject", "x", "y", "log_rt"];

describe("nearest", () => {
  it.each([
    ["Dyas", "Days"],
    ["days", "Days"],
    ["Day", "Days"],
    ["Dayss", "Days"],
    ["Raection", "Reaction"],
    ["subj", "Subject"],
    ["SUBJECT", "Subject"],
    ["logrt", "log_rt"],
    ["log.rt", "log_rt"],
    ["X", "x"],
  ])("finds for %s the name %s", (name, expected) => {
    expect(nearest(name, columns)).toBe(expected);
  });

  it.each(["z", "qq", "weight", "Da", "", "a".repeat(5000)])("finds nothing near %j", (name) => {
    expect(nearest(name, columns)).toBeNull();
  });

  it("prefers the smaller distance, then the earlier name", () => {
    expect(nearest("trial", ["trials2", "trials", "trail"])).toBe("trials");
    expect(nearest("trial", ["trails", "Trial"])).toBe("Trial");
  });

  it("never suggests the name itself, and nothing from an empty list", () => {
    expect(nearest("Days", ["Days"])).toBeNull();
    expect(nearest("Days", [])).toBeNull();
  });
});

describe("didYouMean", () => {
  it("names the nearest, or what is known to be meant, or else says what there is", () => {
    expect(didYouMean("Dyas", columns, "there are columns")).toBe('did you mean "Days"?');
    expect(didYouMean("Dyas", columns, "there are columns", "x")).toBe('did you mean "x"?');
    expect(didYouMean("qq", columns, "there are columns")).toBe("there are columns");
  });
});
