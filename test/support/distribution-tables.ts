// Tables of R's distribution functions, and how close to them a number must be.
import { readFileSync } from "node:fs";
import { expect } from "vitest";

/** Rows of numbers by name, from test/fixtures/NAME.json. */
export function distributionTables(name: string): (table: string) => number[][] {
  const path = new URL(`../fixtures/${name}.json`, import.meta.url);
  const fixtures = JSON.parse(readFileSync(path, "utf8")) as Record<string, (number | string)[][]>;
  return (table) => fixtures[table].map((row) => row.map(Number));
}

export function expectRelative(actual: number, expected: number, tolerance: number, what: string): void {
  // Below the least normal number there are not as many digits.
  if (Math.abs(expected) < 1e-290 && Math.abs(actual) < 1e-290) return;
  const difference = actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
  expect(difference, `${what}: ${actual} for ${expected}`).toBeLessThanOrEqual(tolerance);
}
