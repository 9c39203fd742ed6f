// The order of levels: by code point, the same in every locale.
const ABOVE_PLAIN_ORDER = /[\ud800-\uffff]/;

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
