// The order of levels: numbers by value, all others by code point, the same by every way in and in every locale.
import type { ReadText } from "./number-shape.js";
import { readNumber } from "./read-number.js";

const ABOVE_PLAIN_ORDER = /[\ud800-\uffff]/;

/**
 * Sorts distinct texts in place and returns them: by value where every one of them is a number (numbers written
 * differently, as 1 and 1.0, by code point), else by code point.
 */
export function sortLevels(texts: string[], read: ReadText = readNumber): string[] {
  const values = new Map<string, number>();
  for (const text of texts) {
    const value = read(text);
    if (value === undefined || Number.isNaN(value)) return sortByCodePoint(texts);
    values.set(text, value);
  }
  return texts.sort((a, b) => {
    const [x, y] = [values.get(a) as number, values.get(b) as number];
    return x === y ? compareCodePoints(a, b) : x < y ? -1 : 1;
  });
}

/** Sorts texts in place by Unicode code point (the C locale's order of UTF-8) and returns them. */
export function sortByCodePoint(texts: string[]): string[] {
  // The built-in order is by UTF-16 unit, which differs only where surrogates meet U+E000 to U+FFFF.
  return texts.some((text) => ABOVE_PLAIN_ORDER.test(text)) ? texts.sort(compareCodePoints) : texts.sort();
}

function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
