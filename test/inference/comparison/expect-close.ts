import { expect } from "vitest";

/** A number as in R: `undefined` there is null here, NA where there is no test. */
export function expectClose(actual: number | null | undefined, expected: number | undefined, tolerance: number): void {
  if (expected === undefined) return void expect(actual ?? null).toBeNull();
  const error = Math.abs((actual ?? Number.NaN) - expected);
  expect(error <= tolerance, `${actual} for ${expected}`).toBe(true);
}
