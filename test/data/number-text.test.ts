import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, test } from "vitest";
import { NumberText } from "../../src/data/number-text.js";

/** Reads the texts; gives the first that is not what Number makes of it, or not given back as it was. */
function firstWrong(texts: readonly string[]): string | undefined {
  const column = new NumberText(new Set());
  for (const text of texts) if (!column.append(text)) return text;
  const back = [...column.texts()];
  const values = column.finish();
  return texts.find((text, i) => !Object.is(values[i], Number(text)) || back[i] !== text);
}

function digitsOf(source: ReturnType<typeof xoroshiro128plus>, count: number): string {
  const all = `${uniformInt(source, 1e9, 2e9 - 1)}${uniformInt(source, 1e9, 2e9 - 1)}${uniformInt(source, 10, 19)}`;
  return `${all.slice(1, 10)}${all.slice(11)}`.slice(-count);
}

describe("a number in text", () => {
  test("is the double that Number gives, for a million decimals of 1 to 19 digits", () => {
    const source = xoroshiro128plus(20261121);
    const texts = Array.from({ length: 1_000_000 }, () => {
      const sign = uniformInt(source, 0, 1) === 0 ? "" : "-";
      const zeros = "0".repeat(Math.max(0, uniformInt(source, -6, 5)));
      const digits = digitsOf(source, uniformInt(source, 1, 19));
      const decimals = uniformInt(source, 1, 22);
      if (decimals >= digits.length) return `${sign}0.${zeros}${digits}`;
      const whole = digits.slice(0, -decimals).replace(/^0+(?=.)/, "");
      return `${sign}${whole}.${digits.slice(-decimals)}`;
    });
    expect(firstWrong(texts)).toBeUndefined();
  });

  test("is rounded to the nearer double a digit beside the middle of two", () => {
    const source = xoroshiro128plus(7);
    const texts: string[] = [];
    for (let i = 0; i < 50_000; i++) {
      // From 2^49 to 2^50 doubles are eighths, and the sixteenths between them have 19 digits.
      const whole = 2 ** 49 + Math.floor(uniformFloat64(source) * 2 ** 49);
      const middle = 625 * (2 * uniformInt(source, 0, 7) + 1);
      for (const part of [middle - 1, middle, middle + 1]) texts.push(`${whole}.${String(part).padStart(4, "0")}`);
    }
    expect(firstWrong(texts)).toBeUndefined();
  });

  test("is the shortest and the longest spelling of a double alike", () => {
    const source = xoroshiro128plus(11);
    const texts: string[] = [];
    for (let i = 0; i < 50_000; i++) {
      const value = (uniformFloat64(source) - 0.5) * 10 ** uniformInt(source, -4, 6);
      texts.push(String(value), value.toPrecision(15), value.toPrecision(17), value.toPrecision(19));
    }
    expect(firstWrong(texts)).toBeUndefined();
  });

  test("is given back with its zeros, sign and blanks", () => {
    const texts = [
      "100000000000000.5000",
      "0.10000000000000000",
      "-0.00000001234567890123456",
      "123456789012345.0001",
      "12345678901234567890.5",
      "99999999999999.99999",
      "0.999999999999999999",
      "9.999999999999999999",
      "1234567890123456",
      "-1234567890123456.7",
      "0.0000000000000000000001",
      "0.00000000000000000000001",
      "000000000000000000000001",
      "1.2345678901234567e-05",
      " 1.23456789012345678",
      "-0.0",
      "+1.5",
      "5.",
    ];
    expect(firstWrong(texts)).toBeUndefined();
  });
});
