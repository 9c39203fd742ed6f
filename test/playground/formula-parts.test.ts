// The builder's view of formulas: whatever it shows, the text and its meaning stay as they were.
import { describe, expect, it } from "vitest";
import { formulaParts, withoutTerm, withPart, withTerm } from "../../playground/formula-parts.js";
import { stressFormulas } from "../../scripts/stress-formulas.js";
import { expandFormula } from "../../src/formula/expand.js";
import { parseFormula } from "../../src/formula/parser.js";

/** What a formula means: its terms, in no order. */
function meaning(formula: string): string {
  const { fixed, random, offsets } = expandFormula(parseFormula(formula), []);
  const sorted = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one, spanless)).sort();
  return JSON.stringify([fixed.intercept, sorted(fixed.terms), sorted(random), sorted(offsets)]);
}

const spanless = (key: string, value: unknown) => (["start", "end", "source"].includes(key) ? undefined : value);

describe("the parts of a formula", () => {
  it("are its text, and one that is taken away and put back gives the same model, for 2,000 random formulas", () => {
    let changed = 0;
    for (const right of stressFormulas(2000, 15)) {
      const formula = `y ~ ${right}`;
      const parts = formulaParts(formula);
      if (parts === null) throw new Error(`${formula} was not read`);
      for (const part of parts.terms) {
        expect(formula.slice(part.start, part.end)).toBe(part.text);
        expect(withPart(formula, part, part.text)).toBe(formula);
      }
      const last = parts.terms.findLastIndex(({ kind }) => kind === "random");
      const without = withoutTerm(formula, parts, last);
      const back = withTerm(without, formulaParts(without) ?? parts, parts.terms[last].text, true);
      let before: string;
      try {
        before = meaning(formula);
      } catch {
        // Not every sum of terms means something.
        continue;
      }
      expect(meaning(back), formula).toBe(before);
      changed++;
    }
    expect(changed).toBeGreaterThan(1000);
  });

  it("change alone", () => {
    const change = (formula: string, act: (parts: NonNullable<ReturnType<typeof formulaParts>>) => string) =>
      act(formulaParts(formula) as never);
    expect(change("y ~ 1", (parts) => withTerm("y ~ 1", parts, "x", false))).toBe("y ~ x");
    expect(change("y ~ a + (1 | g)", (parts) => withTerm("y ~ a + (1 | g)", parts, "b", false))).toBe(
      "y ~ a + b + (1 | g)",
    );
    expect(change("y ~ (1 | g)", (parts) => withTerm("y ~ (1 | g)", parts, "b", false))).toBe("y ~ b + (1 | g)");
    expect(change("y ~ a", (parts) => withoutTerm("y ~ a", parts, 0))).toBe("y ~ 1");
    expect(change("y ~ a - 1 + b", (parts) => withoutTerm("y ~ a - 1 + b", parts, 0))).toBe("y ~ 1 - 1 + b");
    expect(change("y ~ a - 1 + b", (parts) => withoutTerm("y ~ a - 1 + b", parts, 2))).toBe("y ~ a - 1");
    const kinds = formulaParts("log(y) ~ 0 + a * b - a:b + diag(a | g) + offset(z)")?.terms.map(({ kind }) => kind);
    expect(kinds).toEqual(["fixed", "fixed", "kept", "random", "fixed"]);
    expect(formulaParts("y ~ (x")).toBeNull();
  });
});
