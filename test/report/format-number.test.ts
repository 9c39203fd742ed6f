import { describe, expect, it } from "vitest";
import { formatNumber, formatNumbers, roundDecimals, toFixedEven, zapSmall } from "../../src/report/format-number.js";
import { parseR, rFormats } from "./r-fixtures.js";

describe("formatNumbers", () => {
  it("writes columns of numbers as R's format does", () => {
    for (const { values, digits, minDecimals, format } of rFormats.numbers) {
      expect(formatNumbers(values.map(parseR), digits, minDecimals), `${values} ${digits} ${minDecimals}`).toEqual(
        format,
      );
    }
  });

  it("gives a column without numbers its own width", () => {
    expect(formatNumbers([Number.NaN, Number.NEGATIVE_INFINITY], 4)).toEqual([" NaN", "-Inf"]);
    expect(formatNumbers([], 4)).toEqual([]);
  });
});

describe("formatNumber", () => {
  it("shows up to seven significant digits as R's cat does", () => {
    const shown = [1743.6283, 1635, 325809.54934, 1234567.8, 0.00001234, 1e15, -0].map((x) => formatNumber(x));
    expect(shown).toEqual(["1743.628", "1635", "325809.5", "1234568", "1.234e-05", "1e+15", "0"]);
  });
});

describe("toFixedEven", () => {
  it("rounds exact halves to the even digit and all else to the nearest", () => {
    expect([0.5, 1.5, 2.5, -2.5].map((x) => toFixedEven(x, 0))).toEqual(["0", "2", "2", "-2"]);
    expect(toFixedEven(0.125, 2)).toBe("0.12");
    expect(toFixedEven(0.15, 1)).toBe("0.1");
    expect(toFixedEven(1e22, 1)).toBe("10000000000000000000000.0");
  });
});

describe("roundDecimals", () => {
  it("rounds as R 4 does", () => {
    for (const { values, decimals, round } of rFormats.numbers) {
      const rounded = values.map((text) => roundDecimals(parseR(text), decimals));
      expect(rounded.map((x) => x + 0)).toEqual(round.map((text) => parseR(text) + 0));
    }
  });

  it("leaves what no power of ten of a double scales", () => {
    expect(roundDecimals(5e-324, 327)).toBe(5e-324);
    expect(formatNumber(5e-324)).toBe("4.940656e-324");
  });
});

describe("zapSmall", () => {
  it("keeps as many decimals as R's zapsmall", () => {
    for (const { values, digits, zap } of rFormats.numbers) {
      if (!Array.isArray(zap)) continue;
      const zapped = zapSmall(values.map(parseR), digits);
      expect(zapped.map((x) => x + 0)).toEqual(zap.map((text) => parseR(text) + 0));
    }
  });
});
