// Short names for the columns of a printed correlation matrix.

/**
 * Names of about `minLength` characters, all different where the names are, by the rules of R's `abbreviate`:
 * blanks go first, then lower-case vowels, then lower-case letters, then whatever is left, each from the end.
 * Names that collide are abbreviated anew with one character more.
 */
export function abbreviate(names: readonly string[], minLength: number): string[] {
  const trimmed = names.map((name) => name.replace(/^ +| +$/g, ""));
  const short = new Map(trimmed.map((name) => [name, shorten(name, minLength)]));
  const texts = () => [...short.values()];
  for (let length = minLength + 1; new Set(texts()).size < short.size; length++) {
    const before = texts();
    for (const [name, text] of short) {
      if (before.indexOf(text) < before.lastIndexOf(text)) short.set(name, shorten(name, length));
    }
  }
  return trimmed.map((name) => short.get(name)!);
}

const isBlank = (character: string): boolean => /\s/.test(character);

const VOWEL = /[aeiou]/;
const LOWER = /\p{Ll}/u;
/** Which letters go, at the ends of words only or anywhere but at their beginnings. */
const PASSES = [
  [VOWEL, true],
  [VOWEL, false],
  [LOWER, true],
  [LOWER, false],
  [/\S/, false],
] as const;

function shorten(name: string, minLength: number): string {
  const characters = [...name];
  const blanks = characters.filter((character) => isBlank(character)).length;
  const fits = (): boolean => characters.length - blanks <= minLength;
  if (characters.length <= minLength) return name;
  for (const [letters, isAtEnd] of PASSES) {
    for (let i = characters.length - 1; i > 0 && !fits(); i--) {
      const isInside = !isBlank(characters[i - 1]) && (!isAtEnd || isBlank(characters[i + 1] ?? " "));
      if (isInside && letters.test(characters[i])) characters.splice(i, 1);
    }
  }
  return characters.filter((character) => !isBlank(character)).join("");
}
