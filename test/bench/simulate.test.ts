import { describe, expect, it } from "vitest";
import {
  fullCells,
  type Layout,
  nestedRows,
  randomCells,
  randomLevels,
  randomLists,
} from "../../bench/simulate/layouts.js";
import { seededRandom } from "../../bench/simulate/random.js";
import { binaryCrossed, crossed, megastudy, nearlyNested } from "../../bench/simulate/recipes.js";
import { type Recipe, simulateRows } from "../../bench/simulate/simulate.js";

function rowsOf(layout: Layout): (readonly number[])[] {
  const rows: (readonly number[])[] = [];
  layout(seededRandom(11), (levels) => rows.push([...levels]));
  return rows;
}

function linesOf(recipe: Recipe): string[] {
  const lines: string[] = [];
  simulateRows(recipe, (line) => lines.push(line));
  return lines;
}

const different = (rows: readonly (readonly number[])[]) => new Set(rows.map((row) => row.join())).size;

describe("the layouts", () => {
  it("have as many rows as asked for", () => {
    expect(rowsOf(fullCells(7, 9))).toHaveLength(63);
    expect(rowsOf(randomCells(30, 40, 200))).toHaveLength(200);
    expect(rowsOf(randomLists(7, 50, 100))).toHaveLength(100);
    expect(rowsOf(nestedRows(3, 20, 90))).toHaveLength(90);
    expect(rowsOf(randomLevels([4, 5, 6], 77))).toHaveLength(77);
  });

  it("never repeat a cell where cells are drawn without replacement", () => {
    expect(different(rowsOf(fullCells(7, 9)))).toBe(63);
    expect(different(rowsOf(randomCells(30, 40, 1200)))).toBe(1200);
    expect(different(rowsOf(randomLists(7, 15, 100)))).toBe(100);
  });

  it("keep every inner level in one outer level, unless there are movers", () => {
    const nested = rowsOf(nestedRows(5, 40, 400));
    expect(different(nested)).toBe(40);
    expect(new Set(nested.map(([outer]) => outer)).size).toBe(5);
    expect(different(rowsOf(nestedRows(5, 40, 400, 0.3)))).toBeGreaterThan(40);
  });
});

describe("the draws", () => {
  it("have the moments of a standard normal", () => {
    const { normal } = seededRandom(3);
    const draws = Float64Array.from({ length: 100_000 }, normal);
    const moment = (power: number) => draws.reduce((sum, z) => sum + z ** power, 0) / draws.length;
    expect(moment(1)).toBeCloseTo(0, 1);
    expect(moment(2)).toBeCloseTo(1, 1);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15);
  });
});

describe("simulated data", () => {
  it("are the same at every call", () => {
    expect(linesOf(nearlyNested(4, 30, 100, 0.1))).toEqual(linesOf(nearlyNested(4, 30, 100, 0.1)));
  });

  it("stay what they were when a seed, a size or a generator is not changed", () => {
    expect(linesOf(crossed(200, 400)).slice(0, 3)).toMatchInlineSnapshot(`
      [
        "y,x,subj,item",
        "10.26837,0.44658,s1,i1",
        "11.98499,-0.52801,s1,i2",
      ]
    `);
  });

  it("have both binary responses about as often as the model says", () => {
    const [header, ...rows] = linesOf(binaryCrossed(50, 40));
    expect(header).toBe("y,x,subj,item");
    const ones = rows.filter((row) => row.startsWith("1,")).length;
    expect(rows.every((row) => /^[01],/.test(row))).toBe(true);
    expect(Math.abs(ones / rows.length - 0.4)).toBeLessThan(0.1);
  });

  it("give a word the same covariate in every row", () => {
    const [header, ...rows] = linesOf(megastudy(20, 15, 120));
    expect(header).toBe("y,x,participant,word");
    const covariates = new Map<string, Set<string>>();
    for (const row of rows) {
      const [, x, , word] = row.split(",");
      covariates.set(word, (covariates.get(word) ?? new Set()).add(x));
    }
    expect(Array.from(covariates.values(), ({ size }) => size)).toEqual(new Array(covariates.size).fill(1));
  });
});
