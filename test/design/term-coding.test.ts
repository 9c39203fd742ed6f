// Contrasts or a column for every level: R's rule, tried term by term against all terms before.
import { describe, expect, it } from "vitest";
import { codeTerms, columnCounts } from "../../src/design/term-coding.js";
import type { TermList } from "../../src/formula/ast.js";
import { deparse } from "../../src/formula/deparse.js";
import { frameOf, table } from "../frame/support.js";

const names = ["a", "b", "c", "d", "e"];
const levels: Record<string, number> = { a: 2, b: 3, c: 2, d: 4, e: 2 };
const column = (count: number, step: number) =>
  Array.from({ length: 60 }, (_, i) => `l${Math.floor(i / step) % count}`);
const data = table({
  y: Array.from({ length: 60 }, (_, i) => i % 7),
  g: column(6, 10),
  ...Object.fromEntries(names.map((name, i) => [name, column(levels[name], i + 1)])),
});

/** R's TermCode as its documentation says it. */
function countsByRule({ intercept, terms }: TermList): number[] {
  const sets = terms.map(({ variables }) => variables.map(deparse));
  return sets.map((term, t) =>
    term.reduce((count, label, i) => {
      const rest = term.filter((other) => other !== label);
      const isPart = rest.length === 0 || sets.slice(0, t).some((set) => rest.every((other) => set.includes(other)));
      const standsIn = !intercept && t === 0 && i === 0;
      return count * (levels[label] - (isPart && !standsIn ? 1 : 0));
    }, 1),
  );
}

describe("columns of terms", () => {
  it("follow R's rule for 400 formulas with and without margins", () => {
    let seed = 7;
    const next = (below: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let round = 0; round < 400; round++) {
      const term = () => [...new Set(Array.from({ length: 1 + next(4) }, () => names[next(5)]))].join(":");
      const right = Array.from({ length: 1 + next(5) }, term).join(next(4) === 0 ? " * " : " + ");
      const { formula, variables } = frameOf(`y ~ ${next(2)} + ${right} + (1 | g)`, data);
      const counts = columnCounts(formula.fixed, variables);
      expect(counts, right).toEqual(countsByRule(formula.fixed));
      expect(codeTerms(formula.fixed, variables, {}).map((coded) => coded.names.length)).toEqual(counts);
    }
  });
});
